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

.PHONY: build release install test golden golden-check docs conformance e2e clean

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

# Of the scripts one is kept, which shows what they look like.
SCRIPT = compile catalogs/ai-saas.json --provider stripe --emit sh --output golden/ai-saas/stripe.sh

# Writes golden/CATALOG/PROVIDER.json: read the difference before you commit it.
golden: build
	@for catalog in $(CATALOGS); do \
	  mkdir -p golden/$$catalog && \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done
	@$(CATALOGC) $(SCRIPT)

golden-check: build
	@test -n "$(CATALOGS)"
	@for catalog in $(CATALOGS); do \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog --check 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done
	@$(CATALOGC) $(SCRIPT) --check
	@echo "golden files are up to date: $(CATALOGS)"

docs: build
	$(CATALOGC) rules --format markdown > docs/rules.md
	$(CATALOGC) providers --format markdown > docs/providers.md

# Every request of every golden file must be a body that the provider's API takes.
conformance: .venv/bin/python
	.venv/bin/python Tests/Conformance/conformance.py $(SPECS) golden

# The scripts of --emit sh, run against test accounts on loopback.
e2e: build .venv/bin/python
	@for tool in curl jq; do \
	  command -v $$tool >/dev/null || { echo "make e2e needs '$$tool', which is not installed" >&2; exit 1; }; \
	done
	.venv/bin/python -B Tests/EndToEnd/end_to_end.py $(SPECS) $(CATALOGC)

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema>=4.18,<5' || { rm -rf .venv; exit 1; }

clean:
	rm -rf .build .venv
