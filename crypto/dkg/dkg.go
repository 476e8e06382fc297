// Package dkg makes and renews a committee's key: distributed key generation and
// resharing over secp256k1, as pure state machines (spec/committee.md).
//
// An [Attempt] replays the messages of one attempt in the order in which the committees
// contract kept them. Everybody who replays the same messages reaches the same result:
// who joined, which dealers are out and why, the public key X and the members' keys
// X_1..X_n, and the hash that members confirm. What a member does is in the methods that
// take its secrets, which are the caller's to keep: the key p_m, the bytes of the member's
// dealing and the messages of the chain are all that a node needs after a crash.
//
// The package does no I/O and knows no clock: the caller says when a phase is over. The
// messages must come from something that orders them and keeps them for all members;
// over a network without that, use another protocol.
//
// Sources: Pedersen, "A threshold cryptosystem without a trusted party" (1991);
// Gennaro, Jarecki, Krawczyk and Rabin, "Secure distributed key generation for
// discrete-log based cryptosystems"; Schindler et al., "ETHDKG" (eprint 2019/985);
// Herzberg et al., "Proactive secret sharing" (1995).
package dkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// Account is the Ethereum account of a member.
type Account = [20]byte

// Phase is a phase of an attempt, with the contract's number.
type Phase int

// The phases, in their order.
const (
	Join Phase = iota
	Commit
	Deal
	Complain
	Confirm
	over // after them all
)

// String returns the phase's name in spec/committee.md.
func (p Phase) String() string {
	if p < Join || p > Confirm {
		return fmt.Sprintf("phase %d", int(p))
	}
	return [...]string{"join", "commit", "deal", "complain", "confirm"}[p]
}

// Reason is why a dealer is out.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	NotJoined     Reason = "not-joined"     // a member that has not joined deals nothing
	Missing       Reason = "missing"        // no commit or no dealing
	WrongCommit   Reason = "wrong-commit"   // the dealing is not what the commit was for
	Malformed     Reason = "malformed"      // the dealing does not decode, or names another dealer
	BadProof      Reason = "bad-proof"      // the dealer does not prove its secret and eph
	WrongConstant Reason = "wrong-constant" // in a resharing: C_0 is not X_i
	Complaint     Reason = "complaint"      // a complaint holds
)

// Blame says that a dealer, by its index in the epoch dealt from, is out, and the first
// reason for it.
type Blame struct {
	Dealer int
	Reason Reason
}

// ErrEnded says that the attempt failed. It leaves nothing; the next attempt uses new
// keys and polynomials.
var ErrEnded = errors.New("attempt has ended")

// ErrCheated says that a member's own share does not fit its public key: a dealer cheated
// it and it did not complain in time. It holds no share of this epoch.
var ErrCheated = errors.New("own share does not fit")

// Params are what the contract says about an attempt when it starts.
type Params struct {
	ChainID   [32]byte // big-endian, as committee numbers
	Contract  Account
	Committee [32]byte
	Epoch     uint64    // from 1
	Attempt   uint64    // from 1, within the epoch
	T         int       // how many shares open, 1..n
	Members   []Account // member m is at m-1; at most shamir.MaxMembers
	Previous  *Epoch    // the epoch that is dealt from; nil in epoch 1
}

// Epoch is an epoch that a resharing deals from.
type Epoch struct {
	T       int
	Members []Account
	Session [32]byte
	Hash    [32]byte // what its members confirmed
	Keys    *shamir.KeyList
}

// Event is one message as the contract kept it. Data is the message: a join, the 32 bytes
// of a commit, a dealing, a complaint, the 32 bytes of a confirm.
type Event struct {
	Phase Phase
	From  Account
	Data  []byte
}

// Attempt is the public replay of one attempt. It is not safe for concurrent use.
type Attempt struct {
	p       Params
	phase   Phase // the first phase that is not over
	err     error // why the attempt ended
	members map[Account]int
	dealers map[Account]int // in epoch 1, the members

	joins      map[int][]byte // by member
	commits    map[int][]byte // by dealer
	dealt      map[int]bool   // by dealer
	complained map[[2]int]bool
	confirms   map[int][]byte // by member

	keys     []*group.Point // P_m at m-1, nil for one that has not joined
	session  [32]byte
	dealings []*dealing // at i-1: verified, and the dealer is not out
	out      []Reason   // at i-1: "" while the dealer is not out
	qual     []int
	list     *shamir.KeyList
	hash     [32]byte

	// received are one member's f_i(m) at i-1, from Complaints to Share or the end of the
	// attempt. They say no more than p_m, which their owner keeps for just as long.
	received []*group.Scalar
	receiver int // m, 0 if there are none
}

// NewAttempt returns the replay of an attempt that has just started. It copies p, but not
// the keys of p.Previous.
func NewAttempt(p Params) (*Attempt, error) {
	a := &Attempt{
		p:          p,
		joins:      make(map[int][]byte),
		commits:    make(map[int][]byte),
		dealt:      make(map[int]bool),
		complained: make(map[[2]int]bool),
		confirms:   make(map[int][]byte),
	}
	a.p.Members = slices.Clone(p.Members)
	var err error
	if a.members, err = indices(p.T, p.Members); err != nil {
		return nil, err
	}
	if p.Attempt == 0 {
		return nil, errors.New("attempts count from 1")
	}
	if (p.Epoch == 1) != (p.Previous == nil) || p.Epoch == 0 {
		return nil, fmt.Errorf("epoch %d must deal from an epoch, and only epoch 1 from none", p.Epoch)
	}
	a.dealers = a.members
	if old := p.Previous; old != nil {
		if a.dealers, err = indices(old.T, old.Members); err != nil {
			return nil, fmt.Errorf("epoch dealt from: %w", err)
		}
		if old.Keys == nil || old.Keys.T != old.T || old.Keys.N() != len(old.Members) {
			return nil, errors.New("epoch dealt from: keys do not fit threshold and members")
		}
		if hash, err := old.Keys.Hash(old.Session); err != nil {
			return nil, fmt.Errorf("epoch dealt from: %w", err)
		} else if hash != old.Hash {
			return nil, errors.New("epoch dealt from: keys are not those that were confirmed")
		}
		epoch := *old
		epoch.Members = slices.Clone(old.Members)
		a.p.Previous = &epoch
	}
	a.dealings = make([]*dealing, len(a.dealers))
	a.out = make([]Reason, len(a.dealers))
	return a, nil
}

// indices returns the members' indices, if they can be a committee with threshold t.
func indices(t int, members []Account) (map[Account]int, error) {
	n := len(members)
	if n > shamir.MaxMembers {
		return nil, fmt.Errorf("%d members are more than %d", n, shamir.MaxMembers)
	}
	if t < 1 || t > n {
		return nil, fmt.Errorf("threshold %d of %d members is out of range", t, n)
	}
	at := make(map[Account]int, n)
	for k, m := range members {
		if at[m] != 0 {
			return nil, fmt.Errorf("member %x is there twice", m)
		}
		at[m] = k + 1
	}
	return at, nil
}

// Handle takes the next message. The first message of a phase ends the phases before it.
// A message that the contract cannot have kept, because its sender may not speak, has
// spoken, or speaks too late, is an error, and nothing changes. What is wrong with a
// message otherwise is no error: it is blamed on the sender, or counts for nothing. Once
// the attempt has ended, no message counts.
func (a *Attempt) Handle(e Event) error {
	if e.Phase < Join || e.Phase > Confirm {
		return fmt.Errorf("no such phase: %d", int(e.Phase))
	}
	// Confirms count as long as the epoch lasts.
	if e.Phase < a.phase && e.Phase != Confirm {
		return fmt.Errorf("a %v of %x came after the phase", e.Phase, e.From)
	}
	m, i := a.members[e.From], a.dealers[e.From]
	speaker := m
	if e.Phase == Commit || e.Phase == Deal {
		speaker = i
	}
	if speaker == 0 {
		return fmt.Errorf("%x has no %v to send", e.From, e.Phase)
	}
	if m != 0 && e.Phase != Join && a.joins[m] == nil {
		return fmt.Errorf("%x sent a %v and no join", e.From, e.Phase)
	}
	var about int // the dealer that a complaint names, 0 if there is none
	var again bool
	switch e.Phase {
	case Join:
		again = a.joins[m] != nil
	case Commit:
		again = a.commits[i] != nil
	case Deal:
		again = a.dealt[i]
	case Complain:
		about = a.dealerNamed(e.Data)
		again = about != 0 && a.complained[[2]int{m, about}]
	case Confirm:
		again = a.confirms[m] != nil
	}
	if again {
		return fmt.Errorf("a second %v of %x", e.Phase, e.From)
	}

	a.End(e.Phase - 1)
	data := append(make([]byte, 0, len(e.Data)), e.Data...) // never nil: nil means none came
	switch e.Phase {
	case Join:
		a.joins[m] = data
	case Commit:
		a.commits[i] = data
	case Deal:
		a.dealt[i] = true
		a.deal(i, data)
	case Complain:
		if about != 0 {
			a.complained[[2]int{m, about}] = true
			a.complain(m, about, data)
		}
	case Confirm:
		a.confirms[m] = data
	}
	return nil
}

// dealerNamed returns the dealer that a complaint is about, or 0.
func (a *Attempt) dealerNamed(complaint []byte) int {
	if len(complaint) < 4 {
		return 0
	}
	i := binary.BigEndian.Uint32(complaint)
	if int64(i) > int64(len(a.out)) {
		return 0
	}
	return int(i)
}

// End says that the phase p, and so every phase before it, is over, and computes what
// follows. Ending a phase that is over does nothing.
func (a *Attempt) End(p Phase) {
	for ; a.phase <= p && a.phase < over; a.phase++ {
		if a.err != nil {
			continue
		}
		switch a.phase {
		case Join:
			a.endJoin()
		case Deal:
			for i, d := range a.dealings {
				if d == nil {
					a.blame(i+1, Missing)
				}
			}
		case Complain:
			a.endComplain()
		case Confirm:
			if !a.anyActive() {
				a.fail("no hash was confirmed by %d members", a.ConfirmsNeeded())
			}
		}
	}
}

func (a *Attempt) fail(format string, args ...any) {
	a.forget()
	a.err = fmt.Errorf("%w: %s", ErrEnded, fmt.Sprintf(format, args...))
}

// forget erases what Complaints left for Share.
func (a *Attempt) forget() {
	for _, value := range a.received {
		if value != nil {
			value.Erase()
		}
	}
	a.received, a.receiver = nil, 0
}

// blame puts dealer i out, unless it is.
func (a *Attempt) blame(i int, r Reason) {
	if a.out[i-1] == "" {
		a.out[i-1] = r
	}
	a.dealings[i-1] = nil
}

func (a *Attempt) endJoin() {
	a.keys = make([]*group.Point, len(a.p.Members))
	joined := 0
	seen := make(map[[group.PointSize]byte]bool)
	for m := 1; m <= len(a.keys); m++ {
		// Only a joined member's key can be repeated: otherwise a copy with a bad proof
		// would keep out the owner.
		account := a.p.Members[m-1]
		key, err := verifyJoin(&a.p, account, a.joins[m])
		if err == nil {
			enc := [group.PointSize]byte(a.joins[m])
			if !seen[enc] {
				seen[enc] = true
				a.keys[m-1] = key
				joined++
				continue
			}
		}
		if i := a.dealers[account]; i != 0 {
			a.blame(i, NotJoined)
		}
	}
	a.session = a.p.session(a.keys)
	if need := a.p.majority(); joined < need {
		a.fail("%d members joined, not %d", joined, need)
	}
}

// majority returns max(t, floor(n/2)+1): at least one member of any two such sets is the
// same, and t of them hold t shares.
func (p *Params) majority() int { return max(p.T, len(p.Members)/2+1) }

// session returns keccak256(abi.encode(uint256 chainId, address contract, uint256
// committee, uint64 epoch, uint64 attempt, uint32 t, address[] members, bytes[] keys,
// bytes32 previous)), with empty keys for members that have not joined.
func (p *Params) session(keys []*group.Point) [32]byte {
	n := len(p.Members)
	number := func(b []byte, v int) []byte {
		return binary.BigEndian.AppendUint64(append(b, make([]byte, 24)...), uint64(v))
	}
	address := func(b []byte, v Account) []byte {
		return append(append(b, make([]byte, 12)...), v[:]...)
	}
	var values, offsets []byte // of keys
	for _, key := range keys {
		offsets = number(offsets, 32*n+len(values))
		if key == nil {
			values = number(values, 0)
			continue
		}
		enc, _ := key.Encode() // decoded, so not the identity
		values = append(number(values, len(enc)), enc...)
		values = append(values, make([]byte, 64-len(enc))...)
	}
	var previous [32]byte
	if p.Previous != nil {
		previous = p.Previous.Hash
	}
	b := append([]byte(nil), p.ChainID[:]...)
	b = address(b, p.Contract)
	b = append(b, p.Committee[:]...)
	b = binary.BigEndian.AppendUint64(append(b, make([]byte, 24)...), p.Epoch)
	b = binary.BigEndian.AppendUint64(append(b, make([]byte, 24)...), p.Attempt)
	b = number(b, p.T)
	b = number(b, 9*32)          // where members are
	b = number(b, 9*32+32*(1+n)) // where keys are
	b = append(b, previous[:]...)
	b = number(b, n)
	for _, m := range p.Members {
		b = address(b, m)
	}
	b = number(b, n)
	return group.Keccak256(b, offsets, values)
}

// deal takes the dealing of dealer i.
func (a *Attempt) deal(i int, data []byte) {
	if a.err != nil || a.out[i-1] != "" {
		return
	}
	// A commit of another length than 32 is none that a dealing can open.
	commit := a.commits[i]
	if commit == nil {
		a.blame(i, Missing)
		return
	}
	if len(commit) != 32 {
		a.blame(i, WrongCommit)
		return
	}
	var oldKey *group.Point
	if a.p.Previous != nil {
		oldKey = a.p.Previous.Keys.Key(i)
	}
	d, reason := verifyDealing(a.session, [32]byte(commit), a.p.T, i, data, a.keys, oldKey)
	if reason != "" {
		a.blame(i, reason)
		return
	}
	a.dealings[i-1] = d
}

// complain takes the complaint of member m about dealer i.
func (a *Attempt) complain(m, i int, data []byte) {
	if a.err != nil || a.out[i-1] != "" || a.keys[m-1] == nil {
		return
	}
	if _, err := verifyComplaint(a.session, a.dealings[i-1], m, a.keys[m-1], data); err == nil {
		a.blame(i, Complaint)
	}
}

func (a *Attempt) endComplain() {
	var left []int
	for i, d := range a.dealings {
		if d != nil {
			left = append(left, i+1)
		}
	}
	need := a.p.T
	if old := a.p.Previous; old != nil {
		need = old.T
	}
	if len(left) < need {
		a.fail("%d dealers are left, not %d", len(left), need)
		return
	}
	var weights []*group.Scalar // nil: 1 for each
	if a.p.Previous != nil {
		left = left[:need]
		weights, _ = shamir.Lagrange(left) // distinct, and 1 or more
	}
	commitments := make([]shamir.Commitment, len(left))
	for k, i := range left {
		commitments[k] = a.dealings[i-1].C
	}
	C := shamir.VarTimeCombine(weights, commitments)
	list := &shamir.KeyList{T: a.p.T, X: C[0], Members: C.VarTimeEvalAll(len(a.p.Members))}
	if old := a.p.Previous; old != nil && !old.Keys.X.Equal(list.X) {
		a.fail("the public key changed")
		return
	}
	hash, err := list.Hash(a.session)
	if err != nil {
		a.fail("a public key is the identity")
		return
	}
	a.qual, a.list, a.hash = left, list, hash
}

// Phase returns the first phase that is not over, one past Confirm when all are.
func (a *Attempt) Phase() Phase { return a.phase }

// Err returns nil, or an error that wraps ErrEnded and says why the attempt has ended.
func (a *Attempt) Err() error { return a.err }

// Session returns the hash that names this attempt and its joined members' keys, known
// after the join phase, before it 0.
func (a *Attempt) Session() [32]byte { return a.session }

// Joined returns the indices of the members that have joined, known after the join phase.
func (a *Attempt) Joined() []int {
	var joined []int
	for k, key := range a.keys {
		if key != nil {
			joined = append(joined, k+1)
		}
	}
	return joined
}

// Out returns the dealers that are out so far, by index.
func (a *Attempt) Out() []Blame {
	var out []Blame
	for k, r := range a.out {
		if r != "" {
			out = append(out, Blame{k + 1, r})
		}
	}
	return out
}

// Qualified returns the dealers whose dealings make the key: QUAL in epoch 1, D in a
// resharing. It is nil before the end of the complain phase.
func (a *Attempt) Qualified() []int { return slices.Clone(a.qual) }

// Keys returns X and X_1..X_n, which nobody may change, or nil before the end of the
// complain phase and when the attempt ended there.
func (a *Attempt) Keys() *shamir.KeyList { return a.list }

// Hash returns what members confirm, once Keys are known.
func (a *Attempt) Hash() [32]byte { return a.hash }

// ConfirmsNeeded returns how many equal confirms make the epoch active.
func (a *Attempt) ConfirmsNeeded() int { return a.p.majority() }

// ConfirmsForErasure returns how many joined members' confirms let a member erase its
// share of the epoch before as soon as the grace period is over: so many that t honest
// ones are among them if t-1 are not.
func (a *Attempt) ConfirmsForErasure() int { return min(len(a.p.Members), 2*a.p.T-1) }

// ConfirmsForErasureLate returns how many are enough when 7 days have passed.
func (a *Attempt) ConfirmsForErasureLate() int {
	return a.p.T + (len(a.p.Members)-a.p.T+1)/2
}

// Confirmed returns how many joined members confirmed Hash: those that can be asked for
// shares, and that count for erasure.
func (a *Attempt) Confirmed() int {
	count := 0
	for k, key := range a.keys {
		if a.list != nil && key != nil && slices.Equal(a.confirms[k+1], a.hash[:]) {
			count++
		}
	}
	return count
}

// Active reports that the epoch is active with Hash. Like the contract, which cannot
// tell them, it counts confirms of members whose join failed.
func (a *Attempt) Active() bool {
	return a.list != nil && a.count(a.hash[:]) >= a.ConfirmsNeeded()
}

func (a *Attempt) anyActive() bool {
	for _, hash := range a.confirms {
		if a.count(hash) >= a.ConfirmsNeeded() {
			return true
		}
	}
	return false
}

// count returns how many members confirmed hash.
func (a *Attempt) count(hash []byte) int {
	count := 0
	for _, h := range a.confirms {
		if len(h) == 32 && slices.Equal(h, hash) {
			count++
		}
	}
	return count
}
