#!/bin/bash -eu
# Builds every fuzz target as a libFuzzer program and packs its seed corpus, in
# OSS-Fuzz's image base-builder-go, which has compile_go_fuzzer and sets SRC and OUT.

cd "$SRC/softulp"
go run ./fuzz/internal/corpora -to "$OUT"
targets=$(go run ./fuzz/internal/corpora -list)

cd fuzz # where a build for coverage puts its test
while read -r function program; do
	compile_go_fuzzer github.com/softulp/softulp/fuzz "$function" "$program" gofuzz </dev/null
done <<<"$targets"
