//go:build ((linux && (amd64 || (cgo && (386 || arm || arm64 || loong64 || riscv64)))) || darwin) && !nolibrary

package library

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"
)

// Supported says that libraries can be loaded.
const Supported = true

// open loads a library and returns its function.
func open(file, symbol string) (call func(args ...uintptr) int32, err error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	if err := defaultSignals(); err != nil {
		return nil, err
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("cannot load the library: %w", err)
	}
	f, err := purego.Dlsym(handle, symbol)
	if err != nil || f == 0 {
		return nil, fmt.Errorf("the library %.80q has no symbol %.60q", filepath.Base(file), symbol)
	}
	return func(args ...uintptr) int32 {
		result, _, _ := purego.SyscallN(f, args...)
		return int32(result)
	}, nil
}

// defaultSignals has signals by which a library crashes end the process, with the signal as
// the reason, where Go would print its goroutines and exit with 2.
func defaultSignals() error {
	set, err := purego.Dlsym(purego.RTLD_DEFAULT, "signal")
	if err != nil {
		return fmt.Errorf("cannot find the C library: %w", err)
	}
	const byDefault = 0 // SIG_DFL
	for _, s := range []syscall.Signal{syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGABRT, syscall.SIGTRAP} {
		purego.SyscallN(set, uintptr(s), byDefault)
	}
	return nil
}

// keep takes standard input and output away from whatever the library does with them: the
// files returned are copies that it does not know.
func keep(in io.Reader, out io.Writer) (io.Reader, io.Writer, error) {
	if f, ok := in.(*os.File); ok {
		nothing, err := os.Open(os.DevNull)
		if err != nil {
			return nil, nil, err
		}
		defer nothing.Close()
		kept, err := replace(f, int(nothing.Fd()))
		if err != nil {
			return nil, nil, err
		}
		in = kept
	}
	if f, ok := out.(*os.File); ok {
		kept, err := replace(f, int(os.Stderr.Fd()))
		if err != nil {
			return nil, nil, err
		}
		out = kept
	}
	return in, out, nil
}

// replace returns a copy of a file, whose descriptor becomes a copy of another.
func replace(f *os.File, by int) (*os.File, error) {
	fd := int(f.Fd())
	kept, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 100)
	if err != nil {
		return nil, err
	}
	if err := unix.Dup2(by, fd); err != nil {
		unix.Close(kept)
		return nil, err
	}
	return os.NewFile(uintptr(kept), f.Name()), nil
}
