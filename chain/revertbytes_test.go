package chain

import "testing"

// TestDescribeBytes: bytes in a contract's refusal are written as hex, as people know them from links.
func TestDescribeBytes(t *testing.T) {
	type Refusal struct {
		Asset [32]byte
		Data  []byte
		Count uint64
	}
	want := "Refusal(asset 0x0100000000000000000000000000000000000000000000000000000000000000, data 0x0203, count 7)"
	if got := describe(&Refusal{[32]byte{1}, []byte{2, 3}, 7}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
