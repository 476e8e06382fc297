package main

import (
	"bytes"
	"testing"

	"github.com/latchkey-network/latchkey/market"
)

// TestHeldSecretIsBounded: what a seller calls a secret is held in memory, but not more than a secret has.
func TestHeldSecretIsBounded(t *testing.T) {
	o := holdSecret()
	if _, err := o.Write(make([]byte, market.MaxSecret)); err != nil {
		t.Fatal(err)
	}
	if err := o.Restart(); err != nil {
		t.Fatal(err)
	}
	piece := bytes.Repeat([]byte("x"), market.MaxSecret/2+1)
	if _, err := o.Write(piece); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Write(piece); err == nil {
		t.Errorf("%d bytes are held", o.held.Len())
	}
}

// TestSellersName: a name that a seller chose becomes a file of the current folder, or nothing.
func TestSellersName(t *testing.T) {
	for name, ok := range map[string]bool{"rain.csv": true, "rain in 2024.csv": true, "-rf": false, ".bashrc": false, "..": false, "": false, "a/b": false, "~": true} {
		if sellersName(name) != ok {
			t.Errorf("%q", name)
		}
	}
}
