# `make` builds, `make test` runs everything that must hold; neither needs more than a Swift toolchain.

SWIFT ?= swift
PREFIX ?= /usr/local
# The JSON Schemas that `make conformance` validates request bodies against.
SPECS ?= ../shared/specs
PYTHON ?= python3

# Warnings are errors here, and not in Package.swift: a newer compiler may have new ones.
STRICT = -Xswiftc -warnings-as-errors
CATALOGC = .build/debug/catalogc
CATALOGS = $(basename $(notdir $(wildcard catalogs/*.json)))
# Webhook payloads of each provider, every event among them, and the catalog that they speak of.
PAYLOADS = Tests/BridgeTests/payloads

.PHONY: build release install test golden golden-check docs conformance clean

build:
	$(SWIFT) build $(STRICT)

# On Linux the program is linked fully statically: it starts in about a millisecond, and runs where there is no Swift.
release:
ifeq ($(shell uname -s),Linux)
	$(SWIFT) build -c release --product catalogc --static-swift-stdlib -Xswiftc -static-executable -Xlinker -s
else
	$(SWIFT) build -c release --product catalogc
endif

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/release/catalogc "$(DESTDIR)$(PREFIX)/bin/catalogc"

test:
	$(SWIFT) test $(STRICT)

# Writes golden/CATALOG/PROVIDER.json, and golden/bridge/PROVIDER.jsonl: read the difference before you commit it.
golden: build
	@for catalog in $(CATALOGS); do \
	  mkdir -p golden/$$catalog && \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done
	@mkdir -p golden/bridge
	@for payloads in $(PAYLOADS)/*.jsonl; do \
	  provider=$$(basename $$payloads .jsonl) && \
	  $(CATALOGC) bridge $(PAYLOADS)/catalog.json $$payloads --provider $$provider >golden/bridge/$$provider.jsonl \
	    2>.build/golden.log || { cat .build/golden.log >&2; exit 1; }; \
	done

golden-check: build
	@test -n "$(CATALOGS)"
	@for catalog in $(CATALOGS); do \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog --check 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done
	@for payloads in $(PAYLOADS)/*.jsonl; do \
	  provider=$$(basename $$payloads .jsonl) && \
	  $(CATALOGC) bridge $(PAYLOADS)/catalog.json $$payloads --provider $$provider 2>.build/golden.log \
	    | diff -u golden/bridge/$$provider.jsonl - || exit 1; \
	done
	@echo "golden files are up to date: $(CATALOGS)"

docs: build
	$(CATALOGC) rules --format markdown > docs/rules.md
	$(CATALOGC) providers --format markdown > docs/providers.md

# Every request of every golden file must be a body that the provider's API takes.
conformance: .venv/bin/python
	.venv/bin/python Tests/Conformance/conformance.py $(SPECS) golden

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema>=4.18,<5' || { rm -rf .venv; exit 1; }

clean:
	rm -rf .build .venv
