#!/bin/sh
# Runs every command of the release program once and compares its status, output and files with those of the debug program. Then
# tests what only a release can get wrong: running without /proc as a static program, and the report of a trap.
#
# usage: smoke.sh RELEASE DEBUG
set -eu
release=$(realpath "$1")
debug=$(realpath "$2")
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "smoke: $1" >&2
  exit 1
}

# The expected status and the command line; at least one for each command.
cases='
0 check catalog.json --provider all
1 check mistakes.json --format json
0 compile catalog.json --provider all --out-dir out
0 compile catalog.swift --provider stripe --emit requests
0 compile next.json --provider stripe --emit terraform --ids ids.json --previous git:HEAD
0 compare catalog.json --format markdown
1 plan catalog.json --provider stripe --state state.json --check
2 apply catalog.json --provider stripe --base-url http://127.0.0.1:1
0 import --provider stripe --state state.json --output imported.json
0 quote catalog.json pro --price monthly --usage aiTokens=5
0 quote catalog.json pro --price monthly --provider stripe
0 quote catalog.json pro --price monthly --find-difference stripe,polar
1 test catalog.json scenarios.json
1 test catalog.json scenarios.json --mutate
1 ids catalog.json ids.json
0 diff catalog.json next.json
1 diff git:HEAD next.json --fail-on customer
0 entitlements payloads.json pro
0 grant payloads.json tokenPack
0 assign payloads.json pro --customer acme --subscription sub_1 --at 2026-01-15T12:00:00Z --period-start 2026-01-15T12:00:00Z
0 bridge payloads.json events.jsonl --provider stripe
0 pricing catalog.json
0 pricing catalog.json --format html --locale hi-IN -o page.html
0 convert catalog.json --to swift
0 fmt catalog.json
1 lsp
0 init new --provider stripe
0 schema
0 explain unknown-feature
0 rules --format markdown
0 providers --format json
0 completions bash
0 man
0 help compile
0 --version
2 chekc
'

# Nothing listens at the address that `apply` is given.
export STRIPE_API_KEY=sk_test_smoke

echo "$cases" | while read -r status arguments; do
  [ -n "$status" ] || continue
  for program in debug release; do
    folder=$work/$program
    rm -rf "$folder"
    mkdir "$folder" "$folder/out" "$folder/new"
    cp "$root/docs/example.json" "$folder/catalog.json"
    cp "$root/docs/example.swift" "$folder/catalog.swift"
    cp "$root/docs/example.ids.json" "$folder/ids.json"
    cp "$root/docs/example-next.json" "$folder/next.json"
    cp "$root/docs/mistakes.json" "$folder/mistakes.json"
    cp "$root/docs/scenarios.json" "$folder/scenarios.json"
    echo '{"format": 1, "provider": "stripe", "account": {"host": "https://api.stripe.com"}, "objects": {}}' >"$folder/state.json"
    cp "$root/Tests/CustomersTests/payloads/catalog.json" "$folder/payloads.json"
    cp "$root/Tests/CustomersTests/payloads/stripe.jsonl" "$folder/events.jsonl"
    git -C "$folder" init --quiet
    git -C "$folder" add next.json
    git -C "$folder" -c user.name=smoke -c user.email=smoke@example.com commit --quiet --message base
    cp "$root/docs/example.json" "$folder/next.json"
    eval "path=\$$program"
    found=0
    # shellcheck disable=SC2086
    (cd "$folder" && exec "$path" $arguments >output 2>messages </dev/null) || found=$?
    [ "$found" = "$status" ] || fail "$program: catalogc $arguments: status $found instead of $status: $(cat "$folder/messages")"
  done
  diff -r --exclude=.git "$work/debug" "$work/release" >&2 || fail "catalogc $arguments: the release differs from the debug program"
done

for command in $("$release" --help | awk '/^commands:/ { p = 1; next } /^$/ { p = 0 } p { print $1 }'); do
  echo "$cases" | grep -q "^[0-9] $command\( \|$\)" || fail "Tests/Smoke/smoke.sh has no case for 'catalogc $command'"
done
echo "smoke: every command of the release matches the debug program"

# Watching a real file: an error, then none.
cp "$root/docs/mistakes.json" "$work/watched.json"
"$release" check "$work/watched.json" --watch 2>"$work/watching" &
watcher=$!
tries=0
while ! grep -q "^waiting" "$work/watching"; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || fail "check --watch reports nothing"
  sleep 0.1
done
cp "$root/docs/example.json" "$work/replacement.json"
mv "$work/replacement.json" "$work/watched.json"
while ! grep -q "^no errors; waiting" "$work/watching"; do
  tries=$((tries + 1))
  [ $tries -lt 200 ] || fail "check --watch does not see that a file is replaced"
  sleep 0.1
done
kill $watcher
wait $watcher 2>/dev/null || true
echo "smoke: the release watches a file"

# A session of the language server, which ends with status 0 only after `shutdown`.
message() {
  printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"
}
for program in "$debug" "$release"; do
  {
    message '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
    message '{"jsonrpc":"2.0","id":2,"method":"shutdown"}'
    message '{"jsonrpc":"2.0","method":"exit"}'
  } | "$program" lsp >"$work/session" || fail "$program lsp: status $? after shutdown and exit"
  grep -q '"id":2,"result":null' "$work/session" || fail "$program lsp has not answered: $(cat "$work/session")"
done
echo "smoke: the language server starts and ends"

# Without /proc.
mkdir "$work/root"
cp "$release" "$work/root/catalogc"
cp "$root/docs/example.json" "$work/root/catalog.json"
if [ "$(uname -s)" != Linux ]; then
  echo "smoke: skipped: the release is static and runs without /proc only on Linux"
elif chroot "$work/root" /catalogc --version >/dev/null 2>&1; then
  chroot "$work/root" /catalogc check catalog.json || fail "the release does not run without /proc"
  echo "smoke: the release runs without /proc"
elif unshare -r chroot / true 2>/dev/null; then
  unshare -r chroot "$work/root" /catalogc check catalog.json || fail "the release does not run without /proc"
  echo "smoke: the release runs without /proc"
elif [ "$(id -u)" = 0 ]; then
  fail "the release does not run without /proc: $(chroot "$work/root" /catalogc --version 2>&1)"
else
  echo "smoke: skipped: running the release without /proc needs chroot, which is not allowed here"
fi

# A trap. Once the program has answered an event, it waits for the next one.
mkfifo "$work/in" "$work/out"
head -n 1 "$root/Tests/CustomersTests/payloads/stripe.jsonl" >"$work/event"
for signal in ILL TRAP; do
  "$release" bridge "$root/Tests/CustomersTests/payloads/catalog.json" --provider stripe \
    <"$work/in" >"$work/out" 2>"$work/messages" &
  process=$!
  exec 3>"$work/in" 4<"$work/out"
  cat "$work/event" >&3
  read -r answer <&4
  kill -s "$signal" "$process"
  status=0
  wait "$process" 2>/dev/null || status=$?
  exec 3>&- 4<&-
  [ "$(kill -l "$status")" = "$signal" ] || fail "a trap ended the release with status $status"
  grep -q "^catalogc: internal error (SIG$signal); please report it" "$work/messages" \
    || fail "a trap left no report, but: $(cat "$work/messages")"
done
echo "smoke: a trap of the release is reported"
