import Catalog
import JSONText
import TestSupport
import Testing

/// Add-ons: compatible plans and quantities.
@Suite struct AddonTests {
  @Test(arguments: [
    (#"{"min": ⟦-1⟧}"#, "min"), (#"{"max": ⟦-5⟧}"#, "max"), (#"{"min": ⟦0⟧}"#, "min"), (#"{"min": ⟦1.5⟧}"#, "min"),
    (#"{"min": 5, "max": ⟦2⟧}"#, "max"),
    (#"{"max": ⟦4⟧, "min": 5}"#, "max"), (#"{"max": ⟦9223372036854775808⟧}"#, "max"), (#"{"min": 1, "max": ⟦0.0⟧}"#, "max"),
  ])
  func `invalid quantity bounds`(value: String, path: String) {
    expect("quantity-bounds", at: "addons.seats.quantity.\(path)", in: CatalogText.addon(#""quantity": \#(value)"#))
  }

  @Test func `both bounds can be invalid`() {
    expect(
      "quantity-bounds", at: "addons.seats.quantity.min", "addons.seats.quantity.max",
      in: CatalogText.addon(#""quantity": {"min": ⟦-2⟧, "max": ⟦-3⟧}"#))
  }

  @Test(
    arguments: [
      ("{}", nil, nil), (#"{"min": 1}"#, 1, nil), (#"{"max": 1}"#, nil, 1), (#"{"min": 5, "max": 5}"#, 5, 5),
      (#"{"min": 1.0, "max": 1e2}"#, 1, 100),
      (#"{"min": 1e0, "max": 9223372036854775807}"#, 1, .max),
    ] as [(String, Int64?, Int64?)])
  func `bounds are positive integers in order`(value: String, min: Int64?, max: Int64?) throws {
    let quantity = try catalog(CatalogText.addon(#""multiple": true, "quantity": \#(value)"#)).addons[0].quantity
    #expect(quantity?.min == min)
    #expect(quantity?.max == max)
  }

  @Test func `an add-on is read field by field`() throws {
    let catalog = try catalog(
      CatalogText.addon(
        #"""
        "key": "extra_seats", "name": "Seat", "description": "One more", "compatiblePlans": ["team"], "multiple": true,
        "quantity": {"max": 3}, "providerIds": {"dodo": "adn_1"}, "metadata": {"a": [1, {"b": false}]},
        "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}
        """#))
    let addon = catalog.addons[0]
    #expect(addon.header.id == "seats")
    #expect(addon.header.key == "extra_seats")
    #expect(addon.header.name == "Seat")
    #expect(addon.header.description == "One more")
    #expect(catalog.plans(addon.compatiblePlans).map(\.header.id) == ["team"])
    #expect(addon.multiple)
    #expect(addon.quantity?.min == nil)
    #expect(addon.quantity?.max == 3)
    #expect(addon.providerIds.map(\.provider) == ["dodo"])
    #expect(addon.providerIds.map(\.id) == ["adn_1"])
    #expect(addon.prices.map(\.lookupKey) == ["extra_seats:monthly"])
    #expect(addon.entitlements.map(\.feature) == [0])
    expectJSON(.object(addon.header.metadata), #"{"a": [1, {"b": false}]}"#)
  }

  @Test func `the defaults of an add-on`() throws {
    let catalog = try catalog(CatalogText.addon(#""metadata": {}"#))
    let addon = catalog.addons[0]
    #expect(catalog.plans(addon.compatiblePlans).map(\.header.id) == ["pro", "team"])
    #expect(!addon.multiple)
    #expect(addon.quantity?.max == nil)
    #expect(addon.prices.isEmpty)
    #expect(addon.providerIds.isEmpty)
  }
}
