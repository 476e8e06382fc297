package migrate

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

const (
	// maxAnswer bounds what a Provider answers, in bytes.
	maxAnswer = ocean.MaxDDO + 1<<10
	// providerTime bounds a request to it: with checksums it reads whole files before it answers.
	providerTime = 10 * time.Minute
)

// provider is an old Provider, or Ocean Node, by its HTTP API.
type provider struct {
	url    *url.URL
	client *http.Client
}

func newProvider(raw string, client *http.Client) (*provider, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("the old Provider's URL %.200q is not an http(s) URL", raw)
	}
	return &provider{&url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host, Path: strings.TrimSuffix(u.Path, "/")}, client}, nil
}

// ask makes a request and returns the answer, whose status is one of success.
func (p *provider) ask(ctx context.Context, method, service string, query url.Values, body any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, providerTime)
	defer cancel()
	u := p.url.JoinPath("api", "services", service)
	u.RawQuery = query.Encode()
	var send io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		send = bytes.NewReader(data)
	}
	what := fmt.Sprintf("asking the old Provider %s for %s", p.url.Host, service)
	r, err := http.NewRequestWithContext(ctx, method, u.String(), send)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(r)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // without the query
		}
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("%s: it answers more than %d bytes", what, maxAnswer)
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return nil, fmt.Errorf("%s: it answers %d%s", what, resp.StatusCode, complaint(data))
	}
	return data, nil
}

// complaint is what a Provider says of a failure, for an error. What may have a place of files in it is left out: this is shown
// and kept.
func complaint(answer []byte) string {
	var said struct{ Error any }
	if json.Unmarshal(answer, &said) != nil || said.Error == nil {
		return ""
	}
	text := fmt.Sprint(said.Error)
	if strings.Contains(text, "/") || len(text) > 200 {
		return ", and says more than is shown here"
	}
	return fmt.Sprintf(", %q", text)
}

// decrypt has a DDO decrypted, with a signature over the transaction whose event has it, as Aquarius asks.
func (p *provider) decrypt(ctx context.Context, w *chain.Wallet, chainID uint64, nft common.Address, tx common.Hash) ([]byte, error) {
	data, err := p.ask(ctx, http.MethodGet, "nonce", url.Values{"userAddress": {w.Address().Hex()}}, nil)
	if err != nil {
		return nil, err
	}
	// A number, or a text with one; null where there was none yet. Some have it with a fraction.
	var last struct {
		Nonce any `json:"nonce"`
	}
	if err := json.Unmarshal(data, &last); err != nil {
		return nil, fmt.Errorf("the old Provider's nonce: %w", err)
	}
	nonce := uint64(time.Now().UnixMilli())
	if text := fmt.Sprint(last.Nonce); last.Nonce != nil && text != "" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n < 0 || n >= 1<<53 {
			return nil, fmt.Errorf("the old Provider's nonce is %.40q", text)
		}
		nonce = max(nonce, uint64(n)+1)
	}
	message := fmt.Sprintf("%s%s%s%d%d", tx.Hex(), nft.Hex(), w.Address().Hex(), chainID, nonce)
	signature, err := w.SignDigest([32]byte(accounts.TextHash(crypto.Keccak256([]byte(message)))))
	if err != nil {
		return nil, err
	}
	return p.ask(ctx, http.MethodPost, "decrypt", nil, map[string]any{"transactionId": tx.Hex(), "dataNftAddress": nft.Hex(), "decrypterAddress": w.Address().Hex(),
		"chainId": chainID, "nonce": strconv.FormatUint(nonce, 10), "signature": hexutil.Encode(signature)})
}

// fileInfo is what a Provider says of a file.
type fileInfo struct {
	Valid         bool   `json:"valid"`
	Type          string `json:"type"`          // of the file object; "" unsaid
	ContentType   string `json:"contentType"`   // "" unsaid
	ContentLength any    `json:"contentLength"` // a text, or a number; "" unsaid
	Checksum      string `json:"checksum"`      // SHA-256 in hex, of Providers; other lengths are other hashes
}

// fileInfo asks for what it knows of the files of a service.
func (p *provider) fileInfo(ctx context.Context, did, service string, checksum bool) ([]fileInfo, error) {
	data, err := p.ask(ctx, http.MethodPost, "fileinfo", nil, map[string]any{"did": did, "serviceId": service, "checksum": checksum})
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var list []fileInfo
	if err := d.Decode(&list); err != nil {
		return nil, errors.New("the old Provider's answer to fileinfo is not a list of files")
	}
	return list, nil
}

// sum is the SHA-256 that it says, or "".
func (i *fileInfo) sum() string {
	s := strings.ToLower(strings.TrimPrefix(i.Checksum, "0x"))
	if b, err := hex.DecodeString(s); err != nil || len(b) != 32 {
		return ""
	}
	return s
}

// compare says how a file differs from what the Provider says of it, and whether the Provider says enough to tell.
func (i *fileInfo) compare(f *fileobjects.File, found fileobjects.Info) (enough bool, err error) {
	if !i.Valid {
		return false, fmt.Errorf("file %d: the old Provider says that it is not valid", f.Index())
	}
	if i.Type != "" && !strings.EqualFold(i.Type, f.Type()) {
		return false, fmt.Errorf("file %d: it is of the type %s, and the old Provider's %.40q", f.Index(), f.Type(), i.Type)
	}
	if kind, _, err := mime.ParseMediaType(i.ContentType); err == nil && found.Type != "" && kind != found.Type {
		return false, fmt.Errorf("file %d: its content is %q, and the old Provider's %q", f.Index(), found.Type, kind)
	}
	if text := strings.TrimSpace(fmt.Sprint(i.ContentLength)); i.ContentLength != nil && text != "" && found.Size >= 0 {
		if n, err := strconv.ParseInt(text, 10, 64); err != nil || n != found.Size {
			return false, fmt.Errorf("file %d: it has %d bytes, and the old Provider's %.40q", f.Index(), found.Size, text)
		}
		enough = true
	}
	if sum := i.sum(); sum != "" {
		if sum != found.Checksum {
			return false, fmt.Errorf("file %d: its SHA-256 is %s, and the old Provider's %s", f.Index(), found.Checksum, sum)
		}
		enough = true
	}
	return enough, nil
}
