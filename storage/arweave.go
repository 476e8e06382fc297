package storage

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
)

// gatewayURLs parses the gateways of the options, or, without any, of an environment variable.
func gatewayURLs(given []string, variable string) ([]*url.URL, error) {
	if given == nil {
		given = strings.Fields(os.Getenv(variable))
	}
	if len(given) == 0 {
		return nil, fmt.Errorf("no gateway is configured: set %s to the URL of one, or of several with spaces between", variable)
	}
	var parsed []*url.URL
	for _, raw := range given {
		u, err := parseURL(raw)
		if err != nil {
			return nil, err
		}
		if !web(u) || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("the gateway %q is not an http(s) URL without query and fragment", display(u))
		}
		parsed = append(parsed, u.JoinPath("/"))
	}
	return parsed, nil
}

// allFailed is the error when each of several gateways failed: temporary if one of them may
// have the object yet, ErrNotFound if all say that there is none.
func allFailed(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	joined := errors.New(strings.ReplaceAll(errors.Join(errs...).Error(), "\n", "; "))
	missing := 0
	for _, err := range errs {
		if t, ok := errors.AsType[*temporary](err); ok {
			return &temporary{err: joined, after: t.after}
		}
		if errors.Is(err, ErrNotFound) {
			missing++
		}
	}
	if missing == len(errs) {
		return fmt.Errorf("none of %d gateways has it: %w", missing, ErrNotFound)
	}
	return joined
}

// arweaveSource reads the data of a transaction from one of several gateways. The gateway is
// believed: the data's Merkle root is not checked here, the hash in the listing is above.
type arweaveSource struct {
	gateways []*httpSource
	chosen   int // of gateways: the one that is read from
}

func newArweaveSource(u *url.URL, opts Options) (*arweaveSource, error) {
	id, err := base64.RawURLEncoding.Strict().DecodeString(u.Host)
	if err != nil || len(id) != 32 || u.Opaque != "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the URL is not ar://TRANSACTION with the 43 characters of a transaction's name")
	}
	bases, err := gatewayURLs(opts.ArweaveGateways, "ARWEAVE_GATEWAY")
	if err != nil {
		return nil, err
	}
	s := new(arweaveSource)
	opts.Public, opts.Header, opts.Post = false, nil, nil // the gateways are the reader's own
	opts.Transport = opts.transport()
	for _, base := range bases {
		s.gateways = append(s.gateways, newHTTPSource(base.JoinPath(u.Host), opts))
	}
	return s, nil
}

func (s *arweaveSource) open(ctx context.Context, offset int64, delivered bool) (io.ReadCloser, int64, error) {
	var errs []error
	for range s.gateways {
		gateway := s.gateways[s.chosen]
		body, size, err := gateway.open(ctx, offset, delivered)
		if err == nil {
			return body, size, nil
		}
		if delivered { // that the next one has the same bytes cannot be shown
			return nil, 0, err
		}
		errs = append(errs, err)
		gateway.seen = nil
		s.chosen = (s.chosen + 1) % len(s.gateways)
	}
	return nil, 0, allFailed(errs)
}

func (s *arweaveSource) info() Info { return s.gateways[s.chosen].info() }

func (s *arweaveSource) close() {
	for _, gateway := range s.gateways {
		gateway.close()
	}
}
