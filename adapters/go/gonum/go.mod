module github.com/softulp/softulp/adapters/go/gonum

go 1.26.8

require github.com/softulp/softulp/adapters/go/serve v0.0.0

require gonum.org/v1/gonum v0.17.0

replace github.com/softulp/softulp/adapters/go/serve => ../serve
