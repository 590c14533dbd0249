module github.com/softulp/softulp/adapters/go/serve

go 1.26.8
