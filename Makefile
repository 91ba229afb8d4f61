# Short names for what a contributor runs. `make ci` is what must pass before a change lands.
.PHONY: help build test race vet check lint fuzz bench ci release-try

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## compile every module
	go build work

test: ## the tests of every module
	go test work

race: ## the same with the race detector
	CGO_ENABLED=1 go test -race work

vet: ## format and vet
	@test -z "$$(git ls-files -z '*.go' | xargs -0 gofmt -l)" || { git ls-files -z '*.go' | xargs -0 gofmt -l; exit 1; }
	go vet work

check: vet ## before each commit: format, vet, and the tests of the root (names, imports, comments, links)
	go test -short .

lint: ## golangci-lint, if it is installed
	golangci-lint run ./...

fuzz: ## every fuzz target of every module, three seconds each
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | grep -v /testdata/ | xargs -n1 dirname | sort -u); do \
		for f in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$p/*_test.go | sed 's/^func //'); do \
			(cd $$p && go test -run '^$$' -fuzz "^$$f\$$" -fuzztime 3s .) || exit 1; done; done

bench: ## benchmarks beside public Go libraries
	cd benchmarks && go test -run '^$$' -bench . ./...

ci: ## everything that must hold on main
	bash .ci/run

release-try: ## tag all modules in a copy, and use them from a local proxy
	bash .ci/release.sh try v0.1.0
