package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// maxLinkText bounds what is read as a link, in bytes: pages' addresses have names of their own.
const maxLinkText = 4096

// readLink reads the link that a verb was given: as it is, or, since an unlisted listing's has a key in
// it, which no list of processes and no shell's history should have, @FILE with the file it is in, or -
// for standard input. Its errors do not show keys.
func readLink(ctx context.Context, verb, arg string) (market.Link, error) {
	file, inFile := strings.CutPrefix(arg, "@")
	if arg == "-" {
		file, inFile = "-", true
	}
	if inFile {
		if file == "" {
			return market.Link{}, wrongUsage(verb, "@ is not followed by the name of a file")
		}
		src, _, err := input(ctx, file)
		if err != nil {
			return market.Link{}, fmt.Errorf("reading the link: %w", err)
		}
		defer src.Close()
		return linkFrom(verb, src)
	}
	link, err := market.ParseLink(arg)
	if err != nil {
		return market.Link{}, wrongUsage(verb, "%w", err)
	}
	return link, nil
}

// linkFrom reads a link that is all that src holds.
func linkFrom(verb string, src io.Reader) (market.Link, error) {
	text, err := io.ReadAll(io.LimitReader(src, maxLinkText+1))
	if err != nil {
		return market.Link{}, fmt.Errorf("reading the link: %w", err)
	}
	if len(text) > maxLinkText {
		return market.Link{}, wrongUsage(verb, "what was given is longer than a link")
	}
	link, err := market.ParseLink(string(text))
	if err != nil {
		return market.Link{}, wrongUsage(verb, "%w", err)
	}
	return link, nil
}

// readOwnLinks reads links that are for one market: the configured one, where there is one. It returns the
// market, which is none without links and without a setting.
func readOwnLinks(ctx context.Context, n *config.Network, verb string, args ...string) (links []market.Link, at common.Address, err error) {
	at = n.Market
	for _, arg := range args {
		link, err := readLink(ctx, verb, arg)
		if err != nil {
			return nil, at, err
		}
		if err := ownMarket(n, link); err != nil {
			return nil, at, err
		}
		if len(links) > 0 && link.Market != links[0].Market {
			return nil, at, wrongUsage(verb, "the links are for several markets: say them one by one")
		}
		at = link.Market
		links = append(links, link)
	}
	return links, at, nil
}

// ownMarket refuses a link for another market than the configured one.
func ownMarket(n *config.Network, link market.Link) error {
	if n.Market == (common.Address{}) || n.Market == link.Market {
		return nil
	}
	return &adviceError{fmt.Errorf("the link is for the market %s, and the configured one is %s", link.Market, n.Market),
		fmt.Sprintf("Whoever made that contract decides what it does with the money. If you trust it, say --market %s.", link.Market)}
}

// linkSchemes are what links begin with.
var linkSchemes = []string{market.LinkScheme + "://", "http://", "https://"}

// isLink tells links, and @FILE with one, from the names of files.
func isLink(s string) bool {
	for _, scheme := range linkSchemes {
		if strings.HasPrefix(s, scheme) {
			return true
		}
	}
	return strings.HasPrefix(s, "@")
}

// startsWithLink says whether what comes is a link, and no sealed file. It takes nothing away.
func startsWithLink(src *bufio.Reader) bool {
	for _, scheme := range linkSchemes {
		if start, _ := src.Peek(len(scheme)); string(start) == scheme {
			return true
		}
	}
	return false
}
