# CI runs `make check` and `make test`.
export CGO_ENABLED = 0
DB ?= gainsay-sample.db
VERSION ?= $(shell git describe --tags --match 'v[0-9]*' --always --dirty 2>/dev/null)

.PHONY: load-pages screenshots release release-check reproducible help run build test check format lint race vuln golden fuzz torture slurm big bench bench-build bench-peers bench-growth bench-go load eval train train-verifiable train-fact train-reply rows
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: build ## build, load the sample threads, serve the web view
	./bin/gainsay import --db $(DB) testdata/sample
	@echo "The same database on the command line: ./bin/gainsay threads --db $(DB)"
	./bin/gainsay serve --db $(DB)

build: ## build bin/gainsay
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/gainsay ./cmd/gainsay

# Without vet, which make check has, and without debug information in the many test binaries, both of which take
# longer than most tests.
GOTEST = go test -vet=off -ldflags=-w -timeout 30m -json

test: ## all tests; those that were skipped are listed
	@go build -o bin/testreport ./internal/testreport
	$(GOTEST) ./... | ./bin/testreport
	cd bench && $(GOTEST) ./... | ../bin/testreport

check: format lint race ## all but the tests: gofmt, vet, staticcheck, race detector

format:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }

# go.mod pins staticcheck; bench is a module of its own and has none.
lint:
	go vet ./... && go vet -C bench ./... && GOARCH=arm64 go vet ./analyze/encode
	go tool staticcheck ./...
	cd bench && "$$(go -C .. tool -n staticcheck)" ./...

# Packages that start goroutines or share values between them.
RACY = ./analyze ./analyze/encode ./analyze/rule ./analyze/score ./analyze/tagger ./analyze/reply ./store ./web ./cmd/gainsay

# Slow tests of these packages that start no goroutines of their own.
SERIAL = ^Test(Script|Schema|ModelCard|Contrib|AnalyzedAgain|Scale|Postgres|DoorClients|WordPress|Waline|Extend|Suites|Fairness|EvalThreads|FetchedSites|WrongUsage|EveryCommand|BadInput|Address|Decisions|ReportsTeach|Agreement|ThreadsByCursor|ClaimsByCursor|ExamineFinds|MigrateFromEvery|RoundTrip|Copy|Restore|OpenOddNames|SaveRefuses|OutlinedPage|AuthorsAndTopicsByCursor|SameColumns|SearchHits|ConsumeSecurity|KafkaCommands)

race: # needs a C compiler; without one, an error in CI and a notice elsewhere
	@if command -v "$$(go env CC)" >/dev/null; then \
	  set -x; CGO_ENABLED=1 go test -race -short -timeout 30m -skip '$(SERIAL)' $(RACY); \
	else \
	  echo "RACE DETECTOR NOT RUN: there is no C compiler ($$(go env CC))" >&2; test -z "$$CI"; fi

GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0

vuln: ## known vulnerabilities of the dependencies; without the network, an error in CI and a notice elsewhere
	@out=$$(go run $(GOVULNCHECK) ./... 2>&1) && echo "$$out" || { echo "$$out" >&2; \
	  echo "$$out" | grep -qE 'fetching vulnerabilities|dial tcp' || exit 1; \
	  echo "VULNERABILITIES NOT CHECKED: the database or govulncheck cannot be reached" >&2; test -z "$$CI"; }

release: ## dist/: binaries, deb, rpm, SBOM, checksums for all platforms, or PLATFORMS="linux/amd64"
	release/make-release.sh

reproducible: ## a release twice, in two folders, and compare it to the byte
	release/check-reproducible.sh

release-check: ## install, start, upgrade and remove the deb in a root folder of its own
	release/check-deb.sh

golden: ## rewrite the golden files
	go test ./store/importer ./store/importer/markup ./store/exporter ./analyze/text ./analyze/text/perceptron ./analyze/text/entity ./analyze/tagger ./analyze/reply ./analyze/argue -update
	GAINSAY_UPDATE_CARD=1 go test ./cmd/gainsay -run TestModelCard

FUZZTIME ?= 30s

fuzz: ## every fuzz target for 30 s, or FUZZTIME
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z]*' $$p/*_test.go | cut -c6-); do \
	    echo "$$p $$f"; go test $$p -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) || exit 1; done; done

torture: build ## minutes under stress: kills, locks, a full disk, hostile input; then every fuzz target
	@go build -o bin/torture ./internal/torture
	./bin/torture -bin bin/gainsay $(TORTURE)
	$(MAKE) fuzz

screenshots: build ## the pictures of README.md and docs/guide, from the sample threads; needs Chromium
	@go build -o bin/screenshots ./internal/screenshots
	./bin/screenshots -bin bin/gainsay -out docs/pictures

SLURM_COMMENTS ?= 200000

slurm: ## an array job of many comments on a real Slurm, with a killed task and a drained node
	CI=1 SLURM_COMMENTS=$(SLURM_COMMENTS) go test ./contrib/slurm -count=1 -timeout 90m -v

bench: build bench-build bench-peers ## compare with wink-nlp, compromise and prose; CORPUS=file.ndjson for threads of yours
	./bin/bench

bench-build: # bench is a module of its own
	go build -C bench -trimpath -o ../bin/bench .

bench-peers: # the peers need Node; bench says so where it is absent
	@! command -v npm >/dev/null || test -d bench/node_modules || (cd bench && npm ci --no-audit --no-fund)

bench-growth: build bench-build ## time and memory by size of thread, and for a million comments
	./bin/bench -growth

load: build ## checks at 1,000 a second, comments into a thread of 500, memory over 200,000 requests; needs a machine at rest
	@go build -o bin/load ./internal/load
	./bin/load -bin bin/gainsay $(LOAD)

COMMENTS ?= 10000000

big: build ## split, analyse and merge COMMENTS=10000000 invented comments; prints rates and memory; needs a machine at rest
	@go build -o bin/bigrun ./internal/bigrun
	./bin/bigrun -bin bin/gainsay -comments $(COMMENTS) $(BIG)

load-pages: build ## pages over 105,000 comments against the aims of docs/RELIABILITY.md: 5 minutes on a machine at rest
	@go build -o bin/torture ./internal/torture
	./bin/torture -bin bin/gainsay -only '^(load|small pages beside heavy ones)$$'

bench-go: ## the Go benchmarks
	go test ./... -run '^$$' -bench . -benchmem

# What each task is trained and measured on, below the folder DATA.
# The head of verifiable is stacked on checkworthy and claimkind, which come first.
TASKS = checkworthy claimkind verifiable supported needs-evidence component stance insult spam
verifiable_DATA = claim-regroom claim-cmvverif
checkworthy_DATA = claim-claimbuster
claimkind_DATA = evidence-cdcp
supported_DATA = evidence-cdcp
needs-evidence_DATA = evidence-suggestbot
component_DATA = component-cmvmodes
stance_DATA = stance-rumoureval stance-subreddit stance-debagreement stance-iacpairs stance-wikitactics stance-cmvprop
insult_DATA = insult-impermium insult-cmv-adhominem insult-cad insult-toxichat insult-civilspans insult-wikipedia insult-olid
spam_DATA = spam-blogs spam-youtube spam-haacked-ham insult-cad insult-civilspans insult-cmv-adhominem
DATE ?= 2026-11-28
rows = $($(1)_DATA:%=$(DATA)/%.jsonl.gz)

eval: build ## measure scorers and marks on labelled rows: eval DATA=dir
	$(foreach t,$(TASKS),$(if $(wildcard $(call rows,$(t))),@./bin/gainsay eval --task $(t) $(wildcard $(call rows,$(t))),@echo "$(t): skipped; needs $($(t)_DATA:%=%.jsonl.gz) in DATA=dir")$(newline))
	@for f in $(wildcard $(DATA)/reply-*.jsonl.gz); do echo "reply $$f"; ./bin/gainsay eval --task reply $$f; done
	@./bin/gainsay eval --suite testdata/suite
	@./bin/gainsay eval --fair

# The data sets whose rows analyze/tagger/fact-labels.txt labels.
FACTS = insult-civilspans insult-impermium insult-cad insult-cmv-adhominem stance-debagreement stance-iacpairs \
  stance-rumoureval stance-subreddit spam-blogs spam-haacked-ham
facts = $(FACTS:%=$(DATA)/%.jsonl.gz)

# Texts that heads label for a second training of some scorers.
unlabelled = $(foreach f,$(filter-out $(DATA)/reply-%,$(wildcard $(DATA)/*.jsonl.gz)),--unlabelled $(f))

train: build ## train all scorers again: train DATA=dir
	$(foreach t,$(TASKS),$(if $(filter-out $(wildcard $(call rows,$(t))),$(call rows,$(t))),@echo "$(t): skipped; needs $($(t)_DATA:%=%.jsonl.gz) in DATA=dir",@./bin/gainsay train --task $(t) --encoder $(unlabelled) --date $(DATE) --out analyze/score/weights $(call rows,$(t)))$(newline))
	$(if $(filter-out $(wildcard $(facts)),$(facts)),@echo "fact: skipped; needs $(FACTS:%=%.jsonl.gz) in DATA=dir",@$(MAKE) train-fact)

train-verifiable: DATE = 2026-11-29
train-verifiable: build ## train only the model of verifiable claims: train-verifiable DATA=dir
	./bin/gainsay train --task verifiable --model verifiable --encoder $(unlabelled) --date $(DATE) \
	  --out analyze/score/weights $(call rows,verifiable)

train-fact: build ## train only what decides that a clause is a fact: train-fact DATA=dir
	./bin/gainsay train --task fact --out analyze/tagger $(facts)

# Folders below THREADS with threads in any format, for recovery of parents: trees, some with votes, and pages
# of news sites and blogs. A file given several times counts several times.
TREES ?= convokit reddit mastodon hackernews bluesky hackernews-html wikipedia-talk
UNDATED ?= reddit hackernews-html html
NEWS ?= globe-and-mail nyt other-html wordpress-html wordpress-wxr disqus html-blogs youtube chinese-blog
REPLY = $(foreach s,iac mtcsd aita twitter,$(DATA)/reply-$(s).jsonl.gz)
ROWS = bin/rows
FIT = ./bin/gainsay train --task reply --out analyze/reply --layouts
below = $(foreach d,$(1),$(wildcard $(THREADS:%=%/$(d))))

rows: build ## rows of THREADS for train-reply
	mkdir -p $(ROWS)
	./bin/gainsay rows --no-split --order time $(call below,$(TREES)) > $(ROWS)/trees.jsonl || test -s $(ROWS)/trees.jsonl
	./bin/gainsay rows --no-split --order votes $(call below,$(TREES) html) > $(ROWS)/votes.jsonl || test -s $(ROWS)/votes.jsonl
	./bin/gainsay rows --no-split --order page --no-times $(call below,$(UNDATED)) > $(ROWS)/pages.jsonl || test -s $(ROWS)/pages.jsonl
	./bin/gainsay rows --no-split --order time $(call below,$(NEWS)) > $(ROWS)/news.jsonl || test -s $(ROWS)/news.jsonl

# The weights of chat and votes are those of an earlier fit, which did better; KEPT=chat,votes fits them too.
train-reply: rows ## train reply recovery again: train-reply DATA=dir THREADS="dir ..."
	$(if $(findstring chat,$(KEPT)),$(FIT) chat $(DATA)/reply-irc.jsonl.gz)
	$(if $(findstring votes,$(KEPT)),$(FIT) votes $(REPLY) $(ROWS)/votes.jsonl)
	$(FIT) forum $(REPLY) $(ROWS)/trees.jsonl $(ROWS)/votes.jsonl $(foreach n,1 2,$(ROWS)/news.jsonl)
	$(FIT) tree $(filter-out %twitter.jsonl.gz,$(REPLY)) $(foreach n,1 2,$(ROWS)/trees.jsonl) $(ROWS)/votes.jsonl \
	  $(foreach n,1 2 3 4,$(ROWS)/news.jsonl)
	$(FIT) page,posts,nested $(REPLY) $(foreach n,1 2,$(ROWS)/trees.jsonl) $(ROWS)/votes.jsonl \
	  $(ROWS)/pages.jsonl $(foreach n,1 2 3 4,$(ROWS)/news.jsonl)

define newline


endef
