package dtype

import (
	"encoding/json"
	"testing"
)

func TestJSON(t *testing.T) {
	for _, f := range All() {
		text, err := json.Marshal(f)
		if want := `"` + f.String() + `"`; err != nil || string(text) != want {
			t.Errorf("Marshal(%v) = %s, %v, want %s", f, text, err, want)
		}
		var g Format
		if err := json.Unmarshal(text, &g); err != nil || g != f {
			t.Errorf("Unmarshal(%s) = %v, %v", text, g, err)
		}
	}
	text, err := json.Marshal(map[Format]int{Float16: 1})
	if err != nil || string(text) != `{"float16":1}` {
		t.Errorf("as a key: %s, %v", text, err)
	}
}

func TestTextErrors(t *testing.T) {
	for _, f := range []Format{0, 7, 255} {
		if text, err := f.MarshalText(); err == nil {
			t.Errorf("MarshalText of %v = %q, want an error", f, text)
		}
	}
	for _, text := range []string{`"float33"`, `""`, `1`, `"Format(0)"`} {
		f := Float32
		if err := json.Unmarshal([]byte(text), &f); err == nil || f != Float32 {
			t.Errorf("Unmarshal(%s) sets %v, %v; want an error and no change", text, f, err)
		}
	}
}
