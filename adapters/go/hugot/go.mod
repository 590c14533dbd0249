module github.com/softulp/softulp/adapters/go/hugot

go 1.26.8

require (
	github.com/knights-analytics/hugot v0.6.1
	github.com/softulp/softulp/adapters/go/serve v0.0.0
)

replace github.com/softulp/softulp/adapters/go/serve => ../serve
