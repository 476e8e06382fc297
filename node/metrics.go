package node

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/quorum"
)

// metrics are the counters of a node. What is a state and not a count is read when somebody
// asks, by stateCollector. docs/operate.md lists them all.
type metrics struct {
	requests  *prometheus.CounterVec // by outcome
	questions *prometheus.CounterVec // about policies, by outcome
	duration  prometheus.Histogram   // of what the node does for a request
	policy    prometheus.Histogram   // of its policy
	sent      *prometheus.CounterVec // by phase and result
	all       []prometheus.Collector // of the above
}

// Outcomes of a request besides the short names of problem types.
const (
	outcomeOK   = "ok"
	outcomeGone = "gone" // the client did not wait for the answer
)

// Results of sending a message to the contract.
const (
	resultSent   = "sent"   // it is in a block
	resultFailed = "failed" // it is tried again while the phase lasts
)

func newMetrics() *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "latchkey_requests_total",
			Help: "Requests for shares, by outcome: ok, gone, or the short name of the problem type."}, []string{"outcome"}),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "latchkey_policy_questions_total",
			Help: "Questions about policies, by outcome: ok, gone, or the short name of the problem type."}, []string{"outcome"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "latchkey_request_duration_seconds",
			Help:    "Time that requests for shares took, once they were read and not refused as busy.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}),
		policy: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "latchkey_policy_duration_seconds",
			Help:    "Time that policies took, with the reads of the chain that they make.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "latchkey_messages_sent_total",
			Help: "Messages of committee life given to the chain, by phase (or kind) and result (sent, failed)."}, []string{"phase", "result"}),
	}
	m.all = []prometheus.Collector{m.requests, m.questions, m.duration, m.policy, m.sent}
	// All begin at 0, so that the first one of each kind is seen as an increase.
	m.requests.WithLabelValues(outcomeOK)
	m.requests.WithLabelValues(outcomeGone)
	for _, outcome := range []string{outcomeOK, outcomeGone, shortName(quorum.Malformed), shortName(quorum.TooLarge),
		shortName(quorum.WrongChain), shortName(quorum.ChainUnavailable), shortName(quorum.Busy), shortName(quorum.Internal)} {
		m.questions.WithLabelValues(outcome)
	}
	for _, t := range []quorum.ProblemType{quorum.Malformed, quorum.TooLarge, quorum.WrongChain, quorum.WrongContract,
		quorum.UnknownCommittee, quorum.WrongEpoch, quorum.WrongCommittee, quorum.WrongCapsule, quorum.BadCapsule,
		quorum.Expired, quorum.TooFar, quorum.WrongNonce, quorum.BadSignature, quorum.NotOcean, quorum.UsedNonce, quorum.PolicyInvalid,
		quorum.PolicyFalse, quorum.PolicyFailed, quorum.ChainUnavailable, quorum.Busy, quorum.Internal} {
		m.requests.WithLabelValues(shortName(t))
	}
	for p := dkg.Join; p <= dkg.Confirm; p++ {
		m.sent.WithLabelValues(p.String(), resultSent)
		m.sent.WithLabelValues(p.String(), resultFailed)
	}
	return m
}

// register makes the node's metrics known to r.
func (n *Node) register(r prometheus.Registerer) error {
	all := append(n.metrics.all, stateCollector{n})
	if n.grants != nil {
		all = append(all, n.grants.requests, n.grants.duration)
	}
	for _, c := range all {
		if err := r.Register(c); err != nil {
			return fmt.Errorf("registering metrics: %w", err)
		}
	}
	return nil
}

// shortName is the last word of a problem type. Types come from this program alone, so
// there are few.
func shortName(t quorum.ProblemType) string {
	return strings.TrimPrefix(string(t), "urn:latchkey:problem:")
}

// answered counts one request among all; err is what it was refused with, and nil for an answer.
func answered(all *prometheus.CounterVec, r *http.Request, err error) {
	outcome := outcomeOK
	if p := (*quorum.Problem)(nil); r.Context().Err() != nil {
		outcome = outcomeGone // whatever came of it
	} else if errors.As(err, &p) {
		outcome = shortName(p.Type)
	} else if err != nil {
		outcome = shortName(quorum.Internal)
	}
	all.WithLabelValues(outcome).Inc()
}

// message counts one message that was given to the chain: in a phase, or of another kind, which
// has a name of its own.
func (m *metrics) message(kind string, err error) {
	result := resultSent
	if err != nil {
		result = resultFailed
	}
	m.sent.WithLabelValues(kind, result).Inc()
}

// stateCollector tells the node's state as it is when it is asked. It reads memory alone:
// the chain is read by watch.
type stateCollector struct{ *Node }

// gauge is one figure of the state.
type gauge struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
}

func newGauge(name, help string, labels ...string) gauge {
	return gauge{prometheus.NewDesc("latchkey_"+name, help, labels, nil), prometheus.GaugeValue}
}

func newCounter(name, help string) gauge {
	return gauge{prometheus.NewDesc("latchkey_"+name, help, nil, nil), prometheus.CounterValue}
}

// The figures of the state. Blocks are numbers, times are Unix seconds, durations are
// seconds, 1 is yes and 0 no.
var (
	gaugeReady     = newGauge("ready", "Whether /readyz says yes.")
	gaugeMode      = newGauge("node_info", "The operator's account, its chain, and whether the node acts or only answers.", "operator", "chain_id", "mode")
	gaugeInFlight  = newGauge("requests_in_flight", "Requests that are being worked on.")
	gaugeLimit     = newGauge("requests_limit", "Requests that are worked on at a time, at most: more are refused as busy.")
	gaugeWaiting   = newGauge("requests_waiting", "Requests on the chain that the node keeps, to answer them or to look at them again.")
	gaugeLetGo     = newCounter("requests_let_go_total", "Requests on the chain that were not kept, because there were too many, and are looked for again.")
	gaugeHead      = newGauge("chain_head_block", "Number of the newest block that the endpoint told.")
	gaugeHeadTime  = newGauge("chain_head_timestamp_seconds", "Time of that block.")
	gaugeFinal     = newGauge("chain_final_block", "Number of the newest final block that the endpoint told.")
	gaugeFinalTime = newGauge("chain_final_timestamp_seconds", "Time of that block.")
	gaugeLag       = newGauge("chain_lag_seconds", "Age of the newest block, by this machine's clock; 0 if it is from the future.")
	gaugeFinalLag  = newGauge("chain_final_lag_seconds", "Age of the newest final block, by this machine's clock.")
	gaugeBehind    = newGauge("clock_behind_seconds", "How far the newest block is in the future of this machine's clock.")
	gaugeFollows   = newGauge("chain_followed", "Whether the contract's events are followed, without a gap.")
	gaugeRequests  = newCounter("rpc_requests_total", "Requests to the chain's endpoint.")
	gaugeFailures  = newCounter("rpc_failures_total", "Requests to the chain's endpoint that got no answer, or none in time.")
	gaugeBalance   = newGauge("operator_balance_wei", "What the operator's account has for gas.")
	gaugeStake     = newGauge("operator_stake_wei", "What it has put up.")
	gaugePromise   = newGauge("operator_serves_until_timestamp_seconds", "The date until which the operator promised to serve.")
	gaugeEpoch     = newGauge("committee_epoch", "The epoch that is active; 0: none yet.", "committee")
	gaugeGrace     = newGauge("committee_grace_seconds", "How long shares of an epoch are kept after it ended.", "committee")
	gaugeT         = newGauge("epoch_threshold", "How many members open a file.", "committee", "epoch")
	gaugeN         = newGauge("epoch_members", "How many members there are.", "committee", "epoch")
	gaugeConfirmed = newGauge("epoch_confirmed_members", "How many members confirmed that they hold a share.", "committee", "epoch")
	gaugeMissing   = newGauge("share_missing", "Whether the node confirmed the active epoch and yet holds no share of it.", "committee", "epoch")
	gaugeActive    = newGauge("share_active", "Whether the share that the node holds serves.", "committee", "epoch")
	gaugeAge       = newGauge("share_age_seconds", "Time since the epoch of a share that the node holds became active.", "committee", "epoch")
	gaugeEnded     = newGauge("share_ended_seconds", "Time since the epoch of a share that the node holds ended; 0 while it has not.", "committee", "epoch")
	gaugeWrongKeys = newGauge("share_wrong_keys", "Whether the members confirmed other keys than this node found.", "committee", "epoch")
	gaugeAttempt   = newGauge("attempt_number", "The attempt at the epoch that runs.", "committee", "epoch")
	gaugePhase     = newGauge("attempt_phase", "The phase of the attempt that runs: 1 join, 2 commit, 3 deal, 4 complain, 5 confirm.", "committee", "epoch")
	gaugePhaseSize = newGauge("attempt_phase_blocks", "Length of that phase, at most.", "committee", "epoch")
	gaugePhaseLeft = newGauge("attempt_phase_blocks_left", "Blocks until its deadline.", "committee", "epoch")
	gaugeSilent    = newGauge("attempt_silent", "Whether the node may speak in that phase and has not.", "committee", "epoch")
	gaugeGrants    = newGauge("grants", "Grants that are kept.")
	gaugeGrantsMax = newGauge("grants_limit", "How many there may be.")
	gaugeGrantSize = newGauge("grants_bytes", "What they take, as it counts for quotas.")
	gaugeGrantRoom = newGauge("grants_bytes_limit", "How much they may take.")
	gaugeReaders   = newGauge("grant_readers", "Accounts whose reader keys are kept.")
	gaugeGrantsUp  = newGauge("grants_up", "Whether the database of grants answers.")
	allGauges      = []gauge{gaugeGrants, gaugeGrantsMax, gaugeGrantSize, gaugeGrantRoom, gaugeReaders, gaugeGrantsUp, gaugeReady, gaugeMode, gaugeInFlight, gaugeLimit, gaugeWaiting, gaugeLetGo, gaugeHead, gaugeHeadTime, gaugeFinal, gaugeFinalTime,
		gaugeLag, gaugeFinalLag, gaugeBehind, gaugeFollows, gaugeRequests, gaugeFailures, gaugeBalance, gaugeStake, gaugePromise,
		gaugeEpoch, gaugeGrace, gaugeT, gaugeN, gaugeConfirmed, gaugeMissing, gaugeActive, gaugeAge, gaugeEnded, gaugeWrongKeys,
		gaugeAttempt, gaugePhase, gaugePhaseSize, gaugePhaseLeft, gaugeSilent}
)

func (c stateCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, g := range allGauges {
		ch <- g.desc
	}
}

func (c stateCollector) Collect(ch chan<- prometheus.Metric) {
	tell := func(g gauge, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(g.desc, g.kind, v, labels...)
	}
	yes := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	now := c.now()
	since := func(unix uint64) float64 { return max(0, now.Sub(time.Unix(int64(unix), 0)).Seconds()) }

	mode := "acting"
	if c.cfg.AnswerOnly {
		mode = "answer-only"
	}
	tell(gaugeMode, 1, lower(c.Operator()), c.domain.ChainID.Dec(), mode)
	tell(gaugeReady, yes(c.ready() == nil))
	tell(gaugeInFlight, float64(len(c.slots)))
	tell(gaugeLimit, float64(cap(c.slots)))
	tell(gaugeWaiting, float64(c.asked.Load()))
	tell(gaugeLetGo, float64(c.letGo.Load()))
	tell(gaugeFollows, yes(c.follows.Load()))
	stats := c.cfg.Chain.Stats()
	tell(gaugeRequests, float64(stats.Requests))
	tell(gaugeFailures, float64(stats.Failures))

	if g := c.grants; g != nil {
		tell(gaugeGrants, float64(g.count.Load()))
		tell(gaugeGrantsMax, float64(g.cfg.Most))
		tell(gaugeGrantSize, float64(g.size.Load()))
		tell(gaugeGrantRoom, float64(g.cfg.Bytes))
		tell(gaugeReaders, float64(g.readers.Load()))
		tell(gaugeGrantsUp, yes(g.ready() == nil))
	}

	held := c.holdings()
	s := c.seen()
	if s.head != (chain.Block{}) {
		tell(gaugeHead, float64(s.head.Number))
		tell(gaugeHeadTime, float64(s.head.Time))
		tell(gaugeLag, since(s.head.Time))
		tell(gaugeBehind, max(0, time.Unix(int64(s.head.Time), 0).Sub(now).Seconds()))
	}
	if s.final != (chain.Block{}) {
		tell(gaugeFinal, float64(s.final.Number))
		tell(gaugeFinalTime, float64(s.final.Time))
		tell(gaugeFinalLag, since(s.final.Time))
	}
	if s.account != nil {
		balance, _ := s.account.balance.Float64()
		stake, _ := s.account.stake.Float64()
		tell(gaugeBalance, balance)
		tell(gaugeStake, stake)
		tell(gaugePromise, float64(s.account.servesUntil))
	}
	for _, standing := range s.standings {
		committee := strconv.FormatUint(standing.committee, 10)
		tell(gaugeEpoch, float64(standing.active), committee)
		tell(gaugeGrace, float64(standing.grace), committee)
		if e, ok := standing.epochs[standing.active]; ok {
			tell(gaugeMissing, yes(standing.lacks(c.Operator(), held)), committee, strconv.FormatUint(e.Epoch, 10))
		}
		for _, e := range standing.epochs {
			epoch := strconv.FormatUint(e.Epoch, 10)
			tell(gaugeT, float64(e.T), committee, epoch)
			tell(gaugeN, float64(len(e.Members)), committee, epoch)
			confirmed := 0
			for _, yes := range e.Confirmed {
				if yes {
					confirmed++
				}
			}
			tell(gaugeConfirmed, float64(confirmed), committee, epoch)
		}
		if a := standing.attempt; a != nil {
			epoch := strconv.FormatUint(a.epoch, 10)
			tell(gaugeAttempt, float64(a.number), committee, epoch)
			tell(gaugePhase, float64(a.phase)+1, committee, epoch)
			tell(gaugePhaseSize, float64(a.ends-a.begins), committee, epoch)
			tell(gaugePhaseLeft, float64(a.ends-min(a.ends, s.head.Number)), committee, epoch)
			tell(gaugeSilent, yes(a.silent), committee, epoch)
		}
	}
	for _, h := range held {
		committee, epoch := h.committee.Dec(), strconv.FormatUint(h.epoch, 10)
		tell(gaugeActive, yes(h.active), committee, epoch)
		e, ok := s.epoch(h.committee, h.epoch)
		tell(gaugeWrongKeys, yes(ok && e.Hash != h.hash), committee, epoch)
		if ok {
			tell(gaugeAge, since(e.ActivatedAt), committee, epoch)
			ended := 0.0
			if e.EndedAt != 0 {
				ended = since(e.EndedAt)
			}
			tell(gaugeEnded, ended, committee, epoch)
		}
	}
}

// holding is what may be told of a key share.
type holding struct {
	committee uint256.Int
	epoch     uint64
	hash      common.Hash
	active    bool
}

// holdings returns what the node holds, in the order of committees and epochs.
func (n *Node) holdings() []holding {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var all []holding
	for id, epochs := range n.held {
		for _, h := range epochs {
			all = append(all, holding{id, h.epoch, h.hash, h.active.Load()})
		}
	}
	slices.SortFunc(all, func(a, b holding) int {
		return cmp.Or(a.committee.Cmp(&b.committee), cmp.Compare(a.epoch, b.epoch))
	})
	return all
}
