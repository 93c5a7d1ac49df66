# `make` builds, `make test` runs everything that must hold; neither needs more than a Swift toolchain.

SWIFT ?= swift
PREFIX ?= /usr/local
# Where the shells and man look for what belongs to the programs under PREFIX, on Linux and on macOS.
MANDIR ?= $(PREFIX)/share/man/man1
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d
# The JSON Schemas that `make conformance` validates request bodies against.
SPECS ?= ../shared/specs
PYTHON ?= python3

# Warnings are errors here, and not in Package.swift: a newer compiler may have new ones.
STRICT = -Xswiftc -warnings-as-errors
CATALOGC = .build/debug/catalogc
CATALOGS = $(basename $(notdir $(wildcard catalogs/*.json)))

.PHONY: build release install test golden golden-check docs conformance schema-check clean

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
	install -d "$(DESTDIR)$(MANDIR)" "$(DESTDIR)$(BASH_COMPLETIONS)" "$(DESTDIR)$(ZSH_COMPLETIONS)" "$(DESTDIR)$(FISH_COMPLETIONS)"
	.build/release/catalogc man > .build/catalogc.1
	.build/release/catalogc completions bash > .build/catalogc.bash
	.build/release/catalogc completions zsh > .build/catalogc.zsh
	.build/release/catalogc completions fish > .build/catalogc.fish
	install -m 644 .build/catalogc.1 "$(DESTDIR)$(MANDIR)/catalogc.1"
	install -m 644 .build/catalogc.bash "$(DESTDIR)$(BASH_COMPLETIONS)/catalogc"
	install -m 644 .build/catalogc.zsh "$(DESTDIR)$(ZSH_COMPLETIONS)/_catalogc"
	install -m 644 .build/catalogc.fish "$(DESTDIR)$(FISH_COMPLETIONS)/catalogc.fish"

test:
	$(SWIFT) test $(STRICT)

# Writes golden/CATALOG/PROVIDER.json: read the difference before you commit it.
golden: build
	@for catalog in $(CATALOGS); do \
	  mkdir -p golden/$$catalog && \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done

golden-check: build
	@test -n "$(CATALOGS)"
	@for catalog in $(CATALOGS); do \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider all --out-dir golden/$$catalog --check 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	done
	@echo "golden files are up to date: $(CATALOGS)"

docs: build
	$(CATALOGC) rules --format markdown > docs/rules.md
	$(CATALOGC) providers --format markdown > docs/providers.md
	$(CATALOGC) schema > docs/catalog.schema.json

# Every request of every golden file must be a body that the provider's API takes.
conformance: .venv/bin/python
	.venv/bin/python Tests/Conformance/conformance.py $(SPECS) golden

# The JSON Schema of catalogs and the compiler must say the same of whole and of damaged catalogs.
schema-check: build .venv/bin/python
	.venv/bin/python Tests/Conformance/schema.py $(CATALOGC) catalogs/*.json docs/example.json

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema>=4.18,<5' || { rm -rf .venv; exit 1; }

clean:
	rm -rf .build .venv
