package library

import (
	"path/filepath"
)

// Subcommand is the name of softulp's command that serves a library.
const Subcommand = "serve-library"

// Command returns the command line of an adapter for a function of a library, given the
// path of softulp itself. An error is that the signature is none, or a *gate.Fault: the
// library cannot be loaded here.
func Command(softulp, file, symbol, signature string) ([]string, error) {
	s, err := ParseSignature(signature)
	if err != nil {
		return nil, err
	}
	if err := Check(file, symbol, s); err != nil {
		return nil, err
	}
	// A name without a slash would be looked for where the system keeps libraries.
	if path, err := filepath.Abs(file); err == nil {
		file = path
	}
	return []string{softulp, Subcommand, "--", file, symbol, s.String()}, nil
}
