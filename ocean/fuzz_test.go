package ocean

import (
	"encoding/hex"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// FuzzForeignBytesAreBounded: whatever stands on a chain or comes from a client is read or refused, and what is read of it
// stays within the limits.
func FuzzForeignBytesAreBounded(f *testing.F) {
	envelope, err := EncodeDDO([]byte(ddo("0x00")))
	if err != nil {
		f.Fatal(err)
	}
	packed, _ := hex.DecodeString(envelope[2:])
	f.Add(packed)
	f.Add([]byte(ddo("0x00")))
	f.Add(filesObject(2))
	f.Add([]byte("age-encryption.org/v1\n-> ocean-preview text/csv 1 -\n\n--- AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := DecodeDDO(b); err == nil && len(got) > MaxDDO {
			t.Errorf("%d bytes of DDO", len(got))
		}
		d, err := ParseDDO(b)
		if err == nil {
			if len(d.Services) == 0 || len(d.Services) > maxServices {
				t.Errorf("%d services", len(d.Services))
			}
			if _, err := ParseFiles(b); err == nil {
				t.Error("it is a DDO and a files object")
			}
			d.Credentials.Check(common.Address{1})
		}
		if s, err := ParseSealed("0x" + hex.EncodeToString(b)); err == nil {
			if len(s.Stanzas) == 0 || len(s.Previews) > MaxFiles {
				t.Errorf("%+v", s)
			}
			if _, err := DecodeDDO(b); err == nil {
				t.Error("it is a sealed object and an envelope")
			}
		}
		for i := range 4 {
			tail(b, i)
		}
		orders(&types.Receipt{Status: 1, Logs: []*types.Log{{Address: token, Topics: []common.Hash{orderStarted, {}, {}}, Data: b}, {Address: token, Topics: []common.Hash{orderReused}, Data: b}}}, token)
	})
}
