package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// outputs is the files that results are written to.
type outputs []*output

type output struct {
	*os.File
	created bool // by us: to be removed if nothing comes of it
	written bool
}

// open returns the writer for a flag's value: nil for "", standard output for
// "-", and otherwise the file, made now so that an error comes before the work.
// What is in it stays until the first write.
func (o *outputs) open(flag, name string, stdout io.Writer) (io.Writer, error) {
	switch name {
	case "":
		return nil, nil
	case "-":
		return stdout, nil
	}
	_, err := os.Lstat(name)
	created := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err
		}
		return nil, fmt.Errorf("%s %.200q cannot be written: %w", flag, name, err)
	}
	out := &output{File: f, created: created}
	*o = append(*o, out)
	return out, nil
}

// Write replaces what was in the file before.
func (o *output) Write(p []byte) (int, error) {
	if !o.written {
		o.written = true
		// Pipes and devices have no length to cut.
		if info, err := o.Stat(); err == nil && info.Mode().IsRegular() {
			if err := o.Truncate(0); err != nil {
				return 0, err
			}
		}
	}
	return o.File.Write(p)
}

// close closes the files, and returns what went wrong: on some file systems
// only this says that nothing was written. Files that were made for results which
// an interrupted run has not are removed.
func (o *outputs) close() error {
	var errs []error
	for _, out := range *o {
		errs = append(errs, out.Close())
		if out.created && !out.written {
			errs = append(errs, os.Remove(out.Name()))
		}
	}
	*o = nil
	return errors.Join(errs...)
}

// writable makes a folder, if it is not there, and returns what keeps files from being
// made in it.
func writable(flag, dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".softulp-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err
		}
		return fmt.Errorf("%s %.200q cannot be written to: %w", flag, dir, err)
	}
	return nil
}

// abandon closes what close did not, and removes files that were made for
// results which never came.
func (o *outputs) abandon() {
	for _, out := range *o {
		out.Close()
		if out.created && !out.written {
			os.Remove(out.Name())
		}
	}
	*o = nil
}
