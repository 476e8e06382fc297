package sealed

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/tdh2"
)

// An Opener asks a stanza's committee to open its capsule, and returns the file key of
// 16 bytes.
//
// It returns an error that wraps age.ErrIncorrectIdentity if the stanza is none of its
// business, for example because it does not know the chain, and any other error if the
// committee refused, did not answer, or the capsule did not open. The next stanza is tried
// in every case, except when ctx is done.
type Opener func(ctx context.Context, s *Stanza) (fileKey []byte, err error)

// A GrantOpener opens a stanza for grants, as its owner or as a reader, under the conditions of an
// [Opener].
type GrantOpener func(ctx context.Context, s *GrantStanza) (fileKey []byte, err error)

// Openers open the stanzas of each kind. Those of a kind whose opener is nil are for others.
type Openers struct {
	Committee Opener
	Grant     GrantOpener
}

// NewIdentity returns the age.Identity that opens files with open. ctx is passed on to
// it.
//
// Unwrap reads all stanzas before it tries one, and fails for the file if a Latchkey
// stanza is malformed. It then tries them in turn. If none opens, its error wraps those of
// the Opener, and age.ErrIncorrectIdentity only if no stanza was the Opener's business:
// to age, that means that another identity may be tried.
func NewIdentity(ctx context.Context, open Opener) age.Identity {
	return &identity{ctx, Openers{Committee: open}}
}

type identity struct {
	ctx     context.Context // age.Identity has no room for one
	openers Openers
}

// Unwrap implements age.Identity.
func (i *identity) Unwrap(all []*age.Stanza) ([]byte, error) {
	entries, err := parseHeader(all)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("sealed to no Latchkey committee or owner: %w", age.ErrIncorrectIdentity)
	}
	var tried, skipped failures
	for _, e := range entries {
		if err := i.ctx.Err(); err != nil {
			return nil, err
		}
		fileKey, err := e.open(i.ctx, &i.openers)
		if err == nil && len(fileKey) == tdh2.FileKeySize {
			return fileKey, nil
		}
		if err == nil {
			err = fmt.Errorf("file key has %d bytes, not %d", len(fileKey), tdh2.FileKeySize)
		}
		err = fmt.Errorf("%v: %w", e, err)
		if errors.Is(err, age.ErrIncorrectIdentity) {
			skipped = append(skipped, err)
		} else {
			tried = append(tried, err)
		}
	}
	if err := i.ctx.Err(); err != nil {
		return nil, err
	}
	if len(tried) > 0 {
		return nil, tried
	}
	return nil, skipped
}

// entry is a stanza of ours: one of the two is nil.
type entry struct {
	committee *Stanza
	grant     *GrantStanza
}

func (e entry) open(ctx context.Context, o *Openers) ([]byte, error) {
	switch {
	case e.grant != nil && o.Grant != nil:
		return o.Grant(ctx, e.grant)
	case e.committee != nil && o.Committee != nil:
		return o.Committee(ctx, e.committee)
	}
	return nil, age.ErrIncorrectIdentity
}

// String names whoever lets others in.
func (e entry) String() string {
	if e.grant != nil {
		return "owner " + e.grant.Owner.Hex()
	}
	t := &e.committee.Terms
	return fmt.Sprintf("committee %s of %s on chain %s", t.Committee.Dec(), t.Committees, t.ChainID.Dec())
}

// failures are the errors of several stanzas, on one line.
type failures []error

func (f failures) Error() string {
	texts := make([]string, len(f))
	for i, err := range f {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

func (f failures) Unwrap() []error { return f }

// parseHeader returns the Latchkey stanzas among all, in order.
func parseHeader(all []*age.Stanza) (ours []entry, err error) {
	for _, a := range all {
		var e entry
		if a.Type == GrantStanzaType {
			e.grant, err = ParseGrantStanza(a)
		} else {
			e.committee, err = ParseStanza(a)
		}
		if errors.Is(err, ErrIgnored) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ours = append(ours, e)
	}
	return ours, nil
}

// Seal seals src to the recipients and writes the file to dst. It holds no more than a
// chunk of 64 KiB in memory.
//
// If src or dst fails, the file is left without its last chunk, so that nobody takes it
// for whole, and Seal returns the error. It does not close dst; what it wrote before an
// error should be thrown away.
func Seal(dst io.Writer, src io.Reader, to ...age.Recipient) error {
	w, err := age.Encrypt(dst, to...)
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	if _, err := io.Copy(w, src); err != nil {
		return fmt.Errorf("sealing: %w", err) // w is not closed: Close would finish the file
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	return nil
}

// Open opens the sealed file src with open and writes the plaintext to dst. Armoured
// files are opened too. Only chunks that are authenticated are written; but whether the
// file is whole is known at its end alone, so after an error dst has a beginning of the
// plaintext at most, and should be thrown away.
//
// The errors of open are wrapped as [NewIdentity] says; ErrDamaged says that the file opened, and its content is wrong.
func Open(ctx context.Context, dst io.Writer, src io.Reader, open Opener) error {
	return OpenAny(ctx, dst, src, Openers{Committee: open})
}

// OpenAny is Open for files that are sealed to committees, for grants, or both.
func OpenAny(ctx context.Context, dst io.Writer, src io.Reader, openers Openers) error {
	whole := &failing{r: &contextReader{ctx, src}}
	r, err := decrypt(whole, &identity{ctx, openers})
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	content := &failing{r: r}
	if _, err := io.Copy(dst, content); err != nil {
		if content.err != nil && whole.err == nil { // neither src nor dst failed
			return fmt.Errorf("opening: %w: %w", ErrDamaged, err)
		}
		return fmt.Errorf("opening: %w", err)
	}
	return nil
}

// ErrDamaged: the content of a sealed file is not what was sealed, or has no end.
var ErrDamaged = errors.New("the sealed file is damaged, or not whole")

// failing keeps the error that its reader ended with.
type failing struct {
	r   io.Reader
	err error // but io.EOF
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

// ReadStanzas reads the header of a sealed file and returns its stanzas for committees, without
// opening anything: none, if it is an age file for others. It fails where Open would,
// when one is malformed. Nothing that it returns is authenticated.
//
// Headers over 2 MiB or with more than 1,024 stanzas are refused, here and in Open; src
// is read to a few KiB behind the header.
func ReadStanzas(src io.Reader) ([]*Stanza, error) {
	stanzas, _, err := ReadHeader(src)
	return stanzas, err
}

// ReadHeader is ReadStanzas that returns the stanzas for grants, too.
func ReadHeader(src io.Reader) (stanzas []*Stanza, grants []*GrantStanza, err error) {
	var r recorder
	if _, err := decrypt(src, &r); !errors.Is(err, errRecorded) {
		return nil, nil, fmt.Errorf("reading sealed file: %w", err)
	}
	entries, err := parseHeader(r.stanzas)
	if err != nil {
		return nil, nil, fmt.Errorf("reading sealed file: %w", err)
	}
	for _, e := range entries {
		if e.grant != nil {
			grants = append(grants, e.grant)
		} else {
			stanzas = append(stanzas, e.committee)
		}
	}
	return stanzas, grants, nil
}

// recorder is an age.Identity that opens nothing and keeps the stanzas.
type recorder struct{ stanzas []*age.Stanza }

var errRecorded = errors.New("stanzas are recorded")

func (r *recorder) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	r.stanzas = stanzas
	return nil, errRecorded
}

// decrypt is age.Decrypt for files that may be armoured.
func decrypt(src io.Reader, id age.Identity) (io.Reader, error) {
	buffered := bufio.NewReader(src)
	if start, _ := buffered.Peek(len(armor.Header)); string(start) == armor.Header {
		return age.Decrypt(armor.NewReader(&lineLimit{src: buffered}), id)
	}
	return age.Decrypt(buffered, id)
}

// maxArmorLine bounds a line of an armoured file in bytes: they have 64, and age's reader
// keeps whole lines in memory.
const maxArmorLine = 4096

// lineLimit fails in a line that does not end.
type lineLimit struct {
	src io.Reader
	n   int // bytes since the last end of a line
}

func (l *lineLimit) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	if i := bytes.LastIndexByte(p[:n], '\n'); i >= 0 {
		l.n = n - i - 1
	} else {
		l.n += n
	}
	if l.n > maxArmorLine {
		return 0, fmt.Errorf("malformed armor: a line is longer than %d bytes", maxArmorLine)
	}
	return n, err
}

// contextReader fails once its context is done.
type contextReader struct {
	ctx context.Context
	src io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.src.Read(p)
}

// HandlePlugin makes p, an age plugin of the name StanzaType, seal to recipient strings
// and open files for identity strings.
//
// check, unless nil, looks at a recipient before anything is sealed to it: whoever is
// online compares its key with the contract's. openers returns the Openers that ask for
// files as an account.
func HandlePlugin(ctx context.Context, p *plugin.Plugin, check func(*Recipient) error, openers func(account common.Address) (Openers, error)) {
	p.HandleRecipient(func(data []byte) (age.Recipient, error) {
		r, err := decodeRecipient(data)
		if err != nil {
			return nil, fmt.Errorf("malformed recipient: %w", err)
		}
		if check != nil {
			if err := check(r); err != nil {
				return nil, err
			}
		}
		return r, nil
	})
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		account, err := decodeIdentity(data)
		if err != nil {
			return nil, fmt.Errorf("malformed identity: %w", err)
		}
		open, err := openers(account)
		if err != nil {
			return nil, err
		}
		return &identity{ctx, open}, nil
	})
}
