extension Script {
  /// What the jq programs of a script share. `$step`, `$ids` and the rest are given on its command line.
  static let library = #"""
    # The ids that are known by now, and one of them. What goes into an address or a body without being encoded is checked.
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
    """#

  /// Looks at what was found, and says what is to be done: a line for each answer, then the call.
  static let decision = #"""
    $step[0] as $s | $s.search as $q | ($s.change // {}) as $change | length as $page | .[-1] as $last
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
      end
    """#

  /// The file of ids with what was learned.
  static let learning = #"""
    $step[0] as $s
    | (if $id != "-" then $id else .[0][$s.answer]? // $s.own // error("the answer has no id") end | plain) as $id
    | $ids[0]
    | .providers[$provider].mode |= (if $mode == "" then . else $mode end)
    | .providers[$provider] |= with_entries(select(.value != null))
    | .providers[$provider].objects[$s.id] = ({id: $id, terms: $s.terms} | with_entries(select(.value != null)))
    """#
}
