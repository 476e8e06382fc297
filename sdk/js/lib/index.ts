export * from "./errors.ts";
export * from "./listing.ts";
export * from "./market.ts";
