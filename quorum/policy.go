package quorum

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/terms"
)

// PolicyQuestion is the body of POST /v1/policy: what is this policy, and, if there is a Buyer,
// what is it for that account?
type PolicyQuestion struct {
	Policy        string
	ChainID       *uint256.Int // nil is the chain of whoever is asked
	Confirmations uint64       // at most terms.MaxConfirmations; 0 if it was not said
	Buyer         *common.Address
	// Given are values that the policy reads as given.NAME: bearer secrets.
	Given map[string]json.RawMessage
}

type questionJSON struct {
	Policy        *string                    `json:"policy" nullable:"false" doc:"The text of the policy."`
	ChainID       *string                    `json:"chainId,omitempty" nullable:"false" doc:"The chain of the terms, decimal; without it, that of the node."`
	Confirmations *string                    `json:"confirmations,omitempty" nullable:"false" doc:"How many blocks behind its head the chain is read, decimal, at most 64; without it, 0."`
	Buyer         *string                    `json:"buyer,omitempty" nullable:"false" doc:"The account to explain the policy for, 0x and lower-case hex; without it, nothing is evaluated."`
	Given         map[string]json.RawMessage `json:"given,omitempty" doc:"Values that the policy reads as given.NAME."`
}

// QuestionType is the Go type of a PolicyQuestion's JSON, from which OpenAPI documents are made.
var QuestionType = reflect.TypeFor[questionJSON]()

// MarshalJSON writes the body of POST /v1/policy. It refuses a policy that is not UTF-8: JSON would
// carry another one.
func (q *PolicyQuestion) MarshalJSON() ([]byte, error) {
	if !utf8.ValidString(q.Policy) {
		return nil, errors.New("the policy is not valid UTF-8")
	}
	field := func(s string) *string { return &s }
	out := questionJSON{Policy: &q.Policy, Confirmations: field(decimal(q.Confirmations)), Given: q.Given}
	if q.ChainID != nil {
		out.ChainID = field(q.ChainID.Dec())
	}
	if q.Buyer != nil {
		out.Buyer = field(address(*q.Buyer))
	}
	return json.Marshal(out)
}

// DecodePolicyQuestion reads the body of POST /v1/policy, as strictly as DecodeRequest reads
// requests. An error is a *Problem of type Malformed. Whether the policy is one is not looked at.
func DecodePolicyQuestion(body []byte) (*PolicyQuestion, error) {
	var in questionJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, &Problem{Type: Malformed, Detail: err.Error()}
	}
	var p parser
	q := &PolicyQuestion{Policy: p.text("policy", in.Policy), Given: in.Given}
	if in.ChainID != nil {
		id := p.uint256("chainId", in.ChainID)
		q.ChainID = &id
	}
	if in.Confirmations != nil {
		q.Confirmations = p.uint64("confirmations", in.Confirmations)
	}
	if in.Buyer != nil {
		a := p.address("buyer", in.Buyer)
		q.Buyer = &a
	}
	if p.err == nil && q.Confirmations > terms.MaxConfirmations {
		p.err = fmt.Errorf("confirmations are at most %d", terms.MaxConfirmations)
	}
	if p.err != nil {
		return nil, &Problem{Type: Malformed, Detail: p.err.Error()}
	}
	return q, nil
}

// Info is what GET /v1/info tells of a node.
type Info struct {
	Operator      string   `json:"operator" doc:"The account that signs this node's shares."`
	ChainID       string   `json:"chainId" doc:"The chain of the committees that it serves, decimal."`
	Committees    string   `json:"committees" doc:"Their contract."`
	Chains        []string `json:"chains" nullable:"false" doc:"The chains that its policies may read, decimal."`
	Hosts         []string `json:"hosts" nullable:"false" doc:"The web hosts that its policies may read."`
	Confirmations string   `json:"confirmations" doc:"How many blocks behind its head it reads a chain at least, decimal."`
	Proofs        []Proofs `json:"proofs,omitempty" nullable:"false" doc:"The chains of which it believes only what is proved."`
	Grants        bool     `json:"grants" doc:"Whether it keeps grants."`
	Ready         bool     `json:"ready" doc:"Whether /readyz says yes."`
}

// Proofs says what a node believes of a chain of which it believes only what is proved: sales at Latchkey's markets, balances of the coin, and
// those of some tokens.
type Proofs struct {
	ChainID string   `json:"chainId" doc:"Decimal."`
	Tokens  []string `json:"tokens" nullable:"false" doc:"The tokens whose balances are proved, 0x and lower-case hex."`
}

// Info asks a member what it serves and reads. That the member's own account operates the node,
// and the forms of the numbers, are checked; the rest is what the node says.
func (c *Client) Info(ctx context.Context, m Member) (*Info, error) {
	reply, err := c.do(ctx, http.MethodGet, m.URL, "/v1/info", nil, nil)
	if err != nil {
		return nil, err
	}
	var info Info
	if err := decodeOne(reply, &info); err != nil {
		return nil, fmt.Errorf("gave an info that does not decode: %w", err)
	}
	if b, err := hex.DecodeString(strings.TrimPrefix(info.Operator, "0x")); err != nil || common.BytesToAddress(b) != m.Account || len(b) != common.AddressLength {
		return nil, fmt.Errorf("is the node of another operator, %q", clip(info.Operator))
	}
	var p parser
	p.uint256("chainId", &info.ChainID)
	p.address("committees", &info.Committees)
	for _, id := range info.Chains {
		p.uint256("chains", &id)
	}
	if info.Confirmations != "" { // nodes of the first version do not tell
		p.uint64("confirmations", &info.Confirmations)
	}
	for _, of := range info.Proofs {
		p.uint256("proofs.chainId", &of.ChainID)
		for _, token := range of.Tokens {
			p.address("proofs.tokens", &token)
		}
	}
	if p.err != nil {
		return nil, fmt.Errorf("gave an info that does not decode: %w", p.err)
	}
	for i, host := range info.Hosts {
		info.Hosts[i] = printable(host)
	}
	return &info, nil
}
