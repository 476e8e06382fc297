package market

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// LinkScheme is the scheme of links.
const LinkScheme = "latchkey"

// Link names a listing wherever it is served: the chain, the Market contract and the
// asset, for an unlisted one the key of its document, and who is to be thanked for the
// sale (spec/listing.md).
type Link struct {
	ChainID  uint64
	Market   common.Address
	Asset    common.Hash
	Key      LinkKey        // zero: none
	Referrer common.Address // zero: nobody
}

// LinkKey opens the document of an unlisted listing. However it is printed, it is not
// shown: whoever has it knows what is sold.
type LinkKey [32]byte

// Format implements fmt.Formatter for every verb.
func (LinkKey) Format(s fmt.State, _ rune) { s.Write([]byte("(not shown)")) }

// MarshalText keeps the key out of JSON and logs.
func (LinkKey) MarshalText() ([]byte, error) { return []byte("(not shown)"), nil }

// String returns latchkey://CHAIN/MARKET/ASSET, and ?ref=REFERRER where there is one, with
// lower-case hex, and never the key: it is for messages and logs.
func (l Link) String() string {
	return fmt.Sprintf("%s://%s%s", LinkScheme, l.path(), l.query())
}

// Full returns the whole link, which for an unlisted listing ends in #KEY. It is for
// whoever may see what is sold.
func (l Link) Full() string {
	if l.Key == (LinkKey{}) {
		return l.String()
	}
	return l.String() + "#" + keyEncoding.EncodeToString(l.Key[:])
}

// Page returns the address of the listing on a market's page, base#CHAIN/MARKET/ASSET/KEY
// or without /KEY; base has no query. Browsers send no server what is behind the #.
func (l Link) Page(base string) string {
	page := base + l.query() + "#" + l.path()
	if l.Key != (LinkKey{}) {
		page += "/" + keyEncoding.EncodeToString(l.Key[:])
	}
	return page
}

func (l Link) path() string {
	return fmt.Sprintf("%d/%s/%s", l.ChainID, hexutil.Encode(l.Market[:]), l.Asset.Hex())
}

func (l Link) query() string {
	if l.Referrer == (common.Address{}) {
		return ""
	}
	return "?ref=" + hexutil.Encode(l.Referrer[:])
}

// keyEncoding writes a key in 43 characters, of which the last has no spare bits.
var keyEncoding = base64.RawURLEncoding.Strict()

// ParseLink reads a link: latchkey://CHAIN/MARKET/ASSET, or the same three at the end of
// the path or the fragment of a page's http(s) address. A key follows behind a #, or,
// where the fragment holds the three, behind a /. ?ref=ADDRESS names a referrer; what else
// a page's address has in its query is not looked at. Its errors do not show keys.
func ParseLink(s string) (Link, error) {
	s = strings.TrimSpace(s)
	shown := hideKey(s)
	u, err := url.Parse(s)
	if err != nil {
		return Link{}, fmt.Errorf("link %q is not a URL", shown)
	}
	split := func(s string) []string { return strings.Split(strings.Trim(s, "/"), "/") }
	var parts []string
	key, keyed := u.Fragment, strings.Contains(s, "#")
	switch u.Scheme {
	case LinkScheme:
		parts = append([]string{u.Host}, split(u.Path)...)
		if u.User != nil || u.RawQuery != "" && !u.Query().Has("ref") {
			parts = nil
		}
	case "http", "https":
		parts = split(u.Path)
		if inside := split(u.Fragment); len(inside) > 2 {
			parts, keyed = inside, false
			// Before CHAIN/MARKET/ASSET, pages may have names of their own; a key comes behind.
			if n := len(inside); n > 3 && isAddress(inside[n-3]) {
				parts, key, keyed = inside[:n-1], inside[n-1], true
			}
		}
		parts = parts[max(0, len(parts)-3):]
	}
	if len(parts) != 3 {
		return Link{}, fmt.Errorf("link %q is not latchkey://CHAIN/MARKET/ASSET", shown)
	}
	chainID, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil || strconv.FormatUint(chainID, 10) != parts[0] {
		return Link{}, fmt.Errorf("link %q: the chain is not a decimal number", shown)
	}
	market, err := hexutil.Decode(parts[1])
	if err != nil || len(market) != common.AddressLength {
		return Link{}, fmt.Errorf("link %q: the market is not an address", shown)
	}
	asset, err := hexutil.Decode(parts[2])
	if err != nil || len(asset) != common.HashLength {
		return Link{}, fmt.Errorf("link %q: the asset is not 32 bytes of hex", shown)
	}
	l := Link{ChainID: chainID, Market: common.Address(market), Asset: common.Hash(asset)}
	if refs, ok := u.Query()["ref"]; ok {
		ref, err := hexutil.Decode(refs[0])
		if err != nil || len(ref) != common.AddressLength || len(refs) > 1 || common.Address(ref) == (common.Address{}) {
			return Link{}, fmt.Errorf("link %q: the referrer is not an address", shown)
		}
		l.Referrer = common.Address(ref)
	}
	if keyed {
		if l.Key, err = parseKey(key); err != nil {
			return Link{}, fmt.Errorf("link %q: %w", shown, err)
		}
	}
	return l, nil
}

func isAddress(s string) bool {
	b, err := hexutil.Decode(s)
	return err == nil && len(b) == common.AddressLength
}

// errLinkKey does not show what it was made of.
var errLinkKey = errors.New("what follows the asset is not a key: 43 letters, digits, - and _; check that the link was copied whole")

func parseKey(s string) (key LinkKey, err error) {
	b, err := keyEncoding.DecodeString(s)
	if err != nil || len(b) != len(key) || strings.ContainsAny(s, "\r\n") || [32]byte(b) == (LinkKey{}) {
		return key, errLinkKey
	}
	return LinkKey(b), nil
}

// maybeKey is a run of characters as long as a good part of a key.
var maybeKey = regexp.MustCompile(`[A-Za-z0-9_-]{30,}`)

// hideKey makes a text fit for messages that may be a link: without what could be a key.
func hideKey(s string) string {
	s, _, cut := strings.Cut(s, "#")
	s = maybeKey.ReplaceAllStringFunc(s, func(run string) string {
		if strings.HasPrefix(run, "0x") && strings.Trim(run[2:], "0123456789abcdefABCDEF") == "" {
			return run
		}
		return ".."
	})
	if cut {
		s += "#.."
	}
	return s
}
