package gateway

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
)

const (
	// batch bounds what one transaction takes in, in events and in blocks.
	batch = 4096
	// retryFollow is the pause after a failure, and between looks whether the gateway that follows
	// has died.
	retryFollow = 3 * time.Second
)

// follow keeps the catalogue in line with a market until ctx ends.
func (g *Gateway) follow(ctx context.Context, w *World) {
	for ctx.Err() == nil {
		err := g.followOnce(ctx, w)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, errStale):
		case err != nil:
			g.log.Warn("following the market failed, trying again", "market", w.Market.Hex(), "err", err)
			g.metrics.followFailures.Inc()
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryFollow):
		}
	}
}

func (g *Gateway) followOnce(ctx context.Context, w *World) error {
	c := g.catalogue
	p, err := c.place(ctx, w.Chain.ChainID(), w.Market, w.Since)
	if err != nil {
		return err
	}
	if held, err := c.hold(ctx, p.market); err != nil || !held {
		return errors.Join(err, g.see(ctx, w, &p))
	}
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		c.release(free, p.market) // else, it ends by itself
	}()
	head, err := w.Chain.AtFinal(ctx)
	if err != nil {
		return err
	}
	w.head.Store(int64(head.Block().Number))
	journal := head.Block().Number - min(keep, head.Block().Number)
	err = g.takeIn(ctx, w, &p, journal)
	if !errors.Is(err, chain.ErrReorged) {
		return err
	}
	g.metrics.reorgs.Inc()
	g.log.Info("blocks were replaced", "market", w.Market.Hex(), "err", err)
	err = c.back(ctx, &p, func(number uint64, hash common.Hash) (bool, error) {
		v, err := w.Chain.AtBlock(ctx, number)
		if errors.Is(err, chain.ErrNoBlock) {
			return false, nil
		}
		return err == nil && v.Block().Hash == hash, err
	})
	if errors.Is(err, errTooDeep) {
		g.log.Warn("making the catalogue again", "market", w.Market.Hex(), "reason", err)
		err = c.reset(ctx, &p, w.Since)
	}
	return err
}

// see keeps what this gateway tells of a catalogue that another one keeps.
func (g *Gateway) see(ctx context.Context, w *World, p *place) error {
	w.block.Store(p.number)
	head, err := w.Chain.AtFinal(ctx)
	if err == nil {
		w.head.Store(int64(head.Block().Number))
	}
	return err
}

// takeIn follows the chain from p on, in batches as large as there is something to take in.
func (g *Gateway) takeIn(ctx context.Context, w *World, p *place, journal uint64) error {
	c := g.catalogue
	m := w.Chain.Market(w.Market)
	q := m.Query()
	q.From, q.After = uint64(p.number+1), common.BytesToHash(p.hash)
	q.Failed = func(err error) { g.log.Warn("the chain's endpoint fails", "err", err) }
	blocks := make(chan block, batch)
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error {
		defer close(blocks)
		return w.Chain.Follow(ctx, q, func(ctx context.Context, b chain.Block, logs []types.Log) error {
			events, err := m.Events(logs)
			if err != nil {
				return err
			}
			select {
			case blocks <- block{b, events}:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	running.Go(func() error {
		renew := time.NewTicker(lease / 3)
		defer renew.Stop()
		for {
			var all []block
			select {
			case b, ok := <-blocks:
				if !ok {
					return nil
				}
				all = append(all, b)
			case <-renew.C:
				if held, err := c.hold(ctx, p.market); err != nil || !held {
					return errors.Join(errStale, err)
				}
				if head, err := w.Chain.AtFinal(ctx); err == nil {
					w.head.Store(int64(head.Block().Number))
				}
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
			for n := len(all[0].events); n < batch && len(all) < batch; {
				more := false
				select {
				case b, ok := <-blocks:
					if more = ok; ok {
						all, n = append(all, b), n+len(b.events)
					}
				default:
				}
				if !more {
					break
				}
			}
			if err := c.apply(ctx, p, all, journal); err != nil {
				return err
			}
			for _, b := range all {
				g.metrics.events.Add(float64(len(b.events)))
			}
			w.block.Store(p.number)
			select {
			case g.wanted <- struct{}{}:
			default:
			}
		}
	})
	return running.Wait()
}

// Documents are fetched so many at once, each in so much time. One that cannot be had is tried again
// after firstRetry, twice as long each time up to maxRetry, and given up after maxTries.
const (
	fetchers     = 8
	fetchTimeout = 20 * time.Second
	firstRetry   = 10 * time.Second
	maxRetry     = 6 * time.Hour
	maxTries     = 16
)

// wantedDocument is a row of wanted.
type wantedDocument struct {
	id, listing int64
	hash        []byte
	uri         string
	tries       int
	due         int64
}

// fetch fetches documents until ctx ends.
func (g *Gateway) fetch(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := g.fetchSome(ctx)
		if err != nil && ctx.Err() == nil {
			g.log.Warn("fetching documents failed, trying again", "err", err)
			n = 0
		}
		if n > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-g.wanted:
		case <-time.After(retryFollow):
		}
	}
}

// fetchSome tries the documents that are due, and returns how many that were.
func (g *Gateway) fetchSome(ctx context.Context) (n int, err error) {
	c := g.catalogue
	var due []wantedDocument
	if err := c.db.Each(ctx, `SELECT id, listing, hash, uri, tries, due FROM wanted WHERE due <= ? ORDER BY due, id LIMIT ?`, []any{c.now().Unix(), 16 * fetchers}, func(scan func(...any) error) error {
		var d wantedDocument
		err := scan(&d.id, &d.listing, &d.hash, &d.uri, &d.tries, &d.due)
		due = append(due, d)
		return err
	}); err != nil {
		return 0, err
	}
	running, ctx := errgroup.WithContext(ctx)
	running.SetLimit(fetchers)
	for _, d := range due {
		running.Go(func() error {
			wait := min(firstRetry<<min(d.tries, 20), maxRetry)
			// Whoever changes the row first, of all gateways, fetches it.
			claimed, err := c.db.Do(ctx, `UPDATE wanted SET tries = tries + 1, due = ? WHERE id = ? AND due = ?`,
				c.now().Add(max(wait, 2*fetchTimeout)).Unix(), d.id, d.due)
			if err != nil || claimed == 0 {
				return err
			}
			return g.fetchOne(ctx, &d)
		})
	}
	return len(due), running.Wait()
}

// fetchOne tries one document.
func (g *Gateway) fetchOne(ctx context.Context, d *wantedDocument) error {
	c := g.catalogue
	here, err := c.indexDocument(ctx, d)
	if err != nil || here {
		return err
	}
	quick, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	u, err := url.Parse(d.uri)
	var data []byte
	if err != nil || u.Scheme == "" || u.Scheme == "file" { // nobody's chain names a file of this machine
		err = fmt.Errorf("it is said to be at %q, where it cannot be fetched from", d.uri)
		d.tries = maxTries
	} else {
		data, _, err = market.FetchDocument(quick, chain.Pin{MetadataHash: [32]byte(d.hash), URI: d.uri},
			&storage.Options{Transport: g.transport, Retries: -1, IdleTimeout: fetchTimeout / 2})
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil && json.Valid(data) && utf8.Valid(data):
		g.metrics.documents.WithLabelValues("fetched").Inc()
		if err := c.keepDocument(ctx, d.hash, data); err != nil {
			return err
		}
		_, err := c.indexDocument(ctx, d)
		return err
	case data != nil: // the right bytes, which will not change
		g.metrics.documents.WithLabelValues("unreadable").Inc()
		g.log.Debug("a listing's document cannot be read", "hash", hex.EncodeToString(d.hash), "err", err)
		_, err = c.db.Do(ctx, `DELETE FROM wanted WHERE id = ?`, d.id)
		return err
	}
	g.metrics.documents.WithLabelValues("failed").Inc()
	g.log.Debug("a listing's document cannot be had", "hash", hex.EncodeToString(d.hash), "tries", d.tries+1, "err", err)
	if d.tries+1 >= maxTries {
		_, err = c.db.Do(ctx, `DELETE FROM wanted WHERE id = ?`, d.id)
		return err
	}
	return nil
}

// keepDocument stores a document.
func (c *catalogue) keepDocument(ctx context.Context, hash, body []byte) error {
	f := found(body)
	_, err := c.db.Do(ctx, `INSERT INTO bodies (hash, body, title, words, facet) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, hash, string(body), f.title, f.words, f.facets)
	return err
}

// indexDocument makes a listing found whose document is wanted, if it is here.
func (c *catalogue) indexDocument(ctx context.Context, d *wantedDocument) (here bool, err error) {
	var n int
	if err := c.db.One(ctx, `SELECT count(*) FROM bodies WHERE hash = ?`, d.hash).Scan(&n); err != nil || n == 0 {
		return false, err
	}
	return true, write(ctx, c.db, func(t *tx) error {
		if _, err := t.Do(`DELETE FROM wanted WHERE id = ?`, d.id); err != nil {
			return err
		}
		return t.indexListing(d.listing)
	})
}

// indexListing makes a listing found, if it is there still.
func (t *tx) indexListing(id int64) error {
	l := &entry{id: id, state: new(Listing)}
	var state string
	err := t.One(`SELECT state FROM listings WHERE id = ?`, id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(state), l.state); err != nil {
		return err
	}
	return t.index([]*entry{l})
}

// guardedTransport reaches the internet, and nothing that is private to this machine or its network:
// what is asked for comes from strangers, by way of the chain.
func guardedTransport(private bool) *http.Transport {
	t := storage.PublicTransport()
	if private {
		t = http.DefaultTransport.(*http.Transport).Clone()
		t.MaxResponseHeaderBytes = 64 << 10
		t.DisableCompression = true
	}
	t.MaxIdleConnsPerHost = 32
	return t
}
