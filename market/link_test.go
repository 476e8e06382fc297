package market

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/latchkey-network/latchkey/vectors"
)

func anyLink() *rapid.Generator[Link] {
	bytes := func(t *rapid.T, what string, n int) []byte { return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, what) }
	return rapid.Custom(func(t *rapid.T) Link {
		l := Link{ChainID: rapid.Uint64().Draw(t, "chain"), Market: common.Address(bytes(t, "market", 20)), Asset: common.Hash(bytes(t, "asset", 32))}
		if rapid.Bool().Draw(t, "keyed") {
			l.Key = LinkKey(bytes(t, "key", 32))
		}
		if rapid.Bool().Draw(t, "referred") {
			l.Referrer = common.Address(bytes(t, "referrer", 20))
		}
		return l
	})
}

// TestLinkIsItsText: a link survives all the ways in which it is written.
func TestLinkIsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLink().Draw(t, "link")
		for _, text := range []string{l.Full(), l.Page("https://market.example/app"), " " + l.Full() + "\n",
			strings.Replace(l.Full(), "latchkey://", "https://market.example/some/page/", 1),
			strings.Replace(l.Page("https://market.example/"), "#", "#/asset/", 1)} {
			if got, err := ParseLink(text); err != nil || got != l {
				t.Fatalf("%q is %v, %v; want %v", text, got, err, l)
			}
		}
		public := l
		public.Key = LinkKey{}
		if got, err := ParseLink(l.String()); err != nil || got != public {
			t.Fatalf("%q is %v, %v", l.String(), got, err)
		}
	})
}

// TestKeyIsNotShown: however a link is printed, and whatever is wrong with it, its key is
// not there.
func TestKeyIsNotShown(t *testing.T) {
	l := Link{ChainID: 1, Key: LinkKey([]byte("this is a key of 32 bytes, hidden"[:32]))}
	encoded := l.Full()[strings.Index(l.Full(), "#")+1:]
	raw := string(l.Key[:8])
	var b strings.Builder
	log := slog.New(slog.NewJSONHandler(&b, nil))
	log.Info("link", "link", l, "key", l.Key)
	log = slog.New(slog.NewTextHandler(&b, nil))
	log.Info("link", "link", l, "key", l.Key)
	asJSON, err := json.Marshal(struct {
		Link Link
		Item *Item
	}{l, &Item{Link: l}})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{l.String(), b.String(), string(asJSON), fmt.Errorf("asset %s", l).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, l), fmt.Sprintf(verb, l.Key), fmt.Sprintf(verb, &l), fmt.Sprintf(verb, Item{Link: l}), fmt.Sprintf(verb, []Link{l}))
	}
	for _, broken := range []string{l.Full() + "x", l.Full()[:len(l.Full())-3], strings.Replace(l.Full(), "#", "/", 1), strings.Replace(l.Full(), "#", "?", 1),
		strings.Replace(l.Full(), "latchkey://1", "latchkey://x", 1), l.Page("https://a.example/") + "/more", l.Page("https://a.example/") + "%",
		encoded, "https://a.example/" + encoded, "latchkey://1/0x/0x#" + encoded, "latchkey://1/" + encoded + "/0x12"} {
		got, err := ParseLink(broken)
		if err == nil {
			t.Errorf("%q is accepted as %v", broken, got)
			continue
		}
		texts = append(texts, err.Error())
	}
	for _, text := range texts {
		if strings.Contains(text, encoded[:20]) || strings.Contains(text, raw) || strings.Contains(text, fmt.Sprintf("%x", raw)) || strings.Contains(text, "116, 104, 105, 115") || strings.Contains(text, "0x74, 0x68") {
			t.Errorf("the key is in %q", text)
		}
	}
}

// TestLinkVectors reads vectors/listing: what each text is, or that it is none.
func TestLinkVectors(t *testing.T) {
	vectors.Each(t, "listing/link", func(t *testing.T, v vectors.Vector) {
		var in struct{ Link string }
		v.In(t, &in)
		l, err := ParseLink(in.Link)
		if (err == nil) != v.OK() {
			t.Fatalf("%v, %v; want %s", l, err, v.Expect)
		}
		if err != nil {
			return
		}
		var out struct {
			ChainID  vectors.Uint64
			Market   vectors.Address
			Asset    string
			Key      vectors.Hex
			Referrer *vectors.Address
			Link     string
			Page     string
		}
		v.Out(t, &out)
		want := Link{ChainID: uint64(out.ChainID), Market: common.Address(out.Market), Asset: common.HexToHash(out.Asset)}
		copy(want.Key[:], out.Key)
		if out.Referrer != nil {
			want.Referrer = common.Address(*out.Referrer)
		}
		if l != want || l.Full() != out.Link || l.Page("https://market.example/") != out.Page {
			t.Fatalf("%s, %s", l.Full(), l.Page("https://market.example/"))
		}
	})
}

func FuzzLinkIsItsText(f *testing.F) {
	link := Link{ChainID: 31337, Market: common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), Asset: common.HexToHash("0x77")}
	tail := strings.TrimPrefix(link.String(), "latchkey://")
	for _, s := range []string{link.String(), "https://market.example/a/" + tail, "https://market.example/app#/asset/" + tail,
		"http://127.0.0.1:1/" + tail + "?x=y", "", "latchkey://", "latchkey://1/2/3", "latchkey:" + tail, "ftp://a/" + tail,
		"latchkey://01/" + strings.SplitN(tail, "/", 2)[1], link.String() + "/x", "latchkey://-1/0x/0x",
		link.Full() + "#" + strings.Repeat("A", 42) + "E", "https://a/#" + tail + "/" + strings.Repeat("_", 42) + "8", link.String() + "?ref=0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if err != nil {
			return
		}
		back, err := ParseLink(l.Full())
		if err != nil || back != l {
			t.Fatalf("%q is %v, whose text is %v, %v", s, l, back, err)
		}
	})
}

func TestParseLink(t *testing.T) {
	link := Link{ChainID: 137, Market: common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), Asset: common.HexToHash("0x77")}
	tail := strings.TrimPrefix(link.String(), "latchkey://")
	for _, s := range []string{link.String(), " " + link.String() + "\n", "https://market.example/" + tail,
		"https://market.example/some/page/" + tail + "/", "https://market.example/page#/asset/" + tail} {
		if got, err := ParseLink(s); err != nil || got != link {
			t.Errorf("%q is %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", tail, "latchkey://" + tail + "/more", "latchkey://" + tail[:len(tail)-1], "mailto:" + tail,
		strings.Replace(link.String(), "137", "0137", 1), strings.Replace(link.String(), "137", "x", 1),
		strings.Replace(link.String(), "0x9e", "9e", 1),
		link.String() + "#", link.String() + "#" + strings.Repeat("A", 43), link.String() + "#" + strings.Repeat("B", 42), link.String() + "#" + strings.Repeat("B", 43),
		link.String() + "#" + strings.Repeat("A", 42) + "E=", link.String() + "?ref=0x12", link.String() + "?ref=", link.String() + "?x=y",
		link.String() + "?ref=0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e&ref=0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"} {
		if got, err := ParseLink(s); err == nil {
			t.Errorf("%q is accepted as %v", s, got)
		}
	}
}
