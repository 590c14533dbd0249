module github.com/softulp/softulp

go 1.26.8
