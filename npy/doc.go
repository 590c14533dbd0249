// Package npy reads and writes matrices of logits as NumPy .npy files (NEP 1,
// "A Simple File Format for NumPy Arrays", format versions 1.0, 2.0 and 3.0), and
// arrays of any rank from them and from the members of .npz archives.
//
// The files come from users, so every claim of a header is checked against the
// size of the file before any memory is allocated for it, and every error is
// one line that names the problem and what to do about it.
//
// It imports dtype only.
package npy
