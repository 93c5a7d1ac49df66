import Documentation
import Testing

@testable import CatalogReading

/// The table has a row for every field that the decoder reads, so that a missing one is found.
@Suite struct CoverageFieldTests {
  static let rows = Coverage.all.rows.map(\.field.name)

  @Test(arguments: [
    ("meters.*", MeterField.allCases.map(\.rawValue)), ("features.*", FeatureField.allCases.map(\.rawValue)),
    ("plans.*", PlanField.allCases.map(\.rawValue)), ("addons.*", AddonField.allCases.map(\.rawValue)),
    ("item.quantity", QuantityField.allCases.map(\.rawValue)), ("topups.*", TopupField.allCases.map(\.rawValue)),
    ("grant", GrantField.allCases.map(\.rawValue)), ("grant.expiration", ExpirationField.allCases.map(\.rawValue)),
    ("price", PriceField.allCases.map(\.rawValue)), ("entitlement", EntitlementField.allCases.map(\.rawValue)),
    ("usage price", UsagePriceField.allCases.map(\.rawValue)), ("discounts.*", DiscountField.allCases.map(\.rawValue)),
    ("code", CodeField.allCases.map(\.rawValue)), ("providers.*", ProviderField.allCases.map(\.rawValue)),
  ])
  func `every decoded field has a row`(owner: String, fields: [String]) {
    // An object has rows for its members.
    let objects = ["plans.*.quantity", "addons.*.quantity", "topups.*.quantity", "grant.expiration", "topups.*.grant"]
    for field in fields.map({ "\(owner).\($0)" }) where !objects.contains(field) {
      #expect(Self.rows.contains(field), "\(field)")
    }
  }

  @Test func `no field has two rows`() {
    #expect(Set(Self.rows).count == Self.rows.count)
  }
}
