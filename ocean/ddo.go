package ocean

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

const (
	maxServices    = 128
	maxCredentials = 4096
)

// DDO is what nodes and gateways need of an asset's description, in version 4.x, or 5.x, whose fields are in its
// credentialSubject. Only a chain can say that a DDO is the asset's: see [Read].
type DDO struct {
	ID          string // its DID
	Version     string
	ChainID     uint64
	NFT         common.Address
	Services    []Service
	Credentials Credentials
}

// Service is a way to use an asset. Its index is its place in the list.
type Service struct {
	ID          string
	Type        string // "access" or "compute"
	Files       string // as the DDO has it: 0x and the hex of a sealed object, if a gateway of Latchkey's made it
	Datatoken   common.Address
	Endpoint    string
	Timeout     uint64 // of an order, in seconds; 0 is forever
	Credentials Credentials
}

// Credentials say which accounts may order and download, as Ocean's Node reads them: whoever a rule of deny names may not, and an
// account must be in every rule of allow, or, where match_allow is "any", in one of them.
type Credentials struct {
	each []credential // a DDO of version 5 has a list of them, all of which must let an account in
}

type credential struct {
	deny    []common.Address
	nobody  bool   // "*" is denied
	unknown string // a type of rules that deny, in quotes, if there is one that cannot be checked
	allow   []allowed
	any     bool // one rule of allow is enough
}

// allowed is a rule of allow. One of another type than address names nobody, since it cannot be checked.
type allowed struct {
	accounts  []common.Address
	everybody bool // "*"
}

// Check returns a *Refusal if the account may not use what has these credentials. Types of credentials that are no lists of
// addresses cannot be checked: one that denies refuses everybody, one that has to allow lets nobody in.
func (c *Credentials) Check(account common.Address) error {
	for i := range c.each {
		if err := c.each[i].check(account); err != nil {
			return err
		}
	}
	return nil
}

func (c *credential) check(account common.Address) error {
	if c.unknown != "" {
		return refuse("the asset denies accounts by %s, which nodes cannot check", c.unknown)
	}
	if c.nobody || slices.Contains(c.deny, account) {
		return refuse("the asset's credentials deny %s", account)
	}
	in := 0
	for _, rule := range c.allow {
		if rule.everybody || slices.Contains(rule.accounts, account) {
			in++
		}
	}
	if len(c.allow) > 0 && (in == 0 || in < len(c.allow) && !c.any) {
		return refuse("the asset's credentials do not allow %s", account)
	}
	return nil
}

// ParseDDO reads a DDO of version 4.x or 5.x. Names count as they are written, and what is not needed is not looked at.
func ParseDDO(b []byte) (*DDO, error) {
	ddo, err := parseDDO(b)
	if err != nil {
		return nil, fmt.Errorf("reading DDO: %w", err)
	}
	return ddo, nil
}

func parseDDO(b []byte) (*DDO, error) {
	if len(b) > MaxDDO {
		return nil, fmt.Errorf("%d bytes are more than %d", len(b), MaxDDO)
	}
	top, err := object(b)
	if err != nil {
		return nil, err
	}
	var d DDO
	p := parser{fields: top}
	p.text("id", &d.ID)
	p.text("version", &d.Version)
	switch {
	case p.err != nil:
		return nil, p.err
	case strings.HasPrefix(d.Version, "4.") && strings.HasPrefix(d.ID, did4):
	case strings.HasPrefix(d.Version, "5.") && strings.HasPrefix(d.ID, did5):
		subject, err := object(top["credentialSubject"])
		if err != nil {
			return nil, fmt.Errorf("credentialSubject: %w", err)
		}
		p.fields = subject
	default:
		return nil, fmt.Errorf("version %q of %q is neither 4.x of did:op nor 5.x of did:ope", clip(d.Version), clip(d.ID))
	}
	p.number("chainId", &d.ChainID)
	p.address("nftAddress", &d.NFT)
	if p.err != nil {
		return nil, p.err
	}
	var services []json.RawMessage
	if json.Unmarshal(p.fields["services"], &services) != nil || len(services) == 0 || len(services) > maxServices {
		return nil, fmt.Errorf("services: not a list of 1 to %d", maxServices)
	}
	if d.Credentials, err = parseCredentials(p.fields["credentials"]); err != nil {
		return nil, err
	}
	for i, raw := range services {
		fields, err := object(raw)
		if err != nil {
			return nil, fmt.Errorf("service %d: %w", i, err)
		}
		var s Service
		p := parser{fields: fields}
		p.text("id", &s.ID)
		for name, to := range map[string]*string{"type": &s.Type, "files": &s.Files, "serviceEndpoint": &s.Endpoint} {
			if _, ok := fields[name]; ok {
				p.text(name, to)
			}
		}
		p.address("datatokenAddress", &s.Datatoken)
		p.number("timeout", &s.Timeout)
		if p.err == nil {
			s.Credentials, p.err = parseCredentials(fields["credentials"])
		}
		if p.err != nil {
			return nil, fmt.Errorf("service %d: %w", i, p.err)
		}
		d.Services = append(d.Services, s)
	}
	return &d, nil
}

// parseCredentials reads credentials: an object with allow and deny, a list of such, or nothing.
func parseCredentials(b json.RawMessage) (c Credentials, err error) {
	if len(b) == 0 || string(b) == "null" {
		return c, nil
	}
	var list []json.RawMessage
	if b[0] != '[' {
		list = []json.RawMessage{b}
	} else if err := json.Unmarshal(b, &list); err != nil {
		return c, errors.New("credentials: not an object")
	}
	for _, raw := range list {
		fields, err := object(raw)
		if err != nil {
			return c, fmt.Errorf("credentials: %w", err)
		}
		one := credential{any: string(fields["match_allow"]) == `"any"`}
		for _, deny := range []bool{false, true} {
			name := map[bool]string{false: "allow", true: "deny"}[deny]
			raw := fields[name]
			if len(raw) == 0 || string(raw) == "null" {
				continue
			}
			var rules []json.RawMessage
			if err := json.Unmarshal(raw, &rules); err != nil {
				return c, fmt.Errorf("credentials: %s is not a list", name)
			}
			for _, rule := range rules {
				if err := one.add(rule, deny); err != nil {
					return c, fmt.Errorf("credentials: %s: %w", name, err)
				}
			}
		}
		c.each = append(c.each, one)
	}
	return c, nil
}

// add adds a rule {"type": "address", "values": ["0x..", ..]}. Some publishers of version 5 write {"address": "0x.."} for a
// value. A list of no addresses is no rule, as Ocean's Provider has it.
func (c *credential) add(rule json.RawMessage, deny bool) error {
	fields, err := object(rule)
	if err != nil {
		return err
	}
	var kind string
	p := parser{fields: fields}
	if p.text("type", &kind); p.err != nil {
		return p.err
	}
	if kind != "address" {
		if deny {
			c.unknown = strconv.Quote(clip(kind))
		} else {
			c.allow = append(c.allow, allowed{})
		}
		return nil
	}
	var values []json.RawMessage
	if json.Unmarshal(fields["values"], &values) != nil || len(values) > maxCredentials {
		return fmt.Errorf("values: not a list of at most %d addresses", maxCredentials)
	}
	var accounts []common.Address
	everybody := false
	for i, raw := range values {
		var v string
		if json.Unmarshal(raw, &v) != nil {
			fields, err := object(raw)
			if err != nil || json.Unmarshal(fields["address"], &v) != nil {
				return fmt.Errorf("value %d is not an address", i)
			}
		}
		switch {
		case v == "*":
			everybody = true
		case !common.IsHexAddress(v):
			return fmt.Errorf("%q is not an address", clip(v))
		default:
			accounts = append(accounts, common.HexToAddress(v))
		}
	}
	switch {
	case len(values) == 0:
	case deny:
		c.deny, c.nobody = append(c.deny, accounts...), c.nobody || everybody
	default:
		c.allow = append(c.allow, allowed{accounts, everybody})
	}
	return nil
}

// object decodes a JSON object, with the names as they are written.
func object(b []byte) (map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil || fields == nil {
		return nil, errors.New("not a JSON object")
	}
	return fields, nil
}

// parser reads fields of an object until one is wrong.
type parser struct {
	fields map[string]json.RawMessage
	err    error
}

func (p *parser) text(name string, to *string) {
	if p.err == nil && (json.Unmarshal(p.fields[name], to) != nil || string(p.fields[name]) == "null") {
		p.err = fmt.Errorf("%s: not a text", name)
	}
}

func (p *parser) number(name string, to *uint64) {
	if p.err != nil {
		return
	}
	n, err := strconv.ParseUint(string(p.fields[name]), 10, 64)
	if err != nil {
		p.err = fmt.Errorf("%s: not a whole number", name)
	}
	*to = n
}

func (p *parser) address(name string, to *common.Address) {
	var s string
	p.text(name, &s)
	if p.err == nil && (!strings.HasPrefix(s, "0x") || !common.IsHexAddress(s)) {
		p.err = fmt.Errorf("%s: %q is not an address", name, clip(s))
	}
	*to = common.HexToAddress(s)
}

// clip is the beginning of a text, for an error.
func clip(s string) string {
	if len(s) > 64 {
		return strings.ToValidUTF8(s[:64], "") + ".."
	}
	return s
}
