import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useBalance, useConnect, useConnection, useConnectors, useDisconnect, useSwitchChain, type Connector } from "wagmi";
import { Dialog } from "./dialog.tsx";
import { roundMoney, short } from "./format.ts";
import { Button, Copy, Failure } from "./parts.tsx";
import { chainName, useSession } from "./session.tsx";
import { strings } from "./strings.ts";

const QrCode = lazy(async () => ({ default: (await import("./qr.tsx")).QrCode }));

// The dialog is one, whoever opens it: the button at the top, or a page that needs a wallet.
let open = false;
const listeners = new Set<() => void>();

function setOpen(next: boolean): void {
  open = next;
  for (const changed of listeners) changed();
}

/** Opens the choice of wallets. */
export function chooseWallet(): void {
  setOpen(true);
}

function useOpen(): boolean {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, () => open);
}

/** Who is connected, or the way to connect. */
export function WalletButton() {
  const { address } = useConnection();
  const isOpen = useOpen();
  const connected = address !== undefined;
  // Whoever has chosen is done. Not a callback of the call: by then, the choice may be gone.
  useEffect(() => { if (connected) setOpen(false); }, [connected]);
  return (
    <>
      {connected
        ? <Button small aria-label={strings.wallet.connectedAs(short(address))} onPress={chooseWallet}><span className="account">{short(address)}</span></Button>
        : <Button small look="main" aria-label={strings.wallet.connectLong} onPress={chooseWallet}>{strings.wallet.connect}</Button>}
      {connected
        ? <Connected open={isOpen} />
        : <Choose open={isOpen} />}
    </>
  );
}

function Connected({ open: isOpen }: { open: boolean }) {
  const session = useSession();
  const { address, chainId, connector } = useConnection();
  const { mutate: disconnect } = useDisconnect();
  const { mutate: switchChain, error } = useSwitchChain();
  const [first] = session.site.worlds;
  const world = session.site.worlds.find((w) => w.chainId === chainId);
  const { data: balance } = useBalance({ address, chainId: (world ?? first).chainId, query: { enabled: isOpen } });
  return (
    <Dialog title={strings.wallet.account} open={isOpen} onClose={() => { setOpen(false); }}>
      {address !== undefined && <Copy label={connector?.name ?? strings.wallet.account} value={address} />}
      <dl className="facts">
        <dt>{strings.nav.network}</dt>
        <dd>{chainId === undefined ? "" : chainName(session, chainId)}</dd>
        {balance && <><dt>{strings.wallet.balance}</dt><dd className="numeric">{roundMoney(balance.value, { token: null, symbol: balance.symbol, decimals: balance.decimals })}</dd></>}
      </dl>
      {error && <Failure error={error} />}
      <div className="actions">
        {!world && <Button look="main" onPress={() => { switchChain({ chainId: first.chainId }); }}>{strings.wallet.switchTo(chainName(session, first.chainId))}</Button>}
        <Button onPress={() => { disconnect(); }}>{strings.wallet.other}</Button>
        <Button onPress={() => { disconnect(); setOpen(false); }}>{strings.wallet.disconnect}</Button>
      </div>
    </Dialog>
  );
}

function Choose({ open: isOpen }: { open: boolean }) {
  const { site } = useSession();
  const connectors = useConnectors();
  const { mutate: connect, isPending, error, reset } = useConnect();
  const hasInjected = typeof globalThis === "object" && "ethereum" in globalThis;
  // The plain injected one stands for a wallet that does not announce itself.
  const announced = connectors.filter((c) => c.type === "injected" && c.id !== "injected");
  const found = announced.length > 0 ? announced : connectors.filter((c) => c.id === "injected" && hasInjected);
  const devnet = connectors.filter((c) => c.type === "devnet");
  const phone = connectors.filter((c) => c.type === "walletConnect");
  const [pairing, setPairing] = useState<string>();
  const byPhone = phone.length > 0;
  useEffect(() => {
    if (!byPhone) return;
    let end: (() => void) | undefined;
    let gone = false;
    void import("./wallet-connect.ts").then(({ onPairing }) => { if (!gone) end = onPairing(setPairing); });
    return () => { gone = true; end?.(); };
  }, [byPhone]);
  const leave = () => {
    setOpen(false);
    if (byPhone) void import("./wallet-connect.ts").then(({ cancelPairing }) => { cancelPairing(); });
    reset();
  };
  const take = (connector: Connector) => {
    reset();
    connect({ connector, chainId: site.worlds[0].chainId });
  };
  return (
    <Dialog title={strings.wallet.title} open={isOpen} onClose={leave}>
      <p className="soft">{strings.wallet.intro}</p>
      {found.length > 0 && <Wallets title={strings.wallet.found} list={found} take={take} />}
      {found.length === 0 && devnet.length === 0 && phone.length === 0 && <p>{strings.wallet.none}</p>}
      {phone.length > 0 && <Wallets title={strings.wallet.phone} note={strings.wallet.walletConnectNote} list={phone} take={take} />}
      {pairing !== undefined && (
        <Suspense fallback={null}>
          <div className="flow">
            <p>{strings.wallet.scan}</p>
            <QrCode value={pairing} label={strings.wallet.scan} />
            <Copy label={strings.wallet.pairing} value={pairing} />
          </div>
        </Suspense>
      )}
      {devnet.length > 0 && <Wallets title={strings.wallet.devnet} note={strings.wallet.devnetNote} list={devnet} take={take} />}
      <p role="status" className="soft">{isPending ? strings.wallet.connecting : ""}</p>
      {error && <Failure error={error} />}
    </Dialog>
  );
}

function Wallets({ title, note, list, take }: { title: string; note?: string; list: readonly Connector[]; take: (c: Connector) => void }) {
  return (
    <div className="flow">
      <h3 className="label">{title}</h3>
      {note !== undefined && <p className="small soft">{note}</p>}
      <ul className={`wallets${list.length > 4 ? " wallets-many" : ""}`}>
        {list.map((c) => (
          <li key={c.uid}>
            <Button onPress={() => { take(c); }}>
              {/* A wallet's own picture is a data: URL (EIP-6963); others are not loaded. */}
              {c.icon?.trim().startsWith("data:image/")
                ? <img src={c.icon.trim()} alt="" />
                : <span className="initial" aria-hidden="true">{c.name.replace(/^.*: /, "").charAt(0).toUpperCase()}</span>}
              <span>{c.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where a page needs a wallet: why, and the way to one. */
export function NeedsWallet({ text }: { text: string }) {
  return (
    <div className="empty">
      <p>{text}</p>
      <Button look="main" onPress={chooseWallet}>{strings.wallet.connectLong}</Button>
    </div>
  );
}

