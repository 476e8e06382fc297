package chain_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/chain/accounttest"
	"github.com/latchkey-network/latchkey/devnet"
)

// Pieces of accounts in bytes of the EVM.
const (
	goodWord = "631626ba7e60e01b" // 0x1626ba7e, at the left of a word
	returnIt = "5f5260205ff3"     // returns the word on the stack
)

// onlyOne is an account that takes signatures that begin with 1, and nothing else.
var onlyOne = common.FromHex("6064" + "35" + "60f81c" + "600114" + goodWord + "02" + returnIt)

// future is where the deployment proxy puts an account with that code, and what it is called with.
func future(runtime []byte) (common.Address, []byte) {
	salt := [32]byte{1}
	code := initCode(runtime)
	return crypto.CreateAddress2(chain.DeploymentProxy, salt, crypto.Keccak256(code)), append(salt[:], code...)
}

// What the code of an account says, that is there or is still to come, is a yes in one way, and a no in all others.
func TestSignedByCode(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	maker := wallet(e, 0)
	digest := [32]byte{31: 7} // the question begins with the right word: who returns nothing has not said it
	one, deployment := future(onlyOne)
	forever, yes := deploy(t, c, maker, codeForever), deploy(t, c, maker, common.FromHex(goodWord+returnIt))
	_, receipt, err := c.Deploy(t.Context(), maker, chain.Tx{Data: initCode(onlyOne)})
	if err != nil {
		t.Fatal(err)
	}
	v := head(t, c, receipt.BlockNumber.Uint64())
	check := func(name string, v *chain.View, account common.Address, signature []byte, want bool) {
		t.Helper()
		if ok, err := v.SignedByCode(t.Context(), account, digest, signature); ok != want || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}

	// An account that is not there yet.
	check("deployed in a trial", v, one, accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1, 2}), true)
	check("a signature that its code does not take", v, one, accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{2}), false)
	check("without a deployment", v, one, []byte{1, 2}, false)
	check("no signature", v, one, nil, false)
	check("a factory that deploys nothing", v, one, accounttest.Wrap(t, yes, deployment, []byte{1}), false)
	check("no factory", v, one, accounttest.Wrap(t, common.Address{19: 99}, deployment, []byte{1}), false)
	check("the account as its own factory", v, one, accounttest.Wrap(t, one, deployment, []byte{1}), false)
	check("a factory that burns gas", v, one, accounttest.Wrap(t, forever, deployment, []byte{1}), false)
	check("a deployment of another account", v, common.Address{19: 0x77}, accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1}), false)
	check("another salt", v, one, accounttest.Wrap(t, chain.DeploymentProxy, append([]byte{9}, deployment[1:]...), []byte{1}), false)
	check("a precompiled contract", v, common.Address{19: 4}, accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1}), false)
	for name, s := range map[string][]byte{
		"the end alone":         bytes.Repeat([]byte{0x64, 0x92}, 16),
		"cut":                   accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1})[33:],
		"offsets to nowhere":    append(bytes.Repeat([]byte{0xff}, 96), bytes.Repeat([]byte{0x64, 0x92}, 16)...),
		"more than a chain can": accounttest.Wrap(t, chain.DeploymentProxy, deployment, append([]byte{1}, make([]byte, 50_000)...)),
	} {
		check(name, v, one, s, false)
	}
	for name, a := range map[string]struct {
		runtime string
		ok      bool
	}{
		"takes all":               {goodWord + returnIt, true},
		"the word and more in it": {goodWord + "600117" + returnIt, false},
		"four bytes only":         {goodWord + "5f5260045ff3", false},
		"31 bytes":                {goodWord + "5f52601f5ff3", false},
		"reverts with the word":   {goodWord + "5f5260205ffd", false},
		"returns nothing":         {"00", false},
		"two megabytes":           {"622000005ff3", false},
		"never ends":              {"5b5f56", false},
		"writes":                  {"6001600155" + goodWord + returnIt, false},
		// It calls the proxy to make one more contract, in vain, and takes all.
		"comes back to the factory": {"36" + "5f5f37" + "5f5f365f5f73" + chain.DeploymentProxy.Hex()[2:] + "5af150" + goodWord + returnIt, true},
	} {
		account, data := future(common.FromHex(a.runtime))
		check(name, v, account, accounttest.Wrap(t, chain.DeploymentProxy, data, []byte{1}), a.ok)
	}
	// Nothing of all that has stayed.
	if code, err := v.Code(t.Context(), one); err != nil || len(code) > 0 {
		t.Errorf("the account has code now: %x, %v", code, err)
	}
	if out, err := v.Call(t.Context(), one, nil); !errors.Is(err, chain.ErrNoCode) {
		t.Errorf("a call finds the account: %x, %v", out, err)
	}

	// Once it is there, a signature of ERC-6492 is one like any other, and its code does not take it.
	receipt, err = c.Send(t.Context(), maker, chain.Tx{To: chain.DeploymentProxy, Data: deployment})
	if err != nil {
		t.Fatal(err)
	}
	later := head(t, c, receipt.BlockNumber.Uint64())
	check("deployed", later, one, []byte{1, 2}, true)
	check("deployed, and a deployment again", later, one, accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1, 2}), false)
	check("deployed, which another has no good of", later, yes, []byte{2}, true)
	check("at the block before", v, one, []byte{1, 2}, false)

	// An endpoint that does not answer is no no.
	c.Close()
	fresh := accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1, 3})
	if ok, err := v.SignedByCode(t.Context(), one, digest, fresh); ok || !errors.Is(err, chain.ErrClosed) {
		t.Errorf("without an endpoint: %v, %v", ok, err)
	}
}
