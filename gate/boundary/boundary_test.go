package boundary

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/mutants"
)

// serveRole has this binary serve a mutant, as its arguments say.
const serveRole = "SOFTULP_TEST_SERVE"

func TestMain(m *testing.M) {
	if os.Getenv(serveRole) == "" {
		os.Exit(m.Run())
	}
	s, err := Subject(os.Args[1:], mutants.All())
	if err == nil {
		err = Serve(os.Stdin, os.Stdout, s, true)
	}
	if err != nil {
		os.Exit(2)
	}
}

// TestJudge: mutants of several kinds are killed through the boundary, and what is no
// mutant is not.
func TestJudge(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(serveRole, "1")
	names := []string{"no-max-sub", "exp-clamp-minus10/int8", "vjp-diagonal-only", "ce-smooth-counts-ignored"}
	if testing.Short() {
		names = names[:2]
	}
	var list []mutants.Mutant
	for _, m := range mutants.All() {
		if slices.Contains(names, m.Name) {
			list = append(list, m)
		}
	}
	if len(list) != len(names) {
		t.Fatalf("only %d of the names are mutants", len(list))
	}
	command := func(args ...string) []string { return append([]string{exe}, args...) }
	told := 0
	out, err := Judge(t.Context(), list, command, true, 1, func(Outcome) { told++ })
	if err != nil || len(out) != len(list) || told != len(list) {
		t.Fatalf("%d of %d: %v", len(out), len(list), err)
	}
	for _, o := range out {
		if o.KilledBy == "" {
			t.Errorf("%s survives: %s", o.Mutant, o.Why)
		}
	}
	right := list[0]
	right.New = nil // never asked here
	same, err := Judge(t.Context(), []mutants.Mutant{right}, func(args ...string) []string {
		return command("correct", right.Of, string(right.Function), right.Arithmetic.String())
	}, true, 1, nil)
	if err != nil || same[0].KilledBy != "" {
		t.Errorf("the correct implementation is killed: %+v, %v", same, err)
	}
}

func TestSubject(t *testing.T) {
	for _, args := range [][]string{nil, {"mutant"}, {"mutant", "nosuch"}, {"correct", "shifted"}, {"correct", "nosuch", "softmax", "float32"},
		{"correct", "shifted", "softmax", "float13"}, {"other", "a"}} {
		if s, err := Subject(args, mutants.All()); err == nil {
			t.Errorf("%q: %s", args, s.Name)
		}
	}
}

// TestServe: requests are answered by id, rows one after the other.
func TestServe(t *testing.T) {
	s, err := Subject([]string{"correct", "shifted", "softmax", "float32"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	half := "AAAAAAAAAAAAAAAAAAAAAA==" // four zeros of float32
	for _, c := range []struct {
		request, want string
		declare       bool
	}{
		{`{"id":7,"function":"softmax","dtype":"float32","rows":2,"k":2,"x":"` + half + `"}`, `{"id":7,"y":"AAAAPwAAAD8AAAA/AAAAPw=="}`, true},
		{`{"id":8,"rows":1,"k":0,"x":""}`, `{"id":8,"y":""}`, false},
		{`{"id":9,"rows":3,"k":2,"x":"` + half + `"}`, `"id":9`, false},
	} {
		var out bytes.Buffer
		if err := Serve(strings.NewReader(c.request+"\n"), &out, s, c.declare); err != nil {
			t.Fatal(err)
		}
		hello, answer, _ := strings.Cut(out.String(), "\n")
		if !strings.Contains(hello, `"softulp":1`) || strings.Contains(hello, `"model"`) != c.declare || !strings.Contains(answer, c.want) {
			t.Errorf("%s: %s %s", c.request, hello, answer)
		}
	}
	if err := Serve(strings.NewReader("x"), new(bytes.Buffer), s, false); err == nil {
		t.Error("nonsense is answered")
	}
	wide := &properties.Subject{Name: "wide", Function: s.Function, DType: s.DType, Widest: 1, Compute: s.Compute}
	var out bytes.Buffer
	if err := Serve(strings.NewReader(`{"id":1,"rows":2,"k":2,"x":"`+half+`"}`), &out, wide, false); err != nil || !strings.Contains(out.String(), "rows of more than 1 logits") {
		t.Errorf("%v: %s", err, out.String())
	}
}
