module example.org/outsider

go 1.26.8

require github.com/softulp/softulp v0.0.0

require (
	github.com/ALTree/bigfloat v0.2.0 // indirect
	github.com/aclements/go-moremath v0.0.0-20210112150236-f10218a38794 // indirect
	github.com/natefinch/atomic v1.0.1 // indirect
	golang.org/x/perf v0.0.0-20260908200009-22c9c6c9d4da // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/softulp/softulp => ../../..
