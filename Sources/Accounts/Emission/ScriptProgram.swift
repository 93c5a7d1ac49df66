extension Script {
  /// The shared functions of a script's jq programs. `$step`, `$ids` and the rest are passed on the command line.
  static let library = #"""
    # The ids known so far. Ids are checked, because they are inserted into URLs and bodies without encoding.
    def plain: tostring | if test("^[A-Za-z0-9_.:@+~-]{1,255}$") then . else error("invalid id: \(tojson)") end;
    def objects: $ids[0].providers[$provider].objects // {};
    def id_of($request): objects[$request].id // error("no id is known for \($request)") | plain;
    def filled($found):
      map(if type == "string" then . elif has("ref") then id_of(.ref) else $found | plain end) | join("");
    # A call as a curl configuration file.
    def quoted: "\"" + (split("\\") | join("\\\\") | split("\"") | join("\\\"")) + "\"";
    def call($call; $found; $key):
      "url = " + ($base + ($call.url | filled($found)) | quoted),
      "request = " + ($call.method | quoted),
      if $call.body then
        "data-raw = " + ($call.body | filled($found) | quoted), "header = " + ("Content-Type: \($type)" | quoted)
      elif $call.method == "GET" or $call.method == "DELETE" then empty
      else "data-raw = \"\"", "header = \"Content-Type:\"" end,
      if $key and $idempotency != "" then "header = " + ("\($idempotency): \($key)" | quoted) else empty end;
    # Whether a value contains everything that is wanted. The elements of an array may be in any order.
    def holds($want):
      if ($want | type) == "object" then
        if $want | has("$ref") then . == id_of($want["$ref"])
        elif $want | has("$decimal") then (tostring | tonumber? // null) == ($want["$decimal"] | tonumber)
        elif $want | has("$default") then (. // $want["$default"]) == $want["$value"]
        elif $want | has("$some") then
          type == "array" and (. as $all | all($want["$some"][]; . as $one | any($all[]; holds($one))))
        elif $want | has("$none") then . == null or . == 0 or . == [] or . == {}
        else type == "object" and (. as $all | all($want | to_entries[]; . as $one | $all[$one.key] | holds($one.value))) end
      elif ($want | type) == "array" then
        type == "array" and length == ($want | length)
        and (. as $all | all($want[]; . as $one | any($all[]; holds($one))))
      else . == $want end;
    # The error message of a response.
    def reason:
      if type == "object" then
        [.error.message?, .error.description?, .error?, .message?, .detail?, .title?] | map(select(. != null)) | .[0]
      else . end
      | if type == "string" then . elif . == null then "" else tojson end;
    """#

  /// Decides what to do with the objects that were found. Prints one line per decision, then the call.
  static let decision = #"""
    $step[0] as $s | $s.search as $q | ($s.change // {}) as $change | length as $page | .[-1] as $last
    | if $q and $q.list and $complete == "" and ($last | has_more($page)) then
        if $page >= 1000 then error("too many pages in the list of \($s.id)") else . end
        | $s.id, "more", "-", "-", "-", "-",
          ({method: $q.method, url: ($q.more + [$last | next_page($page) | tostring | @uri]), body: $q.body}
           | call(.; null; null))
      else
        (if $q == null then []
         elif $q.list then [.[] | .[$q.member // $member] | if type == "array" then .[] else error("expected a list in the response") end]
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
           else "created" end) as $outcome
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
          if $outcome == "created" then call($s; null; if $s.key then "\($s.key)-\($salt)" else null end)
          elif $outcome == "updated" then call($change.call; $id; null)
          else empty end
      end
    """#

  /// Adds a new id to the ids file.
  static let learning = #"""
    $step[0] as $s
    | (if $id != "-" then $id else .[0][$s.answer]? // $s.own // error("the response has no id") end | plain) as $id
    | $ids[0]
    | .providers[$provider].mode |= (if $mode == "" then . else $mode end)
    | .providers[$provider] |= with_entries(select(.value != null))
    | .providers[$provider].objects[$s.id] = ({id: $id, terms: $s.terms} | with_entries(select(.value != null)))
    """#
}
