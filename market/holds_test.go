package market

import (
	"bytes"
	"errors"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// TestHolds: a sealed file's size follows from that of what is inside, with any header.
func TestHolds(t *testing.T) {
	var to []age.Recipient
	for range 3 {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, id.Recipient())
		for _, plain := range []int64{0, 1, 15, 16, 17, chunk - 1, chunk, chunk + 1, 2*chunk - 16, 2 * chunk, 3*chunk + 5} {
			var file, armoured bytes.Buffer
			a := armor.NewWriter(&armoured)
			for _, dst := range []interface{ Write([]byte) (int, error) }{&file, a} {
				w, err := age.Encrypt(dst, to...)
				if err == nil {
					_, err = w.Write(make([]byte, plain))
				}
				if err := errors.Join(err, w.Close()); err != nil {
					t.Fatal(err)
				}
			}
			a.Close()
			var head, armouredHead headed
			head.Write(file.Bytes())
			armouredHead.Write(armoured.Bytes())
			if err := errors.Join(holds(head.Bytes(), int64(file.Len()), plain), holds(armouredHead.Bytes(), int64(armoured.Len()), plain)); err != nil {
				t.Errorf("%d: %v", plain, err)
			}
			for _, other := range []int64{plain - 1, plain + 1, plain + 16, plain + chunk, 1 << 50} {
				if err := holds(head.Bytes(), int64(file.Len()), other); other >= 0 && !errors.Is(err, ErrOtherSize) {
					t.Errorf("%d passes for %d (%v)", plain, other, err)
				}
			}
			if err := holds(armouredHead.Bytes(), int64(armoured.Len()), 2*int64(armoured.Len())); !errors.Is(err, ErrOtherSize) {
				t.Error(err)
			}
		}
	}
}
