package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// lifetime is a flag's value: a duration that also takes days, "30d".
type lifetime time.Duration

// timeVar defines a flag for a duration that also takes days.
func timeVar(f *pflag.FlagSet, p *time.Duration, name string, value time.Duration, usage string) {
	*p = value
	f.Var((*lifetime)(p), name, usage)
}

func (a *lifetime) String() string {
	if *a == 0 {
		return "0"
	}
	if d := time.Duration(*a); d%(24*time.Hour) == 0 {
		return strconv.Itoa(int(d/(24*time.Hour))) + "d"
	}
	return time.Duration(*a).String()
}

func (*lifetime) Type() string { return "time" }

func (a *lifetime) Set(s string) error {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return fmt.Errorf("%q is not a time like 30d, 12h or 90s", s)
		}
		*a = lifetime(n) * lifetime(24*time.Hour)
		return nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is not a time like 30d, 12h or 90s", s)
	}
	*a = lifetime(d)
	return nil
}
