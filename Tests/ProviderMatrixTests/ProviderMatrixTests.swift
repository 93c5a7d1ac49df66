import Foundations
import JSONText
import TestSupport
import Testing

/// Every provider's answer to one catalog fact, side by side.
///
/// Each file of `Matrix` lists bases (`==`) with the whole answers, and below each its facts (`--`) with what they change in the
/// answers: new findings, those that disappear (`-`) or have another message (`~`), and the requests that are added (`+`),
/// removed (`-`) or changed (`~`).
/// `=` means that no request changed: a provider that says `nothing` with `=` on both sides drops the fact silently.
@Suite struct ProviderMatrixTests {
  @Test(arguments: FactGroup.all) func `each provider answers as recorded`(group: FactGroup) throws {
    var lines: [String] = []
    for base in group.bases {
      lines += ["== \(base.name)", "   \(shown(base.catalog))"]
      for respondent in Respondent.all {
        lines.append("\(padded(respondent.name)) \(shown(respondent.answer(to: base.catalog).line))")
      }
      lines.append("")
      for fact in group.facts where fact.base.name == base.name {
        lines += ["-- \(fact.name)", "   \(shown(JSON.read(fact.change).compact))"]
        for respondent in Respondent.all {
          let difference = respondent.answer(to: base.catalog)
            .difference(to: respondent.answer(to: merged(base.catalog, fact.change)))
          lines.append("\(padded(respondent.name)) \(shown(difference.line))")
        }
        lines.append("")
      }
    }
    try Recording(group.name).expect(Array(lines.dropLast()))
  }

  @Test func `fact names are unique`() {
    let names = FactGroup.all.flatMap { group in group.facts.map { "\(group.name), \($0.base.name): \($0.name)" } }
    #expect(Set(names).count == names.count)
  }

  /// A fact changes an answer in the same way if there is another item of the same kind. The file lists the exceptions.
  @Test func `no answer depends on an unrelated item`() throws {
    var lines: [String] = []
    for fact in FactGroup.all.flatMap(\.facts) where !fact.isAboutEveryItem {
      for respondent in Respondent.all {
        let (alone, beside) = (fact.base.catalog, merged(fact.base.catalog, fact.base.unrelated))
        let differences = [alone, beside].map { catalog in
          respondent.answer(to: catalog).difference(to: respondent.answer(to: merged(catalog, fact.change)))
            .withoutSettings.changes
        }
        if differences[0].hasSameScalars(as: differences[1]) { continue }
        lines += [
          "-- \(fact.base.name): \(fact.name)", "\(padded(respondent.name)) alone  \(shown(differences[0]))",
          "\(padded(respondent.name)) beside \(shown(differences[1]))", "",
        ]
      }
    }
    try Recording("dependences").expect(Array(lines.dropLast()))
  }
}

/// The name of a respondent, padded to the width of the longest.
func padded(_ name: String) -> String {
  name + String(repeating: " ", count: max(0, Respondent.nameWidth - name.count))
}
