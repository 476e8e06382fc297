package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/quorum"
)

// givenValues are the values that a policy reads as given.NAME: NAME=VALUE, NAME=@FILE or NAME=-.
type givenValues []string

func (g *givenValues) flag(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(g), "given", nil, "`NAME=VALUE`, NAME=@FILE or NAME=-: what the policy reads as given.NAME")
}

// read returns the values as JSON. They are secrets: no error shows one. stdin says whether standard
// input is read for something else.
func (g givenValues) read(ctx context.Context, verb string, stdin bool) (map[string]json.RawMessage, error) {
	given := map[string]json.RawMessage{}
	for _, text := range g {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, wrongUsage(verb, "--given wants NAME=VALUE, NAME=@FILE or NAME=-")
		}
		if given[name] != nil {
			return nil, wrongUsage(verb, "--given %s is there twice", name)
		}
		from, file := strings.CutPrefix(value, "@")
		if value == "-" {
			if stdin {
				return nil, wrongUsage(verb, "--given %s=-: standard input is read already", name)
			}
			from, file, stdin = "-", true, true
		}
		if file {
			var err error
			if value, err = readGiven(ctx, from); err != nil {
				return nil, fmt.Errorf("--given %s: %w", name, err)
			}
		}
		if !utf8.ValidString(value) {
			return nil, fmt.Errorf("--given %s: not UTF-8", name)
		}
		given[name] = json.RawMessage(value)
		if !json.Valid(given[name]) {
			quoted, err := json.Marshal(value)
			if err != nil {
				return nil, fmt.Errorf("--given %s: %w", name, err)
			}
			given[name] = quoted
		}
	}
	return given, nil
}

// readGiven reads one value, without space around it.
func readGiven(ctx context.Context, from string) (string, error) {
	src, _, err := input(ctx, from)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(src, quorum.MaxRequest+1)) // nodes take no more in a whole request
	if err = errors.Join(err, src.Close()); err == nil && len(data) > quorum.MaxRequest {
		err = fmt.Errorf("over %d bytes", quorum.MaxRequest)
	}
	return strings.TrimSpace(string(data)), err
}
