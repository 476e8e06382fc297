//go:build !cgo

package group

func (p *Point) decompress(b []byte) error { return p.pureDecompress(b) }

// varTimeMultiMult is Straus' method in voi.
func (p *Point) varTimeMultiMult(base *Scalar, scalars []*Scalar, points []*Point) *Point {
	return p.pureMultiMult(base, scalars, points)
}

func recoverXY(digest [32]byte, sig []byte) ([]byte, error) { return pureRecoverXY(digest, sig) }
