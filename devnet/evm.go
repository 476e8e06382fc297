package devnet

import (
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/latchkey-network/latchkey/chain"
)

const (
	defaultChainID  = 31337 // what development chains use; wallets know it as "localhost"
	defaultAccounts = 10
	blockGasLimit   = 60_000_000    // as main net; a deployment of many contracts fits
	genesisBaseFee  = 1_000_000_000 // wei per gas; falls by an eighth with every empty block
	bootTimeout     = 15 * time.Second
)

// accountBalance is what every account starts with: 10,000 ETH, in wei.
var accountBalance = new(big.Int).Mul(big.NewInt(10_000), big.NewInt(params.Ether))

// EVMConfig configures StartEVM. Its zero value is a chain in memory, on a port that the
// system picks, with a block per transaction.
type EVMConfig struct {
	// ChainID of the chain; 0 means 31337.
	ChainID uint64

	// Port on 127.0.0.1 for JSON-RPC over HTTP and WebSocket alike; 0 lets the system pick.
	Port int

	// Period is the time between blocks. 0 makes a block for each transaction as it comes,
	// and none otherwise. Block timestamps are whole seconds that always grow, so with a
	// period under a second, or bursts of blocks, the chain's clock runs ahead of the wall's.
	Period time.Duration

	// Folder keeps the chain and the keys of its accounts between runs, also when the
	// process is killed; everything in it is a throw-away. Empty: nothing is written to
	// disk. The chain id of a folder cannot be changed later.
	Folder string

	// Accounts is the number of accounts with 10,000 ETH; 0 means 10. Their keys are new in
	// every chain: nothing that is printed today is worth anything tomorrow. A chain that
	// is already in Folder keeps the accounts it was made with.
	Accounts int

	// Code is what contracts have that are there from the first block, at addresses that nobody
	// can deploy to here.
	Code map[common.Address][]byte
}

// EVM is a whole Ethereum chain (go-ethereum, every fork up to Osaka) in this process. It
// is its own and only block maker and has no peers. Safe for concurrent use.
type EVM struct {
	chainID  uint64
	accounts []*ecdsa.PrivateKey
	url      string
	wsURL    string

	stack   *node.Node
	backend *eth.Ethereum
	durable bool // write the database through to the disk at every block

	mu     sync.Mutex // one block, fork or jump in time at a time
	beacon *catalyst.SimulatedBeacon

	closeOnce sync.Once
	closeErr  error
	stop      chan struct{}
	loopDone  chan struct{}
}

// silentLog drops all that go-ethereum logs. It is a type of its own because log.SetDefault
// also replaces the default of log/slog, which belongs to the program, when it is given
// one of go-ethereum's own loggers.
type silentLog struct{ log.Logger }

var silenceOnce sync.Once

// StartEVM starts a chain and returns once it answers JSON-RPC. The namespaces eth, net,
// web3 and txpool are open to every origin: the chain holds no key, so there is nothing
// that a web page could do with it but what its user signs.
//
// The tag "finalized" names the last block whose number is a multiple of 32 (0 at first), and
// "safe" the head.
//
// The first call in a process turns go-ethereum's own global logger off, for good; slog's
// default is not touched.
func StartEVM(cfg EVMConfig) (*EVM, error) {
	silenceOnce.Do(func() { log.SetDefault(silentLog{log.NewLogger(log.DiscardHandler())}) })

	if cfg.ChainID == 0 {
		cfg.ChainID = defaultChainID
	}
	if cfg.Accounts == 0 {
		cfg.Accounts = defaultAccounts
	}
	accounts, err := devAccounts(cfg.Folder, cfg.ChainID, cfg.Accounts)
	if err != nil {
		return nil, fmt.Errorf("devnet chain: %w", err)
	}

	if cfg.Port != 0 {
		// go-ethereum leaves goroutines behind when it finds the port taken, so look first.
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", cfg.Port))
		if err != nil {
			return nil, fmt.Errorf("devnet chain: %w", err)
		}
		l.Close()
	}

	nodeConf := node.Config{
		Name:                 "evm",
		DataDir:              cfg.Folder,
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true},
		HTTPHost:             "127.0.0.1",
		HTTPPort:             cfg.Port,
		HTTPCors:             []string{"*"},
		HTTPVirtualHosts:     []string{"localhost"},
		HTTPModules:          []string{"eth", "net", "web3", "txpool"},
		HTTPTimeouts:         rpc.DefaultHTTPTimeouts,
		WSHost:               "127.0.0.1",
		WSPort:               cfg.Port,
		WSOrigins:            []string{"*"},
		WSModules:            []string{"eth", "net", "web3", "txpool"},
		BatchRequestLimit:    1000,
		BatchResponseMaxSize: 25 << 20,
		Logger:               log.Root(),
	}
	if cfg.Folder == "" {
		// Without a data folder go-ethereum makes a temporary one for keys, that nobody
		// uses. One that is there already is left alone.
		nodeConf.KeyStoreDir = os.TempDir()
	}
	stack, err := node.New(&nodeConf)
	if err != nil {
		return nil, fmt.Errorf("devnet chain: %w", err)
	}
	e := &EVM{
		chainID:  cfg.ChainID,
		accounts: accounts,
		stack:    stack,
		durable:  cfg.Folder != "",
		stop:     make(chan struct{}),
		loopDone: make(chan struct{}),
	}
	if err := e.boot(cfg); err != nil {
		return nil, errors.Join(fmt.Errorf("devnet chain: %w", err), stack.Close())
	}
	return e, nil
}

// boot starts everything on e.stack. On an error the caller closes the stack.
func (e *EVM) boot(cfg EVMConfig) error {
	chainConfig := *params.AllDevChainProtocolChanges
	chainConfig.ChainID = new(big.Int).SetUint64(cfg.ChainID)
	chainConfig.BogotaTime = nil // not a fork of any live network yet
	alloc := core.SystemContractAllocs()
	alloc[chain.DeploymentProxy] = types.Account{Nonce: 1, Code: chain.DeploymentProxyCode, Balance: new(big.Int)} // as on most chains
	for at, code := range cfg.Code {
		alloc[at] = types.Account{Nonce: 1, Code: code, Balance: new(big.Int)}
	}
	for _, key := range e.accounts {
		alloc[crypto.PubkeyToAddress(key.PublicKey)] = types.Account{Balance: accountBalance}
	}

	ethConf := ethconfig.Defaults
	ethConf.NetworkId = cfg.ChainID
	ethConf.Genesis = &core.Genesis{
		Config:     &chainConfig,
		GasLimit:   blockGasLimit,
		BaseFee:    big.NewInt(genesisBaseFee),
		Difficulty: new(big.Int),
		Alloc:      alloc,
	}
	ethConf.SyncMode = ethconfig.FullSync
	// Every state is kept, and written at once: reads at any old block work, and nothing
	// waits in memory for a clean shutdown.
	ethConf.StateScheme = rawdb.HashScheme
	ethConf.NoPruning = true
	ethConf.DatabaseCache, ethConf.TrieCleanCache, ethConf.SnapshotCache = 16, 16, 0 // MB
	ethConf.LogNoHistory = true                                                      // a short chain is searched without an index
	ethConf.TransactionHistory = 0                                                   // index every transaction, however old
	ethConf.Miner.GasCeil = blockGasLimit
	ethConf.Miner.GasPrice = big.NewInt(1)
	ethConf.TxPool.NoLocals = true
	ethConf.TxPool.Journal = ""
	ethConf.TxPool.PriceLimit = 1
	ethConf.TxPool.AccountSlots = 1024 // a burst from one account is a test, not an attack
	ethConf.TxPool.AccountQueue = 1024
	ethConf.BlobPool.Datadir = ""

	var err error
	if e.backend, err = eth.New(e.stack, &ethConf); err != nil {
		return err
	}
	e.stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(e.backend.APIBackend, filters.Config{LogCacheSize: ethConf.FilterLogCacheSize, LogQueryLimit: ethConf.LogQueryLimit})),
	}})
	if err := e.stack.Start(); err != nil {
		return err
	}
	// The period is 0 for go-ethereum because the blocks are made here, by run and Mine,
	// which can be slower than a transaction, faster than a second, and stopped.
	if e.beacon, err = catalyst.NewSimulatedBeacon(0, common.Address{}, e.backend); err != nil {
		return err
	}
	e.backend.SetSynced()
	e.url, e.wsURL = e.stack.HTTPEndpoint(), e.stack.WSEndpoint()

	// Until a first block is made and indexed, asking for the receipt of an unknown
	// transaction is an error and not null, which some clients take for a broken node.
	if err := e.Mine(1); err != nil {
		return err
	}
	for deadline := time.Now().Add(bootTimeout); !e.backend.BlockChain().TxIndexDone(); {
		if time.Now().After(deadline) {
			return fmt.Errorf("transactions are not indexed after %s", bootTimeout)
		}
		time.Sleep(5 * time.Millisecond)
	}
	go e.run(cfg.Period)
	return nil
}

// run makes blocks until e.stop is closed.
func (e *EVM) run(period time.Duration) {
	defer close(e.loopDone)
	if period > 0 {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			select {
			case <-e.stop:
				return
			case <-tick.C:
				e.mine() // an error would come again with the next tick, or pass
			}
		}
	}
	txs := make(chan core.NewTxsEvent, 128)
	sub := e.backend.TxPool().SubscribeTransactions(txs, false)
	defer sub.Unsubscribe()
	// The event may come before the pool counts the transaction, so the pool is also looked
	// at now and then.
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-e.stop:
			return
		case <-txs:
		case <-tick.C:
		}
		e.minePending()
	}
}

// minePending makes a block if a transaction waits for one.
func (e *EVM) minePending() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if pending, _ := e.backend.TxPool().Stats(); pending > 0 {
		e.commit() // what fails is tried again with the next tick
	}
}

// commit makes one block. The caller holds e.mu.
func (e *EVM) commit() error {
	before := e.backend.BlockChain().CurrentBlock().Hash()
	if e.beacon.Commit() == before {
		return errors.New("no block could be made")
	}
	// Until the pool has seen the block it counts its transactions as waiting, and minePending
	// would make another one.
	if err := e.backend.TxPool().Sync(); err != nil {
		return err
	}
	return e.flush()
}

func (e *EVM) mine() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.commit()
}

func (e *EVM) flush() error {
	if !e.durable {
		return nil
	}
	return e.backend.ChainDb().SyncKeyValue()
}

// Mine makes n blocks now, with whatever transactions wait.
func (e *EVM) Mine(n int) error {
	for range n {
		if err := e.mine(); err != nil {
			return fmt.Errorf("devnet chain: %w", err)
		}
	}
	return nil
}

// Advance makes a block whose time is d (whole seconds) after the one before it, and with
// it the chain's clock for all later blocks. Transactions that wait come into blocks of now.
func (e *EVM) Advance(d time.Duration) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for range 10 {
		if pending, _ := e.backend.TxPool().Stats(); pending == 0 {
			break
		}
		if err := e.commit(); err != nil {
			return fmt.Errorf("devnet chain: moving the clock: %w", err)
		}
	}
	if err := e.beacon.AdjustTime(d); err != nil {
		return fmt.Errorf("devnet chain: moving the clock: %w", err)
	}
	return e.flush()
}

// Rewind makes the block of the given number the head: all later ones are gone, with their
// transactions, and the next blocks take other hashes. It is how a test makes a reorg.
func (e *EVM) Rewind(number uint64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.beacon.Rollback()
	if err := e.beacon.Fork(e.backend.BlockChain().GetCanonicalHash(number)); err != nil {
		return fmt.Errorf("devnet chain: rewinding to block %d: %w", number, err)
	}
	// The transactions of the blocks that went away return to the pool by themselves.
	if err := e.backend.TxPool().Sync(); err != nil {
		return fmt.Errorf("devnet chain: rewinding to block %d: %w", number, err)
	}
	e.beacon.Rollback()
	return e.flush()
}

// URL is the address of JSON-RPC over HTTP, "http://127.0.0.1:port".
func (e *EVM) URL() string { return e.url }

// WebSocketURL is the address of JSON-RPC over WebSocket, on the same port as URL.
func (e *EVM) WebSocketURL() string { return e.wsURL }

// ChainID is the number that eth_chainId answers.
func (e *EVM) ChainID() uint64 { return e.chainID }

// Accounts returns the keys of the funded accounts. The caller must not change them.
func (e *EVM) Accounts() []*ecdsa.PrivateKey { return e.accounts }

// Close ends the chain: the port is closed and the goroutines have ended when it returns.
// Further calls return what the first one did; other methods must not be called any more.
func (e *EVM) Close() error {
	e.closeOnce.Do(func() {
		close(e.stop)
		<-e.loopDone
		e.mu.Lock()
		defer e.mu.Unlock()
		e.closeErr = errors.Join(e.beacon.Stop(), e.stack.Close())
	})
	return e.closeErr
}

// accountsFile is what a folder keeps beside the chain: the genesis block cannot be made
// again without the same accounts.
type accountsFile struct {
	ChainID uint64   `json:"chainId"`
	Keys    []string `json:"keys"` // hex, 32 bytes each
}

// devAccounts makes n keys, or reads those that folder has.
func devAccounts(folder string, chainID uint64, n int) ([]*ecdsa.PrivateKey, error) {
	if n < 0 || n > 10_000 {
		return nil, fmt.Errorf("%d accounts: want 1 to 10000", n)
	}
	path := filepath.Join(folder, "accounts.json")
	if folder != "" {
		data, err := os.ReadFile(path)
		if err == nil {
			return parseAccounts(data, path, chainID)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	file := accountsFile{ChainID: chainID}
	keys := make([]*ecdsa.PrivateKey, n)
	for i := range keys {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		keys[i] = key
		file.Keys = append(file.Keys, hex.EncodeToString(crypto.FromECDSA(key)))
	}
	if folder == "" {
		return keys, nil
	}
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return keys, os.WriteFile(path, data, 0o600)
}

func parseAccounts(data []byte, path string, chainID uint64) ([]*ecdsa.PrivateKey, error) {
	var file accountsFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	if file.ChainID != chainID {
		return nil, fmt.Errorf("%q holds chain %d, not %d", path, file.ChainID, chainID)
	}
	if len(file.Keys) == 0 {
		return nil, fmt.Errorf("%q holds no account", path)
	}
	keys := make([]*ecdsa.PrivateKey, len(file.Keys))
	for i, s := range file.Keys {
		key, err := crypto.HexToECDSA(s)
		if err != nil {
			return nil, fmt.Errorf("reading %q: key %d is not valid", path, i+1)
		}
		keys[i] = key
	}
	return keys, nil
}
