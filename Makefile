# The gate is `make check`; `make test` is what CI runs.
export CGO_ENABLED = 0
DB ?= gainsay-sample.db

.PHONY: help run build test check golden fuzz bench bench-peers bench-growth bench-go eval
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: build ## build, load the sample threads, serve the web view
	./bin/gainsay import --db $(DB) testdata/sample
	./bin/gainsay serve --db $(DB)

build: ## build bin/gainsay
	go build -trimpath -o bin/gainsay ./cmd/gainsay

test: ## all tests
	go vet ./...
	go test ./...

check: ## gofmt, vet, staticcheck, tests with the race detector
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	CGO_ENABLED=1 go test -race ./...

golden: ## rewrite the golden files
	go test ./store/importer ./store/exporter ./analyze/text ./cmd/gainsay -update

fuzz: ## every fuzz target for 30 s
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z]*' $$p/*_test.go | cut -c6-); do \
	    echo "$$p $$f"; go test $$p -run '^$$' -fuzz "^$$f\$$" -fuzztime 30s || exit 1; done; done

bench: build bench-peers ## compare with wink-nlp, compromise and prose; CORPUS=file.ndjson for threads of yours
	go run ./bench

bench-peers: # the peers need Node; bench says so where it is absent
	@! command -v npm >/dev/null || test -d bench/node_modules || (cd bench && npm ci --no-audit --no-fund)

bench-growth: build ## time and memory by size of thread, and for a million comments
	go run ./bench -growth

bench-go: ## the Go benchmarks
	go test ./... -run '^$$' -bench . -benchmem

eval: build ## measure the marks on labelled rows: make eval DATA=dir
	@./bin/gainsay eval --task insult $(DATA)/insult-impermium.jsonl.gz
	@./bin/gainsay eval --task spam $(DATA)/spam-blogs.jsonl.gz
	@./bin/gainsay eval --task reply $(DATA)/reply-iac.jsonl.gz
