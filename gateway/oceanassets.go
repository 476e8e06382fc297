package gateway

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/database"
	"github.com/latchkey-network/latchkey/ocean"
)

// A DID is a hash of its data NFT's address, so whoever looks one up needs a list of all NFTs: those that Ocean's factory has
// made. DDOs are not kept: they are read from the chain each time.
const oceanSchema = `
CREATE TABLE IF NOT EXISTS ocean_factories (
	chain NUMBER NOT NULL,
	factory BYTES NOT NULL,
	next NUMBER NOT NULL,          -- the block from which NFTs are looked for
	PRIMARY KEY (chain, factory)
);
CREATE TABLE IF NOT EXISTS ocean_nfts (
	chain NUMBER NOT NULL,
	did BYTES NOT NULL,            -- the SHA-256 in it
	nft BYTES NOT NULL,
	PRIMARY KEY (chain, did)
);
`

const (
	// oceanSpan is how many blocks one step looks through; oceanDeep is how many are looked through again, for the chain may
	// put others in their place.
	oceanSpan, oceanDeep = 50_000, 64
	// oceanBehind is how many blocks the list may be behind for a look-up to bring it up to date by itself.
	oceanBehind = 2000
	// oceanLookups is how many look-ups are under way at once, and oceanWaiting how many wait for a block.
	oceanLookups, oceanWaiting = 256, 256
	// maxName and maxTokenURI bound what a contract may call itself, in bytes, and maxNamed of how many datatokens of an asset names are
	// read: sellers choose the contracts, and anybody asks. What is longer or more has none.
	maxName, maxTokenURI, maxNamed = 256, 64 << 10, 16
)

// nftCreated is what ERC721Factory emits; the address of the NFT is the first word of its data.
var nftCreated = crypto.Keccak256Hash([]byte("NFTCreated(address,address,string,address,string,string,bool,address)"))

// assets is the list of a world's NFTs, which is in the database.
type assets struct {
	mu   sync.Mutex
	head common.Hash // up to which NFTs were looked for
	left uint64      // how many blocks were left then
}

func (g *Gateway) openAssets(ctx context.Context) error {
	if !g.cfg.ocean() {
		return nil
	}
	types := strings.NewReplacer("BYTES", "BLOB", "NUMBER", "INTEGER")
	if g.db.Postgres() {
		types = strings.NewReplacer("BYTES", "BYTEA", "NUMBER", "BIGINT")
	}
	return g.db.Write(ctx, func(t *database.Tx) error {
		if _, err := t.Do(types.Replace(oceanSchema)); err != nil {
			return err
		}
		for _, w := range g.cfg.Worlds {
			if o := w.Ocean; o != nil {
				if _, err := t.Do(`INSERT INTO ocean_factories (chain, factory, next) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
					int64(w.Chain.ChainID()), o.Factory[:], int64(o.Since)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// followAssets keeps the list of NFTs in line with the chain until ctx ends.
func (g *Gateway) followAssets(ctx context.Context, w *World) {
	for ctx.Err() == nil {
		left, err := g.lookForAssets(ctx, w)
		if err != nil && ctx.Err() == nil {
			g.log.Warn("looking for Ocean's assets failed, trying again", "factory", w.Ocean.Factory, "err", err)
		}
		if err == nil && left > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryFollow):
		}
	}
}

// lookForAssets looks through the next blocks, and returns how many are left.
func (g *Gateway) lookForAssets(ctx context.Context, w *World) (left uint64, err error) {
	o := w.Ocean
	o.index.mu.Lock()
	defer o.index.mu.Unlock()
	view, err := w.Chain.At(ctx, 0)
	if err != nil {
		return 0, err
	}
	head := view.Block()
	if head.Hash == o.index.head {
		return o.index.left, nil
	}
	var next int64
	id := int64(w.Chain.ChainID())
	if err := g.db.One(ctx, `SELECT next FROM ocean_factories WHERE chain = ? AND factory = ?`, id, o.Factory[:]).Scan(&next); err != nil {
		return 0, err
	}
	from := min(uint64(next), head.Number) // the chain was replaced by a shorter one
	to := min(head.Number, from+oceanSpan)
	logs, err := w.Chain.Logs(ctx, chain.Query{Addresses: []common.Address{o.Factory}, Topics: [][]common.Hash{{nftCreated}}, From: from}, to)
	if err != nil {
		return 0, err
	}
	if err := g.db.Write(ctx, func(t *database.Tx) error {
		for _, l := range logs {
			if len(l.Data) < 32 {
				continue
			}
			nft := common.BytesToAddress(l.Data[:32])
			if _, err := t.Do(`INSERT INTO ocean_nfts (chain, did, nft) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, digest(ocean.DID(w.Chain.ChainID(), nft)), nft[:]); err != nil {
				return err
			}
		}
		again := to - min(to, oceanDeep)
		_, err := t.Do(`UPDATE ocean_factories SET next = ? WHERE chain = ? AND factory = ? AND next < ?`, int64(again), id, o.Factory[:], int64(again))
		return err
	}); err != nil {
		return 0, err
	}
	if o.index.left = head.Number - to; o.index.left == 0 {
		o.index.head = head.Hash
	}
	return o.index.left, nil
}

// digest returns the SHA-256 in a DID, or nil if it is none.
func digest(did string) []byte {
	for _, method := range []string{"did:op:", "did:ope:"} {
		if digits, ok := strings.CutPrefix(did, method); ok && len(digits) == 64 {
			if b, err := hex.DecodeString(digits); err == nil {
				return b
			}
		}
	}
	return nil
}

// asset reads what the chain says of a DID at its head, and waits for it for a while. What is not there is a problem of the
// type not-found.
func (g *Gateway) asset(ctx context.Context, did string) (world *World, found *ocean.Asset, err error) {
	hash := digest(did)
	if hash == nil {
		return nil, nil, refuse(malformed, "%q is no DID of Ocean's", clipped(did))
	}
	err = g.patiently(ctx, oceanPatience, func() (again bool, err error) {
		leave, ok := enter(g.limits.lookups)
		if !ok {
			return false, refuse(busy, "try again in a second")
		}
		defer leave()
		world, found, err = g.assetNow(ctx, hash)
		missing := (*problem)(nil)
		return errors.As(err, &missing) && missing.Type == notFound, err
	})
	return world, found, err
}

// patiently tries again what comes with the next blocks, while try says so, for as long as patience. Where many wait already, it does not.
func (g *Gateway) patiently(ctx context.Context, patience time.Duration, try func() (again bool, err error)) error {
	again, err := try()
	if !again {
		return err
	}
	leave, ok := enter(g.limits.waiting)
	if !ok {
		return err
	}
	defer leave()
	for began := time.Now(); again && time.Since(began) < patience; again, err = try() {
		select {
		case <-ctx.Done():
			return err
		case <-time.After(oceanAgain):
		}
	}
	return err
}

// assetNow is asset without waiting.
func (g *Gateway) assetNow(ctx context.Context, hash []byte) (*World, *ocean.Asset, error) {
	why := refuse(notFound, "no asset of this DID is known")
	for _, w := range g.cfg.Worlds {
		if w.Ocean == nil {
			continue
		}
		nft, err := g.nftOf(ctx, w, hash)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, nil, g.chainFails(w, err)
		}
		view, err := w.Chain.At(ctx, 0)
		if err != nil {
			return nil, nil, g.chainFails(w, err)
		}
		a, err := ocean.Read(ctx, view, nft)
		if err == nil {
			return w, a, nil
		}
		refusal := (*ocean.Refusal)(nil)
		if !errors.As(err, &refusal) {
			return nil, nil, g.chainFails(w, err)
		}
		why = refuse(notFound, "%s", refusal.Why)
	}
	return nil, nil, why
}

// nftOf returns the NFT of a DID; sql.ErrNoRows if there is none.
func (g *Gateway) nftOf(ctx context.Context, w *World, hash []byte) (common.Address, error) {
	known := func() (nft common.Address, err error) {
		var b []byte
		err = g.db.One(ctx, `SELECT nft FROM ocean_nfts WHERE chain = ? AND did = ?`, int64(w.Chain.ChainID()), hash).Scan(&b)
		return common.BytesToAddress(b), err
	}
	nft, err := known()
	if !errors.Is(err, sql.ErrNoRows) {
		return nft, err
	}
	for {
		left, err := g.lookForAssets(ctx, w)
		if err != nil {
			return nft, err
		}
		if left > oceanBehind {
			return nft, fmt.Errorf("%d blocks are left to look for assets in", left)
		}
		if left == 0 {
			return known()
		}
	}
}

// serveDDO is GET /api/aquarius/assets/ddo/{did}: the DDO with what clients expect to be added.
func (g *Gateway) serveDDO(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), oceanTimeout)
	defer cancel()
	world, a, err := g.asset(ctx, r.PathValue("did"))
	if err != nil {
		return err
	}
	full, err := world.describe(ctx, a)
	if err != nil {
		return g.chainFails(world, err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, full)
}

// serveDDOMetadata is GET /api/aquarius/assets/metadata/{did}.
func (g *Gateway) serveDDOMetadata(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), oceanTimeout)
	defer cancel()
	_, a, err := g.asset(ctx, r.PathValue("did"))
	if err != nil {
		return err
	}
	var fields struct {
		Metadata          json.RawMessage `json:"metadata"`
		CredentialSubject struct {
			Metadata json.RawMessage `json:"metadata"`
		} `json:"credentialSubject"`
	}
	if err := json.Unmarshal(a.JSON, &fields); err != nil {
		return refuse(notFound, "the DDO cannot be read")
	}
	if fields.Metadata == nil {
		fields.Metadata = fields.CredentialSubject.Metadata
	}
	if fields.Metadata == nil {
		return refuse(notFound, "the DDO has no metadata")
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, fields.Metadata)
}

// describe returns a DDO with what Ocean's own indexers add to it, as far as it can be read from the chain: the event that
// it comes from, the NFT, the datatokens. Statistics are not kept: prices and orders are for who wants them to read.
func (w *World) describe(ctx context.Context, a *ocean.Asset) (map[string]json.RawMessage, error) {
	view, err := w.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	block, err := w.Chain.AtBlock(ctx, a.Log.BlockNumber)
	if err != nil {
		return nil, err
	}
	nft := map[string]any{"address": a.DDO.NFT, "state": a.State}
	for _, name := range []string{"name", "symbol", "tokenURI"} {
		if nft[name], err = readText(ctx, view, a.DDO.NFT, name); err != nil {
			return nil, err
		}
	}
	owner, err := view.Call(ctx, a.DDO.NFT, append(crypto.Keccak256([]byte("ownerOf(uint256)"))[:4], common.LeftPadBytes([]byte{1}, 32)...))
	if err != nil {
		return nil, err
	}
	nft["owner"] = common.BytesToAddress(owner)
	datatokens, stats := []any{}, []any{}
	names := make(map[common.Address][2]string)
	for _, s := range a.DDO.Services {
		named, known := names[s.Datatoken]
		if !known && len(names) < maxNamed {
			for i, name := range []string{"name", "symbol"} {
				if named[i], err = readText(ctx, view, s.Datatoken, name); err != nil {
					return nil, err
				}
			}
			names[s.Datatoken] = named
		}
		token := map[string]any{"address": s.Datatoken, "serviceId": s.ID, "name": named[0], "symbol": named[1]}
		datatokens = append(datatokens, token)
		stats = append(stats, map[string]any{"datatokenAddress": s.Datatoken, "serviceId": s.ID, "name": token["name"], "symbol": token["symbol"], "prices": []any{}})
	}
	event := map[string]any{"txid": a.Log.TxHash, "tx": a.Log.TxHash, "block": a.Log.BlockNumber, "from": eventFrom(&a.Log), "contract": a.DDO.NFT,
		"datetime": time.Unix(int64(block.Time()), 0).UTC().Format("2006-01-02T15:04:05")}
	purgatory := map[string]any{"state": false, "reason": ""}
	full := make(map[string]json.RawMessage)
	if err := json.Unmarshal(a.JSON, &full); err != nil {
		return nil, err
	}
	for name, v := range map[string]any{"event": event, "nft": nft, "datatokens": datatokens, "purgatory": purgatory, "stats": map[string]any{"price": map[string]any{}},
		"indexedMetadata": map[string]any{"event": event, "nft": nft, "stats": stats, "purgatory": purgatory}} {
		if full[name], err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	// Of a DDO of version 5 clients look for the datatokens where its services are.
	if raw, ok := full["credentialSubject"]; ok && strings.HasPrefix(a.DDO.Version, "5.") {
		subject := make(map[string]json.RawMessage)
		if err := json.Unmarshal(raw, &subject); err != nil {
			return nil, err
		}
		subject["datatokens"] = full["datatokens"]
		if full["credentialSubject"], err = json.Marshal(subject); err != nil {
			return nil, err
		}
	}
	return full, nil
}

// eventFrom is who set the metadata.
func eventFrom(l *types.Log) common.Address {
	if len(l.Topics) < 2 {
		return common.Address{}
	}
	return common.BytesToAddress(l.Topics[1][:])
}

var stringType, _ = abi.NewType("string", "", nil)

// readText reads a function of a contract that returns a text; what returns none, or one that is too long, has an empty one.
func readText(ctx context.Context, v *chain.View, contract common.Address, name string) (string, error) {
	data, most := crypto.Keccak256([]byte(name + "()"))[:4], maxName
	if name == "tokenURI" {
		most = maxTokenURI
		data = append(crypto.Keccak256([]byte("tokenURI(uint256)"))[:4], common.LeftPadBytes([]byte{1}, 32)...)
	}
	out, err := v.Call(ctx, contract, data)
	if errors.Is(err, chain.ErrReverted) || errors.Is(err, chain.ErrNoCode) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	values, err := abi.Arguments{{Type: stringType}}.Unpack(out)
	if err != nil || len(values) != 1 || len(values[0].(string)) > most {
		return "", nil
	}
	return strings.ToValidUTF8(values[0].(string), ""), nil
}

// serveValidate is POST /api/aquarius/assets/ddo/validate: the hash that a publisher puts on the chain. Ocean's indexers sign
// that they saw a valid DDO; this gateway has no key, and leaves that out.
func (g *Gateway) serveValidate(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r, maxFileRequest)
	if err != nil {
		return err
	}
	var wrapped struct {
		DDO json.RawMessage `json:"ddo"`
	}
	ddo := body // ocean.js 3.x
	if json.Unmarshal(body, &wrapped) == nil && wrapped.DDO != nil {
		ddo = wrapped.DDO // from 4.0 on, with a signature that asks for one
	}
	if _, err := ocean.ParseDDO(ddo); err != nil {
		return refuse(malformed, "%v", err)
	}
	return writeJSON(w, map[string]any{"hash": common.Hash(sha256.Sum256(ddo)), "publicKey": "", "r": []string{}, "s": []string{}, "v": ""})
}
