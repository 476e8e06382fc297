package node_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// scrape returns what a registry tells, by name and labels as they are written.
func scrape(t testing.TB, r *prometheus.Registry) (figures map[string]float64, text string) {
	t.Helper()
	rec := httptest.NewRecorder()
	promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	figures = make(map[string]float64)
	for line := range strings.Lines(rec.Body.String()) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndexByte(line, ' ')
		v, err := strconv.ParseFloat(strings.TrimSpace(line[at:]), 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		figures[line[:at]] = v
	}
	return figures, rec.Body.String()
}

// withMetrics gives a node a registry, which it returns.
func withMetrics(cfg *node.Config) *prometheus.Registry {
	r := prometheus.NewPedanticRegistry()
	cfg.Metrics = r
	return r
}

// A committee comes to life, and the metrics tell it: who is silent, how long there is
// left, and what is held in the end.
func TestMetricsTellTheLifeOfACommittee(t *testing.T) {
	t.Parallel()
	const n = 3
	r, err := newRing(time.Second, n+2) // nodes compare its clock with theirs
	if err != nil {
		t.Fatal(err)
	}
	c := newCircleOn(t, r, n)
	c.create(2, [5]uint32{200, 60, 60, 3, 60})
	registries := make([]*prometheus.Registry, n+1)
	nodes := make(map[int]*running)
	for m := 1; m < n; m++ {
		nodes[m] = c.node(m, func(cfg *node.Config) { registries[m] = withMetrics(cfg) })
	}
	// Member 3 sees all and does nothing.
	cfg := node.Config{Chain: dial(t, c.evm.WebSocketURL()), Committees: c.contract.Address, Operator: c.ops[n-1], Guard: node.TestGuard,
		Dir: filepath.Join(t.TempDir(), "node"), Accept: func(_ uint256.Int, creator common.Address) bool { return creator == c.creator.Address() }}
	registries[n] = withMetrics(&cfg)
	lazy, err := node.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() { defer close(watched); lazy.Watch(ctx) }()
	epoch := fmt.Sprintf(`{committee="%d",epoch="1"}`, c.id)
	await(t, "member 3 is seen to be silent, and member 1 to have spoken", func() bool {
		idle, _ := scrape(t, registries[n])
		busy, _ := scrape(t, registries[1])
		silent, runs := idle["latchkey_attempt_silent"+epoch]
		other, also := busy["latchkey_attempt_silent"+epoch]
		left := idle["latchkey_attempt_phase_blocks_left"+epoch]
		return runs && also && silent == 1 && other == 0 && idle["latchkey_attempt_phase"+epoch] == 1 && idle["latchkey_attempt_number"+epoch] == 1 &&
			idle["latchkey_attempt_phase_blocks"+epoch] == 200 && left > 0 && left < 200
	})
	cancel()
	<-watched
	cfg.Chain, cfg.Dir = dial(t, c.evm.WebSocketURL()), filepath.Join(t.TempDir(), "node")
	registries[n] = withMetrics(&cfg)
	nodes[n] = start(t, cfg)
	_, a := c.active(1)
	c.serve(a, nodes)
	id := fmt.Sprintf(`{committee="%d"}`, c.id)
	for m := 1; m <= n; m++ {
		var last map[string]float64
		want := map[string]float64{
			"latchkey_committee_epoch" + id: 1, "latchkey_committee_grace_seconds" + id: 3600,
			"latchkey_epoch_members" + epoch: n, "latchkey_epoch_threshold" + epoch: 2, "latchkey_epoch_confirmed_members" + epoch: n,
			"latchkey_share_active" + epoch: 1, "latchkey_share_missing" + epoch: 0, "latchkey_share_wrong_keys" + epoch: 0, "latchkey_share_ended_seconds" + epoch: 0,
			"latchkey_ready": 1, "latchkey_chain_followed": 1, "latchkey_requests_limit": 256, "latchkey_operator_serves_until_timestamp_seconds": 1 << 40,
			fmt.Sprintf(`latchkey_node_info{chain_id="%d",mode="acting",operator="%s"}`, c.evm.ChainID(), strings.ToLower(c.ops[m-1].Address().Hex())): 1,
		}
		await(t, fmt.Sprintf("member %d tells all", m), func() bool {
			last, _ = scrape(t, registries[m])
			for name, v := range want {
				if got, ok := last[name]; !ok || got != v {
					return false
				}
			}
			_, runs := last["latchkey_attempt_phase"+epoch]
			return !runs
		})
		for _, name := range []string{"latchkey_chain_head_block", "latchkey_chain_final_block", "latchkey_chain_head_timestamp_seconds",
			"latchkey_rpc_requests_total", "latchkey_operator_balance_wei"} {
			if last[name] <= 0 {
				t.Errorf("%s is %v", name, last[name])
			}
		}
		if age, ok := last["latchkey_share_age_seconds"+epoch]; !ok || age > 3600 {
			t.Errorf("a share's age is %v s", age)
		}
	}
	// A share that is no longer there is missed, after a start without it.
	if err := nodes[1].stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(shareFile(t, nodes[1].cfg.Dir, c.id)); err != nil {
		t.Fatal(err)
	}
	cfg = nodes[1].cfg
	registries[1] = withMetrics(&cfg)
	at := start(t, cfg).listen(t)
	await(t, "the share is missed", func() bool {
		last, _ := scrape(t, registries[1])
		return last["latchkey_share_missing"+epoch] == 1 && last["latchkey_ready"] == 0
	})
	if why := notReady(t, at); !strings.Contains(why, "holds no share of it") {
		t.Errorf("not ready: %q", why)
	}
}

// notReady returns what /readyz says against the node, and "" if it says yes.
func notReady(t testing.TB, at string) string {
	t.Helper()
	resp, err := http.Get(at + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK {
		return ""
	}
	if resp.StatusCode != http.StatusServiceUnavailable || len(body) == 0 {
		t.Errorf("status %d: %q", resp.StatusCode, body)
	}
	return strings.TrimSpace(string(body))
}

func TestMetricsCountRequests(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	var r *prometheus.Registry
	n, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { r = withMetrics(cfg) })
	before, text := scrape(t, r)
	share(t, at, s.request(t, "true"))
	share(t, at, s.request(t, "true"))
	refused(t, at, s.request(t, "false"), quorum.PolicyFalse)
	forged := s.request(t, "true")
	forged.Signature[5] ^= 1
	refused(t, at, forged, quorum.BadSignature)
	post(t, at, []byte("{"))
	n.Sent(dkg.Deal, nil)
	n.Sent(dkg.Deal, errors.New("no"))
	n.Sent(dkg.Deal, errors.New("no"))
	after, _ := scrape(t, r)
	for name, want := range map[string]float64{
		`latchkey_requests_total{outcome="ok"}`: 2, `latchkey_requests_total{outcome="policy-false"}`: 1,
		`latchkey_requests_total{outcome="bad-signature"}`: 1, `latchkey_requests_total{outcome="malformed"}`: 1,
		`latchkey_requests_total{outcome="busy"}`: 0, `latchkey_requests_total{outcome="gone"}`: 0,
		`latchkey_request_duration_seconds_count`: 5, `latchkey_policy_duration_seconds_count`: 3,
		`latchkey_messages_sent_total{phase="deal",result="sent"}`: 1, `latchkey_messages_sent_total{phase="deal",result="failed"}`: 2,
		`latchkey_requests_in_flight`: 0,
	} {
		b, ok := before[name]
		if a := after[name]; !ok || a-b != want {
			t.Errorf("%s went from %v to %v, want %v more", name, b, a, want)
		}
	}
	// The endpoint, whose URL may hold a key, is not in it.
	if strings.Contains(text, strings.TrimPrefix(s.EVM.WebSocketURL(), "ws://")) {
		t.Error("the metrics tell where the node reads the chain")
	}
}

// A replica with a clock of its own making says what is wrong, and answers all the same.
func TestReadinessComparesClockAndChain(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	for _, test := range []struct {
		name   string
		off    time.Duration
		says   string // "" is ready
		behind bool
	}{
		{"right", 0, "", false},
		{"a little behind", -30 * time.Second, "", true},
		{"behind", -10 * time.Minute, "clock is at least 9m", true},
		{"ahead", 10 * time.Minute, "or this machine's clock is ahead", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			log := newRecorded()
			var r *prometheus.Registry
			n, at := s.replica(t, s.copy(t), func(cfg *node.Config) { r, cfg.Log = withMetrics(cfg), slog.New(log) }, test.off)
			await(t, "it serves", func() bool { return serves(t, at, s.Committee) })
			await(t, "/readyz says it", func() bool {
				why := notReady(t, at)
				return (why == "") == (test.says == "") && strings.Contains(why, test.says)
			})
			figures, _ := scrape(t, r)
			// Blocks have times of whole seconds that grow: the newest can be of the next one.
			if behind := figures["latchkey_clock_behind_seconds"] > 2; behind != test.behind {
				t.Errorf("the clock is %v s behind", figures["latchkey_clock_behind_seconds"])
			}
			if late := figures["latchkey_chain_lag_seconds"] > 300; late != (test.off > 0) {
				t.Errorf("the chain lags %v s", figures["latchkey_chain_lag_seconds"])
			}
			if ready := figures["latchkey_ready"] == 1; ready != (test.says == "") {
				t.Errorf("ready %v", ready)
			}
			warned := func() bool { return strings.Contains(log.String(), "clock and chain do not agree") }
			if test.says != "" {
				await(t, "it is logged", warned)
			} else if warned() {
				t.Errorf("log: %s", log)
			}
			req := s.request(t, "true")
			req.Message.(*terms.AccessRequest).Deadline = uint64(time.Now().Add(test.off).Unix()) + 60
			sign(t, s.buyer, req)
			share(t, at, req)
			n.Drain()
			if why := notReady(t, at); why != "the node is shutting down" {
				t.Errorf("draining: %q", why)
			}
			share(t, at, req)
		})
	}
}

func serves(t testing.TB, at string, committee uint64) bool {
	t.Helper()
	resp, err := http.Get(fmt.Sprintf("%s/v1/committees/%d", at, committee))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// copy copies the first node's folder.
func (s *seller) copy(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "node")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(s.Dir, "node-1"))); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return errors.Join(err, os.Chmod(path, 0o700))
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// replica runs an answer-only node on a folder, with a clock that is off.
func (s *seller) replica(t testing.TB, dir string, change func(*node.Config), off time.Duration) (*node.Node, string) {
	t.Helper()
	cfg := node.Config{Chain: dial(t, s.EVM.WebSocketURL()), Committees: s.Committees.Address, Operator: s.operator(1), Dir: dir, Guard: s.Nodes[0].Guard, AnswerOnly: true}
	if change != nil {
		change(&cfg)
	}
	n, err := node.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	n.SetClock(func() time.Time { return time.Now().Add(off) })
	r := run(t, n, cfg)
	return n, r.listen(t)
}

// shareFile is the file in a node's folder with its share of the first epoch.
func shareFile(t testing.TB, dir string, committee uint64) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("committee-%d", committee), "epoch-1.*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	return found[0]
}

// A replica holds what the folder holds, from one moment to the next, and leaves the folder
// as it is.
func TestReplicaFollowsTheFolder(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	dir := s.copy(t)
	file := shareFile(t, dir, s.Committee)
	state, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// What a crash of the acting node left is not the replica's to tidy up.
	if err := os.WriteFile(filepath.Join(dir, ".node.json.123"), []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := slices.Sorted(slices.Values(files(t, dir)))
	_, at := s.replica(t, dir, nil, 0)
	await(t, "the replica serves", func() bool { return serves(t, at, s.Committee) })
	req := s.request(t, "true")
	got, signature := share(t, at, req)
	s.verify(t, req, 1, got, signature)
	if why := notReady(t, at); why != "" {
		await(t, "it is ready", func() bool { return notReady(t, at) == "" })
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	await(t, "an erased share is dropped", func() bool { return !serves(t, at, s.Committee) })
	refused(t, at, req, quorum.UnknownCommittee)
	if err := os.WriteFile(file, state, 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, "a share is taken up", func() bool { return serves(t, at, s.Committee) })
	share(t, at, req)
	if after := slices.Sorted(slices.Values(files(t, dir))); !slices.Equal(before, after) {
		t.Errorf("the folder held %q, and holds %q", before, after)
	}

	for name, cfg := range map[string]node.Config{
		"not a folder of a node": {Dir: t.TempDir(), Operator: s.operator(1)},
		"a missing folder":       {Dir: filepath.Join(t.TempDir(), "none"), Operator: s.operator(1)},
		"another operator":       {Dir: dir, Operator: s.operator(2)},
	} {
		cfg.Chain, cfg.Committees, cfg.AnswerOnly, cfg.Guard = dial(t, s.EVM.WebSocketURL()), s.Committees.Address, true, s.Nodes[0].Guard
		if _, err := node.New(cfg); err == nil {
			t.Errorf("%s: a replica began", name)
		}
		if _, err := os.Stat(filepath.Join(cfg.Dir, "node.json")); name != "another operator" && err == nil {
			t.Errorf("%s: the replica wrote to it", name)
		}
	}
}

// A replica that stands in for its node in a committee's life says nothing; once the node has
// a share, the replica has it, and serves it only when the epoch is active.
func TestReplicaDoesNotAct(t *testing.T) {
	t.Parallel()
	const n = 3
	c := newCircle(t, n)
	one := c.node(1, nil)
	if err := one.stop(); err != nil { // its folder is there
		t.Fatal(err)
	}
	cfg := one.cfg
	cfg.AnswerOnly = true
	replica := start(t, cfg)
	at := replica.listen(t)
	nodes := map[int]*running{2: c.node(2, nil), 3: c.node(3, nil)}
	c.create(2, [5]uint32{60, 60, 60, 8, 60})
	await(t, "the others join", func() bool { b := c.board(); return len(b.said(1, 2, dkg.Join))+len(b.said(1, 3, dkg.Join)) == 2 })
	blocksPass(t, c.chain, 10)
	if len(c.board().said(1, 1, dkg.Join)) != 0 {
		t.Fatal("the replica joined")
	}
	if serves(t, at, c.id) {
		t.Error("the replica serves what does not exist")
	}
	nodes[1] = one.again(t)
	_, a := c.active(1)
	c.serve(a, nodes)
	await(t, "the replica serves", func() bool { return serves(t, at, c.id) })
	c.serve(a, map[int]*running{1: replica, 2: nodes[2]})
}
