#!/usr/bin/env bash
# Installs with each command of the README, into a home directory of its own, and uses what it installed.
#
# readme.sh DIRECTORY: the archive of `make dist`. With DOCKER=yes, it also builds the container.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
dist="$(cd "$1" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  echo "readme.sh: $1" >&2
  cat "$work/log" >&2
  exit 1
}

# A new home directory has `.local`, and Docker's own settings are not needed.
run() {
  rm -rf "${work:?}/home" && mkdir -p "$work/home/.local"
  (cd "$1" && HOME="$work/home" bash -c "$2") >"$work/log" 2>&1 || fail "fails: $2"
}

installed() {
  program="$work/home/.local/bin/catalogc"
  [ -x "$program" ] || fail "installs no program: $1"
  [ -s "$work/home/.local/share/man/man1/catalogc.1" ] || fail "installs no manual page: $1"
  for file in bash-completion/completions/catalogc zsh/site-functions/_catalogc fish/vendor_completions.d/catalogc.fish; do
    [ -s "$work/home/.local/share/$file" ] || fail "does not install $file: $1"
  done
  rm -rf "${work:?}/shop" && mkdir "$work/shop"
  (cd "$work/shop" && "$program" init --provider stripe && "$program" check) >"$work/log" 2>&1 || fail "does not work: $1"
}

count=0
skipped=''
# shellcheck disable=SC2016
commands="$(sed -n '/^## Install/,/^## Quick/p' "$root/README.md" | sed -n '/^```sh$/,/^```$/p' | grep -v '^```')"
while IFS= read -r line; do
  case "$line" in
    # The README names the archive for Linux on x86-64.
    tar\ *)
      run "$dist" "${line/catalogc-*.tar.gz/$(basename "$(ls "$dist"/*.tar.gz)")}"
      installed "$line"
      ;;
    make\ *)
      run "$root" "$line"
      installed "$line"
      ;;
    docker\ *)
      # It downloads an image of some gigabytes.
      if [ -n "${DOCKER:-}" ]; then
        run "$root" "$line"
        docker run --rm catalogc --version >"$work/log" 2>&1 || fail "does not run: $line"
      else
        skipped=" (\`$line\` only with DOCKER=yes)"
      fi
      ;;
    *) fail "unknown command: $line" ;;
  esac
  count=$((count + 1))
done <<<"$commands"
[ "$count" -eq 3 ] || fail "the README has $count commands to install"
version="$(sed -n 's/^package let version = "\(.*\)"$/\1/p' "$root/Sources/CatalogcCLI/Run.swift")"
grep -q "catalogc-$version-linux-x86_64.tar.gz" "$root/README.md" || fail "the README names another version than $version"
echo "the README's commands install the program$skipped"
