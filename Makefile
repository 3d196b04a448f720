# Two commands do everything on a machine with Rust, Node >= 20, make and Debian's package manager:
#   make demo   the invented county with moving trucks on http://127.0.0.1:8420
#   make test   every check and test
# The others are for daily work.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

CARGO_TARGET_DIR ?= $(CURDIR)/target
export CARGO_TARGET_DIR
PORT ?= 8420
DEMO_ARGS ?=
UI_SOURCES := $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/e2e -prune -o -type f -print 2>/dev/null)

.PHONY: help typeset typeset-test demo test dev bench fmt lint ui-check rust-check rust-test e2e setup-test deny schemas shots

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/'

demo: ui/dist/index.html ## build and run the demo county on http://127.0.0.1:8420
	tools/setup-debian.sh demo
	cargo build --release --locked -p anlu
	# The typesetter takes about as long again: documents get their files when it is there. Ends with the demo.
	if [ ! -x "$$CARGO_TARGET_DIR/release/anlu-typeset" ]; then
		mkdir -p "$$CARGO_TARGET_DIR"
		nice cargo build --release --locked --manifest-path typeset/Cargo.toml >"$$CARGO_TARGET_DIR/typeset.log" 2>&1 &
	fi
	exec "$$CARGO_TARGET_DIR/release/anlu" demo --port $(PORT) $(DEMO_ARGS)

test: setup-test ui-check ui/dist/index.html rust-check rust-test typeset-test e2e ## every check and test
	@echo "make test: everything passed"

setup-test:
	tools/setup-debian.sh test

# The interface is built here, never by a Rust build script: cargo needs no Node.
ui/node_modules/.installed: ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	touch node_modules/.installed

ui/dist/index.html: ui/node_modules/.installed $(UI_SOURCES)
	cd ui && npm run build
	touch dist/index.html

ui-check: ui/node_modules/.installed
	cd ui && npm run lint && npm run test

rust-check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	$(MAKE) --no-print-directory deny

rust-test: ui/dist/index.html
	cargo test --workspace --locked

typeset: ## the typesetter of documents
	cargo build --release --locked --manifest-path typeset/Cargo.toml

typeset-test: typeset
	cargo fmt --manifest-path typeset/Cargo.toml --check
	cargo test --release --locked --manifest-path typeset/Cargo.toml

# The program as it was built for the tests of cargo: built by itself, its libraries would be compiled once more.
e2e: ui/dist/index.html typeset
	cargo test --locked --workspace --test it --no-run
	ANLU_BIN="$$CARGO_TARGET_DIR/debug/anlu" node --test --test-concurrency=1 ui/e2e/*.test.mjs

deny:
	@if command -v cargo-deny >/dev/null; then cargo deny --offline check bans licenses sources; else echo "cargo-deny is not installed: its rules (deny.toml) were not checked; the tidy tests check edges and fences"; fi

dev: ui/node_modules/.installed ## server (debug) with the demo county, and the interface with live reload on :5173
	mkdir -p ui/dist
	cargo build -p anlu
	trap 'kill 0' EXIT
	"$$CARGO_TARGET_DIR/debug/anlu" demo --port $(PORT) $(DEMO_ARGS) &
	cd ui && npm run dev

bench: ## the figures of docs/BENCHMARKS.md
	tools/bench.sh

fmt: ## format everything
	cargo fmt --all
	cd ui && npm run lint -- --fix

schemas: ## regenerate schemas/ and the typed client
	cargo run -q -p anlu -- schema openapi > schemas/openapi.json
	cargo run -q -p anlu -- schema config > schemas/config.json
	cargo run -q -p anlu -- schema pack > schemas/pack.json
	cd ui && npm run api

shots: ui/dist/index.html ## take the screenshots under docs/images anew
	cargo test --locked --workspace --test it --no-run
	ANLU_SHOTS=1 ANLU_BIN="$$CARGO_TARGET_DIR/debug/anlu" node --test --test-concurrency=1 ui/e2e/*.test.mjs
