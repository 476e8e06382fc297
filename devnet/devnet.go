// Package devnet is a whole Latchkey world in one process, to be thrown away: an embedded
// Ethereum chain with the contracts, n nodes that make a committee's key over it, a gateway,
// and a web server for files. Nothing has to be installed, and nothing leaves the loopback
// interface.
package devnet

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
	"gocloud.dev/secrets/localsecrets"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/web"
)

// Users is how many funded accounts a devnet has for people; nodes have others.
const Users = 10

// Config configures Start. The zero value is 5 nodes, of which any 3 open, in a folder
// that is removed at the end.
type Config struct {
	// Nodes is n, and Threshold t; 0 means 5, and floor(n/2)+1.
	Nodes, Threshold int
	// ChainOnly makes no nodes, no committee and no gateway: a chain, the contracts and the file store.
	ChainOnly bool
	// ChainID of its chain; 0 means 31337.
	ChainID uint64
	// Dir is the devnet's folder. It must be empty or new; empty means a temporary one,
	// which Close removes.
	Dir string
	// Port on 127.0.0.1 for JSON-RPC; 0 lets the system pick.
	Port int
	// BlockTime is the time between blocks; 0 means a second. With less, the chain's clock
	// runs ahead of the wall's, since each block is a second later than the one before; when
	// it is a minute ahead, nodes find that their clocks are wrong, and say so at /readyz.
	BlockTime time.Duration
	// Grace is how long nodes keep the shares of an epoch that has ended; 0 means a day. Half of it,
	// and 6 hours at most, is the time in which they answer on the chain.
	Grace time.Duration
	// OceanUnbound has the nodes take signatures of Ocean's clients that name no asset (ocean.js 6), see node.Config. It is for
	// nodes of this process.
	OceanUnbound bool
	// Launch runs one node as a process; nil runs all in this process. The devnet stays
	// in front of it.
	Launch func(ctx context.Context, l Launch) (Process, error)
	// Log is where the nodes say what they do; nil discards.
	Log *slog.Logger
	// Progress is told what happens, in a few words; nil is nobody.
	Progress func(what string)
}

// Launch is what a node that runs as a process needs to know.
type Launch struct {
	Index      int
	RPC        string // the chain's endpoint
	Committees common.Address
	Creator    common.Address // whose committees it joins
	Key        *ecdsa.PrivateKey
	Dir        string // the node's folder
}

// Process is a node that runs as a process.
type Process struct {
	URL  string // where it listens
	Kill func() // ends it at once, and waits for its end
}

// Devnet is a running world.
type Devnet struct {
	EVM        *EVM
	Chain      *chain.Client
	Committees *chain.Committees
	Market     *chain.Market
	Dollar     *chain.Token // Devnet Dollars, of which every account has 10,000
	Committee  uint64       // the number of the committee, 0 if there is none
	Threshold  int
	Nodes      []*Node
	Dir        string
	// Accounts is the URL of a list of the people's accounts with their keys, for a page that brings its visitor a wallet.
	Accounts string
	// Store is the URL of the file store, for storage.OpenStore; Files is where the
	// world reads it.
	Store, Files string
	Gateway      string // URL of the gateway, which takes uploads from everybody; empty if there is none

	log       *slog.Logger
	temporary bool
	servers   []*http.Server
	cancel    context.CancelFunc
	running   sync.WaitGroup
}

// Node is a member of the devnet's committee.
type Node struct {
	Index   int
	Account common.Address
	URL     string
	Guard   node.Guard // of its folder; none for a process of its own

	wallet  *chain.Wallet
	handler atomic.Pointer[http.Handler] // what answers at URL
	server  *http.Server
	kill    func() // ends what is behind the handler, and waits for it
	once    sync.Once
}

// stakeOfNodes is what each node of a devnet puts up: 1 ETH.
var stakeOfNodes = big.NewInt(params.Ether)

// phases are the lengths of a devnet's phases in blocks. All but the complaints' end as
// soon as everybody has spoken; with a node missing, key generation takes half a minute.
var phases = [5]uint32{10, 10, 10, 3, 10}

// Start starts a devnet and returns when its committee has a key. If it fails, it leaves
// nothing running.
func Start(ctx context.Context, cfg Config) (*Devnet, error) {
	if cfg.Nodes == 0 {
		cfg.Nodes = 5
	}
	if cfg.Threshold == 0 {
		cfg.Threshold = cfg.Nodes/2 + 1
	}
	if cfg.Threshold < 1 || cfg.Threshold > cfg.Nodes {
		return nil, fmt.Errorf("threshold %d is not within 1 to %d, the number of nodes", cfg.Threshold, cfg.Nodes)
	}
	if cfg.BlockTime == 0 {
		cfg.BlockTime = time.Second
	}
	if cfg.Grace == 0 {
		cfg.Grace = 24 * time.Hour
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Progress == nil {
		cfg.Progress = func(string) {}
	}
	d := &Devnet{Dir: cfg.Dir, Threshold: cfg.Threshold, log: cfg.Log}
	if err := d.start(ctx, cfg); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Devnet) start(ctx context.Context, cfg Config) (err error) {
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	d.cancel = cancel
	if d.Dir == "" {
		d.temporary = true
		if d.Dir, err = os.MkdirTemp("", "latchkey-devnet-"); err != nil {
			return err
		}
	}
	files := filepath.Join(d.Dir, "files")
	if err := os.MkdirAll(d.Dir, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(files, 0o755); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("folder %q holds another devnet: give an empty one", d.Dir)
	} else if err != nil {
		return err
	}

	cfg.Progress("starting a chain")
	if d.EVM, err = StartEVM(EVMConfig{ChainID: cfg.ChainID, Port: cfg.Port, Period: cfg.BlockTime, Accounts: Users + cfg.Nodes}); err != nil {
		return err
	}
	if d.Chain, err = chain.Dial(ctx, chain.Config{URL: d.EVM.WebSocketURL(), ChainID: d.EVM.ChainID(), Final: "0"}); err != nil {
		return err
	}
	if d.Files, err = d.serve(withAccounts(storage.Handler(files), d.EVM.Accounts()[:Users])); err != nil {
		return err
	}
	d.Accounts = d.Files + accountsPath
	d.Files += "/"
	d.Store = (&url.URL{Scheme: "file", Path: files, RawQuery: url.Values{"public": {d.Files}}.Encode()}).String()

	cfg.Progress("deploying the contracts")
	deployer := chain.WalletFromKey(d.EVM.Accounts()[0])
	if err := d.Chain.DeployContracts(ctx, deployer, nil); err != nil {
		return err
	}
	at := chain.ContractAddresses(nil)
	d.Committees, d.Market = d.Chain.Committees(at["Committees"]), d.Chain.Market(at["Market"])

	var start errgroup.Group
	start.Go(func() (err error) {
		accounts := make([]common.Address, Users)
		for i := range accounts {
			accounts[i] = crypto.PubkeyToAddress(d.EVM.Accounts()[i].PublicKey)
		}
		d.Dollar, err = DeployDollar(ctx, d.Chain, deployer, dollars, accounts...)
		return err
	})
	if cfg.ChainOnly {
		return start.Wait()
	}
	if err := d.startGateway(ctx, life, files); err != nil {
		return fmt.Errorf("starting the gateway: %w", err)
	}

	cfg.Progress(fmt.Sprintf("starting %d nodes", cfg.Nodes))
	d.Nodes = make([]*Node, cfg.Nodes)
	members := make([]common.Address, cfg.Nodes)
	for i := range d.Nodes {
		key := d.EVM.Accounts()[Users+i]
		n := &Node{Index: i + 1, wallet: chain.WalletFromKey(key)}
		n.Account = n.wallet.Address()
		d.Nodes[i], members[i] = n, n.Account
		l := Launch{Index: n.Index, RPC: d.EVM.WebSocketURL(), Committees: d.Committees.Address,
			Creator: deployer.Address(), Key: key, Dir: filepath.Join(d.Dir, fmt.Sprintf("node-%d", n.Index))}
		start.Go(func() error {
			if err := d.startNode(ctx, life, n, l, cfg); err != nil {
				return fmt.Errorf("starting node %d: %w", n.Index, err)
			}
			until := uint64(time.Now().AddDate(1, 0, 0).Unix())
			_, err := d.Committees.Register(ctx, n.wallet, n.URL, until, stakeOfNodes)
			return err
		})
	}
	if err := start.Wait(); err != nil {
		return err
	}

	cfg.Progress(fmt.Sprintf("key generation on the chain, %d of %d", cfg.Threshold, cfg.Nodes))
	if d.Committee, _, err = d.Committees.Create(ctx, deployer, members, uint32(cfg.Threshold), uint32(cfg.Threshold),
		phases, uint64(cfg.Grace/time.Second)); err != nil {
		return err
	}
	return d.await(ctx)
}

// startGateway runs a gateway in this process. What is uploaded to it comes into the file store.
func (d *Devnet) startGateway(ctx, life context.Context, files string) error {
	var handler atomic.Pointer[http.Handler] // known only after the gateway's URL
	at, err := d.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := handler.Load(); h != nil {
			(*h).ServeHTTP(w, r)
		}
	}))
	if err != nil {
		return err
	}
	store, err := storage.OpenStore((&url.URL{Scheme: "file", Path: files, RawQuery: url.Values{"public": {at + "/v1/blobs/"}}.Encode()}).String())
	if err != nil {
		return err
	}
	g, err := gateway.New(ctx, gateway.Config{
		Worlds: []*gateway.World{{Chain: d.Chain, Market: d.Market.Address, Committees: d.Committees.Address, BrowserRPC: d.EVM.URL(),
			Contracts: chain.ContractAddresses(nil)}},
		DevnetAccounts: d.Accounts, Site: gateway.Site{Files: web.Files},
		Database: filepath.Join(d.Dir, "gateway.db"), Private: true,
		Uploads: &gateway.Uploads{Spool: filepath.Join(d.Dir, "spool"), Store: store, Folder: files, Open: true, PublicURL: at},
		// All come from one address here.
		Limits: gateway.Limits{AddressRate: 1000, AddressBurst: 10_000, AccountRate: 1000, AccountBurst: 10_000},
		Log:    d.log.With("gateway", at),
	})
	if err != nil {
		return err
	}
	h := g.Handler()
	handler.Store(&h)
	d.running.Go(func() {
		if err := g.Run(life); err != nil {
			d.log.Error("gateway ended", "err", err)
		}
	})
	d.Gateway = at
	return nil
}

// startNode runs one node, in this process or in one of its own.
func (d *Devnet) startNode(ctx, life context.Context, n *Node, l Launch, cfg Config) error {
	var h http.Handler
	if cfg.Launch != nil {
		p, err := cfg.Launch(ctx, l)
		if err != nil {
			return err
		}
		n.kill = p.Kill
		if h, err = proxyTo(p.URL); err != nil {
			p.Kill()
			return err
		}
	} else {
		client, err := chain.Dial(ctx, chain.Config{URL: l.RPC, ChainID: d.EVM.ChainID(), Final: "0"})
		if err != nil {
			return err
		}
		// The folder goes with the devnet, and so may the key to it.
		secret, err := localsecrets.NewRandomKey()
		if err != nil {
			client.Close()
			return err
		}
		n.Guard = node.KeyService(localsecrets.NewKeeper(secret))
		member, err := node.New(node.Config{
			Chain: client, Committees: l.Committees, Operator: n.wallet, Dir: l.Dir, Guard: n.Guard,
			Accept: func(_ uint256.Int, creator common.Address) bool { return creator == l.Creator },
			Log:    cfg.Log.With("node", n.Index),
			Grants: node.Grants{On: true}, OceanUnbound: cfg.OceanUnbound,
		})
		if err != nil {
			client.Close()
			return err
		}
		ctx, cancel := context.WithCancel(life)
		ended := make(chan struct{})
		d.running.Go(func() {
			defer close(ended)
			defer client.Close()
			if err := member.Run(ctx); err != nil {
				cfg.Log.Error("node ended", "node", n.Index, "err", err)
			}
		})
		n.kill = func() { cancel(); <-ended }
		h = member.Handler()
	}
	n.handler.Store(&h)
	server, at, err := d.listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*n.handler.Load()).ServeHTTP(w, r) }))
	if err != nil {
		n.kill()
		return err
	}
	n.server, n.URL = server, at
	return nil
}

// Kill ends the node: its listener and its connections are closed, its goroutines or its
// process have ended when Kill returns.
func (n *Node) Kill() {
	n.once.Do(func() {
		if n.server != nil {
			n.server.Close()
		}
		if n.kill != nil {
			n.kill()
		}
	})
}

// await waits until the committee has a key.
func (d *Devnet) await(ctx context.Context) error {
	for {
		view, err := d.Chain.At(ctx, 0)
		if err != nil {
			return err
		}
		epoch, err := d.Committees.ActiveEpoch(ctx, view, d.Committee)
		if err != nil {
			return err
		}
		if epoch > 0 {
			return d.ready(ctx)
		}
		a, err := d.Committees.CurrentAttempt(ctx, view, d.Committee)
		if err != nil {
			return err
		}
		if view.Block().Number > a.Ends[chain.Confirm] {
			return errors.New("key generation failed: the nodes' logs say why")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// ready waits until the nodes have seen their epoch start.
func (d *Devnet) ready(ctx context.Context) error {
	path := fmt.Sprintf("/v1/committees/%d?epoch=1", d.Committee)
	for _, n := range d.Nodes {
		for {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, n.URL+path, nil)
			if err != nil {
				return err
			}
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					break
				}
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	return nil
}

// serve runs a handler on a loopback port of its own until Close.
func (d *Devnet) serve(h http.Handler) (at string, err error) {
	server, at, err := d.listen(h)
	if err == nil {
		d.servers = append(d.servers, server)
	}
	return at, err
}

func (d *Devnet) listen(h http.Handler) (*http.Server, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := node.Server(h, d.log)
	d.running.Go(func() { server.Serve(l) })
	return server, "http://" + l.Addr().String(), nil
}

// Close ends everything, and removes the folder if it was temporary.
func (d *Devnet) Close() error {
	d.cancel()
	for _, n := range d.Nodes {
		if n != nil {
			n.Kill()
		}
	}
	for _, s := range d.servers {
		s.Close()
	}
	d.running.Wait()
	if d.Chain != nil {
		d.Chain.Close()
	}
	var err error
	if d.EVM != nil {
		err = d.EVM.Close()
	}
	if d.temporary {
		err = errors.Join(err, os.RemoveAll(d.Dir))
	}
	return err
}
