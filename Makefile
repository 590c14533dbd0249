.PHONY: test short report ci lint generate readme oracle-check oracle-bench speed adversarial fuzz fuzz-speed corpus allowances mutants signal claims mutants-gate no-false-alarms overhead search exhaustive peers peers-install peers-ci pages

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

speed: # exact answers beside plain float64 arithmetic: each function at K = 1000, no loss or gradient above 2.5 times
	go test ./reference -run '^TestSpeed$$' -v -count 1 -cpu 1 -timeout 10m -args -speed | grep -v '^='

adversarial: # the rows that take the enclosures longest, at most 10 ms an element
	go test -run '^$$' -bench Adversarial -benchtime 1x ./reference -args -adversarial 10

TIME = 60s
fuzz: # every fuzz target in turn, for TIME each; FUZZFLAGS='-parallel 1' has one worker
	go run ./fuzz/internal/run -time $(TIME) $(FUZZFLAGS)

fuzz-speed: # what judging costs beside calling the implementation alone, K up to 64; at most as much
	go run ./fuzz/internal/run -speed -time 20s $(FUZZFLAGS)

fuzz-compare: # rapid's generators and bytes, fuzzed on the same mutants for the same time
	go run ./fuzz/internal/compare

CORPORA = fuzz/oss-fuzz/corpora
fuzz-corpora: # what libFuzzer starts from, an archive a target, in the folder CORPORA
	mkdir -p $(CORPORA)
	go run ./fuzz/internal/corpora -to $(CORPORA)

corpus: # the committed inputs of the fuzz targets: what is missing or serves no longer
	go run ./fuzz/internal/kept/main fuzz/testdata/fuzz

allowances: # every implementation against what it is allowed, on 10^7 rows
	go test ./properties/allowance -run '^TestMany$$' -rows 10000000 -v -timeout 60m | grep -v '^='

mutants: # known defects against the properties and against the checks of other suites
	go run ./properties/yardstick/main

mutants-gate: # known defects as adapters, judged through the process boundary
	go run ./gate/boundary/main

no-false-alarms: # right softmaxes in float32, however they add up, with seeds 1 to 50
	go test ./gate -run '^TestNoFalseAlarm$$' -seeds 50 -count 1 -timeout 60m -v | grep -v '^='

overhead: # what gating a float32 softmax costs beside it and the exact answers: with one CPU, and with all
	go test ./gate -run '^$$' -bench '^BenchmarkGate$$' -benchtime 3x -cpu 1
	go test ./gate -run '^$$' -bench '^BenchmarkGate$$' -benchtime 3x

signal: # where losses and gradients lose their digits
	go run ./cmd/softulp signal

# What of the plots the repository keeps: the README shows some.
KEPT = softmax-float32-by-width softmax-float32-by-hazard softmax-float32-speed softmax-float16-by-width
pages: # the latest report of the implementations here, with plots, in reports/
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	go run ./cmd/softulp report --seed 1 --mutants --markdown reports/report.md --html "$$dir/page" --plots "$$dir" >"$$dir/report.txt" && \
	for name in $(KEPT); do cp "$$dir/$$name.svg" reports/; done

claims: # common statements about softmax, with verdicts
	go run ./cmd/softulp signal --claims reports/claims.md

# What make search hunts in: rows of two to eight float32s.
SEARCHED = direct product-first jacobian softmax shifted log1p online log-of-softmax
EVALUATIONS = 10000000
search: # for the worst rows, beside random search with as many evaluations: half an hour
	go run ./cmd/softulp search $(SEARCHED) -f logsumexp,softmax_vjp,log_softmax_vjp,cross_entropy_soft_grad \
		--arithmetic float32 --evaluations $(EVALUATIONS) --fresh

# SHARD=3/16 does a part, and OUT is the folder that results are written to.
SHARD = 0/1
OUT = .
WIDE = float16+float32,bfloat16+float32
exhaustive: # every pair of 16-bit numbers, every two and three of 8 bits, every float32 of exponentials: hours
	go build -o softulp ./cmd/softulp
	./softulp exhaustive --exponentials --shard $(SHARD) --json $(OUT)/exponentials.json
	./softulp exhaustive shifted online schraudolph -f softmax --arithmetic $(WIDE) --shard $(SHARD) --json $(OUT)/softmax-16.json
	./softulp exhaustive shifted online -f log_softmax,logsumexp --arithmetic $(WIDE) --shard $(SHARD) --json $(OUT)/logarithms-16.json
	./softulp exhaustive p-minus-one minus-sum -f cross_entropy_grad --arithmetic $(WIDE) --shard $(SHARD) --json $(OUT)/loss-gradients-16.json
	./softulp exhaustive direct -f softmax_vjp,log_softmax_vjp,cross_entropy_soft_grad --arithmetic $(WIDE) --shard $(SHARD) --json $(OUT)/gradients-16.json
	./softulp exhaustive --k 2 --shard $(SHARD) --json $(OUT)/pairs-8.json
	./softulp exhaustive --k 3 --shard $(SHARD) --json $(OUT)/triples-8.json

peers-install: # libraries that people use, from Debian, npm and the Go module proxy, and the adapters that ask them
	bash adapters/install

peers: peers-install # those libraries, judged: reports/peers.md; exit status 1 if they are not as gate/peers/libraries says
	go run ./gate/peers/main -markdown reports/peers.md -json reports/peers.json

peers-ci: # those that CI judges, on fewer rows
	bash adapters/install ci
	go run ./gate/peers/main -ci -f softmax,log_softmax,logsumexp,cross_entropy,softmax_vjp -dtype float64,float32 -cases 100

ci: # all of it
	bash .ci/run
