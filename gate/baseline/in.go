package baseline

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"

	"github.com/softulp/softulp/gate"
)

// UpdateVariable is the environment variable that has In write files anew.
const UpdateVariable = "SOFTULP_UPDATE"

// In is an option of gate.Check: no figure may be worse than the file's, in which {os} and
// {arch} stand for the platform's, by more than the slack. With SOFTULP_UPDATE=1 in the
// environment the file is written from this run.
func In(file string, slack ...Slack) gate.Option {
	return gate.After(func(t testing.TB, doc *gate.Document) {
		t.Helper()
		path, err := Path(file, runtime.GOOS, runtime.GOARCH)
		if err != nil {
			t.Error(err)
			return
		}
		update := os.Getenv(UpdateVariable) != ""
		old, err := ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && update:
			old = new(File)
		case errors.Is(err, fs.ErrNotExist):
			t.Errorf("the baseline %q does not exist: %s=1 go test writes it", path, UpdateVariable)
			return
		case err != nil:
			t.Error(err)
			return
		}
		if update {
			updated, err := Update(old, doc)
			if err == nil {
				err = updated.WriteFile(path)
			}
			if err != nil {
				t.Error(err)
			}
			return
		}
		var granted Slack
		if len(slack) > 0 {
			granted = slack[0]
		}
		for _, c := range Compare(old, doc, granted) {
			if c.Finding() {
				t.Error(c)
			} else {
				t.Log(c)
			}
		}
	})
}
