.PHONY: test short report ci lint generate readme oracle-check oracle-bench adversarial

test: # every test
	go test ./...

short: # those that take seconds
	go test -short ./...

report: # judge every implementation
	go run ./cmd/softulp report

lint: # what .ci/run checks of the source
	test -z "$$(gofmt -l . | tee /dev/stderr)"
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

generate: # tables of constants, which are committed
	go generate ./...

readme: # what it says that commands print
	bash .ci/run readme

oracle-check: # the reference against Arb, bit for bit
	go run ./reference/internal/oracle check

oracle-bench: # the reference beside Arb and MPFR, in ns an element
	go run ./reference/internal/oracle bench

adversarial: # the rows that take the enclosures longest, at most 10 ms an element
	go test -run '^$$' -bench Adversarial -benchtime 1x ./reference -args -adversarial 10

ci: # all of it
	bash .ci/run
