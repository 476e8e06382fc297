package dkg

import (
	"errors"
	"fmt"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// NewJoin returns the join of account with key p_m, which must be new and random: it is
// for this attempt alone.
func NewJoin(p *Params, account Account, key *group.Scalar) ([]byte, error) {
	at, err := indices(p.T, p.Members)
	if err != nil {
		return nil, err
	}
	if at[account] == 0 {
		return nil, fmt.Errorf("%x is not a member", account)
	}
	w := group.RandomScalar()
	defer w.Erase()
	return makeJoin(p, account, key, w)
}

// Deal returns a new dealing of account in the commit phase. In a resharing secret is the
// account's share x_i of the epoch dealt from; in epoch 1 it is nil and Deal draws one.
// Whatever Deal draws is erased when it returns. The caller keeps the bytes durably
// before it sends the commit, and after a crash sends the same ones: two dealings in one
// session give shares away. Deal refuses when a commit of the account was handled.
func (a *Attempt) Deal(account Account, secret *group.Scalar) ([]byte, error) {
	i := a.dealers[account]
	switch {
	case a.err != nil:
		return nil, a.err
	case i == 0:
		return nil, fmt.Errorf("%x is not a dealer", account)
	case a.phase != Commit:
		return nil, fmt.Errorf("a dealing is made in the commit phase, this is %v", a.phase)
	case a.out[i-1] != "":
		return nil, fmt.Errorf("dealer %d is out: %s", i, a.out[i-1])
	case a.commits[i] != nil:
		return nil, fmt.Errorf("dealer %d has committed to a dealing", i)
	case (secret == nil) != (a.p.Previous == nil):
		return nil, errors.New("a resharing deals a share, epoch 1 does not")
	}
	if secret == nil {
		secret = group.RandomScalar()
		defer secret.Erase()
	} else if !group.NewPoint().BaseMult(secret).Equal(a.p.Previous.Keys.Key(i)) {
		return nil, fmt.Errorf("the secret is not dealer %d's share of the epoch dealt from", i)
	}
	o := &dealingOpening{
		f:   shamir.NewPolynomial(secret, a.p.T),
		eph: group.RandomScalar(),
		a:   group.RandomScalar(),
		b:   group.RandomScalar(),
	}
	defer o.erase()
	return makeDealing(a.session, i, o, a.keys)
}

// CommitOf returns what a dealer sends in the commit phase for its dealing, known after
// the join phase.
func (a *Attempt) CommitOf(dealing []byte) [32]byte { return commitOf(a.session, dealing) }

// receiverWith returns the index of account, if key is what it joined with.
func (a *Attempt) receiverWith(account Account, key *group.Scalar) (int, error) {
	m := a.members[account]
	switch {
	case a.err != nil:
		return 0, a.err
	case m == 0:
		return 0, fmt.Errorf("%x is not a member", account)
	case a.keys[m-1] == nil:
		return 0, fmt.Errorf("member %d has not joined", m)
	case !group.NewPoint().BaseMult(key).Equal(a.keys[m-1]):
		return 0, fmt.Errorf("the key is not the one that member %d joined with", m)
	}
	return m, nil
}

// Complaints returns, in the complain phase, what account has to send: one complaint for
// each dealer that is not out, gave it a share that does not fit, and was not complained
// about by it. There is none about a dealer that is out, whatever it sent: S_m could open
// the dealing of another.
func (a *Attempt) Complaints(account Account, key *group.Scalar) ([][]byte, error) {
	if a.phase != Complain {
		return nil, fmt.Errorf("complaints are made in the complain phase, this is %v", a.phase)
	}
	m, err := a.receiverWith(account, key)
	if err != nil {
		return nil, err
	}
	a.forget()
	a.received, a.receiver = make([]*group.Scalar, len(a.dealings)), m
	var complaints [][]byte
	for k, d := range a.dealings {
		if d == nil {
			continue
		}
		value, err := d.receive(a.session, m, key)
		if err != nil {
			return nil, err
		}
		a.received[k] = value
		if a.complained[[2]int{m, k + 1}] || d.fits(m, value) {
			continue
		}
		w := group.RandomScalar()
		c, err := makeComplaint(a.session, d, m, key, w)
		w.Erase()
		if err != nil {
			return nil, err
		}
		complaints = append(complaints, c)
	}
	return complaints, nil
}

// Share returns account's share x_m once the complain phase is over, or ErrCheated. It
// has checked x_m G = X_m.
func (a *Attempt) Share(account Account, key *group.Scalar) (*group.Scalar, error) {
	if a.phase <= Complain {
		return nil, fmt.Errorf("shares are known after the complain phase, this is %v", a.phase)
	}
	// An attempt that failed for want of confirms has shares too, and nobody wants them.
	m, err := a.receiverWith(account, key)
	if err != nil {
		return nil, err
	}
	var weights []*group.Scalar
	if a.p.Previous != nil {
		weights, err = shamir.Lagrange(a.qual)
		if err != nil {
			return nil, err
		}
	}
	if a.receiver != m { // after a crash, say
		a.forget()
		a.received, a.receiver = make([]*group.Scalar, len(a.dealings)), m
		for _, i := range a.qual {
			if a.received[i-1], err = a.dealings[i-1].receive(a.session, m, key); err != nil {
				return nil, err
			}
		}
	}
	defer a.forget()
	x := group.NewScalar()
	for k, i := range a.qual {
		value := a.received[i-1]
		if weights != nil {
			value.Multiply(value, weights[k])
		}
		x.Add(x, value)
	}
	if !group.NewPoint().BaseMult(x).Equal(a.list.Key(m)) {
		x.Erase()
		return nil, fmt.Errorf("member %d: %w", m, ErrCheated)
	}
	return x, nil
}
