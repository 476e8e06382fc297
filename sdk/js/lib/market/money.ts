/**
 * Currencies and amounts, for people and from them.
 *
 * @module
 */
import { formatUnits, type Address } from "viem";
import { tokenOf } from "../chain.ts";
import { LatchkeyError } from "../errors.ts";
import { head, type Client, type Options } from "./client.ts";

/** What a price is in: the chain's coin, or a token. */
export interface Currency {
  /** null for the coin. */
  readonly token: Address | null;
  /** As the token calls itself, which proves nothing: show its address, too. "" if it has none. */
  readonly symbol: string;
  readonly decimals: number;
}

/** An amount in a currency's smallest unit. */
export interface Amount {
  readonly currency: Currency;
  readonly amount: bigint;
}

const coin: Currency = { token: null, symbol: "ETH", decimals: 18 };

/** Reads how a token calls and counts itself; null is the coin. One that is no token has no symbol and no decimals: nobody can pay with it. */
export async function currencyOf(client: Client, token: Address | null, options: Options = {}): Promise<Currency> {
  if (token === null) return { ...coin, symbol: client.config.chain.chain?.nativeCurrency.symbol ?? coin.symbol };
  const found = await tokenOf(client.config.chain, await head(client, options), token, options.signal);
  return { token, symbol: found?.symbol ?? "", decimals: found?.decimals ?? 0 };
}

/** Writes an amount of the smallest unit for people: "0.01 ETH", "5 USDC". The token's address is for whoever shows it to add. */
export function formatAmount(currency: Currency, amount: bigint): string {
  return `${formatUnits(amount, currency.decimals)}${currency.symbol ? " " + currency.symbol : ""}`;
}

/** Reads an amount, "0.01", with or without the symbol behind it, and returns it in the smallest unit. Throws `badRequest`. */
export function parseAmount(currency: Currency, text: string): bigint {
  let number = text.trim();
  const { symbol } = currency;
  // A symbol like "0", as any token may call itself, is none of the amount's digits unless it stands apart.
  const end = /^[\d.]/.test(symbol) ? ` ${symbol}` : symbol;
  if (symbol && number.toLowerCase().endsWith(end.toLowerCase())) number = number.slice(0, -end.length).trim();
  const parts = /^(\d{0,30})(?:\.(\d*))?$/.exec(number);
  const [, whole = "", fraction = ""] = parts ?? [];
  if (!parts || whole + fraction === "") throw new LatchkeyError("badRequest", `${JSON.stringify(text.slice(0, 60))} is not an amount like 0.01`, { next: "Write digits, with a point before decimals." });
  if (fraction.length > currency.decimals) throw new LatchkeyError("badRequest", `${JSON.stringify(text.slice(0, 60))} has more than ${currency.decimals} decimals`, { next: "Leave out the last digits." });
  return BigInt(whole + fraction.padEnd(currency.decimals, "0"));
}
