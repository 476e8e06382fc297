package gateway

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics is what a gateway counts. docs/gateway.md lists it.
type metrics struct {
	g              *Gateway
	requests       *prometheus.CounterVec   // by route and status
	duration       *prometheus.HistogramVec // by route
	access         *prometheus.CounterVec   // by outcome
	documents      *prometheus.CounterVec   // by result
	events         prometheus.Counter
	reorgs         prometheus.Counter
	followFailures prometheus.Counter
	wrong          prometheus.Counter
	uploaded       prometheus.Counter
	relays         *prometheus.CounterVec // by outcome
	relayedBytes   prometheus.Counter
	state          map[string]*prometheus.Desc
	all            []prometheus.Collector
}

func newMetrics(g *Gateway) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "latchkey_gateway_" + name, Help: help})
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "latchkey_gateway_" + name, Help: help}, labels)
	}
	state := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("latchkey_gateway_"+name, help, labels, nil)
	}
	m := &metrics{
		g:        g,
		requests: counters("requests_total", "Requests, by route and HTTP status.", "route", "status"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "latchkey_gateway_request_duration_seconds", Help: "Time that requests took, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"route"}),
		access:         counters("access_total", "Requests for access, by outcome: ok, or the short name of the problem type.", "outcome"),
		documents:      counters("documents_total", "Attempts to fetch a listing's document, by result (fetched, failed, unreadable).", "result"),
		events:         counter("events_total", "Events of markets taken in."),
		reorgs:         counter("reorgs_total", "Times that blocks of the catalogue were replaced."),
		followFailures: counter("follow_failures_total", "Times that following a market failed."),
		wrong:          counter("wrong_shares_total", "Signed wrong shares; their evidence is in the database."),
		uploaded:       counter("uploaded_bytes_total", "Bytes of uploads."),
		relays:         counters("ocean_openings_total", "Sealed objects opened for downloads of Ocean's clients, by outcome: ok, or the short name of the problem type.", "outcome"),
		relayedBytes:   counter("ocean_relayed_bytes_total", "Bytes read for downloads of Ocean's clients."),
		state: map[string]*prometheus.Desc{
			"block":     state("block", "The newest block in the catalogue.", "chain", "market"),
			"head":      state("head", "The newest final block that was seen.", "chain", "market"),
			"until":     state("serves_until_timestamp_seconds", "When the gateway ends; 0: it does not."),
			"access":    state("access_in_flight", "Requests for access under way."),
			"downloads": state("downloads_in_flight", "Downloads under way."),
			"relays":    state("ocean_downloads_in_flight", "Downloads of Ocean's clients under way."),
		},
	}
	m.all = []prometheus.Collector{m.requests, m.duration, m.access, m.documents, m.events, m.reorgs, m.followFailures, m.wrong, m.uploaded, m.relays, m.relayedBytes}
	m.access.WithLabelValues("ok")
	for _, result := range []string{"fetched", "failed", "unreadable"} {
		m.documents.WithLabelValues(result)
	}
	return m
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range m.all {
		c.Describe(ch)
	}
	for _, d := range m.state {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	for _, c := range m.all {
		c.Collect(ch)
	}
	gauge := func(name string, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(m.state[name], prometheus.GaugeValue, v, labels...)
	}
	for _, w := range m.g.cfg.Worlds {
		labels := []string{strconv.FormatUint(w.Chain.ChainID(), 10), lower(w.Market)}
		gauge("block", float64(w.block.Load()), labels...)
		gauge("head", float64(w.head.Load()), labels...)
	}
	until := 0.0
	if t := m.g.cfg.ServesUntil; !t.IsZero() {
		until = float64(t.Unix())
	}
	gauge("until", until)
	gauge("access", float64(len(m.g.limits.access.slots)))
	gauge("downloads", float64(len(m.g.limits.downloads)))
	gauge("relays", float64(len(m.g.limits.relays)))
}

// request counts one request. Routes are patterns, so there are few.
func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// answered counts one request for access.
func (m *metrics) answered(err error) { m.access.WithLabelValues(shortName(err)).Inc() }

// relayed counts one sealed object that was opened for a client, or was not.
func (m *metrics) relayed(err error) { m.relays.WithLabelValues(shortName(err)).Inc() }

func shortName(err error) string {
	if err != nil && !errors.Is(err, errGone) {
		return strings.TrimPrefix(asProblem(err).Type, urn)
	}
	return "ok"
}
