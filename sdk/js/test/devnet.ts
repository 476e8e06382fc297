import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createDecipheriv, scryptSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http, type Address, type Hex, type PublicClient, type WalletClient, type Account, type Chain, type Transport } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { program } from "./program.ts";

/** A real `latchkey devnet`, its nodes as processes of their own. */
export class Devnet {
  readonly chain: PublicClient;
  readonly market: Address;
  readonly gateway: string;
  readonly files: string;
  readonly dollars: Address;
  readonly nodes: readonly { readonly url: string; readonly operator: Address }[];
  readonly rpc: string;
  readonly #keys = new Map<string, Hex>();

  private constructor(private readonly process: ChildProcess, readonly folder: string, text: string) {
    const find = (pattern: RegExp): string => {
      const found = pattern.exec(text)?.[1];
      if (found === undefined) throw new Error(`the devnet does not tell ${String(pattern)}:\n${text}`);
      return found;
    };
    this.rpc = find(/^chain +(\S+)/m);
    this.market = find(/^market +(\S+)/m) as Address;
    this.gateway = find(/^gateway +(\S+)/m);
    this.files = find(/^files +(\S+)/m);
    this.dollars = find(/^dollars +(\S+)/m) as Address;
    this.nodes = [...text.matchAll(/^node \d+ +(\S+) +operator (\S+)/gm)].map(([, url = "", operator]) => ({ url, operator: operator as Address }));
    for (const [, key, name = ""] of text.matchAll(/^ +0x[0-9a-fA-F]{40} +(0x[0-9a-f]{64}) +(\w+)$/gm)) this.#keys.set(name, key as Hex);
    this.chain = createPublicClient({ transport: http(this.rpc), pollingInterval: 200 });
  }

  static async start(...flags: string[]): Promise<Devnet> {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-sdk-"));
    const child = spawn(program(), ["devnet", "--port", "0", "--processes", "--dir", folder, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let errors = "";
    child.stderr.on("data", (d: Buffer) => (errors += d.toString()));
    await new Promise<void>((resolve, reject) => {
      child.on("exit", () => { reject(new Error(`the devnet ended: ${errors}`)); });
      child.stdout.on("data", (d: Buffer) => {
        text += d.toString();
        if (text.includes("\nready.")) resolve();
      });
    });
    return new Devnet(child, folder, text);
  }

  /** An account's private key, worth nothing anywhere else. */
  key(name: string): Hex {
    const key = this.#keys.get(name);
    if (!key) throw new Error(`no account ${name}`);
    return key;
  }

  wallet(name: string): WalletClient<Transport, Chain | undefined, Account> {
    return createWalletClient({ account: privateKeyToAccount(this.key(name)), transport: http(this.rpc) });
  }

  /** Runs the Go program as an account of the devnet. */
  latchkey(name: string, ...args: string[]): string {
    return execFileSync(program(), args, {
      encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LATCHKEY_CONFIG: `${this.folder}/latchkey.toml`, LATCHKEY_WALLET: `${this.folder}/wallets/${name}.json` },
    });
  }

  /** The account that signs a node's shares, from its keystore file. */
  operator(index: number): ReturnType<typeof privateKeyToAccount> {
    const { crypto } = JSON.parse(readFileSync(`${this.folder}/node-${index}/wallet.json`, "utf8")) as { crypto: { ciphertext: string; cipherparams: { iv: string }; kdfparams: { n: number; r: number; p: number; salt: string; dklen: number } } };
    const { n, r, p, salt, dklen } = crypto.kdfparams;
    const derived = scryptSync("devnet", Buffer.from(salt, "hex"), dklen, { N: n, r, p });
    const cipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), Buffer.from(crypto.cipherparams.iv, "hex"));
    return privateKeyToAccount(`0x${Buffer.concat([cipher.update(Buffer.from(crypto.ciphertext, "hex")), cipher.final()]).toString("hex")}`);
  }

  /** Kills the process of one node. */
  kill(index: number): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      let line: string;
      try {
        line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        continue;
      }
      if (line.includes(`${this.folder}/node-${index}/`) && Number(pid) !== this.process.pid) process.kill(Number(pid), "SIGKILL");
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.removeAllListeners("exit");
    this.process.once("exit", () => undefined);
    this.process.kill("SIGINT");
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    await Promise.race([ended, gone, new Promise((resolve) => setTimeout(resolve, 10_000))]);
    this.process.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A stream that keeps what it is given, and says whether it was closed or aborted. */
export class Sink {
  readonly chunks: Uint8Array[] = [];
  closed = false;
  aborted: unknown = null;
  readonly stream = new WritableStream<Uint8Array>({
    write: (chunk) => { this.chunks.push(chunk); },
    close: () => { this.closed = true; },
    abort: (reason) => { this.aborted = reason; },
  });

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}
