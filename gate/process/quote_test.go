package process

import (
	"strconv"
	"strings"
	"testing"
)

func TestQuoted(t *testing.T) {
	for _, test := range []struct{ said, want string }{
		{"", `""`},
		{"softmax für alle", `"softmax für alle"`},
		{"\x1b[31m\r\n\t\x00\x7f\u0085", `"\x1b[31m\r\n\t\x00\x7f\u0085"`},
		{"\u202e\u2066\u200b\ufeff", `"\u202e\u2066\u200b\ufeff"`},
		{"<b>&amp;", `"\u003cb\u003e&amp;"`},
		{"\xff\xed\xa0\x80", `"\xff\xed\xa0\x80"`},
		{strings.Repeat("a", maxQuoted), `"` + strings.Repeat("a", maxQuoted) + `"`},
		{strings.Repeat("a", maxQuoted) + "b", `"` + strings.Repeat("a", maxQuoted) + `"… and 1 byte more`},
		{strings.Repeat("a", maxQuoted-1) + "€", `"` + strings.Repeat("a", maxQuoted-1) + `"… and 3 bytes more`},
	} {
		if got := quoted(test.said); got != test.want {
			t.Errorf("%q: got %s, want %s", test.said, got, test.want)
		}
		checkInert(t, quoted(test.said))
	}
	if got, want := quotedEnd("abcdef<", 3), `…"ef\u003c"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := quotedEnd("a€", 2), `…""`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Names are shown as they are.
func TestEscaped(t *testing.T) {
	for _, test := range []struct{ said, want string }{
		{"PyTorch", "PyTorch"},
		{`R "softmax"`, `R "softmax"`},
		{"Größe 数学", "Größe 数学"},
		{"\x1b]0;x\a\u202e<img>", `\x1b]0;x\a\u202e\u003cimg\u003e`},
		{"a\nb", `a\nb`},
		{strings.Repeat("é", 12), strings.Repeat("é", 12)},
		{strings.Repeat("é", 13), strings.Repeat("é", 11) + "…"},
		{strings.Repeat("\xff", 13), strings.Repeat(`\xff`, 11) + "…"},
		{strings.Repeat("\x00", 13), strings.Repeat(`\x00`, 11) + "…"},
	} {
		if got := escaped(test.said, 12); got != test.want {
			t.Errorf("%q: got %s, want %s", test.said, got, test.want)
		}
		checkInert(t, escaped(test.said, 12))
	}
}

func FuzzQuoted(f *testing.F) {
	f.Add("\x1b[0m\u202e<script>", 7)
	f.Add(strings.Repeat("€", 100), 50)
	f.Fuzz(func(t *testing.T, s string, n int) {
		checkInert(t, quoted(s))
		checkInert(t, escaped(s, 80))
		checkInert(t, quotedEnd(s, 1+max(n, -n)%400))
		if len(s) <= maxQuoted && !strings.ContainsAny(s, "<>") {
			if back, err := strconv.Unquote(quoted(s)); err != nil || back != s {
				t.Errorf("%s is not %q", quoted(s), s)
			}
		}
	})
}

func TestTail(t *testing.T) {
	var all strings.Builder
	var kept tail
	for i := range 3000 {
		piece := strings.Repeat(strconv.Itoa(i), 1+i%7)
		if i == 2000 {
			piece = strings.Repeat("long", maxTail)
		}
		all.WriteString(piece)
		if n, err := kept.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
		if want := all.String()[max(0, all.Len()-maxTail):]; kept.String() != want {
			t.Fatalf("after %d pieces: %d bytes are kept that are not the last %d", i+1, len(kept.String()), len(want))
		}
	}
	if cap(kept.kept) > 2*maxTail {
		t.Errorf("room for %d bytes", cap(kept.kept))
	}
}
