package umbral

import (
	"errors"
	"fmt"

	"github.com/latchkey-network/latchkey/crypto/group"
)

const (
	// CapsuleSize is the size in bytes of a capsule in MessagePack, and CapsuleSimpleSize that of
	// E || V || s.
	CapsuleSize       = 105
	CapsuleSimpleSize = 2*group.PointSize + group.ScalarSize
	// KeyFragSize is the size in bytes of a key fragment in MessagePack.
	KeyFragSize = 310
	// CapsuleFragSize is the size in bytes of a capsule fragment in MessagePack, and
	// CapsuleFragSimpleSize that of its fields alone: e1, v1, id, precursor, e2, v2, u1, u2, z, and
	// the owner's signature.
	CapsuleFragSize       = 381
	CapsuleFragSimpleSize = 7*group.PointSize + IDSize + group.ScalarSize + SignatureSize
)

// A form is MessagePack of one shape, as an encoder of structures in Rust makes it: arrays of a
// fixed length around byte strings of fixed lengths, so that every object has one size and one
// encoding. A positive number is a byte string of that length, flag a boolean, and a negative
// number opens an array of as many elements.
type form []int

const flag = 0

const (
	pointField = group.PointSize
	valueField = group.ScalarSize
	sigField   = SignatureSize
)

var (
	capsuleForm = form{-3, pointField, pointField, valueField}
	keyFragForm = form{-5, -1, pointField, IDSize, valueField, pointField,
		-5, pointField, sigField, sigField, flag, flag}
	capsuleFragForm = form{-5, pointField, pointField, IDSize, pointField,
		-6, pointField, pointField, pointField, pointField, valueField, sigField}
	simpleCapsuleForm     = capsuleForm.fields()
	simpleCapsuleFragForm = capsuleFragForm.fields()
)

// fields is f without its arrays.
func (f form) fields() (plain form) {
	for _, part := range f {
		if part >= 0 {
			plain = append(plain, part)
		}
	}
	return plain
}

const (
	packFalse = 0xc2
	packTrue  = 0xc3
	packBin8  = 0xc4
	packArray = 0x90 // to 0x9f: with up to fifteen elements
)

// pack encodes fields in form f.
func (f form) pack(fields ...[]byte) []byte {
	var b []byte
	for _, part := range f {
		switch {
		case part < 0:
			b = append(b, byte(packArray-part))
			continue
		case part == flag:
			b = append(b, fields[0]...)
		default:
			b = append(append(b, packBin8, byte(part)), fields[0]...)
		}
		fields = fields[1:]
	}
	return b
}

// unpack is the inverse of pack, and refuses everything else.
func (f form) unpack(b []byte) ([][]byte, error) {
	var fields [][]byte
	for _, part := range f {
		head := []byte{packBin8, byte(part)}
		switch {
		case part < 0:
			head = []byte{byte(packArray - part)}
		case part == flag:
			if len(b) < 1 || b[0] != packTrue && b[0] != packFalse {
				return nil, errors.New("a boolean is missing")
			}
			fields, b = append(fields, b[:1]), b[1:]
			continue
		}
		if len(b) < len(head) || string(b[:len(head)]) != string(head) {
			return nil, errors.New("it has another shape")
		}
		b = b[len(head):]
		if part < 0 {
			continue
		}
		if len(b) < part {
			return nil, errors.New("it is cut off")
		}
		fields, b = append(fields, b[:part]), b[part:]
	}
	if len(b) != 0 {
		return nil, fmt.Errorf("%d bytes follow it", len(b))
	}
	return fields, nil
}

// cut splits the concatenation of the fields of f.
func (f form) cut(b []byte) ([][]byte, error) {
	var fields [][]byte
	size := 0
	for _, part := range f {
		size += part
	}
	if len(b) != size {
		return nil, fmt.Errorf("it has %d bytes, not %d", len(b), size)
	}
	for _, part := range f {
		fields, b = append(fields, b[:part]), b[part:]
	}
	return fields, nil
}

// A decoder takes fields one after the other, and keeps the first error.
type decoder struct {
	fields [][]byte
	err    error
}

func (d *decoder) bytes() []byte {
	b := d.fields[0]
	d.fields = d.fields[1:]
	return b
}

func (d *decoder) point() *group.Point {
	p, err := group.DecodePoint(d.bytes())
	if d.err == nil {
		d.err = err
	}
	return p
}

func (d *decoder) scalar() *group.Scalar {
	s, err := group.DecodeScalar(d.bytes())
	if d.err == nil {
		d.err = err
	}
	return s
}

func (d *decoder) bool() bool { return d.bytes()[0] == packTrue }

func encodeBool(b bool) []byte {
	if b {
		return []byte{packTrue}
	}
	return []byte{packFalse}
}

// encodings returns the encodings of points.
func encodings(ps ...*group.Point) [][]byte {
	out := make([][]byte, len(ps))
	for i, p := range ps {
		enc := encode(p)
		out[i] = enc[:]
	}
	return out
}

func (c *Capsule) fields() [][]byte { return append(encodings(c.e, c.v), c.s.Bytes()) }

// Bytes returns the capsule in MessagePack, CapsuleSize bytes.
func (c *Capsule) Bytes() []byte { return capsuleForm.pack(c.fields()...) }

// Simple returns the capsule as E || V || s, CapsuleSimpleSize bytes.
func (c *Capsule) Simple() []byte { return join(c.fields()) }

func join(fields [][]byte) (b []byte) {
	for _, field := range fields {
		b = append(b, field...)
	}
	return b
}

// DecodeCapsule decodes a capsule in MessagePack. It refuses every other length and shape, and,
// with ErrBadCapsule, capsules that fail their check.
func DecodeCapsule(b []byte) (*Capsule, error) { return decodeCapsule(capsuleForm.unpack(b)) }

// DecodeSimpleCapsule decodes E || V || s, as DecodeCapsule does.
func DecodeSimpleCapsule(b []byte) (*Capsule, error) {
	return decodeCapsule(simpleCapsuleForm.cut(b))
}

func decodeCapsule(fields [][]byte, err error) (*Capsule, error) {
	if err != nil {
		return nil, fmt.Errorf("decoding capsule: %w", err)
	}
	d := decoder{fields: fields}
	e, v, s := d.point(), d.point(), d.scalar()
	if d.err != nil {
		return nil, fmt.Errorf("decoding capsule: %w", d.err)
	}
	c := newCapsule(e, v, s)
	if !c.check() {
		return nil, ErrBadCapsule
	}
	return c, nil
}

// Bytes returns the key fragment in MessagePack, KeyFragSize bytes. They hold its secret.
func (k *KeyFrag) Bytes() []byte {
	points := encodings(u, k.precursor, k.commitment)
	return keyFragForm.pack(points[0], k.id[:], k.rk.Bytes(), points[1],
		points[2], k.forProxy[:], k.forReceiver[:], encodeBool(k.signsDelegating), encodeBool(k.signsReceiving))
}

// DecodeKeyFrag decodes a key fragment in MessagePack. It refuses every other length and shape,
// and other parameters than ours; it does not verify the fragment.
func DecodeKeyFrag(b []byte) (*KeyFrag, error) {
	fields, err := keyFragForm.unpack(b)
	if err != nil {
		return nil, fmt.Errorf("decoding key fragment: %w", err)
	}
	d := decoder{fields: fields}
	k := new(KeyFrag)
	generator := d.point()
	copy(k.id[:], d.bytes())
	if rk := d.scalar(); rk != nil {
		k.rk.Set(rk)
		rk.Erase()
	}
	k.precursor, k.commitment = d.point(), d.point()
	copy(k.forProxy[:], d.bytes())
	copy(k.forReceiver[:], d.bytes())
	k.signsDelegating, k.signsReceiving = d.bool(), d.bool()
	if d.err != nil {
		return nil, fmt.Errorf("decoding key fragment: %w", d.err)
	}
	if !generator.Equal(u) {
		return nil, errors.New("decoding key fragment: it was made with another generator")
	}
	return k, nil
}

func (c *CapsuleFrag) fields() [][]byte {
	p := encodings(c.e1, c.v1, c.precursor, c.e2, c.v2, c.u1, c.u2)
	return [][]byte{p[0], p[1], c.id[:], p[2], p[3], p[4], p[5], p[6], c.z.Bytes(), c.forReceiver[:]}
}

// Bytes returns the capsule fragment in MessagePack, CapsuleFragSize bytes.
func (c *CapsuleFrag) Bytes() []byte { return capsuleFragForm.pack(c.fields()...) }

// Simple returns the fields of the capsule fragment alone, CapsuleFragSimpleSize bytes.
func (c *CapsuleFrag) Simple() []byte { return join(c.fields()) }

// DecodeCapsuleFrag decodes a capsule fragment in MessagePack. It refuses every other length
// and shape; it does not verify the fragment.
func DecodeCapsuleFrag(b []byte) (*CapsuleFrag, error) {
	return decodeCapsuleFrag(capsuleFragForm.unpack(b))
}

// DecodeSimpleCapsuleFrag decodes what Simple returns, as DecodeCapsuleFrag does.
func DecodeSimpleCapsuleFrag(b []byte) (*CapsuleFrag, error) {
	return decodeCapsuleFrag(simpleCapsuleFragForm.cut(b))
}

func decodeCapsuleFrag(fields [][]byte, err error) (*CapsuleFrag, error) {
	if err != nil {
		return nil, fmt.Errorf("decoding capsule fragment: %w", err)
	}
	d := decoder{fields: fields}
	c := new(CapsuleFrag)
	c.e1, c.v1 = d.point(), d.point()
	copy(c.id[:], d.bytes())
	c.precursor, c.e2, c.v2, c.u1, c.u2 = d.point(), d.point(), d.point(), d.point(), d.point()
	c.z = d.scalar()
	copy(c.forReceiver[:], d.bytes())
	if d.err != nil {
		return nil, fmt.Errorf("decoding capsule fragment: %w", d.err)
	}
	return c, nil
}
