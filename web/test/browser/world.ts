/** A devnet and a browser for stories: real nodes as processes, a real chain, Debian's chromium. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import type { Address, Hex } from "viem";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What `latchkey devnet --json` prints, as far as stories use it. */
interface Devnet {
  readonly rpc: string;
  readonly chainId: number;
  readonly market: Address;
  /** A token for prices. */
  readonly dollars: Address;
  readonly files: string;
  /** Where the accounts and their keys are listed. */
  readonly accounts: string;
  readonly gateway: string;
  readonly nodes: readonly { readonly index: number; readonly url: string }[];
  readonly config: string;
  readonly wallets: Readonly<Record<string, string>>;
}

export interface Account {
  readonly name: string;
  readonly address: Address;
  readonly key: Hex;
}

export interface World extends Omit<Devnet, "accounts"> {
  readonly dir: string;
  readonly accounts: Readonly<Record<string, Account>>;
  /** Runs the command line in the devnet, as one of its wallets; rejects with standard error if it does not exit with 0. */
  latchkey(as: string, ...args: string[]): Promise<string>;
  /** Kills a node with SIGKILL: no last word, no flush. */
  killNode(index: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a devnet of its own, with more flags if there are any, and resolves when it is ready. */
export async function startWorld(...flags: readonly string[]): Promise<World> {
  const program = join(root, "bin/latchkey");
  if (!existsSync(program)) throw new Error("bin/latchkey is not built: make build");
  const dir = await mkdtemp(join(tmpdir(), "latchkey-browser-"));
  const child = spawn(program, ["devnet", "--json", "--processes", "--port", "0", "--dir", join(dir, "world"), ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const info = await new Promise<Devnet>((resolve, reject) => {
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      try {
        resolve(JSON.parse(out) as Devnet);
      } catch {
        // not all of it yet
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.once("exit", (code) => { reject(new Error(`devnet ended with ${code}: ${err}`)); });
  });
  const listed = (await (await fetch(info.accounts)).json()) as { accounts: Account[] };
  return {
    ...info,
    dir,
    accounts: Object.fromEntries(listed.accounts.map((a) => [a.name, a])),
    async latchkey(as, ...args) {
      const run = spawn(program, args, {
        cwd: dir,
        env: { ...process.env, LATCHKEY_CONFIG: info.config, LATCHKEY_WALLET: info.wallets[as] },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      let err = "";
      run.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      run.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
      const [code] = (await once(run, "close")) as [number];
      if (code !== 0) throw new Error(`latchkey ${args[0] ?? ""} ended with ${code}: ${err}`);
      return out.trim();
    },
    killNode: async (index) => {
      process.kill(await pidOf(join(dir, "world", `node-${index}`)), "SIGKILL");
    },
    async stop() {
      await endProcess(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Starts a gateway of the devnet's chain that takes uploads, with more flags, as an operator does: it gives nobody accounts. Resolves when it answers. */
export async function startGateway(world: World, ...flags: readonly string[]): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dir = await mkdtemp(join(world.dir, "gateway-"));
  await mkdir(join(dir, "blobs"));
  const child = spawn(join(root, "bin/latchkey"), [
    "gateway", "run", "--listen", `127.0.0.1:${port}`, "--metrics-listen", "none", "--public-url", url, "--database", join(dir, "gateway.db"), "--spool", join(dir, "spool"),
    "--store", `file://${join(dir, "blobs")}`, "--open-uploads", "--private-addresses", "--browser-rpc", world.rpc, ...flags,
  ], { env: { ...process.env, LATCHKEY_CONFIG: world.config }, stdio: ["ignore", "pipe", "pipe"] });
  await new Promise<void>((resolve, reject) => {
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => { if (text.includes("listening on")) resolve(); });
    child.once("exit", (code) => { reject(new Error(`gateway ended with ${code}: ${err}`)); });
  });
  return { url, stop: () => endProcess(child) };
}

/** A port that nobody listens on, below those that the system hands out by itself, so that nothing takes it in between. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once("error", () => { resolve(false); }).listen(port, "127.0.0.1", () => { resolve(true); });
    });
    if (!free) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}

/** The process of a node, which is the one that was given its folder. */
async function pidOf(folder: string): Promise<number> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    if (line.includes("\0node\0run\0") && line.includes(folder)) return Number(entry);
  }
  throw new Error(`no node runs in ${folder}`);
}

/** Ends what a story began, as far as it came, one after the other. */
export async function end(...begun: readonly ({ close(): Promise<void> } | { stop(): Promise<void> } | undefined)[]): Promise<void> {
  for (const one of begun) await (one && ("stop" in one ? one.stop() : one.close()));
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGINT");
  await once(child, "exit");
}

/** Debian's chromium, without anything that it would do over a network by itself. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-features=AutofillServerCommunication,Translate,OptimizationHints,MediaRouter",
    ],
  });
}

/** A visitor: a browser profile of its own, and everything that it asked of any server. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly requests: Request[];
  /** Errors of the page and of its console, a policy's violations among them. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export async function visit(browser: Browser, url: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Visitor> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const requests: Request[] = [];
  const complaints: string[] = [];
  context.on("request", (request) => requests.push(request));
  context.on("console", (message) => {
    // That a catalogue has not heard of a listing yet is an answer, of which browsers complain.
    if (message.type() === "error" && !/\/v1\/assets\/\d+\/0x\w+\/0x\w+$/.test(message.location().url)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { context, page, requests, complaints, close: () => context.close() };
}

/** Keeps a picture of the page as it is, in web/test/browser/screenshots. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = fileURLToPath(new URL("screenshots/", import.meta.url));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
