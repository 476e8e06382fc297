package ocean

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// MaxDDO bounds a DDO, in bytes of JSON.
	MaxDDO = 1 << 20
	// maxEnvelope bounds an envelope: DEFLATE never makes much more of anything.
	maxEnvelope = MaxDDO + 1<<16
	// envelopeMagic begins an envelope. No sealed object begins so, and no JSON.
	envelopeMagic = "latchkey-ddo-1\n"
)

// Flags of the metadata in a data NFT's event, as Ocean's publishers set them.
const (
	flagCompressed = 1 // LZMA, by publishers of ocean.py
	flagEncrypted  = 2 // what a Provider's encrypt returned
)

// EncodeDDO returns the envelope of a DDO, "0x" and lower-case hex: the text that `encrypt` answers. It needs no key: whoever reads
// the chain can read the DDO. The bytes of the DDO are kept as they are, for the chain has their hash. What is no DDO is
// refused, so that a files object never gets into the open.
func EncodeDDO(ddo []byte) (string, error) {
	if _, err := ParseDDO(ddo); err != nil {
		return "", err
	}
	var out bytes.Buffer
	out.WriteString(envelopeMagic)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return "", fmt.Errorf("compressing the DDO: %w", err)
	}
	if _, err := w.Write(ddo); err != nil {
		return "", fmt.Errorf("compressing the DDO: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", fmt.Errorf("compressing the DDO: %w", err)
	}
	return "0x" + hex.EncodeToString(out.Bytes()), nil
}

// ErrNotEnvelope says that bytes are no envelope of EncodeDDO: another Provider's, or a sealed object.
var ErrNotEnvelope = errors.New("not an envelope of Latchkey's")

// DecodeDDO returns the DDO in the bytes of an envelope. It makes at most MaxDDO bytes of them, takes all of them, and is
// ErrNotEnvelope if they begin otherwise.
func DecodeDDO(envelope []byte) ([]byte, error) {
	packed, ok := bytes.CutPrefix(envelope, []byte(envelopeMagic))
	if !ok {
		return nil, ErrNotEnvelope
	}
	if len(envelope) > maxEnvelope {
		return nil, fmt.Errorf("envelope of %d bytes is longer than %d", len(envelope), maxEnvelope)
	}
	src := bytes.NewReader(packed) // an io.ByteReader: flate reads no further than the stream's end
	r := flate.NewReader(src)
	ddo, err := io.ReadAll(io.LimitReader(r, MaxDDO+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("envelope is damaged: %w", err)
	case len(ddo) > MaxDDO:
		return nil, fmt.Errorf("envelope holds more than %d bytes", MaxDDO)
	case src.Len() > 0:
		return nil, fmt.Errorf("envelope has %d bytes behind its end", src.Len())
	}
	return ddo, nil
}

// DecodeMetadata returns the DDO in a data NFT's MetadataCreated or MetadataUpdated event, whose hash must be the event's:
// SHA-256 of the DDO's bytes, or, where the data are the DDO itself, of "0x" and their hex, which is what ocean.js makes of
// them.
func DecodeMetadata(flags, data []byte, hash [32]byte) ([]byte, error) {
	if ddo, err := DecodeDDO(data); !errors.Is(err, ErrNotEnvelope) {
		if err != nil {
			return nil, err
		}
		if sha256.Sum256(ddo) != hash {
			return nil, errors.New("the DDO has another hash than the chain says")
		}
		return ddo, nil
	}
	for _, f := range flags {
		if f&(flagCompressed|flagEncrypted) != 0 {
			return nil, errors.New("the DDO was encrypted or compressed by another Provider: publish it again through a gateway of Latchkey's")
		}
	}
	if len(data) > MaxDDO {
		return nil, fmt.Errorf("DDO of %d bytes is longer than %d", len(data), MaxDDO)
	}
	if sha256.Sum256(data) != hash && sha256.Sum256([]byte("0x"+hex.EncodeToString(data))) != hash {
		return nil, errors.New("the DDO has another hash than the chain says")
	}
	return data, nil
}

// decodeHex decodes "0x" and hex in either case, at most limit bytes.
func decodeHex(s string, limit int) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		return nil, errors.New("no 0x in front")
	}
	if len(digits) > 2*limit {
		return nil, fmt.Errorf("%d hex digits are more than %d", len(digits), 2*limit)
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errors.New("not hex")
	}
	return b, nil
}
