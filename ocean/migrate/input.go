// Package migrate moves assets of Ocean from a Provider that holds their keys to a committee: it has the owner's file objects
// compared with what the Provider says of them, sealed anew, and the DDOs on the chain name the sealed objects and a gateway of
// Latchkey's. Everything else of a DDO stays as it is, byte for byte, and so do datatokens, prices and orders: who has ordered
// downloads on.
//
// A run that was ended anywhere is gone on with: that something is about to be written to the chain is noted first ([State]), and the
// chain says what came of it.
package migrate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

// MaxInput bounds the owner's file, in bytes.
const MaxInput = 64 << 20

// Asset is what the owner gives of one asset.
type Asset struct {
	DID string
	nft common.Address
	// services have the files object of each service that is to be moved, by the service's id.
	services map[string]content
	// ddo are the texts that may be the asset's DDO, if its owner gave it.
	ddo [][]byte
}

type content struct {
	raw   []byte // of the files object, compact
	files *fileobjects.Files
}

// ParseAssets reads the owner's file:
//
//	{"did:op:..": {"services": {"<id>": {"nftAddress": "0x..", "datatokenAddress": "0x..", "files": [..]}, ..}, "ddo": {..}}, ..}
//
// ddo is for an asset whose DDO only its Provider could decrypt, and does not any more: the DDO, or a text with its very bytes.
// Errors show nothing of the files objects.
func ParseAssets(data []byte, chainID uint64) ([]Asset, error) {
	if len(data) > MaxInput {
		return nil, fmt.Errorf("the assets have %d bytes (at most %d)", len(data), MaxInput)
	}
	var all map[string]json.RawMessage
	if err := strict(data, &all); err != nil || len(all) == 0 {
		return nil, errors.New(`the assets are not an object {"did:op:..": {"services": ..}, ..}`)
	}
	var assets []Asset
	for _, did := range slices.Sorted(maps.Keys(all)) {
		a, err := parseAsset(did, all[did], chainID)
		if err != nil {
			return nil, fmt.Errorf("%.80q: %w", did, err)
		}
		assets = append(assets, *a)
	}
	return assets, nil
}

func parseAsset(did string, data []byte, chainID uint64) (*Asset, error) {
	var given struct {
		Services map[string]json.RawMessage `json:"services"`
		DDO      json.RawMessage            `json:"ddo"`
	}
	if err := strict(data, &given); err != nil || len(given.Services) == 0 {
		return nil, errors.New(`not an object with "services", and perhaps "ddo"`)
	}
	a := &Asset{DID: did, services: make(map[string]content)}
	for id, raw := range given.Services {
		files, err := fileobjects.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("service %.80q: %w", id, err)
		}
		if !ocean.SameDID(did, chainID, files.NFT) {
			return nil, fmt.Errorf("service %.80q: the nftAddress %s is not this asset's on the chain %d", id, files.NFT, chainID)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw); err != nil {
			return nil, fmt.Errorf("service %.80q: not JSON", id)
		}
		a.nft, a.services[id] = files.NFT, content{compact.Bytes(), files}
	}
	if len(given.DDO) > 0 && string(given.DDO) != "null" {
		var text string
		if json.Unmarshal(given.DDO, &text) == nil {
			a.ddo = [][]byte{[]byte(text)}
		} else {
			var compact bytes.Buffer // as ocean.js and ocean.py write it
			if err := json.Compact(&compact, given.DDO); err != nil {
				return nil, errors.New("the DDO is not JSON")
			}
			a.ddo = [][]byte{compact.Bytes(), given.DDO}
		}
	}
	return a, nil
}

// strict decodes one JSON value whose fields are all known.
func strict(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// edit is a value of a JSON text that becomes another.
type edit struct {
	start, end int
	value      string
}

// rewrite returns the DDO with other files and endpoints of services, by their place in the list, and every other byte as it was.
func rewrite(ddo []byte, files map[int]string, endpoint string) ([]byte, error) {
	at, end, err := member(ddo, 0, len(ddo), "version")
	if err != nil {
		return nil, err
	}
	var version string
	if json.Unmarshal(ddo[at:end], &version) != nil {
		return nil, errors.New("the DDO has no version")
	}
	start, stop := 0, len(ddo)
	if strings.HasPrefix(version, "5.") {
		if _, _, err := member(ddo, 0, len(ddo), "proof"); err == nil {
			return nil, errors.New("the DDO has its issuer's proof, which no other DDO would have: issue one without it first")
		}
		if start, stop, err = member(ddo, 0, len(ddo), "credentialSubject"); err != nil {
			return nil, err
		}
	}
	if start, stop, err = member(ddo, start, stop, "services"); err != nil {
		return nil, err
	}
	var edits []edit
	for i, text := range files {
		from, to, err := element(ddo, start, stop, i)
		if err != nil {
			return nil, err
		}
		for name, value := range map[string]string{"files": text, "serviceEndpoint": endpoint} {
			e := edit{value: quote(value)}
			if e.start, e.end, err = member(ddo, from, to, name); err != nil {
				return nil, fmt.Errorf("service %d: %w", i, err)
			}
			edits = append(edits, e)
		}
	}
	sort.Slice(edits, func(i, j int) bool { return edits[i].start < edits[j].start })
	var out bytes.Buffer
	done := 0
	for _, e := range edits {
		out.Write(ddo[done:e.start])
		out.WriteString(e.value)
		done = e.end
	}
	out.Write(ddo[done:])
	return out.Bytes(), nil
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // of a string
	return strings.TrimSuffix(b.String(), "\n")
}

// member finds the value of a name in the object that is data[start:end].
func member(data []byte, start, end int, name string) (from, to int, err error) {
	d := json.NewDecoder(bytes.NewReader(data[start:end]))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return 0, 0, fmt.Errorf("where %s should be in it the DDO has no object", name)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return 0, 0, errors.New("the DDO is not JSON")
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return 0, 0, errors.New("the DDO is not JSON")
		}
		if key == name {
			if to > 0 {
				return 0, 0, fmt.Errorf("the DDO has %s twice in one object", name)
			}
			to = start + int(d.InputOffset())
			from = to - len(value)
		}
	}
	if to == 0 {
		return 0, 0, fmt.Errorf("the DDO has no %s", name)
	}
	return from, to, nil
}

// element finds the i-th value of the list that is data[start:end].
func element(data []byte, start, end, i int) (from, to int, err error) {
	d := json.NewDecoder(bytes.NewReader(data[start:end]))
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return 0, 0, errors.New("the DDO's services are no list")
	}
	for ; d.More(); i-- {
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return 0, 0, errors.New("the DDO is not JSON")
		}
		if i == 0 {
			to = start + int(d.InputOffset())
			return to - len(value), to, nil
		}
	}
	return 0, 0, errors.New("the DDO has too few services")
}
