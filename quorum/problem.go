package quorum

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// Problem is why a node gives no share: an RFC 9457 problem document whose type is
// stable. It is an error.
type Problem struct {
	Type   ProblemType `json:"type" doc:"A stable URN per cause."`
	Title  string      `json:"title,omitempty" doc:"The cause in a few words."`
	Status int         `json:"status,omitempty" doc:"The HTTP status."`
	Detail string      `json:"detail,omitempty" doc:"What happened this time."`
}

// ProblemType names a cause, "urn:latchkey:problem:" and a word.
type ProblemType string

// The causes. Each has one title and one HTTP status.
const (
	Malformed        ProblemType = "urn:latchkey:problem:malformed"
	TooLarge         ProblemType = "urn:latchkey:problem:too-large"
	WrongChain       ProblemType = "urn:latchkey:problem:wrong-chain"
	WrongContract    ProblemType = "urn:latchkey:problem:wrong-contract"
	UnknownCommittee ProblemType = "urn:latchkey:problem:unknown-committee"
	WrongEpoch       ProblemType = "urn:latchkey:problem:wrong-epoch"
	WrongCommittee   ProblemType = "urn:latchkey:problem:wrong-committee"
	WrongCapsule     ProblemType = "urn:latchkey:problem:wrong-capsule"
	BadCapsule       ProblemType = "urn:latchkey:problem:bad-capsule"
	Expired          ProblemType = "urn:latchkey:problem:expired"
	TooFar           ProblemType = "urn:latchkey:problem:too-far"
	WrongNonce       ProblemType = "urn:latchkey:problem:wrong-nonce"
	BadSignature     ProblemType = "urn:latchkey:problem:bad-signature"
	NotOcean         ProblemType = "urn:latchkey:problem:not-ocean"
	UsedNonce        ProblemType = "urn:latchkey:problem:used-nonce"
	PolicyInvalid    ProblemType = "urn:latchkey:problem:policy-invalid"
	PolicyFalse      ProblemType = "urn:latchkey:problem:policy-false"
	PolicyFailed     ProblemType = "urn:latchkey:problem:policy-failed"
	ChainUnavailable ProblemType = "urn:latchkey:problem:chain-unavailable"
	Busy             ProblemType = "urn:latchkey:problem:busy"
	NotFound         ProblemType = "urn:latchkey:problem:not-found"
	// About grants (spec/grant.md).
	GrantsClosed  ProblemType = "urn:latchkey:problem:grants-closed"
	WrongGrant    ProblemType = "urn:latchkey:problem:wrong-grant"
	BadFragment   ProblemType = "urn:latchkey:problem:bad-fragment"
	StaleGrant    ProblemType = "urn:latchkey:problem:stale-grant"
	UnknownGrant  ProblemType = "urn:latchkey:problem:unknown-grant"
	UnknownReader ProblemType = "urn:latchkey:problem:unknown-reader"
	WrongReader   ProblemType = "urn:latchkey:problem:wrong-reader"
	Quota         ProblemType = "urn:latchkey:problem:quota"

	Internal ProblemType = "urn:latchkey:problem:internal"
)

var problems = map[ProblemType]struct {
	title  string
	status int
}{
	Malformed:        {"the request is not in the form of spec/http.md", http.StatusBadRequest},
	TooLarge:         {"the request is too large", http.StatusRequestEntityTooLarge},
	WrongChain:       {"this node serves another chain", http.StatusUnprocessableEntity},
	WrongContract:    {"this node serves another committees contract", http.StatusUnprocessableEntity},
	UnknownCommittee: {"this node is not a member of that committee", http.StatusNotFound},
	WrongEpoch:       {"this node does not serve that epoch", http.StatusConflict},
	WrongCommittee:   {"the session is for another committee", http.StatusUnprocessableEntity},
	WrongCapsule:     {"the request is for another capsule", http.StatusUnprocessableEntity},
	BadCapsule:       {"the capsule is not valid under these terms", http.StatusUnprocessableEntity},
	Expired:          {"the deadline is over", http.StatusUnauthorized},
	TooFar:           {"the deadline is too far ahead", http.StatusUnauthorized},
	WrongNonce:       {"the session was revoked", http.StatusUnauthorized},
	BadSignature:     {"the signature is not the account's", http.StatusUnauthorized},
	NotOcean:         {"the policy asks for no order of that asset", http.StatusForbidden},
	UsedNonce:        {"the signature was used before", http.StatusConflict},
	PolicyInvalid:    {"the policy is not valid", http.StatusUnprocessableEntity},
	PolicyFalse:      {"the policy is false for this account", http.StatusForbidden},
	PolicyFailed:     {"the policy could not be evaluated", http.StatusBadGateway},
	ChainUnavailable: {"the chain could not be read", http.StatusBadGateway},
	Busy:             {"the node is busy", http.StatusServiceUnavailable},
	NotFound:         {"there is nothing here", http.StatusNotFound},
	GrantsClosed:     {"this node keeps no grants of this owner", http.StatusForbidden},
	WrongGrant:       {"the id is not the grant's", http.StatusUnprocessableEntity},
	BadFragment:      {"the key fragment does not verify", http.StatusUnprocessableEntity},
	StaleGrant:       {"there is a newer message about this grant", http.StatusConflict},
	UnknownGrant:     {"there is no such grant here", http.StatusNotFound},
	UnknownReader:    {"the account has published no reader key here", http.StatusNotFound},
	WrongReader:      {"the account has published another reader key", http.StatusConflict},
	Quota:            {"there is no room for it", http.StatusRequestEntityTooLarge},
	Internal:         {"the node failed", http.StatusInternalServerError},
}

// Error returns the title and the detail.
func (p *Problem) Error() string {
	title := p.Title
	if title == "" {
		title = problems[p.Type].title
	}
	if title == "" {
		title = fmt.Sprintf("problem of the unknown type %q", clip(string(p.Type)))
	}
	if p.Detail == "" {
		return title
	}
	return title + ": " + p.Detail
}

// received returns p as a client may show it. Its texts come from a node that nobody
// trusts: a known type has our title, everything else is one short printable line. status
// is that of the HTTP answer.
func (p *Problem) received(status int) *Problem {
	title := printable(p.Title)
	if known, ok := problems[p.Type]; ok {
		title = known.title
	}
	return &Problem{Type: ProblemType(printable(string(p.Type))), Title: title, Status: status, Detail: printable(p.Detail)}
}

// maxText bounds a text of a node, in bytes: a sentence or two.
const maxText = 300

// printable makes one short line of a foreign text: no line breaks, no terminal escape
// sequences, nothing that turns the direction of writing.
func printable(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "..."
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ReplacementChar
	}, s)
}

// Complete fills in title and status from the type.
func (p *Problem) Complete() *Problem {
	known, ok := problems[p.Type]
	if !ok {
		return &Problem{Type: Internal, Title: problems[Internal].title, Status: problems[Internal].status}
	}
	return &Problem{Type: p.Type, Title: known.title, Status: known.status, Detail: p.Detail}
}
