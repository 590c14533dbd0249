package library

import (
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/softulp/softulp/gate"
)

// Check returns why a function of a library cannot be called here, as a *gate.Fault: what
// can be known without loading it.
func Check(file, symbol string, s Signature) error {
	if err := check(file, symbol, s); err != nil {
		return &gate.Fault{Kind: gate.FaultStart, Fatal: true, Message: err.Error()}
	}
	return nil
}

func check(file, symbol string, s Signature) error {
	if !Supported {
		return fmt.Errorf("this softulp (%s/%s) does not load shared libraries: judge %.80q through an adapter, with --cmd", runtime.GOOS, runtime.GOARCH, file)
	}
	info, err := os.Stat(file)
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			err = e.Err
		}
		return fmt.Errorf("cannot load the library %.80q: %v", file, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("cannot load the library %.80q: it is not a regular file", file)
	}
	if runtime.GOOS != "linux" {
		return nil // the loader's own words have to do
	}
	return checkELF(file, symbol, s)
}

// checkELF looks into a library of Linux.
func checkELF(file, symbol string, s Signature) error {
	f, err := elf.Open(file)
	if err != nil {
		return fmt.Errorf("cannot load the library %.80q: it is not a shared library (no ELF file): build one, with cc -shared -fPIC", file)
	}
	defer f.Close()
	if want, ok := machines()[runtime.GOARCH]; ok && f.Machine != want {
		return fmt.Errorf("cannot load the library %.80q: it is built for %s, and softulp runs on %s: build it for this machine, or judge it there or through an emulator, with --cmd",
			file, strings.TrimPrefix(f.Machine.String(), "EM_"), runtime.GOARCH)
	}
	if f.Type != elf.ET_DYN {
		return fmt.Errorf("cannot load the library %.80q: it is no shared library: build one, with cc -shared -fPIC", file)
	}
	symbols, err := f.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return fmt.Errorf("cannot load the library %.80q: its symbols cannot be read: it is damaged", file)
	}
	mangled := ""
	var offered []string
	for _, y := range symbols {
		if y.Section == elf.SHN_UNDEF {
			continue
		}
		kind := elf.ST_TYPE(y.Info)
		if y.Name == symbol && (kind == elf.STT_FUNC || kind == elf.STT_GNU_IFUNC || kind == elf.STT_NOTYPE) {
			return nil
		}
		if y.Name == symbol {
			return fmt.Errorf("the symbol %.60q of the library %.80q is no function", symbol, filepath.Base(file))
		}
		if kind == elf.STT_FUNC {
			offered = append(offered, y.Name)
			// C++ has the length before the name.
			if strings.HasPrefix(y.Name, "_Z") && strings.Contains(y.Name, fmt.Sprintf("%d%s", len(symbol), symbol)) {
				mangled = y.Name
			}
		}
	}
	why := fmt.Sprintf("the library %.80q has no symbol %.60q", filepath.Base(file), symbol)
	switch {
	case mangled != "":
		return fmt.Errorf("%s, but %.80q: declare the function extern \"C\"", why, mangled)
	case len(offered) == 0:
		return fmt.Errorf("%s, and no other function: export %.200s", why, s.C(symbol))
	}
	const shown = 8
	more := ""
	if len(offered) > shown {
		more = fmt.Sprintf(" and %d more", len(offered)-shown)
		offered = offered[:shown]
	}
	for i, name := range offered {
		offered[i] = fmt.Sprintf("%.60q", name)
	}
	return fmt.Errorf("%s: its functions are %s%s", why, strings.Join(offered, ", "), more)
}

// machines are those of GOARCH.
func machines() map[string]elf.Machine {
	return map[string]elf.Machine{
		"386": elf.EM_386, "amd64": elf.EM_X86_64, "arm": elf.EM_ARM, "arm64": elf.EM_AARCH64,
		"loong64": elf.EM_LOONGARCH, "riscv64": elf.EM_RISCV,
	}
}
