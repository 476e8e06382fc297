package fileobjects_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

const (
	nft       = "0x2222222222222222222222222222222222222222"
	datatoken = "0xDbEcD8eD5bF2B12beb2a9Ed8B1eE5e1b50AB62A5"
	cid       = "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
	arweaveID = "bNbA3TEQVL60xlgCcqdz4ZPHFZ711cZ3hmkpGttDt_U"
	view      = `{"type":"function","name":"f","stateMutability":"view","inputs":[{"name":"who","type":"address"}],"outputs":[{"name":"","type":"uint256"}]}`
	s3        = `{"endpoint":"https://s3.example.org","region":"eu-west-1","bucket":"bucket","objectKey":"a/b.csv","accessKeyId":"HUNTER2","secretAccessKey":"HUNTER2HUNTER2"}`
)

func object(files string) string {
	return fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, nft, datatoken, files)
}

// TestParse: each type as @oceanprotocol/lib and ocean-node write it.
func TestParse(t *testing.T) {
	all := []string{
		`{"type":"url","url":"https://example.org/a.csv","method":"GET"}`,
		`{"type":"url","index":0,"url":"http://u:p@example.org:81/?a=1#part","method":"post","headers":{"X-Key":"v"}}`,
		`{"type":"url","url":"https://example.org/a.csv","headers":[{"X-Key":"v"},{"Other":"w"}]}`,
		`{"type":"url","url":"https://example.org/a.csv","method":"GET","headers":null}`,
		`{"type":"ipfs","hash":"` + cid + `"}`,
		`{"type":"ipfs","hash":"` + cid + `/folder/a.csv"}`,
		`{"type":"arweave","transactionId":"` + arweaveID + `"}`,
		`{"type":"graphql","url":"https://example.org/graphql","query":"query { nfts { id } }","headers":{"X-Key":"v"}}`,
		`{"type":"smartcontract","address":"` + datatoken + `","chainId":137,"abi":` + view + `}`,
		`{"type":"s3","s3Access":` + s3 + `}`,
		`{"type":"s3","s3Access":` + strings.Replace(strings.Replace(s3, `"region":"eu-west-1"`, `"forcePathStyle":true`, 1), "https://", "", 1) + `}`,
	}
	files, err := fileobjects.Parse([]byte(object(strings.Join(all, ","))))
	if err != nil {
		t.Fatal(err)
	}
	if files.NFT != common.HexToAddress(nft) || files.Datatoken != common.HexToAddress(datatoken) || len(files.Files) != len(all) {
		t.Errorf("read %v %v and %d files", files.NFT, files.Datatoken, len(files.Files))
	}
	for i, f := range files.Files {
		var want struct{ Type string }
		json.Unmarshal([]byte(all[i]), &want)
		if f.Index() != i || f.Type() != want.Type {
			t.Errorf("file %d is number %d, a %q", i, f.Index(), f.Type())
		}
		alone, err := fileobjects.ParseFile(0, []byte(all[i]))
		if err != nil || alone.Index() != 0 || alone.Type() != f.Type() {
			t.Errorf("%d alone: %v", i, err)
		}
		// Nothing of a file is printed, however it is asked for.
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("a file", "file", f)
		slog.New(slog.NewTextHandler(&log, nil)).Info("a file", "file", f)
		if text := fmt.Sprintf("%v %+v %#v %s %q", f, f, f, f, f) + log.String(); strings.Contains(text, "example") || strings.Contains(text, "bafk") || strings.Contains(strings.ToUpper(text), "HUNTER2") {
			t.Errorf("a file prints as %s", text)
		}
	}
}

// TestParseStrict: what is not such an object is refused, by an error that names file and type and none of the secrets.
func TestParseStrict(t *testing.T) {
	url := func(more string) string { return `{"type":"url","url":"https://hunter2.example/hunter2",` + more + `}` }
	s3With := func(old, new string) string {
		return `{"type":"s3","s3Access":` + strings.Replace(s3, old, new, 1) + `}`
	}
	contract := func(old, new string) string {
		return strings.Replace(`{"type":"smartcontract","address":"`+datatoken+`","chainId":137,"abi":`+view+`}`, old, new, 1)
	}
	good := `{"type":"ipfs","hash":"` + cid + `"}`
	for _, test := range []struct{ file, says string }{
		{`null`, "file 1: it is not a JSON object"},
		{`[]`, "file 1: it is not a JSON object"},
		{`{"type":"ftp","url":"ftp://hunter2.example"}`, "file 1: its type is none of"},
		{`{"hash":"` + cid + `"}`, "file 1: it has no type"},
		{`{"url":"https://hunter2.example","query":"{hunter2}"}`, "file 1: it has no type"},
		{`{"type":"","url":"https://hunter2.example"}`, "file 1: type is not a text"},
		{`{"type":"nodePersistentStorage","bucketId":"hunter2"}`, "file 1: its type is none of"},
		{`{"type":"url","method":"GET"}`, "file 1 (url): it has no url"},
		{`{"type":"url","url":"file:///hunter2","method":"GET"}`, "not an http(s) URL"},
		{`{"type":"url","url":"https:hunter2","method":"GET"}`, "not an http(s) URL"},
		{`{"type":"url","url":"https://hunter2.example/%zz","method":"GET"}`, "not an http(s) URL"},
		{`{"type":"url","url":7,"method":"GET"}`, "url is not a text"},
		{`{"type":"url","url":"https://hunter2.example","url":"https://other.example"}`, `the field "url" twice`},
		{`{"type":"url","URL":"https://hunter2.example","method":"GET"}`, `the field "URL"`},
		{url(`"method":"DELETE"`), "neither GET nor POST"},
		{url(`"hash":"` + cid + `"`), `the field "hash"`},
		{url(`"encryptedBy":"hunter2"`), "encrypted to some Ocean Node's key"},
		{url(`"headers":"hunter2"`), "headers is not an object"},
		{url(`"headers":{"X":1}`), "headers is not an object of strings"},
		{url(`"headers":{"X":"hunter2\r\nHost: y"}`), "headers is not an object of strings"},
		{url(`"headers":{"X Y":"hunter2"}`), "headers is not an object of strings"},
		{url(`"headers":{"host":"hunter2"}`), "headers has Host"},
		{url(`"headers":{"RANGE":"bytes=1-2"}`), "headers has Range"},
		{url(`"headers":{"X-Key":"hunter2","x-key":"b"}`), "twice"},
		{url(`"headers":[{"X-Key":"hunter2"},{"X-Key":"b"}]`), "twice"},
		{`{"type":"ipfs","hash":"https://hunter2.example"}`, "not a CID"},
		{`{"type":"ipfs","hash":"` + cid + `?x"}`, "not a CID"},
		{`{"type":"arweave","transactionId":"hunter2"}`, "43 characters"},
		{`{"type":"graphql","url":"https://hunter2.example"}`, "(graphql): it has no query"},
		{`{"type":"graphql","url":"https://hunter2.example","query":"{a}","method":"GET"}`, `the field "method"`},
		{contract(`137`, `"hunter2"`), "chainId is not"},
		{contract(`137`, `-1`), "chainId is not"},
		{contract(datatoken, "0xhunter2"), "address is not an address"},
		{contract(`"view"`, `"nonpayable"`), "neither view nor pure"},
		{contract(`"stateMutability":"view"`, `"constant":false`), "neither view nor pure"},
		{contract(`"type":"function"`, `"type":"event"`), "not a function's"},
		{contract(`"name":"who"`, `"name":""`), "has no name"},
		{contract(`uint256`, `hunter2`), "abi has outputs of a type that is not served"},
		{contract(`"type":"address"`, `"type":"uint99999999999"`), "abi has inputs of a type"}, // of so many bits a number was made
		{contract(`uint256`, `uint256[1000000000000][1]`), "abi has outputs of a type"},
		{contract(`uint256`, `uint8[256][256]`), "abi has outputs of a type"},
		{contract(`uint256`, `uint256`+strings.Repeat("[]", 50_000)), "abi has outputs of a type"},
		{contract(`"type":"uint256"`, `"type":"tuple","components":[{"name":"a","type":"uint8[99999999999999999]"}]`), "abi has outputs of a type"},
		{contract(`"type":"uint256"`, strings.Repeat(`"type":"tuple","components":[{"name":"a",`, 9)+`"type":"uint8"`+strings.Repeat(`}]`, 9)), "abi has outputs of a type"},
		{contract(`"type":"address"`, `"type":"uint12"`), "abi has inputs of a type"},
		{contract(`"type":"address"`, `"type":"bytes33"`), "abi has inputs of a type"},
		{contract(`"type":"address"`, `"type":"address20"`), "abi has inputs of a type"},
		{contract(`"type":"uint256"`, `"type":"uint256","components":[{"name":"a","type":"bool"}]`), "abi has outputs of a type"},
		{contract(`"type":"uint256"`, `"type":"tuple","components":[]`), "abi has outputs of a type"},
		{contract(`"inputs":`, `"outputs":[{"name":"","type":"uint8[999][999]"}],"inputs":`), "each name once"},
		{s3With(`"bucket":"bucket",`, ``), "s3Access: it has no bucket"},
		{s3With(`"bucket":"bucket"`, `"bucket":"../hunter2"`), "bucket or accessKeyId"},
		{s3With(`https://s3.example.org`, `https://s3.example.org/hunter2`), "endpoint is not a host"},
		{s3With(`https://s3.example.org`, `https://a:hunter2@s3.example.org`), "endpoint is not a host"},
		{s3With(`eu-west-1`, `eu/hunter2`), "region is not one"},
		{s3With(`"bucket":"bucket"`, `"bucket":"bucket","sessionToken":"hunter2"`), `the field "sessionToken"`},
	} {
		_, err := fileobjects.Parse([]byte(object(good + "," + test.file)))
		var e *fileobjects.Error
		if err == nil || !errors.As(err, &e) || e.Index != 1 || !strings.Contains(err.Error(), test.says) || strings.Contains(strings.ToLower(err.Error()), "hunter2") {
			t.Errorf("%s: %v, want %q", test.file, err, test.says)
		}
	}
	for _, text := range []string{
		``, `null`, `{}`, object(``), object(good) + `{}`, strings.Replace(object(good), nft, "0x22", 1), strings.Replace(object(good), nft, nft[2:]+"00", 1),
		strings.Replace(object(good), `"files"`, `"Files"`, 1), strings.Replace(object(good), `{"nft`, `{"more":1,"nft`, 1),
		strings.Replace(object(good), `{"nft`, `{"type":7,"nft`, 1), strings.Replace(object(good), `{"nft`, `{"type":"url","type":"url","nft`, 1),
		`{"nftAddress":"` + nft + `","files":[` + good + `]}`, `{"nftAddress":"` + nft + `","datatokenAddress":"` + datatoken + `","files":` + good + `}`,
		object(strings.Repeat(good+",", 1024) + good), object(strings.Replace(good, cid, cid+"\xff", 1)),
	} {
		if _, err := fileobjects.Parse([]byte(text)); err == nil {
			t.Errorf("read %.200s", text)
		}
	}
}

// TestUserdata: defaults, conversions and refusals by a DDO's consumerParameters.
func TestUserdata(t *testing.T) {
	parameters, err := fileobjects.ParseParameters(json.RawMessage(`[
		{"name":"hometown","type":"text","label":"Hometown","required":true,"description":"..","default":""},
		{"name":"age","type":"number","required":false,"default":18},
		{"name":"developer","type":"boolean","default":"false"},
		{"name":"language","type":"select","required":false,"default":"","options":[{"nodejs":"I love NodeJS"},{"python":"Python"}]},
		{"name":"text","type":"select","options":"[{\"a\":\"A\"}]"}]`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`{"hometown":"Turin"}`: `{"age":18,"developer":false,"hometown":"Turin"}`,
		`{"hometown":"Turin","age":"19.5","developer":"true","language":"python","text":"a","other":[1,"b"]}`: `{"age":19.5,"developer":true,"hometown":"Turin","language":"python","other":[1,"b"],"text":"a"}`,
		`{"hometown":"Turin","age":123456789012345678901234567890}`:                                           `{"age":123456789012345678901234567890,"developer":false,"hometown":"Turin"}`,
		``: "", `{}`: "", `{"hometown":null}`: "", `{"hometown":7}`: "", `{"hometown":"Turin","age":"old"}`: "", `{"hometown":"Turin","age":true}`: "",
		`{"hometown":"Turin","developer":"yes"}`: "", `{"hometown":"Turin","language":"cobol"}`: "", `{"hometown":"Turin","text":["a"]}`: "", `[]`: "", `null`: "", `{"hometown":"Turin"} {}`: "",
		`{"hometown":"` + strings.Repeat("x", 16<<10) + `"}`: "",
	} {
		data, err := fileobjects.ParseUserdata(text, parameters)
		if want == "" {
			if !errors.Is(err, fileobjects.ErrUserdata) {
				t.Errorf("%.60s: %v, %v", text, data, err)
			}
			continue
		}
		if got, _ := json.Marshal(data); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{`{}`, `[{"type":"text"}]`, `[{"name":"a","type":"text"},{"name":"a","type":"text"}]`, `[{"name":"a","type":"date"}]`, `[{"name":"a","type":"select"}]`} {
		if _, err := fileobjects.ParseParameters(json.RawMessage(bad)); err == nil {
			t.Errorf("read %s", bad)
		}
	}
	for _, none := range []string{"", "null", "[]"} {
		if p, err := fileobjects.ParseParameters(json.RawMessage(none)); err != nil || len(p) > 0 {
			t.Errorf("%q: %v, %v", none, p, err)
		}
	}
}
