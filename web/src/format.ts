import type { Currency } from "@latchkey/sdk/market";
import { strings } from "./strings.ts";

/** The language of numbers and dates: the browser's, in the words of strings.ts. */
const language = typeof navigator === "undefined" ? "en" : navigator.language;

const exact = (digits: number) => new Intl.NumberFormat(language, { maximumFractionDigits: digits });

/** A way to write dates, which is made when it is first needed: it takes a browser a while. */
function dates(options: Intl.DateTimeFormatOptions): (unixMilliseconds: number) => string {
  let made: Intl.DateTimeFormat | undefined;
  return (ms) => (made ??= new Intl.DateTimeFormat(language, options)).format(ms);
}

const days = dates({ dateStyle: "medium" });
const moments = dates({ dateStyle: "medium", timeStyle: "short" });
const shortDays = dates({ month: "short", day: "numeric", timeZone: "UTC" });
const clock = dates({ timeStyle: "medium" });

/** An amount of the smallest unit as decimal digits: exact, without zeros at the end. */
export function decimal(amount: bigint, decimals: number): string {
  const negative = amount < 0n;
  const digits = (negative ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Reads decimal digits, such as 0.01, exactly: null if it is not a number, or has too many decimals. The inverse of decimal. */
export function parseDecimal(text: string, decimals: number): bigint | null {
  const found = /^(\d{0,40})(?:[.,](\d*))?$/.exec(text.trim());
  const whole = found?.[1] ?? "";
  const fraction = (found?.[2] ?? "").replace(/0+$/, "");
  if (!found || (whole === "" && (found[2] ?? "") === "") || fraction.length > decimals) return null;
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** A price for people: "Free", "0.01 ETH". Of a token, its name as it calls itself, which proves nothing: whoever pays sees the address. */
export function money(amount: bigint, currency: Currency): string {
  return amount === 0n ? strings.amounts.free : plainMoney(amount, currency);
}

/** An amount for people, where nothing is nothing: "0 ETH". */
export function plainMoney(amount: bigint, currency: Currency): string {
  const text = decimal(amount, currency.decimals);
  if (currency.symbol === "") return strings.amounts.unknownToken(text);
  return `${text} ${printable(currency.symbol).slice(0, 12)}`;
}

/** About how much, for people who look how much they have: rounded down to four decimals. */
export function roundMoney(amount: bigint, currency: Currency): string {
  const unit = currency.decimals > 4 ? 10n ** BigInt(currency.decimals - 4) : 1n;
  return plainMoney(amount - (amount % unit), currency);
}

/** A part in 1/10000 as per cent: "2.5 %". */
export function percent(bps: number): string {
  return `${exact(2).format(bps / 100)} %`;
}

const units = ["B", "KB", "MB", "GB", "TB", "PB"];

/** A size in bytes for people: "1.4 MB". A KB is 1000 bytes. */
export function size(bytes: number): string {
  let n = bytes;
  let unit = 0;
  while (n >= 999.5 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${exact(n < 10 && unit > 0 ? 1 : 0).format(n)} ${units[unit] ?? ""}`;
}

/** Seconds for people, in the largest unit that divides them: "30 days". */
export function duration(seconds: number): string {
  const t = strings.time;
  if (seconds % 86400 === 0) return t.days(seconds / 86400);
  if (seconds % 3600 === 0) return t.hours(seconds / 3600);
  if (seconds % 60 === 0) return t.minutes(seconds / 60);
  return t.seconds(seconds);
}

/** About how long something takes yet: "2 minutes". */
export function roughly(seconds: number): string {
  const t = strings.time;
  if (seconds < 90) return t.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 5400) return t.minutes(Math.round(seconds / 60));
  return t.hours(Math.round(seconds / 3600));
}

/** The first second that dates are not written for. */
const year10000 = 253402300800;

const isDate = (unix: number): boolean => Number.isFinite(unix) && unix < year10000;

/** Unix seconds as a day. */
export function day(unix: number): string {
  return isDate(unix) ? days(unix * 1000) : strings.time.forever;
}

/** Unix seconds as a day of UTC without its year. */
export function shortDay(unix: number): string {
  return shortDays(unix * 1000);
}

/** Unix seconds as a day and a time. */
export function moment(unix: number): string {
  return isDate(unix) ? moments(unix * 1000) : strings.time.forever;
}

/** Milliseconds of Date.now as a time of the day. */
export function time(ms: number): string {
  return clock(ms);
}

/** An account, shortened: "0x1234…cdef". */
export function short(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** Text from a stranger in one line: without control characters, and without those that turn its direction. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, " ");
}
