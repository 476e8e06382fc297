package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/node"
)

// What `node run` prints once it answers, one line for each address.
const (
	listening   = "listening on "
	metricsLine = "metrics on "
)

// answerTime is how long requests that are under way may still take at the end: longer
// than a policy may.
const answerTime = 15 * time.Second

// serveConfig says where and how a daemon answers.
type serveConfig struct {
	Listen        string        // host:port
	MetricsListen string        // host:port of GET /metrics, "none", or empty for metricsAbove; they tell of business: keep them to yourself
	TLS           tlsConfig     // without it, put TLS in front before you open the port to the world
	Drain         time.Duration // how long /readyz says no before the port is closed
	LogFormat     string        // text or json
	LogLevel      string        // debug, info, warn or error
}

func (c *serveConfig) flags(f *pflag.FlagSet) {
	f.StringVar(&c.Listen, "listen", "127.0.0.1:8600", "`address` to answer at")
	f.StringVar(&c.MetricsListen, "metrics-listen", "", "`address` of Prometheus metrics, or none (default: on loopback, 1000 ports above --listen's)")
	c.TLS.flags(f)
	timeVar(f, &c.Drain, "drain", 0, "how long /readyz says no before the port is closed, at the end")
	f.StringVar(&c.LogFormat, "log-format", "text", "log as text or json")
	f.StringVar(&c.LogLevel, "log-level", "info", "least `level` to log: debug, info, warn or error")
}

// check reports wrong settings, as wrong usage of the verb.
func (c *serveConfig) check(verb string) error {
	if c.Drain < 0 {
		return wrongUsage(verb, "--drain %s is below 0", c.Drain)
	}
	if _, err := c.logger(io.Discard); err != nil {
		return wrongUsage(verb, "%v", err)
	}
	return c.TLS.check(verb)
}

// logger returns the log that the settings ask for.
func (c *serveConfig) logger(w io.Writer) (*slog.Logger, error) {
	var options slog.HandlerOptions
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, fmt.Errorf("--log-level %q is not debug, info, warn or error", c.LogLevel)
	}
	options.Level = level
	switch c.LogFormat {
	case "text":
		return slog.New(slog.NewTextHandler(w, &options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, &options)), nil
	}
	return nil, fmt.Errorf("--log-format %q is not text or json", c.LogFormat)
}

// metricsAbove is how many ports above the daemon's own one its metrics are, unless told
// otherwise: several nodes on a machine do not get in each other's way.
const metricsAbove = 1000

// listenMetrics listens for Prometheus beside a daemon at the address; it returns nil for none. Where
// nobody asked for a port, one that is taken does not keep the daemon from its work.
func (c *serveConfig) listenMetrics(beside net.Addr, log *slog.Logger) (net.Listener, error) {
	switch c.MetricsListen {
	case "none":
		return nil, nil
	case "":
		_, port, err := hostPort(beside)
		if err != nil {
			return nil, err
		}
		if _, asked, err := net.SplitHostPort(c.Listen); err == nil && asked == "0" || port > 65535-metricsAbove {
			port = -metricsAbove
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+metricsAbove)))
		if err != nil {
			log.Warn("the port for metrics is taken, using another: set --metrics-listen", "port", port+metricsAbove)
			l, err = net.Listen("tcp", "127.0.0.1:0")
		}
		return l, err
	}
	l, err := net.Listen("tcp", c.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("--metrics-listen: %w", err)
	}
	return l, nil
}

// newRegistry returns a registry with what is told of every process: its memory, its
// processor time, its build.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	labels := prometheus.Labels{"version": "unknown", "revision": "unknown", "goversion": runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		labels["version"] = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				labels["revision"] = s.Value
			}
		}
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "latchkey_build_info", Help: "1, with the build as labels.", ConstLabels: labels})
	build.Set(1)
	r.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// daemon is what serve runs: a handler beside a life of its own.
type daemon interface {
	Handler() http.Handler
	Run(ctx context.Context) error
	Drain()
}

// serve answers until ctx ends, and then in order: /readyz says no for the time of --drain,
// the port is closed, requests that are under way are answered, and it returns nil. It
// returns an error when the daemon's life ends by itself, or a listener breaks.
func serve(ctx context.Context, cfg *serveConfig, d daemon, registry *prometheus.Registry, log *slog.Logger, stdout io.Writer) (err error) {
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	defer l.Close()
	over := make(chan error, 4) // of the listeners below and the daemon's life: why it cannot go on
	server, scheme := node.Server(d.Handler(), log), "http"
	if cfg.TLS.on() {
		scheme = "https"
		stop, err := cfg.TLS.start(server, l, registry, log, over)
		if err != nil {
			return err
		}
		defer stop()
	} else {
		go func() { over <- server.Serve(l) }()
	}
	defer server.Close()
	at := fmt.Sprintf("%s%s://%s\n", listening, scheme, l.Addr())
	m, err := cfg.listenMetrics(l.Addr(), log)
	if err != nil {
		return err
	}
	if m != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{
			ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), MaxRequestsInFlight: 4}))
		metrics := node.Server(mux, log)
		defer metrics.Close()
		go func() { over <- metrics.Serve(m) }()
		at += fmt.Sprintf("%shttp://%s/metrics\n", metricsLine, m.Addr())
	}
	fmt.Fprint(stdout, at)

	life, end := context.WithCancel(context.WithoutCancel(ctx))
	var living sync.WaitGroup
	living.Go(func() {
		if err := d.Run(life); err != nil {
			over <- err
		}
	})
	defer living.Wait()
	defer end()
	select {
	case err = <-over:
		d.Drain()
	case <-ctx.Done():
		log.Info("ending", "drain", cfg.Drain.String())
		d.Drain() // all goes on as before, but for /readyz
		select {
		case err = <-over:
		case <-time.After(cfg.Drain):
		}
	}
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer done()
	if server.Shutdown(stop) != nil {
		log.Warn("requests were cut off", "after", answerTime.String())
	}
	return err
}
