extension Script {
  /// The part of a script that is the same for all providers and catalogs: POSIX shell with curl and jq.
  static let runtime = #"""
    fail() {
      printf '%s: %s\n' "$title" "$1" >&2
      exit 1
    }

    # Runs a jq program on standard input.
    ask() {
      program=$1
      shift
      jq "$@" --slurpfile step "$work/step" --slurpfile ids "$ids" --arg provider "$provider" --arg base "$base" \
        --arg member "$member" --arg idempotency "$idempotency" --arg type "$type" "$library $program"
    }

    # Sends the call in a file. Sets $status to the HTTP status, or 000 if there was no response, and writes the response to
    # $work/answer. The key is never passed on a command line, where others could read it.
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

    # Whether the failed call may be sent again. Waits first: as long as the provider asks for, or longer each time.
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

    # Reports which call failed, and the reason of the provider if there is one; never the key.
    refuse() {
      reason=$(ask 'if length == 0 then "" else (. as $text | try ($text | fromjson | reason) catch $text) end
        | reduce ($secrets[] | env[.] // "" | select(. != "")) as $secret (.; split($secret) | join("***"))
        | explode | map(if . < 32 or (. >= 127 and . < 160) then 32 else . end) | implode | .[:600]' \
        -Rrs --argjson secrets "$secrets" <"$work/answer" 2>/dev/null)
      if [ "$status" = 000 ]; then
        status="no response ($(tr -d '\000-\037\177' <"$work/trouble"))"
      else
        status="HTTP $status"
      fi
      fail "$1: $status${reason:+: $reason}"
    }

    # Looks up the existing objects of a step and decides what to do. A list that serves several steps is read only once,
    # unless a call has failed since.
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
        ask '$step[0].search as $search | call($search; null; null)' -nr >"$call" || fail "$label: invalid step"
      fi
      while :; do
        if [ -n "$searches" ] && [ -z "$complete" ]; then
          while :; do
            send "$call"
            case $status in
              2??) break ;;
              404) if [ "$list" = "$work/pages" ]; then echo null >"$work/answer" && break; fi ;;
            esac
            again || refuse "cannot look up $label"
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

    # Sends a call that can be repeated safely until it has a response.
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

    # Archives an object that has been replaced.
    retire() {
      ask '$step[0].change.holder // empty | call({method: "GET", url: .url}; null; null)' -nr >"$work/call" \
        || fail "$label: invalid step"
      if [ -s "$work/call" ]; then
        insist "cannot read the object that refers to $label"
        ask '$step[0].change.holder as $holder | if type == "object" and .[$holder.member] == $old then
            call({method: "POST", url: $holder.url, body: [$holder.member + "=" + id_of($step[0].id)]}; null; null)
          else empty end' -r --arg old "$1" <"$work/answer" >"$work/call" || fail "$label: invalid response"
        if [ -s "$work/call" ]; then insist "$label: cannot replace the default $1"; fi
      fi
      ask '$step[0].change.call as $call | call($call; $old; null)' -nr --arg old "$1" >"$work/call" || fail "$label: $1"
      insist "$label: cannot archive $1"
      archived=$((archived + 1))
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
            fail "$label already exists with different settings that cannot be changed ($id); use another key, or delete it"
            ;;
        esac
        send "$work/call"
        case $status in
          2??) break ;;
          # The provider stores the response with the idempotency key, so another attempt needs another key.
          5??) sent=$((sent + 1)) ;;
        esac
        if [ "$once" = once ]; then
          case $status in
            000 | 408 | 5??) refuse "$label may have been created; look for it, and add its id to '$ids'" ;;
          esac
        fi
        again || refuse "$label could not be $outcome"
      done
      case $outcome in
        found)
          unchanged=$((unchanged + 1))
          : >"$work/answer"
          ;;
        created) created=$((created + 1)) ;;
        updated) updated=$((updated + 1)) ;;
      esac
      [ "$outcome" = found ] || printf '%-9s %s\n' "$outcome" "$label"
      if [ "$keep" = learn ]; then learn "$id"; fi
      if [ "$others" != - ]; then
        for old in $others; do retire "$old"; done
      fi
    }

    catalogc() {
      for tool in curl jq mktemp; do
        command -v "$tool" >/dev/null 2>&1 || fail "'$tool' is required but not installed"
      done
      authenticate
      base=${base%/}
      case ${base#'http://[::1]'} in
        *[!A-Za-z0-9.:/_~%-]*) fail 'the base URL contains an invalid character' ;;
      esac
      host=${base#http://}
      host=${host%%/*}
      case $base in
        https://?*) ;;
        http://*)
          case $host in
            localhost | localhost:* | 127.0.0.1 | 127.0.0.1:* | '[::1]' | '[::1]:'*) ;;
            *) fail 'refusing to send the key over plain HTTP; use an https URL' ;;
          esac
          ;;
        *) fail 'the base URL must begin with https://' ;;
      esac
      case $timeout$tries$patience in
        *[!0-9]*) fail 'CATALOGC_TIMEOUT, CATALOGC_TRIES and CATALOGC_PATIENCE must be whole numbers' ;;
      esac

      umask 077
      work=$(mktemp -d "${TMPDIR:-/tmp}/catalogc.XXXXXX") || fail 'cannot create a temporary directory'
      trap 'rm -rf "$work" "$ids.$$"' EXIT
      trap 'exit 129' HUP
      trap 'exit 130' INT
      trap 'exit 143' TERM
      case $ids in -*) ids=./$ids ;; esac
      [ -e "$ids" ] || printf '%s\n' '{"format":1,"providers":{}}' >"$ids" || fail "cannot write '$ids'"
      jq -e 'type == "object" and .format == 1 and (.providers | type) == "object"' "$ids" >/dev/null 2>&1 \
        || fail "'$ids' is not a catalogc ids file; set CATALOGC_IDS to another file"
      other=$(jq -r --arg provider "$provider" '.providers[$provider].mode // ""' "$ids") || fail "cannot read '$ids'"
      if [ -n "$mode" ] && [ -n "$other" ] && [ "$other" != "$mode" ]; then
        fail "'$ids' contains ids of a $other account, but this is a $mode account; set CATALOGC_IDS to another file"
      fi
      if [ -n "$mode" ] && [ -n "$compiled_for" ] && [ "$compiled_for" != "$mode" ]; then
        fail "this script contains ids of a $compiled_for account, but this is a $mode account; compile with other --ids"
      fi
      : >"$ids.$$" || fail "cannot write to the directory of '$ids'"

      salt=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
      sent=0
      created=0
      updated=0
      archived=0
      unchanged=0
      setup >"$work/setup"
      # Most searches need no id, so they are prepared for all steps at once, as one block of lines each.
      : >"$work/step"
      ask '(.search // empty | select(all(.url[]; type == "string")) | call(.; null; null)), ""' -r \
        <"$work/setup" >"$work/searches" || fail 'invalid steps'
      while IFS= read -r line <&3; do
        while IFS= read -r part <&4 && [ -n "$part" ]; do printf '%s\n' "$part"; done >"$work/search"
        provision "$line"
      done 3<"$work/setup" 4<"$work/searches"
      printf '%s: %s created, %s updated, %s archived, %s unchanged; ids are in %s\n' \
        "$title" "$created" "$updated" "$archived" "$unchanged" "$ids"
    }
    """#
}
