/**
 * What can go wrong, as a word that stays the same, so that a page can say it in its own language.
 *
 * | code | what happened |
 * |---|---|
 * | `rejected` | the person refused a signature or a transaction |
 * | `noWallet` | this signs or pays, and there is no wallet |
 * | `wrongNetwork` | the wallet, or the endpoint, is on another chain |
 * | `tooLittleMoney` | the account has less than the price and the fee |
 * | `reverted` | a contract refused; `details.reason` has its word |
 * | `chainUnavailable` | the chain's endpoint does not answer |
 * | `unknownContract` | what is at an address is not Latchkey's contract |
 * | `badLink` | the text is no link to a listing |
 * | `notListed` | the market has no such asset |
 * | `unlisted` | the listing is unlisted, and the link has no key |
 * | `otherKey` | the link's key does not open the listing's document |
 * | `badDocument` | the listing's document breaks a rule of spec/listing.md |
 * | `stopped`, `ended`, `soldOut`, `limit` | it is not sold, or not to this account |
 * | `hasLicence` | there is a licence already, or none is needed |
 * | `otherOffer` | the listing is not the one that was shown: price, version or terms |
 * | `otherTerms` | it was paid, and the listing was another than the one that was shown: the chain was reorganised |
 * | `otherSale` | the sealed file is not sealed for this sale |
 * | `badToken` | nobody can pay in that token |
 * | `wrongHash` | a document or a sealed file is not the one that the chain pins |
 * | `badFile` | the file is damaged, or no sealed file |
 * | `badOffer` | the market, or a reader, would refuse what is offered |
 * | `badPlace` | a listing names a place that readers do not go to |
 * | `notFound` | nothing is at that place |
 * | `noAnswer` | nobody of those who were asked answered |
 * | `storageFailed` | a place of storage refused, or broke off |
 * | `risky` | something speaks against paying that the buyer may know better about; `details.risks` |
 * | `notEntitled` | the policy is false for this account |
 * | `tooFewNodes` | fewer than t nodes gave a good share |
 * | `sealedWrong` | the committee did its part, and the file does not open: its publisher sealed it wrongly |
 * | `badKeys` | a list of keys is not the committee's |
 * | `badPolicy` | the text is no policy |
 * | `unservable` | fewer than t nodes of the committee read what the policy needs |
 * | `badRequest` | what is asked does not fit together |
 * | `noPurchase` | no payment in escrow with which that can be done |
 * | `notYet` | it can be done later: `details.until` (Unix seconds) or `details.block` |
 * | `served` | the nodes answered in time, so that the seller is paid |
 * | `unanswered` | too few members answered on the chain in time |
 * | `askedBefore` | the payment is in dispute by a request of an earlier run, whose answers only that run could read |
 * | `sourceChanged` | the file that is sold changed while, or before, it was read on |
 */
export type Code =
  | "rejected" | "noWallet" | "wrongNetwork" | "tooLittleMoney" | "reverted" | "chainUnavailable" | "unknownContract"
  | "badLink" | "notListed" | "unlisted" | "otherKey" | "badDocument"
  | "stopped" | "ended" | "soldOut" | "limit" | "hasLicence" | "otherOffer" | "otherTerms" | "otherSale" | "badToken"
  | "wrongHash" | "badFile" | "badOffer" | "badPlace" | "notFound" | "noAnswer" | "storageFailed" | "risky"
  | "notEntitled" | "tooFewNodes" | "sealedWrong" | "badKeys" | "badPolicy" | "unservable" | "badRequest"
  | "noPurchase" | "notYet" | "served" | "unanswered" | "askedBefore" | "sourceChanged";

/** What a message says in words, for one who says it otherwise. Amounts are in the smallest unit. */
export type Details = Readonly<Record<string, unknown>>;

/** What a person can do about it, where nothing better is known. */
const steps: Record<Code, string> = {
  rejected: "Nothing was signed or paid. Try again, and allow it in the wallet.",
  noWallet: "Connect a wallet, and try again.",
  wrongNetwork: "Switch the wallet to the listing's network, and try again.",
  tooLittleMoney: "Put money on the account, or pay with another one.",
  reverted: "Reload to see how things are now, and try again.",
  chainUnavailable: "Try again in a minute, or use another endpoint of the chain.",
  unknownContract: "Do not pay. Whoever made that contract decides what it does with the money.",
  badLink: "Check that the link was copied whole.",
  notListed: "Check the link, and that it is for this network.",
  unlisted: "Ask for the whole link: it ends in # and 43 characters.",
  otherKey: "Check that the link was copied whole.",
  badDocument: "Tell the seller: nobody can buy this as it is.",
  stopped: "Ask the seller. What was bought before opens as ever.",
  ended: "Ask the seller. What was bought before opens as ever.",
  soldOut: "Ask the seller for more.",
  limit: "The seller gives each account only so many.",
  hasLicence: "Open it: that costs nothing.",
  otherOffer: "Look at the listing again. Nothing was paid.",
  otherTerms: "Look at what was bought. A payment in escrow can be disputed.",
  otherSale: "Do not pay, and tell the seller.",
  badToken: "Do not pay, and tell the seller.",
  wrongHash: "Throw away what was written, and tell the seller. If all copies are wrong, nobody can open it.",
  badFile: "Fetch the file again, or ask whoever made it.",
  badOffer: "Change the offer, and try again.",
  badPlace: "Tell the seller: files belong to http, https, ipfs or ar.",
  notFound: "Try again later, and tell the seller.",
  noAnswer: "Check the connection, and try again in a minute.",
  storageFailed: "Try again in a minute.",
  risky: "Look at what speaks against it, and decide.",
  notEntitled: "Check the account, or buy it. What was just paid takes a few blocks.",
  tooFewNodes: "Try again in a few minutes. The licence stays.",
  sealedWrong: "Tell the seller: nobody can open this file.",
  badKeys: "Try again. If it stays, do not pay.",
  badPolicy: "Change the policy where the message says.",
  unservable: "Choose another committee, or a policy that reads what its nodes do.",
  badRequest: "Reload, and try again.",
  noPurchase: "Look at the purchases to see how far the payment is.",
  notYet: "Come back then.",
  served: "Open it: that costs nothing.",
  unanswered: "Ask for the money back.",
  askedBefore: "If too few nodes answer in time, ask for the money back. If they answer, open the file as ever.",
  sourceChanged: "Begin the sale anew.",
};

/**
 * Every error of this package but that of an AbortSignal, which is thrown as the signal's reason. `message` is an English
 * sentence, lower case and without a full stop; `code` stays the same between versions.
 */
export class LatchkeyError extends Error {
  override readonly name: string = "LatchkeyError";
  /** What happened. */
  readonly code: Code;
  /** What to do next, in English. */
  readonly next: string;
  /** The values in the message, for one who says it otherwise. Never a secret. */
  readonly details: Details;

  constructor(code: Code, message: string, options: { cause?: unknown; next?: string; details?: Details } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next ?? steps[code];
    this.details = options.details ?? {};
  }
}

/** Whether an error is one of this package's, of one of these codes if any are given. */
export function isError(error: unknown, ...codes: Code[]): error is LatchkeyError {
  return error instanceof LatchkeyError && (codes.length === 0 || codes.includes(error.code));
}
