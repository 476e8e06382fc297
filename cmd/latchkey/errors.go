package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"filippo.io/age"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// Exit codes. Scripts depend on them.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitNotEntitled = 3
	exitTooFew      = 4
)

// usageError: the command was not called as it wants to be.
type usageError struct {
	command string // the whole path
	err     error
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// wrongUsage makes a usageError of a verb.
func wrongUsage(verb, format string, args ...any) error {
	return &usageError{"latchkey " + verb, fmt.Errorf(format, args...)}
}

// adviceError is an error that knows what to do.
type adviceError struct {
	err    error
	advice string
}

func (e *adviceError) Error() string { return e.err.Error() }
func (e *adviceError) Unwrap() error { return e.err }

// report is what a person is told of an error.
type report struct {
	code   int
	text   string // what happened and why; empty: nothing is said
	advice string // what to do, whole sentences
}

func (r report) String() string {
	text := "latchkey: " + printable(r.text)
	if r.advice != "" {
		text += "\n" + printable(r.advice)
	}
	return text
}

// explain says what happened, why, and what to do, for every error that a verb returns.
// The specific ones come first, since errors wrap each other.
func explain(err error) report {
	r := report{exitFailed, err.Error(), ""}
	var (
		wrong   *usageError
		advised *adviceError
		risk    *riskError
		refused *quorum.OpenError
		missed  *nodesError
		syntax  *policy.Error
		isFalse *policyFalseError
		revert  *chain.RevertError
		missing *config.MissingError
	)
	is := func(target error) bool { return errors.Is(err, target) }
	switch {
	case is(chain.ErrUnknown): // also when it was interrupted
		r.advice = "It may still be mined. Look the transaction up before you try again."
		if errors.As(err, &advised) {
			r.advice = advised.advice
		}
	case is(context.Canceled):
		r.text = "interrupted"
	case errors.As(err, &wrong):
		r.code = exitUsage
		r.advice = fmt.Sprintf("Run %q to see how it is used.", wrong.command+" --help")
	case errors.As(err, &advised):
		r.advice = advised.advice
	case errors.As(err, &risk):
		r.advice = "Wait, or say --accept-risk if you know better."
		if risk.tooFew {
			r.code = exitTooFew
		}
	case errors.As(err, &refused):
		return explainOpen(refused)
	case errors.As(err, &missed):
		r.code = exitTooFew
		r.advice = "Try again: what was done stays done. A node that has ended for good is left out with --nodes."
		if slices.ContainsFunc(missed.nodes, func(n nodeFailure) bool { return errors.Is(n.err, storage.ErrPrivate) }) {
			r.advice = privateNodes
		}

	case errors.As(err, &isFalse):
		r.code = exitNotEntitled
		r.advice = "The parts with > in front are what that follows from."
	case errors.As(err, &syntax):
		r.advice = "Nothing was sealed. See spec/policy.md for what a policy can say, and try with \"latchkey policy check\"."
	case errors.As(err, &missing):
		r.code = exitUsage
		if missing.Flag == "wallet" {
			r.advice = `Make one with "latchkey wallet new", or take one in with "latchkey wallet import".`
		} else {
			r.advice = `"latchkey devnet" prints the settings of a network to try things in.`
		}
	case is(config.ErrConfig):
		r.code = exitUsage
		switch {
		case is(fs.ErrNotExist):
			r.advice = "Check the name: --config, LATCHKEY_CONFIG, and deployment in the file. \"latchkey config init\" makes a configuration."
		case is(fs.ErrPermission):
			r.advice = "It is for its owner alone: run as that user, or name another file with --config or LATCHKEY_CONFIG."
		}
	case is(config.ErrNoTerminal):
		r.advice = fmt.Sprintf("Set %s, or name a file with --passphrase-file.", config.PassphraseVariable)
	case is(chain.ErrNotKeystore):
		r.advice = `Name the keystore file (version 3) of the account with --wallet; "latchkey wallet import" makes one of a private key.`
	case is(chain.ErrBadURL):
		r.code = exitUsage
		r.advice = "Give rpc as a whole URL, like https://rpc.example.org."
	case is(chain.ErrPassphrase):
		r.advice = fmt.Sprintf("Try again; if %s or a passphrase file is set, that is what was used.", config.PassphraseVariable)

	case is(node.ErrPassphrase):
		r.advice = "Try again; if LATCHKEY_SHARE_PASSPHRASE or a passphrase file is set, that is what was used. Nothing opens the folder without it."

	case is(chain.ErrNoSigner):
		r.advice = "Check that the signer runs, and that --signer (or signer in the configuration) is its URL or its socket. Nothing was signed or paid."
	case is(chain.ErrNoAccount):
		r.advice = "Name one of its accounts with --signer-account, and check in the signer that it is shown to other programs. Nothing was signed or paid."
	case is(chain.ErrRefused):
		r.advice = "Nothing was signed or paid. Try again and allow it in the signer; its own log says more. What it cannot read (a contract's code, or a contract of others) clef signs with its option --advanced; over HTTP, it waits 30 seconds for an answer: with --signer and the path of its socket it waits for ever."
	case is(chain.ErrOtherSigned):
		r.advice = "It was thrown away, and nothing was paid. If you changed the transaction in the signer, do not; if you did not, do not trust that signer."

	case is(market.ErrNoWallet):
		r.advice = `Name one with --wallet, or make one with "latchkey wallet new".`
	case is(market.ErrOtherBytes):
		r.advice = "Somebody changed or replaced it where it is stored, so nothing of it was kept. Try again later, and tell the seller."
	case is(config.ErrNoGrantNodes):
		r.advice = `Ask its owner for the ticket that "latchkey grant" printed, and keep it with "latchkey ticket".`
	case is(storage.ErrPrivate):
		r.advice = "Nothing was asked for there: whoever wrote the listing is not to choose what is asked for inside your network. If the place is one that you know, say --private-addresses."
	case is(storage.ErrTooSlow):
		r.advice = "What came of a large file is kept: the same command goes on from there. A slow line gets through with a lower --min-rate."
	case is(market.ErrPlace):
		r.advice = "Nothing was read from there. Tell the seller, who has to say where it can be read by HTTP, from IPFS or from Arweave."
	case is(market.ErrUnknownMarket):
		r.advice = "Whoever made that contract decides what it does with the money. Nothing was paid; if you trust it, name it with --market."
	case is(market.ErrNotListed):
		r.advice = "Check that the link is whole, and that it is for this market and chain. If it was listed just now, try again in a minute."
	case is(market.ErrSoldOut):
		r.advice = "Only accounts that bought it before can open it, unless its seller offers more."
	case is(market.ErrLimit):
		r.advice = "Another account can buy it; this one cannot buy more."
	case is(market.ErrHasLicence):
		r.advice = "Nothing was paid. A licence of a limited time is made longer with --renew; who has one opens the file with \"latchkey buy\"."
	case is(market.ErrOtherOffer):
		r.advice = "Nothing was paid. Look at it with \"latchkey show\", and try again."
	case is(market.ErrListedBefore):
		r.advice = "Nobody has its link. End its sale with \"latchkey stop\" and the link above, and publish it again."
	case is(market.ErrOtherTerms):
		r.advice = "The chain was reorganised, and its seller listed it anew. Look at it with \"latchkey show\": if it is what you want, \"latchkey buy\" opens it for free. If not, tell the seller; where the payment is in escrow, \"latchkey dispute\" gives it back only if the nodes do not answer."
	case is(market.ErrOtherSize):
		r.advice = "Nothing was paid. Tell the seller: the listing says another size than the file has."
	case is(market.ErrOtherSale):
		r.advice = "Nothing was paid. Tell the seller, who has to publish it again."
	case is(market.ErrToken):
		r.advice = "Nothing was listed or paid. A price is in the chain's coin or in a token of amounts (ERC-20): if the listing is another's, tell its seller."
	case is(market.ErrNoTokens):
		r.advice = `Send some of the token to the account that "latchkey wallet address" prints, and try again. Nothing was paid.`
	case is(market.ErrNoPurchase):
		r.advice = "\"latchkey purchases\" shows what this account bought, and how far each payment is."
	case is(market.ErrServed):
		r.advice = "The seller is paid. Open what was bought with \"latchkey buy\", or from the chain with \"latchkey open --on-chain\"."
	case is(market.ErrNotYet):
		r.advice = "Call \"latchkey refund\" again then; nothing is lost if that is later."
	case is(market.ErrUnlisted), is(market.ErrOtherKey):
		r.advice = "Ask whoever gave you the link for the whole of it: it ends in # and 43 more characters. In a shell, put it in quotes."
	case is(market.ErrNotForSale):
		r.advice = "Only accounts that bought it before can open it: use that account with --wallet."

	case is(chain.ErrWrongChain):
		r.advice = "Set rpc to an endpoint of that chain (and chain_id, if it is set, to its number; or deployment to the file of the endpoint's chain)."
	case is(chain.ErrUnprotected):
		r.advice = `Nothing was paid. Use another endpoint of the chain: an own node takes such transactions when told to (go-ethereum: --rpc.allow-unprotected-txs), and many public ones do. Or ask the chain's operators for the proxy.`
	case is(chain.ErrOldEVM):
		r.advice = "Nothing was paid. Latchkey's contracts need a chain with Ethereum's Cancun upgrade, or a later one; and check that rpc is the chain that you mean."
	case is(chain.ErrNoProxy):
		r.advice = "Without the deployment proxy, Latchkey's contracts cannot have their usual addresses on this chain."
	case is(chain.ErrOtherCode):
		r.advice = "Somebody's other code is where this version's contracts belong. Check that rpc is the chain that you mean, and that this program is whole."
	case is(chain.ErrNoFunds):
		r.advice = `Send some of the chain's coin to the account that "latchkey wallet address" prints, and try again. Nothing was paid.`
	case errors.As(err, &revert):
		r.advice = explainRevert(revert)
	case is(chain.ErrNonceTaken):
		r.advice = "Another program sends from this account, perhaps the operator's node. Nothing was sent: try again."
	case is(chain.ErrNoCode):
		r.advice = "There is no such contract on this chain: check market, committees and rpc."
	case is(chain.ErrOtherForm):
		r.advice = "Either the address is that of another kind of contract (market, committees), or the endpoint does not tell the truth: compare with another rpc."
	case is(chain.ErrUnavailable), is(chain.ErrNoBlock), is(chain.ErrReorged):
		r.advice = "Check that rpc is right and the endpoint runs, then try again. Nothing was lost."

	case is(sealed.ErrDamaged):
		r.text = sealed.ErrDamaged.Error()
		r.advice = "Nothing of it was kept. Get the file again, from where it is stored or from who sealed it."
	case is(storage.ErrNotFound):
		r.advice = "What was stored there is gone, or its server has moved: ask the seller for a new location. What was paid for stays paid."
	case is(storage.ErrChanged):
		r.advice = "It was replaced meanwhile. Try again."
	case is(storage.ErrTooLarge):
		r.advice = "The file at that place is not the one that was listed. Tell the seller."

	case is(errBinary):
		r.advice = "Name a file with --output, or insist with --output -."
	case is(fs.ErrExist):
		r.advice = "It was left as it is. Name another file with --output, or replace it with --force."
	case is(syscall.EPIPE):
		r.text = "" // whoever closed the pipe knows
	case is(syscall.ENOSPC), is(syscall.EDQUOT), is(syscall.EFBIG):
		r.advice = "The disk is full, or this user may not write so much. Make room and try again: the file that was to be made is not there."
	case is(syscall.EADDRINUSE):
		r.advice = "Another program listens there: end it, or choose another port."
	case is(fs.ErrNotExist):
		r.advice = "Check the name."
	case is(fs.ErrPermission):
		r.advice = "Check who may read or write there."
	}
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) && r.advice == "" {
		r.text = "the file is sealed to no Latchkey committee"
		r.advice = "It is an age file for others: open it with age."
	}
	return r
}

// next is what to do about the problem that most nodes have.
var next = map[quorum.ProblemType]string{
	quorum.Malformed:        "This version and the nodes' do not understand each other: update latchkey.",
	quorum.TooLarge:         "The file's header is larger than nodes take. Whoever sealed it has to seal it under a shorter policy.",
	quorum.WrongChain:       "The nodes serve another chain than the file names. Check that rpc is an endpoint of the file's chain (\"latchkey show FILE\" tells which).",
	quorum.WrongContract:    "The nodes serve another contract than the file names. Check that rpc is the right network (\"latchkey show FILE\" tells the contract).",
	quorum.UnknownCommittee: "The nodes hold no share of that committee: it has not made its key yet, or its members lost theirs. Ask the committee's operators.",
	quorum.WrongEpoch:       "The committee is changing its members. Try again in a few minutes.",
	quorum.WrongCommittee:   "The session is for another committee.",
	quorum.BadCapsule:       "The file was changed after it was sealed, or sealed wrongly. Get it again, and tell the seller if that does not help.",
	quorum.WrongCapsule:     "The request and the file do not belong together: update latchkey.",
	quorum.Expired:          "This computer's clock is behind: set it, and try again.",
	quorum.TooFar:           "This computer's clock is ahead: set it, and try again.",
	quorum.BadSignature:     "The nodes do not take the signature as the account's. Check that --wallet is the account's own key.",
	quorum.PolicyInvalid:    "The file's policy is not one that nodes can evaluate: nobody can open it. Whoever sealed it has to seal it again.",
	quorum.PolicyFailed:     "The policy needs something that the nodes cannot read, for example a contract that is not there. Try again later; if it stays, ask whoever sealed the file.",
	quorum.ChainUnavailable: "The nodes cannot read the chain just now. Try again in a minute.",
	quorum.Busy:             "The nodes are busy. Try again in a minute.",
	quorum.Internal:         "Something is wrong with the nodes. Try again in a minute; their operators' logs say more.",
	quorum.PolicyFalse:      "Too few nodes answered to say whether the account may open the file, but some say that it may not. Check that it has bought it.",
}

// explainOpen says why a capsule did not open: in the nodes' own words, by cause.
func explainOpen(e *quorum.OpenError) report {
	r := report{code: exitFailed}
	counts := make(map[quorum.ProblemType]int)
	silent := 0
	var detail string
	for _, a := range e.Answers {
		if p := (*quorum.Problem)(nil); errors.As(a.Err, &p) {
			counts[p.Type]++
			if p.Type == quorum.PolicyFalse && p.Detail != "" {
				detail = " (" + oneLine(p.Detail) + ")"
			}
		} else if a.Err != nil {
			silent++
		}
	}
	switch {
	case errors.Is(e, quorum.ErrNotEntitled):
		r.code = exitNotEntitled
		r.text = fmt.Sprintf("not entitled: %d of %d nodes say that the file's policy is false for this account%s", e.Refused(quorum.PolicyFalse), e.N, detail)
		r.advice = `If it is for sale, buy it with "latchkey buy"; if it was bought by another account, use that with --wallet; after a purchase, nodes wait for the confirmations that the file asks for.`
		return r
	case errors.Is(e, quorum.ErrNotGranted):
		r.code = exitNotEntitled
		if n := e.Refused(quorum.PolicyFalse); n > 0 {
			r.text = fmt.Sprintf("not entitled: %d of %d nodes say that the grant's policy is false for this account%s", n, e.N, detail)
			r.advice = "Ask the file's owner under which condition it was granted."
			return r
		}
		r.text = fmt.Sprintf("not granted: %d of %d nodes have no grant of this file to this account, or no longer", e.Refused(quorum.UnknownGrant), e.N)
		r.advice = `Ask the file's owner for one: "latchkey reader" prints what the owner needs; if there is one at other nodes, ask for the ticket. If it is granted to another account, use that with --wallet.`
		return r
	case errors.Is(e, quorum.ErrTooFew) && e.T == 0:
		r.code = exitTooFew
		r.text = fmt.Sprintf("too few nodes answered: none of %d had a good fragment", e.N)
	case errors.Is(e, quorum.ErrTooFew):
		r.code = exitTooFew
		r.text = fmt.Sprintf("too few nodes answered: %d of %d have to", e.T, e.N)
	default:
		r.text = e.Err.Error()
		r.advice = "Nobody can open it. Tell the seller, who has to publish it again."
		return r
	}
	// Each node's own answer, on a line of its own.
	answers := slices.Clone(e.Answers)
	slices.SortFunc(answers, func(a, b quorum.Answer) int { return a.Index - b.Index })
	for _, a := range answers {
		if a.Err != nil {
			r.text += fmt.Sprintf("\n    node %d, %s: %s", a.Index, oneLine(a.URL), oneLine(a.Err.Error()))
		} else {
			r.text += fmt.Sprintf("\n    node %d, %s: answered", a.Index, oneLine(a.URL))
		}
	}
	var most quorum.ProblemType
	for t, n := range counts {
		if n > counts[most] || n == counts[most] && t < most {
			most = t
		}
	}
	if r.advice = next[most]; r.advice == "" || silent > counts[most] {
		r.advice = "Check the connection, and try again later: nothing is lost, and what was paid for stays paid."
	}
	if slices.ContainsFunc(e.Answers, func(a quorum.Answer) bool { return errors.Is(a.Err, storage.ErrPrivate) }) {
		r.advice = privateNodes
	} else if slices.ContainsFunc(e.Answers, func(a quorum.Answer) bool { return errors.Is(a.Err, config.ErrInTheClear) }) {
		r.advice = "What is given for a policy goes to nodes over https alone. If the way to those that were not asked is one that you trust, say --private-addresses."
	}
	return r
}

// privateNodes is the advice about nodes that a file names inside of somebody's network.
const privateNodes = "Nothing was asked for inside your network: whoever sealed the file is not to choose that. If the nodes are ones that you know, say --private-addresses."

// explainRevert says what to do about a contract's refusal.
func explainRevert(e *chain.RevertError) string {
	switch e.Custom.(type) {
	case *contracts.MarketNotForSale:
		return "Its seller stopped the sale, or it ended, or is sold out. Nothing was paid. Only accounts that bought it before can open it."
	case *contracts.MarketWrongPrice:
		return "The seller changed the price meanwhile. Nothing was paid; look at it with \"latchkey show\" and try again."
	case *contracts.MarketOwnAsset:
		return "Whoever sells it needs no licence: \"latchkey buy\" opens it for free."
	case *contracts.MarketAlreadyBought:
		return "Its licence lasts for ever: \"latchkey buy\" opens it for free, with that account as --wallet."
	case *contracts.MarketNotSeller:
		return "Only its seller can do that: use the seller's account with --wallet."
	case *contracts.MarketNotListed:
		return "Check that the link is whole, and that it is for this market and chain."
	case *contracts.MarketAlreadyListed:
		return "It is listed already: \"latchkey list\" shows it."
	case *contracts.MarketNothingOwed:
		return "There is nothing to withdraw, or to share out: somebody else may have shared it out a moment before."
	case *contracts.MarketOtherVersion:
		return "The seller listed a new version meanwhile. Nothing was paid; look at it with \"latchkey show\" and try again."
	case *contracts.MarketLimitReached:
		return "The seller gives each account only so many, and this one has them."
	case *contracts.MarketTooFewAnswers:
		return "A request that is disputed with has room for min(n, 2t-1) answers: begin again with \"latchkey dispute\", which asks for as many."
	case *contracts.MarketInDispute:
		return "A payment of this licence's holder is in dispute: \"latchkey purchases\" tells how far that is, and \"latchkey refund\" goes on with it."
	case *contracts.MarketNoPurchase:
		return "There is no such payment in escrow: it is settled already, or it never was there. \"latchkey purchases\" shows them."
	case *contracts.MarketNotHolder:
		return "Only the licence's holder can do that: use that account with --wallet. \"latchkey purchases\" shows who it is."
	case *contracts.MarketNotYet:
		return "It is too early: \"latchkey purchases\" and \"latchkey sales\" tell from when on."
	case *contracts.MarketTooLate:
		return "The escrow is over, and the payment cannot be disputed any more. Ask the nodes again with \"latchkey buy\", or the seller."
	case *contracts.MarketAnswered:
		return "The nodes answered in time, so the seller is paid. Open what was bought with \"latchkey buy\", or from the chain with \"latchkey open --on-chain\"."
	case *contracts.MarketOtherRequest:
		return "The request does not show that this purchase was not served: it asks for something else, or was sent before, or counts already, or the licence ends too soon. Begin again with \"latchkey dispute\"."
	case *contracts.MarketBadEscrow:
		return "Timed licences with escrow last longer than the escrow and the time in which nodes answer on the chain: choose a longer --duration or a shorter --escrow."
	case *contracts.MarketBadCapsule, *contracts.MarketBadConfirmations, *contracts.MarketNoCommittee:
		return "Escrow, and a part for members, are only for files that are sealed to a committee of this chain, under just this sale and at most 64 confirmations. Nothing was listed."
	case *contracts.MarketBadParts:
		return "The parts of royalty, referral and members come to more than all of the price, or the royalty's account is missing. Nothing was listed."
	case *contracts.MarketNotActive:
		return "The committee has no key, so nobody could open the file: \"latchkey committee show\" tells how far it is. Nothing was paid."
	case *contracts.MarketNoAccount:
		return "That account is not one that could have it: check --holder and --to. Nothing was sent."
	case *contracts.MarketNoPermit2:
		return "There is no Permit2 on this chain: allow the token to the market instead. Nothing was paid."
	case *contracts.MarketSafeERC20FailedOperation:
		return "The token refused to move: it may be frozen for this account, or for the market. The other tokens are not touched by that."
	case *contracts.MarketTokenLies:
		return "The token takes fees from transfers, or lies about balances: this market does not take it. Nothing was paid."
	case *contracts.MarketBadUri:
		return "The address of the stored document is too long for the market: use a store with a shorter one."
	case *contracts.EvidenceChallengeOver:
		return "Answers can be shown wrong only for as long again as they were taken, and that is over. The evidence takes the node's stake still: \"latchkey evidence report\"."
	case *contracts.EvidenceAlreadyRefuted:
		return "Somebody has shown it already: it does not count as an answer."
	case *contracts.EvidenceOtherAnswers, *contracts.EvidenceOtherRequest:
		return "The wrong share is not an answer to that request on the chain: check --request. The evidence takes the node's stake all the same, without --request."
	case *contracts.EvidenceCallFailed:
		return "The chain lacks what the contract computes with, or the transaction had too little gas. Try again; if it stays, the chain cannot judge shares."
	case *contracts.RegistryNothingToSlash:
		return "The node has nothing at stake any more: somebody reported it before, or it left long ago. Keep the evidence; if it stakes again, report it again."
	case *contracts.EvidenceGoodShare:
		return "The share is right, and its node did nothing wrong."
	case *contracts.EvidenceNotConfirmed, *contracts.EvidenceWrongKeys, *contracts.EvidenceOtherShare, *contracts.EvidenceNotSigner,
		*contracts.EvidenceBadSignature, *contracts.EvidenceBadCapsule, *contracts.EvidenceBadReaderKey, *contracts.EvidenceBadKey,
		*contracts.EvidenceBadHint, *contracts.CommitteesNoMember:
		return "The evidence does not convince the contract: it is not about a member of that epoch, or it was changed. Nothing was taken."
	case *contracts.CommitteesNoCommittee, *contracts.CommitteesNoEpoch:
		return "There is no such committee there: check committee and committees."
	case *contracts.CommitteesBadLengths:
		return "Each phase takes 1 to 1048576 blocks: check --phases."
	case *contracts.CommitteesBadSize:
		return "A committee has 1 to 128 members: check --members."
	case *contracts.CommitteesBadThreshold:
		return "The threshold is at most the number of members, and at least what was fixed when the committee was made: check --threshold."
	case *contracts.CommitteesMemberTwice:
		return "Name each member once: check --members."
	case *contracts.CommitteesNotOperator:
		return "Members are registered operators: that one has to give \"latchkey node register\" first."
	case *contracts.CommitteesNotCreator:
		return "The committee has no key yet, and only its maker begins another attempt: use the maker's account with --wallet."
	case *contracts.CommitteesBadFrom:
		return "The next epoch deals from the active one, or from the one before it while few members confirmed the active one: leave --from out."
	case *contracts.CommitteesWrongEpoch:
		return "The committee has begun another epoch meanwhile: look at it with \"latchkey committee show\" and approve again."
	case *contracts.CommitteesNotApproved:
		return "Too few members approved just this: \"latchkey committee show\" tells what they approved, and \"latchkey committee approve\" adds to it."
	case *contracts.CommitteesAttemptRuns:
		return "An attempt is under way, and one runs at a time: \"latchkey committee show\" tells when it ends."
	case *contracts.CommitteesMayNotSpeak:
		return "Only members can do that: use a member's account with --wallet."
	case *contracts.CommitteesWrongAttempt, *contracts.CommitteesWrongPhase, *contracts.CommitteesAlreadySent,
		*contracts.CommitteesBadLength, *contracts.CommitteesNoDealer:
		return "The message came at another time than it was meant for. Nodes send these by themselves: see \"latchkey node status\"."
	case *contracts.CommitteesTooManyHoldings:
		return "The account is in as many committees as one account can be: use another one for this."
	case *contracts.CommitteesBondTooSmall:
		return "The bond pays for the gas of the answers: send a larger one."
	case *contracts.CommitteesNotServing:
		return "The committee is changing its members: ask again, in the epoch that serves."
	case *contracts.CommitteesNoTimeToAnswer:
		return "The committee keeps ended shares for too short a time to answer on the chain: ask its members directly."
	case *contracts.CommitteesOtherContract, *contracts.CommitteesBadConfirmations, *contracts.CommitteesBadReaderKey, *contracts.CommitteesBadDeadline,
		*contracts.CommitteesBadAnswers, *contracts.CommitteesBadSignature, *contracts.CommitteesWrongLength:
		return "The request is not one that members could answer. Check that the file is sealed for this network, and this computer's clock."
	case *contracts.CommitteesNoRequest:
		return "There is no such request there: check its number and committees."
	case *contracts.CommitteesMayNotAnswer, *contracts.CommitteesAnsweredBefore, *contracts.CommitteesAlreadyAnswered,
		*contracts.CommitteesAnswersOver, *contracts.CommitteesBadShare:
		return "The answer came too late, or twice, or is not one. Nodes send these by themselves."
	case *contracts.CommitteesNotPayer:
		return "Only who paid the bond gets back what is left of it: use that account with --wallet."
	case *contracts.CommitteesAnswersOpen:
		return "Answers are still paid from the bond: try again when the time for them is over."
	case *contracts.CommitteesAlreadyReclaimed, *contracts.CommitteesNothingOwed:
		return "There is nothing to take back."
	case *contracts.DrawsBadSeats:
		return "A draw has 1 to 128 seats: check --seats."
	case *contracts.DrawsBadWithout:
		return "At most 128 accounts can be left out of a draw: check --without and --for."
	case *contracts.DrawsBadWeight:
		return "Stake has to count for something: check --most-weight."
	case *contracts.DrawsBadPlan:
		return "The threshold is 1 to the number of seats, and each phase takes 1 to 1048576 blocks: check --threshold, --min-threshold and --phases."
	case *contracts.DrawsNoDraw:
		return "There is no such draw there: check its number and draws."
	case *contracts.DrawsWrongHeader, *contracts.DrawsNotLapsed, *contracts.DrawsFieldNotPresentInBlockHeader, *contracts.DrawsRLPInvalidEncoding:
		return "The chain does not know the block of the lot by the header that the endpoint gives. Use another endpoint with --rpc, and go on with --continue."
	case *contracts.DrawsAlreadySeeded, *contracts.DrawsNotSeeded, *contracts.DrawsOver, *contracts.DrawsAlreadyMade:
		return "Somebody else takes the draw further at the same time. Go on with --continue."
	case *contracts.DrawsNotDrawn:
		return "The draw makes no committee, or is not done: go on with \"latchkey committee draw --continue\"."
	case *contracts.RegistryBadUrl:
		return "A node's URL has 1 to 256 bytes: check --url."
	case *contracts.RegistryBadAmount:
		return "The amount is over the stake, or 0: \"latchkey node status\" tells the stake."
	case *contracts.RegistryLocked:
		return "Stake is locked while its owner is a member of a committee, and for 90 days after its last epoch ended: \"latchkey node status\" tells until when."
	case *contracts.RegistryNothingUnbonding:
		return "Nothing is unbonding: begin with \"latchkey node unbond\"."
	case *contracts.RegistryStillUnbonding:
		return "Stake can be withdrawn 14 days after it was unbonded: \"latchkey node status\" tells from when on."
	case *contracts.RegistryFailedCall, *contracts.RegistryInsufficientBalance, *contracts.CommitteesFailedCall, *contracts.CommitteesInsufficientBalance:
		return "The account is a contract that does not take the payment. Nothing was paid."
	}
	return "The contract refused. Nothing was paid but the fee, if it was mined. Check that the addresses are those of Latchkey's contracts."
}
