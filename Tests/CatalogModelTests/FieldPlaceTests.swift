import Testing

@testable import CatalogModel

/// The members of an object are kept by the number of their name, which Swift is asked for without its knowledge.
@Suite struct FieldPlaceTests {
  private func expectPlaces<Name: FieldName>(_: Name.Type) {
    #expect(Name.allCases.map { Fields<Name>.place(of: $0) } == Array(0..<Name.allCases.count))
    #expect(Name.allCases.count <= 16)
  }

  @Test func `each name has its own place`() {
    expectPlaces(CatalogField.self)
    expectPlaces(MeterField.self)
    expectPlaces(FeatureField.self)
    expectPlaces(PlanField.self)
    expectPlaces(AddonField.self)
    expectPlaces(QuantityField.self)
    expectPlaces(TopupField.self)
    expectPlaces(GrantField.self)
    expectPlaces(ExpirationField.self)
    expectPlaces(PriceField.self)
    expectPlaces(EntitlementField.self)
    expectPlaces(ProviderField.self)
    expectPlaces(IDsField.self)
    expectPlaces(AccountField.self)
    expectPlaces(KnownObjectField.self)
    expectPlaces(TermsField.self)
  }
}
