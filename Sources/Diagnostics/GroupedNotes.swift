extension [Diagnostic] {
  /// The diagnostics with one note per fact and provider: of the notes of a provider's rule, only the first, which names the
  /// other entries that it applies to. Warnings and errors stay at each place.
  package func groupingNotes() -> [Diagnostic] {
    var groups: [String: NoteGroup] = [:]
    for diagnostic in self where diagnostic.isProviderNote { groups[diagnostic.rule, default: NoteGroup()].add(diagnostic) }
    var isReported: Set<String> = []
    return compactMap { diagnostic in
      guard diagnostic.isProviderNote, let group = groups[diagnostic.rule] else { return diagnostic }
      guard isReported.insert(diagnostic.rule).inserted else { return nil }
      var note = diagnostic
      note.message += group.others
      return note
    }
  }
}

/// The notes of one rule.
private struct NoteGroup {
  private var count = 0
  /// The ids of the catalog's entries that the notes are about, each once.
  private var entries: [String] = []
  private var known: Set<String> = []

  mutating func add(_ note: Diagnostic) {
    count += 1
    let entry = note.entry
    if known.insert(entry).inserted { entries.append(entry) }
  }

  /// What the message of the first note does not say.
  var others: String {
    if count == 1 { return "" }
    if entries.count == 1 { return " (\(count) times)" }
    return " (also for \(list(entries.dropFirst().map(quoted), limit: 5)))"
  }
}

extension Diagnostic {
  fileprivate var isProviderNote: Bool { severity == .note && provider != nil }

  /// The id of the catalog's entry, such as `pro`; the section if there is none.
  fileprivate var entry: String {
    let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    // In a JSON Pointer, a tilde is written `~0`, and a slash `~1`.
    let parts = (steps.dropFirst().first ?? steps.first ?? "").split(separator: "~", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + ($1.first == "1" ? "/" : "~") + $1.dropFirst() }
  }
}
