// Package corpus reads and writes inputs as go test keeps them, in
// testdata/fuzz/NAME-OF-THE-TARGET, and packs them for engines that want bytes.
package corpus
