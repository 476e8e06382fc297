package market

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// uploadLife is how long a token for uploads is good: as long as gateways allow.
const uploadLife = 24 * time.Hour

// maxInfo bounds a gateway's info document, in bytes.
const maxInfo = 1 << 20

// SignUploads lets uploads to a gateway, tus+https://HOST/v1/blobs, carry a token that the wallet signs, if
// that gateway wants one (spec/http.md). Other stores, and a URL that brings a user or a password, stay as
// they are. The token names the gateway, and goes nowhere else.
func (c *Client) SignUploads(ctx context.Context, store *storage.Store, storeURL string, contract common.Address) error {
	rest, isTus := strings.CutPrefix(storeURL, "tus+")
	base, isGateway := strings.CutSuffix(strings.TrimSuffix(rest, "/"), "/v1/blobs")
	u, err := url.Parse(base)
	if !isTus || !isGateway || err != nil || u.User != nil {
		return nil
	}
	domain, err := tokenDomain(ctx, base)
	if err != nil || domain == "" {
		return err
	}
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	token := &quorum.UploadToken{
		Domain:  terms.Domain{ChainID: *uint256.NewInt(c.cfg.Chain.ChainID()), Committees: contract},
		Message: terms.Upload{Account: c.cfg.Wallet.Address(), Gateway: domain, Deadline: uint64(time.Now().Add(uploadLife).Unix())},
	}
	if token.Signature, err = c.cfg.Wallet.SignTypedData(terms.TypedData(token.Domain, &token.Message)); err != nil {
		return fmt.Errorf("signing for the upload: %w", err)
	}
	store.Options.Transport = &tokenTransport{http.DefaultTransport, u.Host, token.Header()}
	return nil
}

// tokenDomain asks a gateway for the name that its tokens are for; empty, if it wants none.
func tokenDomain(ctx context.Context, gateway string) (string, error) {
	src, err := storage.Open(ctx, gateway+"/v1/info", &storage.Options{MaxSize: maxInfo})
	if err != nil {
		return "", fmt.Errorf("asking the gateway what it takes: %w", err)
	}
	defer src.Close()
	var info struct {
		Uploads *struct {
			Open   bool   `json:"open"`
			Domain string `json:"domain"`
		} `json:"uploads"`
		ServesUntil time.Time `json:"servesUntil"`
		Gateways    []string  `json:"gateways"`
	}
	if err := json.NewDecoder(src).Decode(&info); err != nil {
		return "", fmt.Errorf("the gateway's info document: %w", err)
	}
	switch {
	case info.Uploads == nil && !info.ServesUntil.IsZero() && time.Now().After(info.ServesUntil):
		err := fmt.Errorf("the gateway %s takes nothing new: its time was over on %s", gateway, info.ServesUntil.UTC().Format(time.DateOnly))
		if len(info.Gateways) > 0 {
			const most = 3 // of a stranger's list
			err = fmt.Errorf("%w; it names others: %q", err, info.Gateways[:min(len(info.Gateways), most)])
		}
		return "", err
	case info.Uploads == nil:
		return "", fmt.Errorf("the gateway %s takes no uploads", gateway)
	case info.Uploads.Open:
		return "", nil
	case strings.TrimSuffix(info.Uploads.Domain, "/") != gateway: // a token for another gateway is that one's business
		return "", fmt.Errorf("the gateway %s calls itself %q: upload to it by that name", gateway, info.Uploads.Domain)
	}
	return info.Uploads.Domain, nil
}

// tokenTransport adds the token to requests to one host.
type tokenTransport struct {
	under       http.RoundTripper
	host, token string
}

func (t *tokenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == t.host {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", t.token)
	}
	return t.under.RoundTrip(r)
}
