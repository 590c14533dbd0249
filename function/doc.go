// Package function names what softulp verifies: the vocabulary that the
// reference (which computes the exact answers) and the implementations (which
// must not know the reference) share.
//
// It imports nothing of the project.
package function
