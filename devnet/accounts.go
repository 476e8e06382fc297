package devnet

import (
	"crypto/ecdsa"
	"encoding/json"
	"net"
	"net/http"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// accountsPath is where a devnet's file server lists accounts; no file can have the name.
const accountsPath = "/devnet/accounts"

// UserNames are what the people of a devnet are called, in the order of their accounts. The first one deployed
// the contracts.
var UserNames = [Users]string{"deployer", "seller", "buyer", "outsider", "buyer2", "buyer3", "user6", "user7", "user8", "user9"}

// Account is one of a devnet's people, as GET /devnet/accounts of its file server lists them. The key is of a chain that
// ends with its process; it must never be used on another.
type Account struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Key     string `json:"key"` // 0x and 32 bytes of hex
}

// withAccounts puts the list of the people's accounts before a handler. Nodes' keys are not among them. The list is for
// pages of this machine: a name that leads here from elsewhere is refused.
func withAccounts(next http.Handler, keys []*ecdsa.PrivateKey) http.Handler {
	var list struct {
		Warning  string    `json:"warning"`
		Accounts []Account `json:"accounts"`
	}
	list.Warning = "These keys are for this devnet alone, and everybody may know them. Never send anything to them elsewhere."
	for i, key := range keys {
		list.Accounts = append(list.Accounts, Account{UserNames[i], crypto.PubkeyToAddress(key.PublicKey).Hex(), hexutil.Encode(crypto.FromECDSA(key))})
	}
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("GET "+accountsPath, func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "the accounts are for this machine", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Type", "application/json")
		h.Set("X-Content-Type-Options", "nosniff")
		json.NewEncoder(w).Encode(list)
	})
	return mux
}
