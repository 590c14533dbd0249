package html

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is for a browser on a machine that does other things too.
const patience = 3 * time.Minute

// tab is a page in a real browser, with what went wrong in it.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string
	wanted   bool // problems are what the test is about
}

// lacking skips a test that needs what is not there; where CI=true it fails.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// open opens the page of a folder in a browser of its own. When the test ends it must not have
// said anything on its console, broken its policy or asked for any other file.
func open(t *testing.T, dir string, before ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		lacking(t, "no browser here: apt-get install chromium to test the page")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	b := &tab{t: t, ctx: ctx}
	address := "file://" + filepath.ToSlash(filepath.Join(dir, Index))
	if err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			var said []string
			for _, a := range e.Args {
				said = append(said, string(a.Value), a.Description)
			}
			b.problem("console.%s: %s", e.Type, strings.Join(said, " "))
		case *runtime.EventExceptionThrown:
			b.problem("exception: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			b.problem("%s (%s): %s", e.Entry.Level, e.Entry.Source, e.Entry.Text)
		case *network.EventLoadingFailed:
			b.problem("a request failed or was blocked: %s %s", e.ErrorText, e.BlockedReason)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; strings.SplitN(u, "#", 2)[0] != address && !strings.HasPrefix(u, "data:,") {
				b.problem("a request for %.200s", u)
			}
		case *page.EventJavascriptDialogOpening:
			b.problem("a dialog: %s", e.Message)
		}
	}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
		return err
	}))
	b.do(before...)
	b.do(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("html[data-ready]")))
	t.Cleanup(func() { // before those above
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.problems {
			if !b.wanted {
				t.Error(p)
			}
		}
	})
	return b
}

func (b *tab) problem(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%v %v", err, b.problems)
	}
}

// eval evaluates an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", expression, err)
	}
	return v
}
