package market

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// LinkScheme is the scheme of links.
const LinkScheme = "latchkey"

// Link names a listing wherever it is served: the chain, the Market contract and the
// asset.
type Link struct {
	ChainID uint64
	Market  common.Address
	Asset   common.Hash
}

// String returns latchkey://CHAIN/MARKET/ASSET, with lower-case hex.
func (l Link) String() string {
	return fmt.Sprintf("%s://%d/%s/%s", LinkScheme, l.ChainID, hexutil.Encode(l.Market[:]), l.Asset.Hex())
}

// ParseLink reads a link: latchkey://CHAIN/MARKET/ASSET, or the same three at the end of
// the path or the fragment of a page's http(s) address.
func ParseLink(s string) (Link, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return Link{}, fmt.Errorf("link %q is not a URL", s)
	}
	var parts []string
	switch u.Scheme {
	case LinkScheme:
		parts = append([]string{u.Host}, strings.Split(strings.Trim(u.Path, "/"), "/")...)
		if len(parts) != 3 {
			parts = nil
		}
	case "http", "https":
		parts = strings.Split(strings.Trim(u.Path, "/"), "/")
		if u.Fragment != "" {
			parts = strings.Split(strings.Trim(u.Fragment, "/"), "/")
		}
		parts = parts[max(0, len(parts)-3):]
	}
	if len(parts) != 3 {
		return Link{}, fmt.Errorf("link %q is not latchkey://CHAIN/MARKET/ASSET", s)
	}
	chainID, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil || strconv.FormatUint(chainID, 10) != parts[0] {
		return Link{}, fmt.Errorf("link %q: chain %q is not a decimal number", s, parts[0])
	}
	market, err := hexutil.Decode(parts[1])
	if err != nil || len(market) != common.AddressLength {
		return Link{}, fmt.Errorf("link %q: market %q is not an address", s, parts[1])
	}
	asset, err := hexutil.Decode(parts[2])
	if err != nil || len(asset) != common.HashLength {
		return Link{}, fmt.Errorf("link %q: asset %q is not 32 bytes of hex", s, parts[2])
	}
	return Link{chainID, common.Address(market), common.Hash(asset)}, nil
}
