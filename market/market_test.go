package market

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEther(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "0.01": "10000000000000000", "0.01eth": "10000000000000000", " 1 ETH ": "1000000000000000000",
		".5": "500000000000000000", "1.": "1000000000000000000", "0.000000000000000001": "1",
		"10000": "10000000000000000000000",
	} {
		if got, err := ParseEther(text); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "eth", ".", "-1", "+1", "1e3", "0x10", "1,5", "1.2.3", "0.0000000000000000001",
		"1 2", "1gwei", strings.Repeat("9", 31), "٣"} {
		if got, err := ParseEther(text); err == nil {
			t.Errorf("%q is accepted as %v", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		wei := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "wei"))
		if got, err := ParseEther(Ether(wei)); err != nil || got.Cmp(wei) != 0 {
			t.Fatalf("%v wei is %q, which is %v, %v", wei, Ether(wei), got, err)
		}
	})
}
<<<<<<< HEAD
=======

func FuzzLinkIsItsText(f *testing.F) {
	link := Link{31337, common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), common.HexToHash("0x77")}
	tail := strings.TrimPrefix(link.String(), "latchkey://")
	for _, s := range []string{link.String(), "https://market.example/a/" + tail, "https://market.example/app#/asset/" + tail,
		"http://127.0.0.1:1/" + tail + "?x=y", "", "latchkey://", "latchkey://1/2/3", "latchkey:" + tail, "ftp://a/" + tail,
		"latchkey://01/" + strings.SplitN(tail, "/", 2)[1], link.String() + "/x", "latchkey://-1/0x/0x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if err != nil {
			return
		}
		back, err := ParseLink(l.String())
		if err != nil || back != l {
			t.Fatalf("%q is %v, whose text is %v, %v", s, l, back, err)
		}
	})
}

func TestParseLink(t *testing.T) {
	link := Link{137, common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), common.HexToHash("0x77")}
	tail := strings.TrimPrefix(link.String(), "latchkey://")
	for _, s := range []string{link.String(), " " + link.String() + "\n", "https://market.example/" + tail,
		"https://market.example/some/page/" + tail + "/", "https://market.example/page#/asset/" + tail} {
		if got, err := ParseLink(s); err != nil || got != link {
			t.Errorf("%q is %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", tail, "latchkey://" + tail + "/more", "latchkey://" + tail[:len(tail)-1], "mailto:" + tail,
		strings.Replace(link.String(), "137", "0137", 1), strings.Replace(link.String(), "137", "x", 1),
		strings.Replace(link.String(), "0x9e", "9e", 1)} {
		if got, err := ParseLink(s); err == nil {
			t.Errorf("%q is accepted as %v", s, got)
		}
	}
}

func good() Metadata {
	return Metadata{Format: 1, Title: "A map", Name: "map.png", Type: "image/png", Size: 5,
		Sealed: SealedFile{SHA256: strings.Repeat("ab", 32), Size: 500, Locations: []string{"https://files.example/1"}}}
}

func TestMetadata(t *testing.T) {
	m := good()
	if err := m.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Metadata){
		"format":        func(m *Metadata) { m.Format = 2 },
		"hash":          func(m *Metadata) { m.Sealed.SHA256 = "ab" },
		"no hex":        func(m *Metadata) { m.Sealed.SHA256 = strings.Repeat("xy", 32) },
		"no location":   func(m *Metadata) { m.Sealed.Locations = nil },
		"size":          func(m *Metadata) { m.Size = -1 },
		"sealed size":   func(m *Metadata) { m.Sealed.Size = 0 },
		"path":          func(m *Metadata) { m.Name = "../../etc/passwd" },
		"backslash":     func(m *Metadata) { m.Name = `..\x` },
		"dots":          func(m *Metadata) { m.Name = ".." },
		"no name":       func(m *Metadata) { m.Name = "" },
		"escape":        func(m *Metadata) { m.Title = "\x1b[2J" },
		"line":          func(m *Metadata) { m.Name = "a\nb" },
		"bidi":          func(m *Metadata) { m.Name = "gpj.\u202eexe" },
		"long title":    func(m *Metadata) { m.Title = strings.Repeat("x", maxTitle+1) },
		"not UTF-8":     func(m *Metadata) { m.Description = "\xff" },
		"escaped text":  func(m *Metadata) { m.Description = "\x9b31m" },
		"type of lines": func(m *Metadata) { m.Type = "a/b\r\nx: y" },
	} {
		m := good()
		if spoil(&m); m.check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	m.Description = "Two\nlines,\tand a tab."
	if err := m.check(); err != nil {
		t.Error(err)
	}
}

func FuzzMetadataIsSafe(f *testing.F) {
	m := good()
	seed, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte("{}"))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decodeMetadata(data)
		if err != nil {
			return
		}
		if strings.ContainsAny(m.Name+m.Title+m.Type, "\x00\x1b\n\r") || strings.ContainsAny(m.Name, `/\`) {
			t.Fatalf("%+v", m)
		}
	})
}

// TestCurrency: what Text writes, without the address, Parse reads back; and a token cannot pass for
// another, or for the coin.
func TestCurrency(t *testing.T) {
	dollar := Currency{Token: common.HexToAddress("0xd0"), Symbol: "DUSD", Decimals: 6}
	for text, want := range map[string]int64{"2.5": 2_500_000, "2.5 DUSD": 2_500_000, "2.5dusd": 2_500_000, "0.000001": 1, "7": 7_000_000} {
		if got, err := dollar.Parse(text); err != nil || got.Int64() != want {
			t.Errorf("%q is %v, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "dusd", "1eth", "2.5 USD", "0.0000001", "-1", "1 2"} {
		if got, err := dollar.Parse(text); err == nil {
			t.Errorf("%q is accepted as %v", text, got)
		}
	}
	if got := (Currency{Token: common.HexToAddress("0xbad"), Symbol: "ETH", Decimals: 18}).Text(big.NewInt(1e18)); got == "1 ETH" || !strings.Contains(got, "0x") {
		t.Errorf("a token writes itself %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Currency{Token: common.HexToAddress("0x1"), Symbol: rapid.SampledFrom([]string{"", "X", "DUSD"}).Draw(t, "symbol"), Decimals: uint8(rapid.IntRange(0, 30).Draw(t, "decimals"))}
		units := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "units"))
		text, _, _ := strings.Cut(c.Text(units), " of the token")
		text, _, _ = strings.Cut(text, " (token")
		if got, err := c.Parse(text); err != nil || got.Cmp(units) != 0 {
			t.Fatalf("%v units are %q, which is %v, %v", units, text, got, err)
		}
	})
}

func TestReferrer(t *testing.T) {
	who := common.HexToAddress("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
	link := Link{137, common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), common.HexToHash("0x77")}
	for text, want := range map[string]common.Address{
		link.String(): {}, link.String() + "?ref=" + who.Hex(): who, "https://market.example/?ref=" + who.Hex() + "#/" + strings.TrimPrefix(link.String(), "latchkey://"): who,
	} {
		got, err := Referrer(text)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if l, err := ParseLink(text); err != nil || l != link {
			t.Errorf("%q: %v, %v", text, l, err)
		}
	}
	if _, err := Referrer(link.String() + "?ref=me"); err == nil {
		t.Error("a referrer that is no account is accepted")
	}
}
>>>>>>> 4da6567338d4aa3fc283040a2a4d75c1777348ff
