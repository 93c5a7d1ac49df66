#!/usr/bin/env bash
# Installs a release archive and checks a catalog as the GitHub action does, in a repository whose pull request raises a price.
#
# action.sh DIRECTORY VERSION: the archive of `make dist`
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
dist="$(cd "$1" && pwd)"
version="$2"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  echo "action.sh: $1" >&2
  cat "$work/log" >&2
  exit 1
}

mkdir -p "$work/releases/v$version" "$work/temp" "$work/repository"
cp "$dist"/*.tar.gz "$dist"/*.sha256 "$work/releases/v$version"
export RUNNER_TEMP="$work/temp" GITHUB_PATH="$work/path" GITHUB_STEP_SUMMARY="$work/summary"
export CATALOGC_VERSION="$version" CATALOGC_RELEASES="file://$work/releases"
touch "$work/log"
"$root/Tools/Action/install.sh" >"$work/log" 2>&1 || fail "the archive is not installed"
PATH="$(cat "$work/path"):$PATH"
catalogc --version | grep -q "$version" || fail "the archive has another version"

# An archive that was changed is refused.
printf x >>"$work/releases/v$version/$(basename "$(ls "$dist"/*.tar.gz)")"
if RUNNER_TEMP="$work/other" "$root/Tools/Action/install.sh" >"$work/log" 2>&1; then fail "a changed archive is installed"; fi

cd "$work/repository"
git init --quiet --initial-branch main
git config user.name test && git config user.email test@example.com
cp "$root/docs/example.json" catalog.json
echo '# shop' >README.md
git add README.md && git commit --quiet --message 'Add a page'

export CATALOG=catalog.json PROVIDER=stripe STRICT=false ARTIFACTS='' BASE=main FAIL_ON=breaking ACCEPT='' PLAN='' IDS=''
run() { "$root/Tools/Action/run.sh" >"$work/log" 2>&1; }

run || fail "the first pull request fails"
grep -q 'plans.pro' "$work/summary" || fail "the summary does not show the new plan"
git add catalog.json && git commit --quiet --message 'Add the catalog'

sed -i.bak 's/"amount": 2000,/"amount": 2500,/' catalog.json
: >"$work/summary"
if run; then fail "a price rise passes"; fi
grep -q 'price increased from 20.00 USD to 25.00 USD' "$work/log" || fail "the log does not name the price"
grep -q 'price increased from 20.00 USD to 25.00 USD' "$work/summary" || fail "the summary does not name the price"

cat >accepted.json <<'J'
{"plans.pro.prices.monthly.amount": {"old": 2000, "new": 2500, "reason": "reviewed", "expires": "2999-01-01T00:00:00Z"}}
J
ACCEPT=accepted.json run || fail "an accepted price rise fails"

sed -i.bak 's/"interval": "month"/"interval": "mnth"/' catalog.json
if run; then fail "a broken catalog passes"; fi
grep -q '^::error title=.*,file=catalog.json,line=' "$work/log" || fail "a mistake has no annotation"
echo "the action installs and runs: $(basename "$(ls "$dist"/*.tar.gz)")"
