/**
 * Latchkey in TypeScript. `publish`, `show`, `check`, `buy` and `open` are what most programs need; each module can also be imported by its name, such as
 * `@latchkey/sdk/tdh2`.
 *
 * @module
 */
export * from "./errors.ts";
export * from "./listing.ts";
export * from "./market.ts";
export * as policy from "./policy.ts";
export { tusStore, type Putting, type Resumable, type TusOptions } from "./storage.ts";
export { Workers, type WorkerLike } from "./stream.ts";
export { seal, parseRecipient, Recipient } from "./sealed.ts";
export type { Evidence, OpenError } from "./quorum.ts";
