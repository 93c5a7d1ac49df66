import Catalog
import Diagnostics
import Foundations
import Providers
import Syntax

/// The smallest change of a file that lifts what it can.
package struct Change: Sendable {
  /// One edit of the file.
  package struct Step: Sendable {
    package let message: String
    /// The path of the finding that it lifts first.
    package let path: String
  }

  /// In the order in which they were made; none can be left out.
  package let steps: [Step]
  /// How many warnings and errors are lifted.
  package let lifted: Int
  /// How many there were.
  package let total: Int
  /// How many remain: also those that nothing was said about while an item was not for sale.
  package let remaining: Int
  /// The changed file.
  package let bytes: [UInt8]
}

/// The changes that lift findings. A change is tried by compiling the changed file, and kept only if that shows that it lifts
/// the finding and leads to no other.
///
/// In an ordinary catalog each change is tried alone. In a large one, changes of different entries are tried at once, and
/// judged by the findings of their entry, so that the number of trials does not grow with the number of entries.
struct Remedies {
  /// For each finding, a change that lifts it alone.
  private(set) var single: [Fix?]
  private(set) var together: Change?
  /// How many changed files were analyzed.
  private(set) var trials = 0
  private let provider: Provider
  /// Whether changes of different entries are tried at once.
  private let isLarge: Bool
  /// How many trials are left.
  private var budget: Int

  /// How large a catalog may be whose changes are tried one by one: its bytes times its findings, because each finding takes a
  /// trial or more, and a trial of a megabyte takes as long as a thousand of a kilobyte.
  private static let ordinaryWork = 1_000_000

  init(_ provider: Provider, _ text: CatalogText, _ compiled: CompiledCatalog) {
    self.provider = provider
    let bytes = max(1, text.tree.source.bytes.count)
    isLarge = compiled.blockers.count { $0.severity != .note } > Self.ordinaryWork / bytes
    budget = isLarge ? min(16, max(4, 300_000_000 / bytes)) : min(400, max(16, 40_000_000 / bytes))
    single = []
    let original = Version(text, compiled)
    single = remedies(original)
    together = combined(original, single)
  }

  // MARK: Candidates

  /// The changes that may lift a finding, those that the finding suggests first.
  private func candidates(for index: Int, _ version: Version) -> [Candidate] {
    let diagnostic = version.compiled.blockers[index]
    guard diagnostic.severity != .note else { return [] }
    var candidates = diagnostic.fixes.map { Candidate(finding: index, fix: $0, isRemoval: false) }
    // What the provider ignores can be removed, unless that changes what is sold.
    let path = diagnostic.pointerSteps
    if !diagnostic.isSecret, path.count > 2, Self.sections.contains(path[0]),
      let removal = version.text.tree.removal(ofMemberAt: path)
    {
      candidates.append(Candidate(finding: index, fix: removal, isRemoval: true))
    }
    return candidates
  }

  /// The sections of a catalog with what is sold.
  private static let sections = ["plans", "addons", "topups", "discounts"]

  private mutating func remedies(_ version: Version) -> [Fix?] {
    let all = version.compiled.blockers.indices
    if isLarge { return remediesAtOnce(version, of: Array(all)) }
    return all.map { index in candidates(for: index, version).first { lifts($0, version) }?.fix }
  }

  // MARK: Trials

  /// The version with the fixes, or the entries that have errors then: none if too much was tried.
  private mutating func changed(_ version: Version, _ fixes: [Fix]) -> Result<Version, EntryErrors> {
    guard budget > 0 else { return .failure(EntryErrors(entries: [])) }
    budget -= 1
    trials += 1
    let provider = provider
    return version.text.changed(to: fixes.applied(to: version.text.tree.source.bytes).bytes).map { text in
      Version(text, text.compiled(for: provider))
    }
  }

  /// The version with the fixes, if it is better.
  private mutating func tries(_ fixes: [Fix], _ version: Version) -> Version? {
    guard case .success(let changed) = changed(version, fixes), changed.isBetter(than: version, without: nil) else { return nil }
    return changed
  }

  /// Whether a change lifts its finding alone.
  private mutating func lifts(_ candidate: Candidate, _ version: Version) -> Bool {
    guard case .success(let changed) = changed(version, [candidate.fix]),
      changed.isBetter(than: version, without: version.compiled.blockers[candidate.finding])
    else { return false }
    return !candidate.isRemoval || Terms(changed.text.catalog) == Terms(version.text.catalog)
  }

  /// The remedies of some findings, of which one for each entry is tried at a time.
  private mutating func remediesAtOnce(_ version: Version, of indices: [Int]) -> [Fix?] {
    var found = [Fix?](repeating: nil, count: version.compiled.blockers.count)
    let entries = version.compiled.blockers.map { FindingID($0).entry }
    // Plans decide what else can be sold, so what depends on them is changed in other trials.
    let sections = [["plans"], ["addons", "topups", "discounts"]]
    let known = Set(sections.joined())
    for section in sections.map(Set.init) + [nil] {
      var queues: [[Candidate]] = []
      var queueOfEntry: [ScalarString: Int] = [:]
      for index in indices {
        let name = version.compiled.blockers[index].pointerSteps.first ?? ""
        guard section?.contains(name) ?? !known.contains(name) else { continue }
        let new = candidates(for: index, version)
        if new.isEmpty { continue }
        if let queue = queueOfEntry[entries[index]] {
          queues[queue] += new
        } else {
          queueOfEntry[entries[index]] = queues.count
          queues.append(new)
        }
      }
      while budget > Self.reserve, !queues.isEmpty {
        let batch = queues.map { $0[0] }.disjoint(by: \.fix)
        let lifted = lifting(batch, version)
        for candidate in batch where lifted.contains(candidate.finding) { found[candidate.finding] = candidate.fix }
        let tried = Set(batch.map(\.finding))
        queues = queues.compactMap { queue in
          guard let first = queue.first, tried.contains(first.finding) else { return queue }
          let rest = lifted.contains(first.finding) ? queue.filter { $0.finding != first.finding } : Array(queue.dropFirst())
          return rest.isEmpty ? nil : rest
        }
      }
    }
    return found
  }

  /// How many trials are kept for trying all remedies together.
  private static let reserve = 2

  /// The findings that changes of different entries lift when they are made at once, each without making anything of its entry
  /// worse. If something else is worse, it is unknown which of them is to blame, and they are tried in halves.
  private mutating func lifting(_ batch: [Candidate], _ version: Version) -> Set<Int> {
    guard !batch.isEmpty, budget > Self.reserve else { return [] }
    if batch.count == 1 { return lifts(batch[0], version) ? [batch[0].finding] : [] }
    let entry = { (candidate: Candidate) in FindingID(version.compiled.blockers[candidate.finding]).entry }
    switch changed(version, batch.map(\.fix)) {
    case .failure(let errors):
      let rest = batch.filter { !errors.entries.contains(entry($0)) }
      if rest.count < batch.count { return lifting(rest, version) }
    case .success(let changed):
      let (before, after) = (version.faults, changed.faults)
      let isMoreSold = changed.whole.sellsMore(than: version.whole)
      let own = Set(batch.map(entry))
      let isSeparable = after.allSatisfy { entry, faults in
        own.contains(entry) || !faults.isWorse(than: before[entry] ?? Faults(), ignoringFindings: isMoreSold)
      }
      guard isSeparable else { break }
      let terms = (Terms(version.text.catalog), Terms(changed.text.catalog))
      let other = batch.contains(where: \.isRemoval) ? terms.0.entries(differingFrom: terms.1) : []
      return Set(
        batch.filter { candidate in
          let entry = entry(candidate)
          let (old, new) = (before[entry] ?? Faults(), after[entry] ?? Faults())
          return !new.has(version.compiled.blockers[candidate.finding]) && new.isBetter(than: old)
            && !(candidate.isRemoval && other.contains(entry))
        }.map(\.finding))
    }
    let middle = batch.count / 2
    return lifting(Array(batch[..<middle]), version).union(lifting(Array(batch[middle...]), version))
  }

  // MARK: Together

  /// A remedy that is part of the change.
  private typealias Chosen = (fix: Fix, path: String, entry: ScalarString)

  /// Applies the remedies together, and looks for others in the result, because a finding may hide another.
  private mutating func combined(_ original: Version, _ first: [Fix?]) -> Change? {
    var (version, steps, fixes) = (original, [Change.Step](), first)
    for _ in 0..<4 {
      var chosen: [Chosen] = zip(fixes, version.compiled.blockers).compactMap { fix, diagnostic in
        fix.map { ($0, diagnostic.path, FindingID(diagnostic).entry) }
      }.disjoint(by: \.fix)
      guard !chosen.isEmpty, var next = tries(chosen.map(\.fix), version) else { break }
      (chosen, next) = isLarge ? needed(chosen, next, version) : neededOneByOne(chosen, next, version)
      steps += chosen.map { Change.Step(message: $0.fix.message, path: $0.path) }
      let known = version.whole
      version = next
      if isLarge {
        // The others have been tried.
        let changed = Set(chosen.map(\.entry))
        let blockers = next.compiled.blockers
        fixes = remediesAtOnce(
          next,
          of: blockers.indices.filter { index in
            let id = FindingID(blockers[index])
            return changed.contains(id.entry) || !known.has(id)
          })
      } else {
        fixes = remedies(version)
      }
    }
    guard !steps.isEmpty else { return nil }
    let warnings = original.compiled.blockers.filter { $0.severity != .note }
    return Change(
      steps: steps, lifted: version.lacking(warnings), total: warnings.count,
      remaining: version.compiled.blockers.count { $0.severity != .note }, bytes: version.text.tree.source.bytes)
  }

  /// Leaves out what makes no difference.
  private mutating func neededOneByOne(_ all: [Chosen], _ with: Version, _ version: Version) -> ([Chosen], Version) {
    var (chosen, next) = (all, with)
    var index = 0
    while chosen.count > 1, index < chosen.count {
      var fewer = chosen
      fewer.remove(at: index)
      if let other = tries(fewer.map(\.fix), version), other.whole.isContained(in: next.whole) {
        (chosen, next) = (fewer, other)
      } else {
        index += 1
      }
    }
    return (chosen, next)
  }

  /// The same for entries with several changes, of which one each is left out at a time.
  private mutating func needed(_ all: [Chosen], _ with: Version, _ version: Version) -> ([Chosen], Version) {
    var (chosen, next) = (all, with)
    var position = 0
    while budget > 0 {
      let byEntry = Dictionary(grouping: chosen.indices, by: { chosen[$0].entry })
      let left = Set(byEntry.values.compactMap { $0.count > 1 && position < $0.count ? $0[position] : nil })
      if left.isEmpty { break }
      guard case .success(let other) = changed(version, chosen.indices.filter { !left.contains($0) }.map { chosen[$0].fix })
      else { break }
      let (more, fewer) = (next.faults, other.faults)
      let superfluous = left.filter { index in
        let entry = chosen[index].entry
        return !(fewer[entry] ?? Faults()).isWorse(than: more[entry] ?? Faults())
      }
      position += 1
      if superfluous.isEmpty { continue }
      let kept = chosen.indices.filter { !superfluous.contains($0) }.map { chosen[$0] }
      guard let smaller = tries(kept.map(\.fix), version), smaller.whole.isContained(in: next.whole) else { break }
      (chosen, next) = (kept, smaller)
      position = 0
    }
    return (chosen, next)
  }
}

/// A change that may lift a finding.
private struct Candidate {
  /// An index into ``CompiledCatalog/blockers``.
  let finding: Int
  let fix: Fix
  /// Whether it removes what the finding is about, which must not change what is sold.
  let isRemoval: Bool
}

extension Array {
  /// The elements without those whose fix overlaps, or equals, that of an earlier one.
  fileprivate func disjoint(by fix: (Element) -> Fix) -> [Element] {
    // In the order of the file.
    var taken: [ByteRange] = []
    return filter { element in
      let range = fix(element).range
      var (low, high) = (0, taken.count)
      while low < high {
        let middle = (low + high) / 2
        if taken[middle].end < range.start { low = middle + 1 } else { high = middle }
      }
      if low < taken.count, taken[low].start <= range.end { return false }
      taken.insert(range, at: low)
      return true
    }
  }
}
