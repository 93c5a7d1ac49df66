extension Script {
  /// The part of a script that is the same for every provider and every catalog: POSIX shell, with curl and jq.
  static let runtime = #"""
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
    """#
}
