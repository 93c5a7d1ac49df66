#!/bin/sh
# Sets Stripe up for a catalog. Written by catalogc: change the catalog, and compile it again.
#
# It makes what is missing, and can be run again at any time. It needs curl and jq, and STRIPE_API_KEY in the environment.
# CATALOGC_IDS names the file that the ids are written to, CATALOGC_BASE_URL another address.

# shellcheck disable=SC2016 # What stands in single quotes is for jq.
provider=stripe
title='Stripe'
base=${CATALOGC_BASE_URL:-'https://api.stripe.com'}
ids=${CATALOGC_IDS:-'catalog.ids.json'}
timeout=${CATALOGC_TIMEOUT:-60}
tries=${CATALOGC_TRIES:-5}
patience=${CATALOGC_PATIENCE:-1}
compiled_for=''
member=data
idempotency='Idempotency-Key'
type='application/x-www-form-urlencoded'
secrets='["STRIPE_API_KEY"]'

library='# The ids that are known by now, and one of them. What goes into an address or a body without being encoded is checked.
def plain: tostring | if test("^[A-Za-z0-9_.:@+~-]{1,255}$") then . else error("this is no id: \(tojson)") end;
def objects: $ids[0].providers[$provider].objects // {};
def id_of($request): objects[$request].id // error("there is no id of \($request)") | plain;
def filled($found):
  map(if type == "string" then . elif has("ref") then id_of(.ref) else $found | plain end) | join("");
# A call as curl reads it from a configuration file.
def quoted: "\"" + (split("\\") | join("\\\\") | split("\"") | join("\\\"")) + "\"";
def call($call; $found; $key):
  "url = " + ($base + ($call.url | filled($found)) | quoted),
  "request = " + ($call.method | quoted),
  if $call.body then
    "data-raw = " + ($call.body | filled($found) | quoted), "header = " + ("Content-Type: \($type)" | quoted)
  elif $call.method == "GET" or $call.method == "DELETE" then empty
  else "data-raw = \"\"", "header = \"Content-Type:\"" end,
  if $key and $idempotency != "" then "header = " + ("\($idempotency): \($key)" | quoted) else empty end;
# Whether a value holds all that is wanted of it. The elements of a list may stand in any order.
def holds($want):
  if ($want | type) == "object" then
    if $want | has("$ref") then . == id_of($want["$ref"])
    elif $want | has("$decimal") then (tostring | tonumber? // null) == ($want["$decimal"] | tonumber)
    elif $want | has("$some") then
      type == "array" and (. as $all | all($want["$some"][]; . as $one | any($all[]; holds($one))))
    else type == "object" and (. as $all | all($want | to_entries[]; . as $one | $all[$one.key] | holds($one.value))) end
  elif ($want | type) == "array" then
    type == "array" and length == ($want | length)
    and (. as $all | all($want[]; . as $one | any($all[]; holds($one))))
  else . == $want end;
# What of an answer tells people why.
def reason:
  if type == "object" then
    [.error.message?, .error.description?, .error?, .message?, .detail?, .title?] | map(select(. != null)) | .[0]
  else . end
  | if type == "string" then . elif . == null then "" else tojson end;
def has_more($page): .has_more == true;
def next_page($page): .data[-1].id;
def gone: .deleted == true;'

decision='$step[0] as $s | $s.search as $q | ($s.change // {}) as $change | length as $page | .[-1] as $last
| if $q and $q.list and $complete == "" and ($last | has_more($page)) then
    if $page >= 1000 then error("the list of \($s.id) has no end") else . end
    | $s.id, "more", "-", "-", "-", "-",
      ({method: $q.method, url: ($q.more + [$last | next_page($page) | tostring | @uri]), body: $q.body}
       | call(.; null; null))
  else
    (if $q == null then []
     elif $q.list then [.[] | .[$member] | if type == "array" then .[] else error("the answer is no list") end]
     else map(select(. != null)) end | map(select(gone | not))) as $there
    | [$there[] | select($q.match == null or holds($q.match))] as $exact
    | [$there[] | select(. as $one | any($q.same[]?; . as $same | $one | holds($same)))] as $same
    | ($s.answer // "id") as $name
    | [$exact[] | .[$name] | plain] as $found
    | ([$same[] | .[$name] | plain] - $found) as $others
    | objects[$s.id] as $known
    | (if $found != [] then "found"
       elif $s.once and $known then "found"
       elif $others != [] and $change.is == "refused" then "refused"
       elif $others != [] and $change.is == "updated" then "updated"
       else "made" end) as $outcome
    | (if $found != [] then (if $found | index($known.id) then $known.id else $found[0] end)
       elif $outcome == "found" then $known.id
       elif $outcome == "refused" or $outcome == "updated" then $others[0]
       else null end) as $id
    | $s.id, $outcome, ($id // "-"),
      (if $change.is == "replaced" and $others != [] then $others | join(" ") else "-" end),
      (if $s.answer == null then "-"
       elif $known and $known.id == $id and $known.terms == $s.terms then "known"
       else "learn" end),
      (if $s.once then "once" else "-" end),
      if $outcome == "made" then call($s; null; if $s.key then "\($s.key)-\($salt)" else null end)
      elif $outcome == "updated" then call($change.call; $id; null)
      else empty end
  end'

learning='$step[0] as $s
| (if $id != "-" then $id else .[0][$s.answer]? // $s.own // error("the answer has no id") end | plain) as $id
| $ids[0]
| .providers[$provider].mode |= (if $mode == "" then . else $mode end)
| .providers[$provider] |= with_entries(select(.value != null))
| .providers[$provider].objects[$s.id] = ({id: $id, terms: $s.terms} | with_entries(select(.value != null)))'

authenticate() {
  case ${STRIPE_API_KEY:-} in
    '') fail 'set STRIPE_API_KEY in the environment' ;;
    *[!A-Za-z0-9_.~+/=-]*) fail 'STRIPE_API_KEY has a character that no key has' ;;
  esac
  settings="header = \"Authorization: Bearer $STRIPE_API_KEY\"
header = \"Stripe-Version: 2026-10-28.endive\""
  mode=
  case $STRIPE_API_KEY in
    sk_test_* | rk_test_*) mode='test' ;;
    sk_live_* | rk_live_*) mode='live' ;;
  esac
}

fail() {
  printf '%s: %s\n' "$title" "$1" >&2
  exit 1
}

# Runs a jq program over what stands on standard input.
ask() {
  program=$1
  shift
  jq "$@" --slurpfile step "$work/step" --slurpfile ids "$ids" --arg provider "$provider" --arg base "$base" \
    --arg member "$member" --arg idempotency "$idempotency" --arg type "$type" "$library $program"
}

# Sends the call that stands in a file: the HTTP status is in $status, 000 where there was no answer, and the answer in
# $work/answer. The key is on no command line, where others could read it.
send() {
  : >"$work/answer"
  : >"$work/head"
  curl -q -K - -K "$1" -o "$work/answer" -D "$work/head" >"$work/status" 2>"$work/trouble" <<END_OF_SETTINGS \
    || echo 000 >"$work/status"
silent
show-error
globoff
proto = "=http,https"
connect-timeout = 10
max-time = $timeout
write-out = "%{http_code}\n"
$settings
END_OF_SETTINGS
  read -r status <"$work/status" || status=000
}

# Whether the call that failed may be sent again, after a while: as long as the provider asks for, or ever longer.
again() {
  case $status in
    000 | 408 | 409 | 425 | 429 | 5??) ;;
    *) return 1 ;;
  esac
  [ "$try" -lt "$tries" ] || return 1
  wait=$((patience * try))
  asked=$(sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9]\{1,6\}\)[^0-9]*$/\1/p' "$work/head")
  if [ -n "$asked" ]; then
    [ "$asked" -le 300 ] || return 1
    wait=$asked
  fi
  [ "$wait" -eq 0 ] || sleep "$wait"
  try=$((try + 1))
}

# Says which call failed, and why, as far as the provider tells; never the key.
refuse() {
  reason=$(ask 'if length == 0 then "" else (. as $text | try ($text | fromjson | reason) catch $text) end
    | reduce ($secrets[] | env[.] // "" | select(. != "")) as $secret (.; split($secret) | join("***"))
    | explode | map(if . < 32 or (. >= 127 and . < 160) then 32 else . end) | implode | .[:600]' \
    -Rrs --argjson secrets "$secrets" <"$work/answer" 2>/dev/null)
  if [ "$status" = 000 ]; then
    status="no answer ($(tr -d '\000-\037\177' <"$work/trouble"))"
  else
    status="status $status"
  fi
  fail "$1: $status${reason:+: $reason}"
}

# Reads what the provider has of a kind, and decides what is to be done for the step. A list that serves several steps is
# read once, unless a call has failed since.
look() {
  label=${1#'{"id":"'}
  label=${label%%'"'*}
  list=$work/pages
  complete=
  searches=
  case $1 in *'"search":{'*) searches=yes ;; esac
  case $1 in
    *'"list":0,'*) ;;
    *'"list":'*)
      number=${1#*'"list":'}
      number=${number%%,*}
      list=$work/pages.$number
      if [ -e "$list" ] && [ "$try" -eq 1 ]; then complete=yes; fi
      ;;
  esac
  if [ -z "$complete" ]; then : >"$list"; fi
  call=$work/search
  if [ -n "$searches" ] && [ -z "$complete" ] && [ ! -s "$call" ]; then
    ask '$step[0].search as $search | call($search; null; null)' -nr >"$call" || fail "$label: this step cannot be read"
  fi
  while :; do
    if [ -n "$searches" ] && [ -z "$complete" ]; then
      while :; do
        send "$call"
        case $status in
          2??) break ;;
          404) if [ "$list" = "$work/pages" ]; then echo null >"$work/answer" && break; fi ;;
        esac
        again || refuse "$label was not looked for"
      done
      { cat "$work/answer" && echo; } >>"$list"
    fi
    ask "$decision" -rs --arg complete "$complete" --arg salt "$salt-$sent" <"$list" >"$work/decision" 2>"$work/trouble" \
      || fail "$(tr -d '\000-\037\177' <"$work/trouble")"
    {
      IFS= read -r label
      read -r outcome
      read -r id
      read -r others
      read -r keep
      read -r once
      cat >"$work/call"
    } <"$work/decision"
    [ "$outcome" = more ] || break
    call=$work/call
  done
}

# Sends a call of which nothing is made twice, until it has an answer.
insist() {
  try=1
  while :; do
    send "$work/call"
    case $status in
      2?? | 404) return ;;
    esac
    again || refuse "$1"
  done
}

# Takes an object out of use that there is a new one for.
retire() {
  ask '$step[0].change.holder // empty | call({method: "GET", url: .url}; null; null)' -nr >"$work/call" \
    || fail "$label: this step cannot be read"
  if [ -s "$work/call" ]; then
    insist "$label was not read"
    ask '$step[0].change.holder as $holder | if type == "object" and .[$holder.member] == $old then
        call({method: "POST", url: $holder.url, body: [$holder.member + "=" + id_of($step[0].id)]}; null; null)
      else empty end' -r --arg old "$1" <"$work/answer" >"$work/call" || fail "$label: the answer cannot be read"
    if [ -s "$work/call" ]; then insist "$label: $1 is still the default"; fi
  fi
  ask '$step[0].change.call as $call | call($call; $old; null)' -nr --arg old "$1" >"$work/call" || fail "$label: $1"
  insist "$label: the old one, $1, is still there"
  printf '%-9s %s  %s\n' archived "$label" "$1"
}

learn() {
  ask "$learning" -s --arg id "$1" --arg mode "$mode" <"$work/answer" >"$ids.$$" 2>"$work/trouble" \
    || fail "$label: $(tr -d '\000-\037\177' <"$work/trouble")"
  mv -f "$ids.$$" "$ids" || fail "cannot write '$ids'"
}

provision() {
  printf '%s\n' "$1" >"$work/step"
  try=1
  while :; do
    look "$1"
    case $outcome in
      found) break ;;
      refused)
        fail "$label is there on other terms, which cannot change: $id. Give it another key in the catalog, or remove it"
        ;;
    esac
    send "$work/call"
    case $status in
      2??) break ;;
      # An answer is kept with the idempotency key: another attempt needs another one.
      5??) sent=$((sent + 1)) ;;
    esac
    if [ "$once" = once ]; then
      case $status in
        000 | 408 | 5??) refuse "$label may have been made: look for it, and write its id into '$ids'" ;;
      esac
    fi
    again || refuse "$label was not $outcome"
  done
  steps=$((steps + 1))
  if [ "$outcome" = found ]; then
    : >"$work/answer"
  else
    changes=$((changes + 1))
    printf '%-9s %s\n' "$outcome" "$label"
  fi
  if [ "$keep" = learn ]; then learn "$id"; fi
  if [ "$others" != - ]; then
    for old in $others; do retire "$old"; done
  fi
}

catalogc() {
  for tool in curl jq mktemp; do
    command -v "$tool" >/dev/null 2>&1 || fail "'$tool' is needed, and not installed"
  done
  authenticate
  base=${base%/}
  case ${base#'http://[::1]'} in
    *[!A-Za-z0-9.:/_~%-]*) fail 'the base URL has a character that no URL has' ;;
  esac
  host=${base#http://}
  host=${host%%/*}
  case $base in
    https://?*) ;;
    http://*)
      case $host in
        localhost | localhost:* | 127.0.0.1 | 127.0.0.1:* | '[::1]' | '[::1]:'*) ;;
        *) fail 'the key is sent by https alone' ;;
      esac
      ;;
    *) fail 'the base URL begins with https://' ;;
  esac
  case $timeout$tries$patience in
    *[!0-9]*) fail 'CATALOGC_TIMEOUT, CATALOGC_TRIES and CATALOGC_PATIENCE are numbers' ;;
  esac

  umask 077
  work=$(mktemp -d "${TMPDIR:-/tmp}/catalogc.XXXXXX") || fail 'cannot make a temporary directory'
  trap 'rm -rf "$work" "$ids.$$"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  case $ids in -*) ids=./$ids ;; esac
  [ -e "$ids" ] || printf '%s\n' '{"format":1,"providers":{}}' >"$ids" || fail "cannot write '$ids'"
  jq -e 'type == "object" and .format == 1 and (.providers | type) == "object"' "$ids" >/dev/null 2>&1 \
    || fail "'$ids' is no file of ids: choose another one with CATALOGC_IDS"
  other=$(jq -r --arg provider "$provider" '.providers[$provider].mode // ""' "$ids") || fail "cannot read '$ids'"
  if [ -n "$mode" ] && [ -n "$other" ] && [ "$other" != "$mode" ]; then
    fail "'$ids' has the ids of a $other account, and this is a $mode account: choose another file with CATALOGC_IDS"
  fi
  if [ -n "$mode" ] && [ -n "$compiled_for" ] && [ "$compiled_for" != "$mode" ]; then
    fail "this script has the ids of a $compiled_for account, and this is a $mode account: compile it with other --ids"
  fi
  : >"$ids.$$" || fail "cannot write beside '$ids'"

  salt=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  sent=0
  steps=0
  changes=0
  setup >"$work/setup"
  # Where to look needs no id, mostly: it is made ready for all steps at once, a block of lines each.
  : >"$work/step"
  ask '(.search // empty | select(all(.url[]; type == "string")) | call(.; null; null)), ""' -r \
    <"$work/setup" >"$work/searches" || fail 'the steps cannot be read'
  while IFS= read -r line <&3; do
    while IFS= read -r part <&4 && [ -n "$part" ]; do printf '%s\n' "$part"; done >"$work/search"
    provision "$line"
  done 3<"$work/setup" 4<"$work/searches"
  printf '%s: %s of %s requests had something to do; the ids are in %s\n' "$title" "$changes" "$steps" "$ids"
}

setup() {
  cat <<'END_OF_SETUP'
{"id":"features/ai_tokens","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=ai_tokens"],"list":0,"more":["/v1/entitlements/features?lookup_key=ai_tokens&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=AI%20tokens&lookup_key=ai_tokens&metadata%5Bapp%5D=assistant&metadata%5Bunit%5D=token&metadata%5BcatalogFeatureId%5D=ai_tokens"],"key":"catalogc-8a0fe1b90276cc51c3bf6949d753a1b5","answer":"id","change":{"is":"refused"}}
{"id":"features/api_requests","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=api_requests"],"list":0,"more":["/v1/entitlements/features?lookup_key=api_requests&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=API%20requests&lookup_key=api_requests&metadata%5Bapp%5D=assistant&metadata%5BcatalogFeatureId%5D=api_requests"],"key":"catalogc-1f399803d31915d3ca6a562986c91490","answer":"id","change":{"is":"refused"}}
{"id":"features/api_access","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=api_access"],"list":0,"more":["/v1/entitlements/features?lookup_key=api_access&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=API%20access&lookup_key=api_access&metadata%5Bapp%5D=assistant&metadata%5BcatalogFeatureId%5D=api_access"],"key":"catalogc-f66f7ea24e36613a9fb025a770b73f5e","answer":"id","change":{"is":"refused"}}
{"id":"features/sso","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=sso"],"list":0,"more":["/v1/entitlements/features?lookup_key=sso&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=Single%20sign-on&lookup_key=sso&metadata%5Bapp%5D=assistant&metadata%5BcatalogFeatureId%5D=sso"],"key":"catalogc-ba8d214ba16c81b6231e8f3803ea8fe8","answer":"id","change":{"is":"refused"}}
{"id":"features/support_tier","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=support_tier"],"list":0,"more":["/v1/entitlements/features?lookup_key=support_tier&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=Support%20tier&lookup_key=support_tier&metadata%5Bapp%5D=assistant&metadata%5Bowner%5D=customer-success&metadata%5BcatalogFeatureId%5D=support_tier"],"key":"catalogc-5cd3d223ed4c19606a8a82145d50c077","answer":"id","change":{"is":"refused"}}
{"id":"features/extra_seats","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=extra_seats"],"list":0,"more":["/v1/entitlements/features?lookup_key=extra_seats&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=Extra%20seats&lookup_key=extra_seats&metadata%5Bapp%5D=assistant&metadata%5BcatalogFeatureId%5D=extra_seats"],"key":"catalogc-6c86ff32c4498df46b75d10a1f6856c1","answer":"id","change":{"is":"refused"}}
{"id":"products/plan/free","search":{"method":"GET","url":["/v1/products/plan_free"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=plan_free&name=Free&description=Try%20the%20assistant%20with%20a%20small%20monthly%20allowance&metadata%5Bapp%5D=assistant&metadata%5BcatalogPlanId%5D=free&metadata%5BcatalogPlanKey%5D=free"],"key":"catalogc-0da2c1117af97972c639f091dc73a700","answer":"id","change":{"is":"refused"}}
{"id":"products/plan/pro","search":{"method":"GET","url":["/v1/products/plan_pro"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=plan_pro&name=Pro&description=For%20people%20who%20work%20with%20the%20assistant%20every%20day&metadata%5Bapp%5D=assistant&metadata%5Baudience%5D=individuals&metadata%5Bhighlighted%5D=true&metadata%5BcatalogPlanId%5D=pro&metadata%5BcatalogPlanKey%5D=pro"],"key":"catalogc-ff907f9e2e754706da3bde6fe7bacbe6","answer":"id","change":{"is":"refused"}}
{"id":"products/plan/team","search":{"method":"GET","url":["/v1/products/plan_team"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=plan_team&name=Team&description=Five%20seats%2C%20single%20sign-on%20and%20a%20shared%20pool%20of%20tokens&metadata%5Bapp%5D=assistant&metadata%5Baudience%5D=companies&metadata%5BincludedSeats%5D=5&metadata%5BcatalogPlanId%5D=team&metadata%5BcatalogPlanKey%5D=team"],"key":"catalogc-7559a6a1cde6f312a077d783e8e6e82b","answer":"id","change":{"is":"refused"}}
{"id":"products/addon/extraSeats","search":{"method":"GET","url":["/v1/products/addon_extra_seats"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=addon_extra_seats&name=Extra%20seat&description=One%20more%20person%20in%20the%20workspace&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=extraSeats&metadata%5BcatalogAddonKey%5D=extra_seats"],"key":"catalogc-74de446ba812202e6430d7de428a1582","answer":"id","change":{"is":"refused"}}
{"id":"products/addon/prioritySupport","search":{"method":"GET","url":["/v1/products/addon_priority_support"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=addon_priority_support&name=Priority%20support&description=A%20first%20answer%20within%20the%20hour%2C%20around%20the%20clock&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=prioritySupport&metadata%5BcatalogAddonKey%5D=priority_support"],"key":"catalogc-69ab462d06430eff88ba58d83e9b5549","answer":"id","change":{"is":"refused"}}
{"id":"products/addon/onboarding","search":{"method":"GET","url":["/v1/products/addon_onboarding"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=addon_onboarding&name=Guided%20onboarding&description=Two%20workshops%20with%20a%20solutions%20engineer&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=onboarding&metadata%5BcatalogAddonKey%5D=onboarding"],"key":"catalogc-79b397d60fdbf2266d4b2c5ef1b59578","answer":"id","change":{"is":"refused"}}
{"id":"products/topup/tokens1m","search":{"method":"GET","url":["/v1/products/topup_tokens_1m"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=topup_tokens_1m&name=1%20million%20tokens&description=Spent%20after%20the%20monthly%20allowance%2C%20valid%20for%20a%20year&metadata%5Bapp%5D=assistant&metadata%5BcatalogTopupId%5D=tokens1m&metadata%5BcatalogTopupKey%5D=tokens_1m&metadata%5BcatalogFeatureId%5D=ai_tokens"],"key":"catalogc-75b05db0f5ed615c900c91219fcd3239","answer":"id","change":{"is":"refused"}}
{"id":"products/topup/tokens10m","search":{"method":"GET","url":["/v1/products/topup_tokens_10m"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=topup_tokens_10m&name=10%20million%20tokens&description=The%20large%20pack%2C%20valid%20for%20a%20year&metadata%5Bapp%5D=assistant&metadata%5BcatalogTopupId%5D=tokens10m&metadata%5BcatalogTopupKey%5D=tokens_10m&metadata%5BcatalogFeatureId%5D=ai_tokens"],"key":"catalogc-8e3db5be268caad23496184195ab4e17","answer":"id","change":{"is":"refused"}}
{"id":"prices/plan/pro/monthly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100"],"list":7,"more":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"pro:monthly","currency":"usd","unit_amount":2000,"recurring":{"interval":"month","interval_count":1}},"same":[{"lookup_key":"pro:monthly"},{"metadata":{"catalogPlanId":"pro","catalogPriceId":"monthly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/plan/pro"},"&unit_amount=2000&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=1&lookup_key=pro%3Amonthly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogPlanId%5D=pro&metadata%5BcatalogPlanKey%5D=pro&metadata%5BcatalogPriceId%5D=monthly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-22cf67e4acd55297a9cbb6cbe730a266","answer":"id","terms":{"amount":2000,"currency":"USD","interval":"month","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/plan/pro"}],"member":"default_price"}}}
{"id":"prices/plan/pro/yearly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100"],"list":7,"more":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"pro:yearly","currency":"usd","unit_amount":20000,"recurring":{"interval":"year","interval_count":1}},"same":[{"lookup_key":"pro:yearly"},{"metadata":{"catalogPlanId":"pro","catalogPriceId":"yearly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/plan/pro"},"&unit_amount=20000&recurring%5Binterval%5D=year&recurring%5Binterval_count%5D=1&lookup_key=pro%3Ayearly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5Bdiscount%5D=two%20months%20free&metadata%5BcatalogPlanId%5D=pro&metadata%5BcatalogPlanKey%5D=pro&metadata%5BcatalogPriceId%5D=yearly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-a82fa734253c8f5eca3ffdb5d15d2fbc","answer":"id","terms":{"amount":20000,"currency":"USD","interval":"year","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/plan/pro"}],"member":"default_price"}}}
{"id":"prices/plan/team/monthly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/plan/team"},"&active=true&limit=100"],"list":8,"more":["/v1/prices?product=",{"ref":"products/plan/team"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"team:monthly","currency":"usd","unit_amount":9900,"recurring":{"interval":"month","interval_count":1}},"same":[{"lookup_key":"team:monthly"},{"metadata":{"catalogPlanId":"team","catalogPriceId":"monthly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/plan/team"},"&unit_amount=9900&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=1&lookup_key=team%3Amonthly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogPlanId%5D=team&metadata%5BcatalogPlanKey%5D=team&metadata%5BcatalogPriceId%5D=monthly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-eb1c4934dd430aa32aa05b18f777d4cd","answer":"id","terms":{"amount":9900,"currency":"USD","interval":"month","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/plan/team"}],"member":"default_price"}}}
{"id":"prices/plan/team/yearly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/plan/team"},"&active=true&limit=100"],"list":8,"more":["/v1/prices?product=",{"ref":"products/plan/team"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"team:yearly","currency":"usd","unit_amount":99000,"recurring":{"interval":"year","interval_count":1}},"same":[{"lookup_key":"team:yearly"},{"metadata":{"catalogPlanId":"team","catalogPriceId":"yearly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/plan/team"},"&unit_amount=99000&recurring%5Binterval%5D=year&recurring%5Binterval_count%5D=1&lookup_key=team%3Ayearly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogPlanId%5D=team&metadata%5BcatalogPlanKey%5D=team&metadata%5BcatalogPriceId%5D=yearly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-0c57d6dfc1501920d571bb8429461832","answer":"id","terms":{"amount":99000,"currency":"USD","interval":"year","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/plan/team"}],"member":"default_price"}}}
{"id":"prices/addon/extraSeats/monthly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/addon/extraSeats"},"&active=true&limit=100"],"list":9,"more":["/v1/prices?product=",{"ref":"products/addon/extraSeats"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"extra_seats:monthly","currency":"usd","unit_amount":1500,"recurring":{"interval":"month","interval_count":1}},"same":[{"lookup_key":"extra_seats:monthly"},{"metadata":{"catalogAddonId":"extraSeats","catalogPriceId":"monthly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/addon/extraSeats"},"&unit_amount=1500&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=1&lookup_key=extra_seats%3Amonthly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=extraSeats&metadata%5BcatalogAddonKey%5D=extra_seats&metadata%5BcatalogPriceId%5D=monthly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-cc48cd9b0506e7058088d250ee274231","answer":"id","terms":{"amount":1500,"currency":"USD","interval":"month","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/addon/extraSeats"}],"member":"default_price"}}}
{"id":"prices/addon/extraSeats/yearly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/addon/extraSeats"},"&active=true&limit=100"],"list":9,"more":["/v1/prices?product=",{"ref":"products/addon/extraSeats"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"extra_seats:yearly","currency":"usd","unit_amount":15000,"recurring":{"interval":"year","interval_count":1}},"same":[{"lookup_key":"extra_seats:yearly"},{"metadata":{"catalogAddonId":"extraSeats","catalogPriceId":"yearly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/addon/extraSeats"},"&unit_amount=15000&recurring%5Binterval%5D=year&recurring%5Binterval_count%5D=1&lookup_key=extra_seats%3Ayearly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=extraSeats&metadata%5BcatalogAddonKey%5D=extra_seats&metadata%5BcatalogPriceId%5D=yearly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-84560f75465b32fd0b6a008a47afe912","answer":"id","terms":{"amount":15000,"currency":"USD","interval":"year","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/addon/extraSeats"}],"member":"default_price"}}}
{"id":"prices/addon/prioritySupport/monthly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/addon/prioritySupport"},"&active=true&limit=100"],"list":10,"more":["/v1/prices?product=",{"ref":"products/addon/prioritySupport"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"priority_support:monthly","currency":"usd","unit_amount":4900,"recurring":{"interval":"month","interval_count":1}},"same":[{"lookup_key":"priority_support:monthly"},{"metadata":{"catalogAddonId":"prioritySupport","catalogPriceId":"monthly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/addon/prioritySupport"},"&unit_amount=4900&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=1&lookup_key=priority_support%3Amonthly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=prioritySupport&metadata%5BcatalogAddonKey%5D=priority_support&metadata%5BcatalogPriceId%5D=monthly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-ada191456081424ea4bcc0fa9421c462","answer":"id","terms":{"amount":4900,"currency":"USD","interval":"month","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/addon/prioritySupport"}],"member":"default_price"}}}
{"id":"prices/addon/prioritySupport/yearly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/addon/prioritySupport"},"&active=true&limit=100"],"list":10,"more":["/v1/prices?product=",{"ref":"products/addon/prioritySupport"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"priority_support:yearly","currency":"usd","unit_amount":49000,"recurring":{"interval":"year","interval_count":1}},"same":[{"lookup_key":"priority_support:yearly"},{"metadata":{"catalogAddonId":"prioritySupport","catalogPriceId":"yearly"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/addon/prioritySupport"},"&unit_amount=49000&recurring%5Binterval%5D=year&recurring%5Binterval_count%5D=1&lookup_key=priority_support%3Ayearly&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=prioritySupport&metadata%5BcatalogAddonKey%5D=priority_support&metadata%5BcatalogPriceId%5D=yearly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-1d71e989a9be9a19d37c7a21f501c10a","answer":"id","terms":{"amount":49000,"currency":"USD","interval":"year","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/addon/prioritySupport"}],"member":"default_price"}}}
{"id":"prices/addon/onboarding/once","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/addon/onboarding"},"&active=true&limit=100"],"list":0,"more":["/v1/prices?product=",{"ref":"products/addon/onboarding"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"onboarding:once","currency":"usd","unit_amount":75000,"recurring":null},"same":[{"lookup_key":"onboarding:once"},{"metadata":{"catalogAddonId":"onboarding","catalogPriceId":"once"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/addon/onboarding"},"&unit_amount=75000&lookup_key=onboarding%3Aonce&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogAddonId%5D=onboarding&metadata%5BcatalogAddonKey%5D=onboarding&metadata%5BcatalogPriceId%5D=once&metadata%5Bprovider%5D=stripe"],"key":"catalogc-39eba2329ab969249571e0f6707aabaf","answer":"id","terms":{"amount":75000,"currency":"USD","interval":"one_time"},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/addon/onboarding"}],"member":"default_price"}}}
{"id":"prices/topup/tokens1m/usd","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/topup/tokens1m"},"&active=true&limit=100"],"list":0,"more":["/v1/prices?product=",{"ref":"products/topup/tokens1m"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"tokens_1m:usd","currency":"usd","unit_amount":1200,"recurring":null},"same":[{"lookup_key":"tokens_1m:usd"},{"metadata":{"catalogTopupId":"tokens1m","catalogPriceId":"usd"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/topup/tokens1m"},"&unit_amount=1200&lookup_key=tokens_1m%3Ausd&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogTopupId%5D=tokens1m&metadata%5BcatalogTopupKey%5D=tokens_1m&metadata%5BcatalogPriceId%5D=usd&metadata%5BcatalogFeatureId%5D=ai_tokens&metadata%5Bprovider%5D=stripe"],"key":"catalogc-a2c980d73a2044a041b7c4195545a20b","answer":"id","terms":{"amount":1200,"currency":"USD","interval":"one_time"},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/topup/tokens1m"}],"member":"default_price"}}}
{"id":"prices/topup/tokens10m/usd","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/topup/tokens10m"},"&active=true&limit=100"],"list":0,"more":["/v1/prices?product=",{"ref":"products/topup/tokens10m"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"tokens_10m:usd","currency":"usd","unit_amount":9900,"recurring":null},"same":[{"lookup_key":"tokens_10m:usd"},{"metadata":{"catalogTopupId":"tokens10m","catalogPriceId":"usd"}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/topup/tokens10m"},"&unit_amount=9900&lookup_key=tokens_10m%3Ausd&transfer_lookup_key=true&tax_behavior=exclusive&metadata%5Bapp%5D=assistant&metadata%5BcatalogTopupId%5D=tokens10m&metadata%5BcatalogTopupKey%5D=tokens_10m&metadata%5BcatalogPriceId%5D=usd&metadata%5BcatalogFeatureId%5D=ai_tokens&metadata%5Bprovider%5D=stripe"],"key":"catalogc-e104a11f1a364d2a1ed182728808b5ee","answer":"id","terms":{"amount":9900,"currency":"USD","interval":"one_time"},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/topup/tokens10m"}],"member":"default_price"}}}
{"id":"product-features/plan/free/ai_tokens","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100"],"list":14,"more":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/free"},"/features"],"body":["entitlement_feature=",{"ref":"features/ai_tokens"}],"key":"catalogc-561132625fa366c6954943b75976f6a4","change":{"is":"refused"}}
{"id":"product-features/plan/free/api_requests","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100"],"list":14,"more":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/free"},"/features"],"body":["entitlement_feature=",{"ref":"features/api_requests"}],"key":"catalogc-7b59091b97b84f57ea01f5227bddccb0","change":{"is":"refused"}}
{"id":"product-features/plan/free/support_tier","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100"],"list":14,"more":["/v1/products/",{"ref":"products/plan/free"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/free"},"/features"],"body":["entitlement_feature=",{"ref":"features/support_tier"}],"key":"catalogc-cd6310eb47a558db90c0fa6de984f306","change":{"is":"refused"}}
{"id":"product-features/plan/pro/ai_tokens","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100"],"list":15,"more":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/pro"},"/features"],"body":["entitlement_feature=",{"ref":"features/ai_tokens"}],"key":"catalogc-7bdbce6116e742eaf16bef0be9a85c4d","change":{"is":"refused"}}
{"id":"product-features/plan/pro/api_requests","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100"],"list":15,"more":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/pro"},"/features"],"body":["entitlement_feature=",{"ref":"features/api_requests"}],"key":"catalogc-9dda836ff1212f33987b036343d8a0c3","change":{"is":"refused"}}
{"id":"product-features/plan/pro/api_access","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100"],"list":15,"more":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api_access"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api_access"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/pro"},"/features"],"body":["entitlement_feature=",{"ref":"features/api_access"}],"key":"catalogc-2dffe9b83f954e5fe586f17f5f73b337","change":{"is":"refused"}}
{"id":"product-features/plan/pro/support_tier","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100"],"list":15,"more":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/pro"},"/features"],"body":["entitlement_feature=",{"ref":"features/support_tier"}],"key":"catalogc-c4a5931810de2fdc150520d8937abeab","change":{"is":"refused"}}
{"id":"product-features/plan/team/ai_tokens","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100"],"list":16,"more":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/ai_tokens"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/team"},"/features"],"body":["entitlement_feature=",{"ref":"features/ai_tokens"}],"key":"catalogc-315a5b91a7c2672ba63cd0645995d6fe","change":{"is":"refused"}}
{"id":"product-features/plan/team/api_requests","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100"],"list":16,"more":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api_requests"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/team"},"/features"],"body":["entitlement_feature=",{"ref":"features/api_requests"}],"key":"catalogc-fa28fb3fe848b5fede40eff497bba87d","change":{"is":"refused"}}
{"id":"product-features/plan/team/api_access","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100"],"list":16,"more":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api_access"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api_access"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/team"},"/features"],"body":["entitlement_feature=",{"ref":"features/api_access"}],"key":"catalogc-6cb228712ee631699be5d599708ed223","change":{"is":"refused"}}
{"id":"product-features/plan/team/sso","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100"],"list":16,"more":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/sso"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/sso"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/team"},"/features"],"body":["entitlement_feature=",{"ref":"features/sso"}],"key":"catalogc-4fcf3d7d4326df5d68bcf63372c266de","change":{"is":"refused"}}
{"id":"product-features/plan/team/support_tier","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100"],"list":16,"more":["/v1/products/",{"ref":"products/plan/team"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/team"},"/features"],"body":["entitlement_feature=",{"ref":"features/support_tier"}],"key":"catalogc-eecdb85bd7b22e949aa86a1531ddd025","change":{"is":"refused"}}
{"id":"product-features/addon/extraSeats/extra_seats","search":{"method":"GET","url":["/v1/products/",{"ref":"products/addon/extraSeats"},"/features?limit=100"],"list":0,"more":["/v1/products/",{"ref":"products/addon/extraSeats"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/extra_seats"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/extra_seats"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/addon/extraSeats"},"/features"],"body":["entitlement_feature=",{"ref":"features/extra_seats"}],"key":"catalogc-385331a8eb0985d588ce50a18417c05b","change":{"is":"refused"}}
{"id":"product-features/addon/prioritySupport/support_tier","search":{"method":"GET","url":["/v1/products/",{"ref":"products/addon/prioritySupport"},"/features?limit=100"],"list":0,"more":["/v1/products/",{"ref":"products/addon/prioritySupport"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/support_tier"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/addon/prioritySupport"},"/features"],"body":["entitlement_feature=",{"ref":"features/support_tier"}],"key":"catalogc-cdf715ffc92672664e802c46b4b7eb06","change":{"is":"refused"}}
END_OF_SETUP
}

catalogc
