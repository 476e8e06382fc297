package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
)

// A Guard keeps the identity that opens the files of a node's folder: [Passphrase] or
// [KeyService] makes one. The zero Guard guards nothing, and is refused. A Guard is never
// printed.
type Guard struct {
	passphrase string
	factor     int // of scrypt, as a logarithm
	service    Encrypter
}

// An Encrypter encrypts and decrypts short texts, up to 1 KiB, under a key that it does not
// give away. A *secrets.Keeper of gocloud.dev is one.
type Encrypter interface {
	Encrypt(ctx context.Context, plain []byte) (sealed []byte, err error)
	Decrypt(ctx context.Context, sealed []byte) (plain []byte, err error)
}

// scryptFactor makes a guess of the passphrase cost 128 MiB and a third of a second, 2^17
// rounds: a node takes it once, when it starts.
const scryptFactor = 17

// Passphrase guards by a passphrase, from which scrypt makes a key. Whoever loses it has
// lost the key shares.
func Passphrase(passphrase string) Guard {
	return Guard{passphrase: passphrase, factor: scryptFactor}
}

// KeyService guards by a key that a service keeps. The service is asked when the node
// starts, and not again.
func KeyService(service Encrypter) Guard { return Guard{service: service} }

// Format prints nothing of the passphrase.
func (g Guard) Format(f fmt.State, _ rune) { io.WriteString(f, "node.Guard{...}") }

// ErrPassphrase says that a passphrase does not open the node's folder.
var ErrPassphrase = errors.New("wrong passphrase for the node's folder")

// The files of an identity: an age file under a passphrase, or what a key service made of
// it.
const (
	passphraseFile = "identity.age"
	serviceFile    = "identity.kms"
)

// serviceIdentity is the file of an identity that a key service encrypted.
type serviceIdentity struct {
	Format int    `json:"format"`
	Kind   string `json:"kind"`   // "key-service"
	Sealed []byte `json:"sealed"` // the service's own format; base64 in the file
}

const kindService = "key-service"

// serviceTimeout bounds how long a key service is waited for.
const serviceTimeout = 30 * time.Second

// check says what is wrong with a guard before anything is done with it.
func (g Guard) check() error {
	if g.passphrase == "" && g.service == nil {
		return errors.New("nothing guards the node's folder: give a passphrase that is not empty, or a key service")
	}
	return nil
}

// file is the name of the identity under this kind of guard.
func (g Guard) file() string {
	if g.service != nil {
		return serviceFile
	}
	return passphraseFile
}

// other is the name of the identity under the other kind.
func (g Guard) other() string {
	if g.service != nil {
		return passphraseFile
	}
	return serviceFile
}

// seal returns the bytes of the identity's file.
func (g Guard) seal(identity []byte) ([]byte, error) {
	if g.service == nil {
		r, err := age.NewScryptRecipient(g.passphrase)
		if err != nil {
			return nil, err
		}
		r.SetWorkFactor(g.factor)
		return encrypt(identity, r)
	}
	ctx, cancel := context.WithTimeout(context.Background(), serviceTimeout)
	defer cancel()
	sealed, err := g.service.Encrypt(ctx, identity)
	if err != nil {
		return nil, fmt.Errorf("asking the key service to encrypt: %w", err)
	}
	data, err := json.MarshalIndent(serviceIdentity{storeFormat, kindService, sealed}, "", "\t")
	return append(data, '\n'), err
}

// open is the inverse of seal.
func (g Guard) open(data []byte) ([]byte, error) {
	if g.service == nil {
		i, err := age.NewScryptIdentity(g.passphrase)
		if err != nil {
			return nil, err
		}
		plain, err := decrypt(data, i)
		if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
			return nil, ErrPassphrase
		}
		if err != nil {
			return nil, fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", passphraseFile)
		}
		return plain, nil
	}
	var file serviceIdentity
	if err := json.Unmarshal(data, &file); err != nil || file.Format != storeFormat || file.Kind != kindService {
		return nil, fmt.Errorf("%q in the node's folder is damaged, or of another version: restore it from a backup", serviceFile)
	}
	ctx, cancel := context.WithTimeout(context.Background(), serviceTimeout)
	defer cancel()
	plain, err := g.service.Decrypt(ctx, file.Sealed)
	if err != nil {
		return nil, fmt.Errorf("asking the key service to decrypt: %w", err)
	}
	return plain, nil
}

// unlock opens the folder's identity; a folder that holds no secrets yet gets one. Where
// the folder may be written to, what a Rekey that was cut short left is erased.
func (s *store) unlock(g Guard) error {
	if err := g.check(); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(s.dir, g.file()))
	if errors.Is(err, fs.ErrNotExist) {
		return s.unguarded(g)
	}
	if err != nil {
		return fmt.Errorf("reading the node's folder: %w", err)
	}
	plain, err := g.open(data)
	if err != nil {
		return err
	}
	defer clear(plain)
	if s.identity, err = parseIdentity(plain); err != nil {
		return fmt.Errorf("%q in the node's folder holds no identity: restore it from a backup", g.file())
	}
	if _, err := os.Lstat(filepath.Join(s.dir, g.other())); s.lock == nil || err != nil {
		return nil
	}
	// Both were there, and either would do, unless somebody mixed two folders.
	ids, err := s.committees()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := s.epochs(id); err != nil {
			return err
		}
	}
	return s.erase(g.other())
}

// unguarded is unlock of a folder that has no identity under this kind of guard.
func (s *store) unguarded(g Guard) error {
	if _, err := os.Lstat(filepath.Join(s.dir, g.other())); err == nil {
		if g.service != nil {
			return fmt.Errorf("the node's folder %q is guarded by a passphrase, not by a key service: give the passphrase", s.dir)
		}
		return fmt.Errorf("the node's folder %q is guarded by a key service, not by a passphrase: name the service", s.dir)
	}
	ids, err := s.committees()
	if err != nil {
		return err
	}
	if len(ids) > 0 || s.lock == nil {
		return fmt.Errorf("the node's folder %q has no identity, %q or %q: restore it from a backup", s.dir, passphraseFile, serviceFile)
	}
	if s.identity, err = age.GenerateX25519Identity(); err != nil {
		return err
	}
	return s.writeIdentity(g)
}

// writeIdentity writes the file of the identity, once the guard has shown that it can open
// it too.
func (s *store) writeIdentity(g Guard) error {
	plain := []byte("# This opens the files of a Latchkey node's folder, its key shares too.\n" + s.identity.String() + "\n")
	defer clear(plain)
	data, err := g.seal(plain)
	if err != nil {
		return fmt.Errorf("guarding the node's folder: %w", err)
	}
	again, err := g.open(data)
	defer clear(again)
	if err != nil {
		return fmt.Errorf("guarding the node's folder: what was encrypted does not decrypt: %w", err)
	}
	if !bytes.Equal(plain, again) {
		return errors.New("guarding the node's folder: what was encrypted decrypts to something else")
	}
	return s.replace(g.file(), data)
}

// parseIdentity reads the identity's text. The error holds nothing of it.
func parseIdentity(text []byte) (*age.X25519Identity, error) {
	all, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(all) != 1 {
		return nil, errors.New("not one identity")
	}
	identity, ok := all[0].(*age.X25519Identity)
	if !ok {
		return nil, errors.New("an identity of another kind")
	}
	return identity, nil
}

// Rekey puts the folder under another guard: a new passphrase, or a key service. Its
// identity, and all other files, stay as they are. No node may be running on it but those
// that only answer.
//
// If it fails or is cut short, the folder opens under the old guard or the new one, or
// both, until a node opens it with one of them: that one stays. Copies made before, such as
// backups, stay under the old guard.
func Rekey(dir string, from, to Guard) (err error) {
	if err := to.check(); err != nil {
		return err
	}
	s := &store{dir: dir}
	err = s.checkOwner(storeOwner{})
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no node's folder at %q: %w", dir, err)
	}
	if err == nil {
		err = s.take()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.unlock(from); err != nil {
		return err
	}
	if err := s.writeIdentity(to); err != nil {
		return err
	}
	if to.file() == from.file() {
		return nil
	}
	return s.erase(from.file())
}

// Guarded reports how a folder is guarded, "passphrase" or "key-service"; the error is
// fs.ErrNotExist if it has no identity yet.
func Guarded(dir string) (kind string, err error) {
	if _, err := os.Lstat(filepath.Join(dir, passphraseFile)); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return "passphrase", err
	}
	if _, err := os.Lstat(filepath.Join(dir, serviceFile)); err != nil {
		return "", err
	}
	return kindService, nil
}

func encrypt(plain []byte, to age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err == nil {
		if _, err = w.Write(plain); err == nil {
			err = w.Close()
		}
	}
	return sealed.Bytes(), err
}

// decrypt is the inverse of encrypt. What follows the file's end is an error.
func decrypt(sealed []byte, with age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		return nil, err
	}
	plain := bytes.NewBuffer(make([]byte, 0, len(sealed)+bytes.MinRead)) // does not grow, so no copies stay
	if _, err := plain.ReadFrom(r); err != nil {
		clear(plain.Bytes())
		return nil, err
	}
	return plain.Bytes(), nil
}
