import Diagnostics

/// How many can be bought, and prices that depend on it.
extension Rule {
  static let quantityRules: [Rule] = [quantityBounds, quantityFeature, quantityWithoutPrice, tiersWithoutQuantity]

  private static func plan(_ fields: String, seats: String = "limit", price: String = #""amount": 2000"#) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "seats": {"type": "\#(seats)"}},
     "plans": {"team": {"entitlements": {"api": true}\#(fields.isEmpty ? "" : ", " + fields),
       "prices": {"monthly": {\#(price), "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let quantityBounds = Rule(
    "quantity-bounds", .error, "The bounds of a quantity are invalid",
    explanation: """
      `min` and `max` must be positive integers, and `max` must not be less than `min`, which is 1 if it is omitted. `"multiple": \
      false` contradicts a quantity.
      """,
    wrong: plan(#""quantity": {"min": 5, "max": ⟦2⟧}"#),
    right: plan(#""quantity": {"min": 2, "max": 5}"#),
    formerNames: ["addon-quantity"])

  static let quantityFeature = Rule(
    "quantity-feature", .error, "The feature of a quantity is not a limit of its own",
    explanation: """
      `quantity.feature` names a limit, such as seats, that the customer gets as many of as they buy. The item must not grant a \
      number of them as well.
      """,
    wrong: plan(#""quantity": {"feature": ⟦"seats"⟧}"#, seats: "boolean"),
    right: plan(#""quantity": {"feature": "seats"}"#))

  static let quantityWithoutPrice = Rule(
    "quantity-without-price", .error, "A quantity of a plan that charges usage alone",
    explanation: """
      Every price of an item with a quantity is for each unit. A plan without `prices` whose usage is charged has no such price: \
      usage is counted for the customer, however many units are bought. Remove `quantity`, or add a price.
      """,
    wrong: payAsYouGo(#", "quantity": ⟦{}⟧"#), right: payAsYouGo(""))

  private static func payAsYouGo(_ fields: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"payg": {
       "entitlements": {"calls": {"prices": {"usd": {"amount": "0.01", "currency": "USD"}}}}\#(fields)}}}
    """#
  }

  static let tiersWithoutQuantity = Rule(
    "tiers-without-quantity", .error, "Tiers of a price without a quantity",
    explanation: """
      The tiers of a price depend on how many are bought together. Add `quantity` to the item. Tiers by usage belong to a usage \
      price of a metered entitlement.
      """,
    wrong: plan("", price: #"⟦"tiers"⟧: [{"upTo": 10, "amount": 2000}, {"amount": 1800}], "mode": "volume""#),
    right: plan(#""quantity": {}"#, price: #""tiers": [{"upTo": 10, "amount": 2000}, {"amount": 1800}], "mode": "volume""#))
}
