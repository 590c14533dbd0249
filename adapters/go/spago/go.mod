module github.com/softulp/softulp/adapters/go/spago

go 1.26.8

require github.com/softulp/softulp/adapters/go/serve v0.0.0

require (
	github.com/google/flatbuffers v23.5.26+incompatible // indirect
	github.com/nlpodyssey/spago v1.1.0
)

replace github.com/softulp/softulp/adapters/go/serve => ../serve
