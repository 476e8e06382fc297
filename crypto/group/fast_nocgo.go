//go:build !cgo

package group

func recoverXY(digest [32]byte, sig []byte) ([]byte, error) { return pureRecoverXY(digest, sig) }
