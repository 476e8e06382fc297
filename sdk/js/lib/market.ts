/**
 * The verbs of sellers and buyers: show, check, buy, open, publish, sales, withdraw and so on. Each is a function of a {@link Client}, so
 * that a page's bundle has those that it uses.
 *
 * Nothing is trusted but the chain's endpoint: documents and sealed files are compared with the hashes that the chain pins, committees' keys
 * with the hash that their members confirmed, and a gateway's answers with both.
 *
 * @module
 */
export { connect, type Client, type Config, type Options, type Progress } from "./market/client.ts";
export { currencyOf, formatAmount, parseAmount, type Amount, type Currency } from "./market/money.ts";
export { owed, purchases, sales, withdraw, type Purchase, type Sales, type Status, type Total } from "./market/purchases.ts";
export { list, search, show, type Found, type Item } from "./market/show.ts";
export { check, checkMarket, checkRecipient, type Deal, type Readiness, type Risk } from "./market/check.ts";
export { buy, type Paid } from "./market/buy.ts";
export { beginSession, revokeSessions, type SignedSession } from "./market/session.ts";
export { open, openBytes, type OpenOptions } from "./market/open.ts";
export { gatewayStore } from "./market/upload.ts";
export { publish, reprice, restock, stop, update, type Offer, type Published, type SaleKeeper, type Source } from "./market/publish.ts";
export { accept, dispute, refund, release } from "./market/escrow.ts";
export type { Call, Listing, Pin } from "./chain.ts";
export type { Archive, ArchiveFile } from "./archive.ts";
export type { Fetched, Store } from "./storage.ts";
