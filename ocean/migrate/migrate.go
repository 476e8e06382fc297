package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

// Config says where assets are moved to, and how they are looked at.
type Config struct {
	Chain  *chain.Client
	Wallet *chain.Wallet // of an account that may update the NFTs' metadata

	// Recipient is the committee to seal to; its policy is not used.
	Recipient sealed.Recipient
	// Endpoint is the URL of the gateway that clients are to use: it becomes serviceEndpoint and decryptorUrl.
	Endpoint string

	// Provider is the URL of the old Provider; "" is what the DDO and the chain say.
	Provider string
	// Unchecked does not ask the old Provider what it says of the files: it is gone.
	Unchecked bool
	// Checksums asks the old Provider for each file's, for which it reads all of them, and moves nothing that it says none of.
	Checksums bool
	// Previews puts type, length and, where it is known, hash of every file into the open. Without it that is said of files of IPFS
	// and Arweave alone, which never change: what deviates from its preview later is an error for whoever downloads it.
	Previews bool

	// Files is how the owner's files are looked at.
	Files *fileobjects.Options
	// HTTP carries the requests to the old Provider; nil is http.DefaultClient.
	HTTP *http.Client
	// State keeps what is under way; nil only looks and changes nothing: a dry run.
	State *State
	// Told is told of each asset when it is done with; nil is nobody.
	Told func(Result)
}

// What became of an asset.
const (
	Moved    = "moved"
	WasMoved = "was moved"    // by an earlier run
	Movable  = "can be moved" // of a dry run
	Failed   = "failed"
)

// Result is what became of an asset.
type Result struct {
	DID         string          `json:"did"`
	Status      string          `json:"status"` // one of the above
	Services    []ServiceResult `json:"services,omitempty"`
	State       uint8           `json:"state"`          // of the NFT; nodes serve assets that are active (0) or unlisted (5) alone
	Left        []string        `json:"left,omitempty"` // ids of services that the owner's file does not name
	Transaction string          `json:"transaction,omitempty"`
	Err         error           `json:"-"` // of Failed
}

// ServiceResult is what was found of a service that is moved.
type ServiceResult struct {
	ID    string       `json:"id"`
	Files []FileResult `json:"files"`
}

// FileResult is what was found of a file.
type FileResult struct {
	Type     string `json:"type"`   // of the file object
	Length   int64  `json:"length"` // -1 unknown
	Content  string `json:"contentType,omitempty"`
	SHA256   string `json:"sha256,omitempty"`
	Compared bool   `json:"compared"` // length or SHA-256, with what the old Provider says
}

// Run moves the assets, one after the other, and returns what became of each; one that fails does not keep the others from being
// moved. The error is the context's, or one that would be every asset's.
func Run(ctx context.Context, cfg Config, assets []Asset) ([]Result, error) {
	u, err := url.Parse(cfg.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the gateway %.200q is not an http(s) URL without user, query and fragment", cfg.Endpoint)
	}
	cfg.Endpoint = strings.TrimSuffix(cfg.Endpoint, "/")
	if id := cfg.Recipient.Terms.ChainID; !id.IsUint64() || id.Uint64() != cfg.Chain.ChainID() {
		return nil, fmt.Errorf("the committee is of the chain %s, and the assets of %d: a plain policy of Ocean's reads its own chain", id.Dec(), cfg.Chain.ChainID())
	}
	if cfg.HTTP == nil {
		cfg.HTTP = http.DefaultClient
	}
	m := &mover{cfg}
	if cfg.State != nil {
		// What an earlier run sent may be on its way, also where its state was lost, or from another account: first see what it did.
		senders := map[common.Address]bool{cfg.Wallet.Address(): true}
		for _, kept := range cfg.State.file.Assets {
			if kept != nil && kept.From != (common.Address{}) {
				senders[kept.From] = true
			}
		}
		for account := range senders {
			if _, err := cfg.Chain.Settle(ctx, account); err != nil {
				return nil, fmt.Errorf("waiting for the transactions of %s: %w", account, err)
			}
		}
	}
	var all []Result
	for _, a := range assets {
		r := Result{DID: a.DID}
		if err := m.move(ctx, &a, &r); err != nil {
			if ctx.Err() != nil {
				return all, ctx.Err()
			}
			r.Status, r.Err = Failed, err
		}
		all = append(all, r)
		if cfg.Told != nil {
			cfg.Told(r)
		}
	}
	return all, nil
}

type mover struct{ cfg Config }

func (m *mover) move(ctx context.Context, a *Asset, r *Result) error {
	at, err := m.read(ctx, a.nft)
	if err != nil {
		return err
	}
	r.State = at.state
	if m.cfg.State != nil {
		if kept := m.cfg.State.file.Assets[a.DID]; kept != nil && kept.New == at.hash {
			r.Status, r.Transaction = Moved, at.tx.Hex()
			return m.cfg.State.set(a.DID, nil)
		}
		// What is kept else was never sent, since Run has waited, or another DDO came. It is made anew: the owner may have
		// changed the file.
	}
	text, err := m.ddo(ctx, a, at)
	if err != nil {
		return err
	}
	ddo, err := ocean.ParseDDO(text)
	if err != nil {
		return err
	}
	if ddo.NFT != a.nft || !ocean.SameDID(ddo.ID, m.cfg.Chain.ChainID(), a.nft) || ddo.ID != a.DID {
		return fmt.Errorf("the DDO on the chain is of %.80q", ddo.ID)
	}
	places := make(map[string]int)
	for i, s := range ddo.Services {
		if _, twice := places[s.ID]; twice {
			return fmt.Errorf("the DDO has two services of the id %.80q", s.ID)
		}
		if places[s.ID] = i; a.services[s.ID].files == nil {
			r.Left = append(r.Left, s.ID)
		}
	}
	var ids []string // of services that are not moved yet
	for _, id := range slices.Sorted(maps.Keys(a.services)) {
		i, ok := places[id]
		if !ok {
			return fmt.Errorf("the DDO has no service %.80q", id)
		}
		s := &ddo.Services[i]
		if s.Type != "access" {
			return fmt.Errorf("service %.80q is of the type %.40q, and gateways serve downloads alone: leave it out", id, s.Type)
		}
		if given := a.services[id].files.Datatoken; given != s.Datatoken {
			return fmt.Errorf("service %.80q: the datatokenAddress is %s, and the DDO's is %s", id, given, s.Datatoken)
		}
		if !m.moved(s, a.nft) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		r.Status = WasMoved
		return nil
	}
	if err := m.allowed(ctx, a.nft); err != nil {
		return err
	}
	files := make(map[int]string)
	for _, id := range ids {
		i := places[id]
		service, previews, err := m.look(ctx, a, text, &ddo.Services[i])
		if err != nil {
			return fmt.Errorf("service %.80q: %w", id, err)
		}
		r.Services = append(r.Services, *service)
		if files[i], err = ocean.SealFiles(a.services[id].raw, m.cfg.Recipient, previews); err != nil {
			return fmt.Errorf("service %.80q: sealing: %w", id, err)
		}
	}
	fresh, err := rewrite(text, files, m.cfg.Endpoint)
	if err != nil {
		return err
	}
	envelope, err := ocean.EncodeDDO(fresh)
	if err != nil {
		return err
	}
	data, err := hexutil.Decode(envelope)
	if err != nil {
		return err
	}
	if m.cfg.State == nil {
		r.Status = Movable
		return nil
	}
	// Looking at files takes its time, in which somebody may have changed the asset, or its state, which is written with the DDO.
	now, err := m.read(ctx, a.nft)
	if err != nil {
		return err
	}
	if now.hash != at.hash {
		return errors.New("its DDO was changed while its files were looked at: run the same command again")
	}
	r.State = now.state
	if err := m.cfg.State.set(a.DID, &step{Old: at.hash, New: sha256.Sum256(fresh), From: m.cfg.Wallet.Address()}); err != nil {
		return err
	}
	return m.send(ctx, a, now.state, data, sha256.Sum256(fresh), r)
}

// moved says whether a service is this committee's already, and behind this gateway.
func (m *mover) moved(s *ocean.Service, nft common.Address) bool {
	object, err := ocean.ParseSealed(s.Files)
	if err != nil || strings.TrimSuffix(s.Endpoint, "/") != m.cfg.Endpoint {
		return false
	}
	want := m.cfg.Recipient.Terms
	want.Policy = ocean.Policy(nft, s.Datatoken)
	for _, stanza := range object.Stanzas {
		if stanza.Terms == want {
			return true
		}
	}
	return false
}

// look compares a service's files with what the old Provider says of them.
func (m *mover) look(ctx context.Context, a *Asset, ddo []byte, s *ocean.Service) (*ServiceResult, []ocean.Preview, error) {
	files := a.services[s.ID].files.Files
	said := make([]fileInfo, len(files))
	if !m.cfg.Unchecked {
		if _, err := ocean.ParseSealed(s.Files); err == nil {
			return nil, nil, errors.New("it is sealed to a committee, which nobody can ask what its files are: say that it is not to be checked")
		}
		p, err := newProvider(first(m.cfg.Provider, s.Endpoint), m.cfg.HTTP)
		if err != nil {
			return nil, nil, err
		}
		if said, err = p.fileInfo(ctx, a.DID, s.ID, m.cfg.Checksums); err != nil {
			return nil, nil, err
		}
		if len(said) != len(files) {
			return nil, nil, fmt.Errorf("the owner's file has %d files, and the old Provider %d", len(files), len(said))
		}
	}
	data, dataErr := defaults(ddo, s.ID)
	r := &ServiceResult{ID: s.ID}
	var previews []ocean.Preview
	public := false
	for i, f := range files {
		one := FileResult{Type: f.Type(), Length: -1}
		var p ocean.Preview
		fixed := f.Type() == "ipfs" || f.Type() == "arweave" || f.Type() == "s3"
		if dataErr == nil || fixed {
			info, err := fileobjects.Probe(ctx, f, data, said[i].sum() != "", m.cfg.Files)
			if errors.Is(err, fileobjects.ErrUserdata) {
				dataErr = err
			} else if err != nil {
				return nil, nil, err
			} else {
				if !m.cfg.Unchecked {
					if one.Compared, err = said[i].compare(f, info); err != nil {
						return nil, nil, err
					}
					if m.cfg.Checksums && said[i].sum() == "" {
						return nil, nil, fmt.Errorf("file %d: the old Provider does not say its SHA-256, which is to be compared", i)
					}
				}
				one.Length, one.Content, one.SHA256 = info.Size, info.Type, info.Checksum
				if m.cfg.Previews || f.Type() == "ipfs" || f.Type() == "arweave" {
					p, public = preview(info), true
				}
			}
		}
		r.Files, previews = append(r.Files, one), append(previews, p)
	}
	if !public {
		previews = nil
	}
	return r, previews, nil
}

func preview(info fileobjects.Info) ocean.Preview {
	p := ocean.Preview{Type: info.Type}
	if info.Size >= 0 {
		n := uint64(info.Size)
		p.Length = &n
	}
	if b, err := hex.DecodeString(info.Checksum); err == nil && len(b) == 32 {
		p.Hash = (*[32]byte)(b)
	}
	return p
}

// defaults is the user data of a buyer who says nothing. The error wraps fileobjects.ErrUserdata if something has to be said.
func defaults(ddo []byte, service string) (fileobjects.Userdata, error) {
	var fields struct {
		Services          []json.RawMessage `json:"services"`
		CredentialSubject struct {
			Services []json.RawMessage `json:"services"`
		} `json:"credentialSubject"`
	}
	if err := json.Unmarshal(ddo, &fields); err != nil {
		return nil, err
	}
	for _, raw := range append(fields.Services, fields.CredentialSubject.Services...) {
		var s struct {
			ID         string          `json:"id"`
			Parameters json.RawMessage `json:"consumerParameters"`
		}
		if json.Unmarshal(raw, &s) != nil || s.ID != service {
			continue
		}
		parameters, err := fileobjects.ParseParameters(s.Parameters)
		if err != nil {
			return nil, err
		}
		return fileobjects.ParseUserdata("", parameters)
	}
	return nil, nil
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// The part of ERC721Template that is used (npm @oceanprotocol/contracts 2.6.0).
var template = func() abi.ABI {
	parsed, err := abi.JSON(strings.NewReader(`[
{"type":"function","name":"getMetaData","stateMutability":"view","inputs":[],"outputs":[{"name":"url","type":"string"},{"name":"address","type":"string"},{"name":"state","type":"uint8"},{"name":"has","type":"bool"}]},
{"type":"function","name":"getPermissions","stateMutability":"view","inputs":[{"name":"user","type":"address"}],"outputs":[{"name":"manager","type":"bool"},{"name":"deploy","type":"bool"},{"name":"update","type":"bool"},{"name":"store","type":"bool"}]},
{"type":"function","name":"setMetaData","stateMutability":"nonpayable","outputs":[],"inputs":[{"name":"state","type":"uint8"},{"name":"url","type":"string"},{"name":"address","type":"string"},{"name":"flags","type":"bytes"},{"name":"data","type":"bytes"},{"name":"hash","type":"bytes32"},
 {"name":"proofs","type":"tuple[]","components":[{"name":"validator","type":"address"},{"name":"v","type":"uint8"},{"name":"r","type":"bytes32"},{"name":"s","type":"bytes32"}]}]},
{"type":"event","name":"MetadataCreated","inputs":[{"name":"by","type":"address","indexed":true},{"name":"state","type":"uint8"},{"name":"url","type":"string"},{"name":"flags","type":"bytes"},{"name":"data","type":"bytes"},{"name":"hash","type":"bytes32"},{"name":"time","type":"uint256"},{"name":"block","type":"uint256"}]},
{"type":"event","name":"MetadataUpdated","inputs":[{"name":"by","type":"address","indexed":true},{"name":"state","type":"uint8"},{"name":"url","type":"string"},{"name":"flags","type":"bytes"},{"name":"data","type":"bytes"},{"name":"hash","type":"bytes32"},{"name":"time","type":"uint256"},{"name":"block","type":"uint256"}]}]`))
	if err != nil {
		panic(err) // of a constant
	}
	return parsed
}()

// Flags of the metadata, either of which has Aquarius ask decryptorUrl for the DDO, as it asks every Provider.
const (
	flagCompressed = 1 // LZMA, by publishers of ocean.py
	flagEncrypted  = 2
)

// published is what the chain has of an asset.
type published struct {
	state       uint8
	url         string // of whoever decrypts the DDO
	flags, data []byte
	hash        common.Hash
	tx          common.Hash
}

func (m *mover) read(ctx context.Context, nft common.Address) (*published, error) {
	v, err := m.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	call, err := template.Pack("getMetaData")
	if err != nil {
		return nil, err
	}
	out, err := v.Call(ctx, nft, call)
	if err != nil {
		return nil, fmt.Errorf("reading the state of the data NFT: %w", err)
	}
	values, err := template.Unpack("getMetaData", out)
	if err != nil {
		return nil, fmt.Errorf("%s is not a data NFT", nft)
	}
	log, err := v.LastLog(ctx, nft, []common.Hash{template.Events["MetadataCreated"].ID, template.Events["MetadataUpdated"].ID})
	if err != nil {
		return nil, fmt.Errorf("reading the DDO of the data NFT: %w", err)
	}
	if log == nil {
		return nil, errors.New("it has no DDO on the chain")
	}
	fields, err := template.Unpack("MetadataUpdated", log.Data)
	if err != nil {
		return nil, fmt.Errorf("the data NFT's last event: %w", err)
	}
	return &published{state: values[2].(uint8), url: fields[1].(string), flags: fields[2].([]byte), data: fields[3].([]byte),
		hash: fields[4].([32]byte), tx: log.TxHash}, nil
}

// ddo returns the DDO that the chain has the hash of: in the open, from the owner, or from whom the chain names.
func (m *mover) ddo(ctx context.Context, a *Asset, at *published) ([]byte, error) {
	text, openErr := ocean.DecodeMetadata(at.flags, at.data, at.hash)
	if openErr == nil {
		return text, nil
	}
	for _, given := range a.ddo {
		if sha256.Sum256(given) == at.hash {
			return given, nil
		}
	}
	if a.ddo != nil {
		return nil, fmt.Errorf("the DDO that is given is not the one on the chain, whose hash is %s: give its very bytes, as a text", at.hash)
	}
	if !slices.ContainsFunc(at.flags, func(f byte) bool { return f&(flagCompressed|flagEncrypted) != 0 }) {
		return nil, openErr // nobody could say more of it
	}
	p, err := newProvider(first(m.cfg.Provider, at.url), m.cfg.HTTP)
	if err != nil {
		return nil, err
	}
	text, err = p.decrypt(ctx, m.cfg.Wallet, m.cfg.Chain.ChainID(), a.nft, at.tx)
	if err != nil {
		return nil, fmt.Errorf("the DDO on the chain is encrypted: %w", err)
	}
	if sha256.Sum256(text) != at.hash {
		return nil, errors.New("the DDO that the old Provider decrypted has another hash than the chain says")
	}
	return text, nil
}

// allowed says whether the account may update the NFT's metadata.
func (m *mover) allowed(ctx context.Context, nft common.Address) error {
	v, err := m.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	call, err := template.Pack("getPermissions", m.cfg.Wallet.Address())
	if err != nil {
		return err
	}
	out, err := v.Call(ctx, nft, call)
	if err != nil {
		return fmt.Errorf("reading the permissions of the data NFT: %w", err)
	}
	values, err := template.Unpack("getPermissions", out)
	if err != nil {
		return fmt.Errorf("%s is not a data NFT", nft)
	}
	if !values[2].(bool) {
		return fmt.Errorf("%s may not update the metadata of the data NFT %s", m.cfg.Wallet.Address(), nft)
	}
	return nil
}

// send writes a DDO to the chain, with the state that the asset has.
func (m *mover) send(ctx context.Context, a *Asset, state uint8, envelope []byte, hash [32]byte, r *Result) error {
	type proof struct {
		Validator common.Address
		V         uint8
		R, S      [32]byte
	}
	call, err := template.Pack("setMetaData", state, m.cfg.Endpoint, "", []byte{flagEncrypted}, envelope, hash, []proof{})
	if err != nil {
		return err
	}
	receipt, err := m.cfg.Chain.Send(ctx, m.cfg.Wallet, chain.Tx{To: a.nft, Data: call})
	if err != nil {
		return fmt.Errorf("updating the DDO: %w", err)
	}
	r.Status, r.Transaction = Moved, receipt.TxHash.Hex()
	return m.cfg.State.set(a.DID, nil)
}
