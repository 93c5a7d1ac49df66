import Diagnostics
import Syntax
import Testing
import TestSupport

@testable import CatalogModel

/// Words are found by a list that Swift does not make of the cases; it must be the same list.
@Suite struct VocabularyTests {
  private func expectWords<Word: Vocabulary & Equatable>(_: Word.Type, sourceLocation: SourceLocation = #_sourceLocation) {
    let cases = Array(Word.allCases)
    #expect(Word.words.count == cases.count, sourceLocation: sourceLocation)
    for (place, word) in cases.enumerated() {
      #expect(word.place == place, sourceLocation: sourceLocation)
      #expect(Word(place: place) == word, sourceLocation: sourceLocation)
      let tree = readJSON(SourceText(name: "words.json", bytes: Array("\"\(word.rawValue)\"".utf8))).tree
      #expect(Word.word(.root, in: tree) == word, sourceLocation: sourceLocation)
    }
  }

  /// An object has room for sixteen.
  private func expectFields<Name: FieldName>(_: Name.Type, sourceLocation: SourceLocation = #_sourceLocation) {
    expectWords(Name.self, sourceLocation: sourceLocation)
    #expect(Name.allCases.count <= 16, sourceLocation: sourceLocation)
  }

  @Test func `the names of fields`() {
    expectFields(CatalogField.self)
    expectFields(MeterField.self)
    expectFields(FeatureField.self)
    expectFields(PlanField.self)
    expectFields(AddonField.self)
    expectFields(QuantityField.self)
    expectFields(TopupField.self)
    expectFields(GrantField.self)
    expectFields(ExpirationField.self)
    expectFields(PriceField.self)
    expectFields(EntitlementField.self)
    expectFields(ProviderField.self)
    expectFields(IDsField.self)
    expectFields(AccountField.self)
    expectFields(KnownObjectField.self)
    expectFields(TermsField.self)
  }

  @Test func `the words of values`() {
    expectWords(Meter.Aggregation.self)
    expectWords(Feature.Kind.self)
    expectWords(Period.self)
    expectWords(Interval.self)
    expectWords(Grant.Expiration.Unit.self)
    expectWords(KnownIDs.Account.Mode.self)
  }
}
