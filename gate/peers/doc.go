// Package peers judges libraries that people use, through the adapters of the folder
// adapters, and makes the page that compares them: make peers.
//
// What is known of a library is a file of the folder libraries: how it is asked, the model
// that it is judged by and why, and what it is known to fail, each with a reason. A
// library with a finding that is not in its file fails, and so does one that no longer has a
// finding that is.
package peers
