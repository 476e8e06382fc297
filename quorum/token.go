package quorum

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/terms"
)

// UploadToken lets an account upload to a gateway until a deadline (spec/http.md). It is a bearer secret:
// whoever has it uploads in the account's name.
type UploadToken struct {
	Domain    terms.Domain // of committees that the gateway serves
	Message   terms.Upload
	Signature []byte // 65 bytes, over Digest of the message in the domain
}

// tokenScheme is that of the Authorization header.
const tokenScheme = "Latchkey "

type tokenJSON struct {
	ChainID    string `json:"chainId"`
	Committees string `json:"committees"`
	Account    string `json:"account"`
	Gateway    string `json:"gateway"`
	Deadline   string `json:"deadline"`
	Signature  string `json:"signature"`
}

// Header returns the value of an Authorization header.
func (t *UploadToken) Header() string {
	text, err := json.Marshal(tokenJSON{t.Domain.ChainID.Dec(), address(t.Domain.Committees), address(t.Message.Account), t.Message.Gateway,
		decimal(t.Message.Deadline), "0x" + hex.EncodeToString(t.Signature)})
	if err != nil {
		panic(err) // all of it is strings
	}
	return tokenScheme + base64.RawURLEncoding.EncodeToString(text)
}

// ParseUploadToken reads an Authorization header. Its errors do not quote it.
func ParseUploadToken(header string) (*UploadToken, error) {
	text, ok := strings.CutPrefix(header, tokenScheme)
	data, err := base64.RawURLEncoding.DecodeString(text)
	var in tokenJSON
	if !ok || err != nil || len(data) > 4096 || decodeOne(data, &in) != nil {
		return nil, errors.New("the Authorization is not \"Latchkey\" and a token")
	}
	var p parser
	t := &UploadToken{Domain: terms.Domain{ChainID: p.uint256("chainId", &in.ChainID), Committees: p.address("committees", &in.Committees)},
		Message: terms.Upload{Account: p.address("account", &in.Account), Gateway: in.Gateway, Deadline: p.uint64("deadline", &in.Deadline)}}
	digits, ok := strings.CutPrefix(in.Signature, "0x")
	t.Signature = p.bytes("signature", &digits)
	if p.err != nil || !ok {
		return nil, errors.New("the token has a field of another form than it should")
	}
	return t, nil
}

// Check returns the account that the token is of, if it is for that gateway and holds now (Unix seconds).
// Accounts with code have no tokens. The domain is the caller's to compare.
func (t *UploadToken) Check(gateway string, now uint64) (common.Address, error) {
	m := &t.Message
	switch signer, err := group.RecoverAddress(terms.Digest(t.Domain, m), t.Signature); {
	case err != nil || signer != m.Account:
		return common.Address{}, errors.New("the token is not signed by its account")
	case m.Gateway != gateway:
		return common.Address{}, fmt.Errorf("the token is for the gateway %q, and this one is %q", clip(m.Gateway), gateway)
	case m.Deadline < now && now-m.Deadline > terms.ClockTolerance:
		return common.Address{}, errors.New("the token's deadline is over: sign another one")
	case m.Deadline > now && m.Deadline-now > terms.SessionAhead+terms.ClockTolerance:
		return common.Address{}, errors.New("the token's deadline is more than 24 hours ahead")
	}
	return m.Account, nil
}
