// Package chain reads and writes an Ethereum chain over JSON-RPC: reads pinned to one block
// (EIP-1898), the events of final blocks in order, transactions (EIP-1559), and wallets.
//
// A Client of one endpoint trusts it. One of several believes what a quorum of them agree on
// (Config.Others), and View.Proved checks plain facts against the state of the block (EIP-1186).
package chain

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	defaultTimeout = 10 * time.Second

	// maxResponse bounds one response of the endpoint, in bytes. Logs are asked for again in
	// smaller ranges when they do not fit.
	maxResponse = 16 << 20

	// maxRequests bounds the requests of one Client in flight; more wait.
	maxRequests = 64

	// Reads are tried this often, with pauses that double from firstPause, so that a client
	// rides out a restart of its endpoint of about a second.
	readAttempts = 4
	firstPause   = 150 * time.Millisecond

	// headAgeHTTP is how old the known head may be where heads are polled, headAgeWS where they
	// are announced: then only a lost announcement makes it older than the network.
	headAgeHTTP = 500 * time.Millisecond
	headAgeWS   = 2 * time.Second
)

// Errors that callers act on. They are wrapped; use errors.Is.
var (
	// ErrWrongChain: the endpoint serves another chain than the configuration says.
	ErrWrongChain = errors.New("wrong chain")
	// ErrUnavailable: the endpoint did not answer, or not with what was asked, also when asked
	// again. Another try later may work.
	ErrUnavailable = errors.New("chain endpoint unavailable")
	// ErrReorged: a block that was read from is no longer part of the chain.
	ErrReorged = errors.New("block is no longer part of the chain")
	// ErrNoBlock: the chain does not have that block yet.
	ErrNoBlock = errors.New("no such block")
	// ErrNoCode: a call to an account without code.
	ErrNoCode = errors.New("account has no code")
	// ErrTooLarge: an answer over the limit.
	ErrTooLarge = errors.New("answer too large")
	// ErrReverted: the contract refused. The error is, or wraps, a *RevertError.
	ErrReverted = errors.New("reverted")
	// ErrClosed: the Client or Wallet was closed.
	ErrClosed = errors.New("closed")
	// ErrDisagree: so few endpoints agree that there is no answer. It is ErrUnavailable too.
	ErrDisagree = fmt.Errorf("%w: the endpoints disagree", ErrUnavailable)
	// ErrBadURL: what was given is not the URL of an endpoint.
	ErrBadURL = errors.New("not the URL of an endpoint")
	// ErrOtherForm: a contract answered in another form than its kind does, or the endpoint in its place.
	ErrOtherForm = errors.New("answers in another form")
	// ErrUnprovable: what only an endpoint can tell, where nothing but proofs counts.
	ErrUnprovable = errors.New("cannot be proved")
)

// Config says which chain to use.
type Config struct {
	// URL of a JSON-RPC endpoint: http, https, ws or wss. It may hold credentials (user and
	// password, a key in the path or the query): no error of this package shows more of it
	// than scheme and host.
	URL string

	// Others are further endpoints of the same chain, each as URL. With them all that is read
	// is what Quorum of all the endpoints answer alike; transactions go to the first that
	// takes them. Endpoints that do not answer at first join when they do. Each is at a host, or a port, of its own:
	// who answers under two names counts once.
	Others []string

	// Quorum is how many endpoints must agree; 0 means more than half of them. With one that is
	// no more than half, two answers can both have theirs, and the first one is taken.
	Quorum int

	// Prove says what View.Proved takes; nil proves nothing.
	Prove *Prove

	// ChainID that the endpoint must have; 0 takes what it has.
	ChainID uint64

	// Final says which blocks cannot change any more: "finalized" (the default, also for
	// "") or "safe" are the chain's own tags; a decimal number is a depth below the head,
	// "0" the head itself, for a chain with a single block maker.
	Final string

	// Timeout of one request; 0 means 10 s. A read is tried up to four times.
	Timeout time.Duration

	// BumpAfter is how long a transaction waits for a block before its fee is raised; 0
	// means one minute.
	BumpAfter time.Duration
}

// Block identifies a block. Time is its timestamp, in seconds since 1970.
type Block struct {
	Number uint64
	Hash   common.Hash
	Time   uint64
}

// header is what is read of a block. The hash is the endpoint's: chains with other header
// formats than Ethereum's work too.
type header struct {
	Number   hexutil.Uint64 `json:"number"`
	Hash     common.Hash    `json:"hash"`
	Parent   common.Hash    `json:"parentHash"`
	Time     hexutil.Uint64 `json:"timestamp"`
	GasLimit hexutil.Uint64 `json:"gasLimit"`
	BaseFee  *hexutil.Big   `json:"baseFeePerGas"`
}

func (h *header) block() Block {
	return Block{Number: uint64(h.Number), Hash: h.Hash, Time: uint64(h.Time)}
}

// Client speaks with one endpoint of one chain. Safe for concurrent use.
type Client struct {
	rpc     *rpc.Client
	http    *http.Transport // nil for WebSocket
	ws      bool
	chainID uint64
	depth   uint64 // of final blocks, where finalTag is empty
	tag     string // of final blocks, or empty
	timeout time.Duration
	bump    time.Duration
	headAge time.Duration
	scrub   *strings.Replacer // takes what the URL hides out of messages
	where   string            // scheme://host
	local   bool              // the endpoint is on this machine

	ctx    context.Context // ends with Close; parent of everything shared between callers
	cancel context.CancelFunc
	slots  chan struct{} // requests in flight

	requests, failures atomic.Uint64 // see Stats

	closing sync.Mutex // guards closed, and that wg does not grow afterwards
	closed  bool
	wg      sync.WaitGroup

	heads   heads
	cache   cache
	batcher batcher
	sends   sends
	lasts   lastLogs

	refused atomic.Uint64 // see Refused

	group *group  // of a Client of several endpoints, which has no rpc of its own
	above *Client // of one of its endpoints: the Client of them all
	prove *prover // nil proves nothing
}

// development is the chain id of chains that run on one's own machine, to try things (devnet, anvil, hardhat). No
// public chain has it.
const development = 31337

// Local says whether this is a chain for development whose endpoint is on this machine: nobody else's listings are there.
// (A public chain's endpoint may be on this machine, too.)
func (c *Client) Local() bool { return c.local && c.chainID == development }

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Dial connects to the endpoints and checks their chain id: an error that is ErrWrongChain names
// both. Of several, a quorum must answer. The Client must be closed.
func Dial(ctx context.Context, cfg Config) (*Client, error) {
	if len(cfg.Others) > 0 {
		return dialGroup(ctx, cfg)
	}
	if cfg.Quorum > 1 {
		return nil, fmt.Errorf("a quorum of %d endpoints: there is one", cfg.Quorum)
	}
	return dialEndpoint(ctx, cfg, nil, 0)
}

// rule parses which blocks are final.
func (c *Client) rule(final string) (err error) {
	switch final {
	case "", "finalized":
		c.tag = "finalized"
	case "safe":
		c.tag = "safe"
	default:
		if c.depth, err = strconv.ParseUint(final, 10, 32); err != nil {
			return fmt.Errorf("final blocks %q: want \"finalized\", \"safe\" or a number of blocks", final)
		}
	}
	return nil
}

// dialEndpoint connects to the one endpoint at cfg.URL; where it is one of those of `above`, it is called
// by its number.
func dialEndpoint(ctx context.Context, cfg Config, above *Client, number int) (*Client, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read", ErrBadURL) // err would quote it
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss":
	default:
		return nil, fmt.Errorf("%w: it begins with %q, and has to with http, https, ws or wss", ErrBadURL, u.Scheme+":")
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%w: it has no host", ErrBadURL)
	}
	c := &Client{
		ws:      u.Scheme == "ws" || u.Scheme == "wss",
		timeout: cfg.Timeout,
		bump:    cfg.BumpAfter,
		headAge: headAgeHTTP,
		scrub:   scrubber(u),
		where:   u.Scheme + "://" + u.Host,
		local:   loopback(u.Hostname()),
		slots:   make(chan struct{}, maxRequests),
	}
	if above != nil {
		c.above, c.where = above, fmt.Sprintf("endpoint %d", number)
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.bump <= 0 {
		c.bump = time.Minute
	}
	if err := c.rule(cfg.Final); err != nil {
		return nil, err
	}
	c.prove = newProver(cfg.Prove)
	c.heads.init()
	c.cache.init()
	c.sends.init()

	dialCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var option rpc.ClientOption
	if c.ws {
		c.headAge = headAgeWS
		option = rpc.WithWebsocketMessageSizeLimit(maxResponse)
	} else {
		c.http = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: c.timeout, KeepAlive: 30 * time.Second}).DialContext,
			ForceAttemptHTTP2:      true,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    c.timeout,
			MaxIdleConnsPerHost:    maxRequests,
			MaxConnsPerHost:        maxRequests,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		}
		option = rpc.WithHTTPClient(&http.Client{
			Transport: limitTransport{c.http},
			// A JSON-RPC endpoint does not redirect; following one would carry the
			// credentials elsewhere.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		})
	}
	for attempt := 1; ; attempt++ {
		if c.rpc, err = rpc.DialOptions(dialCtx, cfg.URL, option); err == nil {
			break
		}
		if attempt == readAttempts || pause(dialCtx, attempt) != nil {
			return nil, fmt.Errorf("connecting to the chain: %w", c.unavailable(ctx, err))
		}
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())

	var id hexutil.Big
	if err := c.read(ctx, &id, "eth_chainId"); err != nil {
		c.Close()
		return nil, fmt.Errorf("connecting to the chain: %w", err)
	}
	if !id.ToInt().IsUint64() {
		c.Close()
		return nil, fmt.Errorf("%w: %s serves chain %s", ErrWrongChain, c.where, id.ToInt())
	}
	c.chainID = id.ToInt().Uint64()
	if cfg.ChainID != 0 && cfg.ChainID != c.chainID {
		c.Close()
		return nil, fmt.Errorf("%w: %s serves chain %d, wanted %d", ErrWrongChain, c.where, c.chainID, cfg.ChainID)
	}
	if c.ws {
		c.background(c.subscribeHeads)
	}
	return c, nil
}

// ChainID of the chain.
func (c *Client) ChainID() uint64 { return c.chainID }

// Stats counts what a Client asked of its endpoint since it was made.
type Stats struct {
	Requests uint64 // JSON-RPC calls, repeated ones too; heads that the endpoint announces are none
	Failures uint64 // those of them that got no answer, or none in time; an answer that is an error, such as a revert, is no failure
}

// Stats returns the counts so far, of all endpoints together. Both only grow.
func (c *Client) Stats() Stats {
	if c.group != nil {
		var all Stats
		for _, e := range c.Endpoints() {
			all.Requests += e.Requests
			all.Failures += e.Failures
		}
		return all
	}
	failures := c.failures.Load() // first, so that it is never the larger one
	return Stats{Requests: c.requests.Load(), Failures: failures}
}

// String is the endpoint's scheme and host; of several, how many they are. What an error says of
// one of several is its number.
func (c *Client) String() string { return c.where }

// background runs f in a goroutine that Close waits for. On a closed Client it runs too, with a
// context that has ended, so that f always tells those who wait for it.
func (c *Client) background(f func(context.Context)) {
	c.closing.Lock()
	defer c.closing.Unlock()
	if c.closed {
		go f(c.ctx)
		return
	}
	c.wg.Go(func() { f(c.ctx) })
}

// Close ends all that the Client does; calls that still run fail with ErrClosed.
func (c *Client) Close() {
	c.closing.Lock()
	c.closed = true
	c.closing.Unlock()
	c.cancel()
	if c.group != nil {
		c.group.close()
	} else {
		c.rpc.Close()
	}
	c.wg.Wait()
	if c.http != nil {
		c.http.CloseIdleConnections()
	}
}

// read makes one read-only request, and makes it again when it failed in a way that may pass.
// result is a pointer; a null answer leaves it as it was.
func (c *Client) read(ctx context.Context, result any, method string, args ...any) error {
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, result, method, args...)
		var failed *unavailableError
		if err == nil || !errors.As(err, &failed) || !failed.again {
			return err
		}
		if attempt == readAttempts || pause(ctx, attempt) != nil {
			return err
		}
	}
}

// pause waits before attempt+1, with jitter, so that many clients of an endpoint that comes
// back do not all ask at once.
func pause(ctx context.Context, attempt int) error {
	d := firstPause << (attempt - 1)
	d = d/2 + rand.N(d)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// once makes one request.
func (c *Client) once(ctx context.Context, result any, method string, args ...any) error {
	if c.group != nil {
		return c.group.once(ctx, c, result, method, args...)
	}
	if c.ctx.Err() != nil {
		return fmt.Errorf("%s at %s: %w", method, c.where, ErrClosed)
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return fmt.Errorf("%s at %s: %w", method, c.where, ctx.Err())
	case <-c.ctx.Done():
		return fmt.Errorf("%s at %s: %w", method, c.where, ErrClosed)
	}
	callCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	stop := context.AfterFunc(c.ctx, cancel)
	defer stop()
	c.requests.Add(1)
	err := c.rpc.CallContext(callCtx, result, method, args...)
	if err == nil {
		return nil
	}
	if errors.Is(err, rpc.ErrNoResult) {
		err = errors.New("no result")
	}
	if err = c.classify(ctx, err); errors.Is(err, ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		c.failures.Add(1)
	}
	return fmt.Errorf("%s at %s: %w", method, c.where, err)
}

// answerError is an error that the endpoint gave as its answer (JSON-RPC): to ask again
// gives it again.
type answerError struct {
	message string // scrubbed
	code    int
	data    any
}

func (e *answerError) Error() string { return e.message }

// contains reports whether the message holds one of the words, in any case: clients agree on
// messages more than on codes.
func (e *answerError) contains(words ...string) bool {
	m := strings.ToLower(e.message)
	for _, w := range words {
		if strings.Contains(m, w) {
			return true
		}
	}
	return false
}

// classify turns what the rpc package returned into an error of this package, without anything
// that the URL hides.
func (c *Client) classify(ctx context.Context, err error) error {
	if c.ctx.Err() != nil {
		return ErrClosed
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, ErrTooLarge) {
		return ErrTooLarge
	}
	var answer rpc.Error
	if errors.As(err, &answer) {
		a := &answerError{message: c.clean(answer.Error()), code: answer.ErrorCode()}
		var data rpc.DataError
		if errors.As(err, &data) {
			a.data = data.ErrorData()
		}
		// -32005 is "limit exceeded" (EIP-1474), -32002 geth's own time limit; both may pass.
		if a.code == -32005 && !a.contains("result", "range", "log") || a.code == -32002 {
			return c.unavailable(ctx, a)
		}
		return a
	}
	return c.unavailable(ctx, err)
}

// unavailable wraps a failure to get an answer.
func (c *Client) unavailable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	again := true
	var status rpc.HTTPError
	var inURL *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("no answer in %s", c.timeout)
	case errors.As(err, &status):
		// Not the body, which is whatever a proxy says.
		err = fmt.Errorf("HTTP status %d", status.StatusCode)
		if n := status.StatusCode; n < 500 && n != http.StatusTooManyRequests && n != http.StatusRequestTimeout {
			again = false
			err = fmt.Errorf("HTTP status %d: is the URL right, and the key in it?", n)
		}
	case errors.As(err, &inURL):
		err = inURL.Err // url.Error shows the whole URL
	}
	return &unavailableError{c.clean(inWords(err)), again}
}

// inWords says what most people meet in their words, and all else as it is.
func inWords(err error) string {
	var name *net.DNSError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("there is no host %q", name.Name)
	case errors.As(err, &name):
		return fmt.Sprintf("the address of %q cannot be looked up: is there a network?", name.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there (connection refused)"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "no network leads there"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "what listens there speaks http, and no https"
	case errors.As(err, &syntax):
		return "what answers there is no JSON-RPC endpoint"
	}
	return err.Error()
}

// unavailableError is ErrUnavailable with its reason, of which only the scrubbed text is kept.
type unavailableError struct {
	reason string
	again  bool // whether asking again may help
}

func (e *unavailableError) Error() string        { return ErrUnavailable.Error() + ": " + e.reason }
func (e *unavailableError) Is(target error) bool { return target == ErrUnavailable }

// clean makes a foreign message fit for an error: one line, bounded, without the URL's secrets.
func (c *Client) clean(s string) string { return clean(c.scrub, s) }

func clean(scrub *strings.Replacer, s string) string {
	const limit = 300
	s = scrub.Replace(s)
	if len(s) > limit {
		s = s[:limit] + "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// scrubber replaces all that is hidden of u: user, password, path, query and their parts.
func scrubber(u *url.URL) *strings.Replacer {
	var pairs []string
	hide := func(s string) {
		if len(s) > 3 { // shorter would eat ordinary words, and is not a secret
			pairs = append(pairs, s, "...")
		}
	}
	hide(u.RawQuery)
	hide(u.Path)
	hide(u.EscapedPath())
	if u.User != nil {
		hide(u.User.String())
		password, _ := u.User.Password()
		hide(password)
		hide(u.User.Username())
	}
	for _, part := range strings.Split(u.Path, "/") {
		if len(part) >= 8 { // "v3" and "mainnet" may be named
			hide(part)
		}
	}
	for _, values := range u.Query() {
		for _, v := range values {
			hide(v)
			hide(url.QueryEscape(v))
		}
	}
	return strings.NewReplacer(pairs...)
}

// limitTransport cuts answers off at maxResponse, with an error.
type limitTransport struct{ http.RoundTripper }

func (t limitTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = &limitBody{resp.Body, maxResponse}
	}
	return resp, err
}

type limitBody struct {
	io.ReadCloser
	left int64
}

func (b *limitBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
