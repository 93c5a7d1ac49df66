#!/usr/bin/env bash
# Checks a catalog, summarizes its changes, and plans them, as the inputs of action.yml say. Every part runs, and the step fails
# if one of them did.
#
# CATALOG, PROVIDER, STRICT, ARTIFACTS, BASE, FAIL_ON, ACCEPT, PLAN, IDS  the inputs; empty ones are left out
# GITHUB_STEP_SUMMARY  as GitHub Actions sets it
set -euo pipefail

status=0
provider=()
if [ -n "$PROVIDER" ]; then provider=(--provider "$PROVIDER"); fi

# Prints a command's Markdown to the log and to the summary; both show it even if the command fails.
summarize() {
  local output result=0
  output="$("$@")" || result=$?
  printf '%s\n' "$output"
  printf '%s\n' "$output" >> "$GITHUB_STEP_SUMMARY"
  return "$result"
}

options=()
if [ "$STRICT" = true ]; then options+=(--strict); fi
catalogc check "$CATALOG" ${provider[@]+"${provider[@]}"} ${options[@]+"${options[@]}"} --format github || status=1

if [ -n "$ARTIFACTS" ]; then
  catalogc compile "$CATALOG" ${provider[@]+"${provider[@]}"} --out-dir "$ARTIFACTS" --check || status=1
fi

if [ -n "$BASE" ]; then
  options=()
  if [ -n "$FAIL_ON" ]; then options+=(--fail-on "$FAIL_ON"); fi
  if [ -n "$ACCEPT" ]; then options+=(--accept "$ACCEPT"); fi
  summarize catalogc diff "git:$BASE" "$CATALOG" ${provider[@]+"${provider[@]}"} --format markdown ${options[@]+"${options[@]}"} \
    || status=1
fi

if [ -n "$PLAN" ]; then
  options=()
  if [ -n "$IDS" ]; then options+=(--ids "$IDS"); fi
  summarize catalogc plan "$CATALOG" --provider "$PLAN" --format markdown ${options[@]+"${options[@]}"} || status=1
fi

exit "$status"
