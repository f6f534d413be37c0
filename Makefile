.DEFAULT_GOAL := help
SHELL := /bin/bash

RELEASES := trixie bookworm
RESULTS := artifacts/test-results
# lab/ensure-toolchain puts an SDK there when the machine has none.
export PATH := $(CURDIR)/.lab/dotnet:$(PATH)
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: publish ## from nothing to running containers: a tour in a booted lab
	@lab/demo

.PHONY: test
test: ## unit tests, then integration tests in booted labs
	@rm -rf $(RESULTS)
	@$(MAKE) --no-print-directory --keep-going -j 2 unit images; status=$$?; \
		$(MAKE) --no-print-directory integration && exit $$status

.PHONY: unit
unit: toolchain ## unit tests alone (minutes; MODEL_RUNS=100: seconds)
	@mkdir -p $(RESULTS)
	@rm -f $(RESULTS)/unit.trx
	dotnet build -v q --nologo tests/unit
	dotnet run --project tests/unit --no-build -- -noLogo -noColor -result-trx $(RESULTS)/unit.trx $(ARGS)

# After the toolchain, which installs packages as well.
.PHONY: images
images: toolchain
	@lab/with-images $(RELEASES) -- true

.PHONY: integration
integration: publish ## integration tests alone; ARGS='-class "*Name*"' selects some
	@mkdir -p $(RESULTS)
	@rm -f $(RESULTS)/integration.trx
	dotnet build -v q --nologo tests/integration
	lab/with-images $(RELEASES) -- dotnet run --project tests/integration --no-build -- \
		-noLogo -noColor -trait- Run=WhenAsked -result-trx $(RESULTS)/integration.trx $(ARGS)

.PHONY: model
model: toolchain ## the model test alone, 10,000 runs of 50 steps (minutes); MODEL_RUNS=N makes so many, MODEL_SEED=N replays one
	dotnet build -v q --nologo tests/unit
	dotnet run --project tests/unit --no-build -- -noLogo -noColor -class "*ModelTests"

.PHONY: faults
faults: publish ## the fault table of docs/reliability.md, anew; FAULT_ROUNDS=N injects each fault N times (3)
	dotnet build -v q --nologo tests/integration
	FAULT_TABLE=$(CURDIR)/docs/reliability.md FAULT_ROUNDS=$${FAULT_ROUNDS:-3} lab/with-images trixie -- \
		dotnet run --project tests/integration --no-build -- -noLogo -noColor -class "*FaultTests*"

# What the files as they are here are compared with.
BASE ?= HEAD
.PHONY: compare
compare: publish ## a table: the program at BASE=REVISION (HEAD) beside the one of this tree, measured; COMPARE_ROUNDS=N times each (3)
	@base=$$(lab/publish-at $(BASE)) && lab/compare "$$base" artifacts/oci-reconciler

# Without BASE the program of this tree alone is measured.
.PHONY: bench
bench: publish ## docs/performance.md, anew: the program beside peers and limits; BASE=REVISION beside that one, BENCH=b,f some rows, BENCH_ROUNDS=N (5)
	@lab/bench $(if $(filter-out file default undefined,$(origin BASE)),$(BASE))

.PHONY: microbench
microbench: toolchain ## parts of the code by themselves, measured; ARGS='--filter "*Listing*"' selects some
	dotnet build -v q --nologo tests/benchmarks
	dotnet run --project tests/benchmarks --no-build -- $(if $(ARGS),$(ARGS),--filter '*') --artifacts .lab/benchmarks

.PHONY: calls
calls: toolchain ## whether 100 runs of the model test make the same calls at BASE=REVISION (HEAD) and here; MODEL_RUNS=N for so many
	@lab/compare-calls $(BASE)

.PHONY: house
house: toolchain ## a table: cycles, constructors, lines and the like of the code at BASE=REVISION (HEAD) and here
	@lab/house $(BASE)

.PHONY: publish
publish: toolchain ## the program as one native file: artifacts/oci-reconciler
	@mkdir -p artifacts
	dotnet publish src/Reconciler -c Release -r linux-x64 -v q --nologo -o .lab/publish
	@cmp -s .lab/publish/oci-reconciler artifacts/oci-reconciler \
		|| install -m 755 .lab/publish/oci-reconciler artifacts/oci-reconciler

.PHONY: lab
lab: publish ## a shell in a booted lab with the program in it; LAB_RELEASE=bookworm for Debian 12
	@lab/ensure-engine
	@lab/up
	@lab/shell

.PHONY: lab-down
lab-down: ## remove every lab, with its volumes
	@lab/down

.PHONY: schema
schema: toolchain ## renew manifests/schema.json after a change of the fields
	@mkdir -p .lab
	dotnet run --project src/Reconciler -- schema > .lab/schema.json
	@mv .lab/schema.json manifests/schema.json

.PHONY: format
format: toolchain ## format the code
	dotnet format OciReconciler.sln

.PHONY: toolchain
toolchain:
	@lab/ensure-toolchain
