/// Minimal catalogs for the examples of rules.
package enum Example {
  private static let features = #""features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}}"#
  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  /// A plan with one price.
  package static func plan(price: String) -> String { plan(#""prices": {"monthly": \#(price)}"#) }

  /// A plan that includes API access, with further fields, and with further sections after the plans.
  package static func plan(_ fields: String, and sections: String? = nil) -> String {
    #"""
    {\#(features),
     "plans": {"pro": {"entitlements": {"api": true}, \#(fields)}}\#(sections.map { ",\n \($0)" } ?? "")}
    """#
  }

  /// A plan at 20 USD a month, and an add-on with the given price and further fields.
  package static func addon(
    price: String, _ fields: String = "", entitlements: String = #"{"api": true}"#, planPrice: String? = nil
  ) -> String {
    #"""
    {\#(features),
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": \#(planPrice ?? monthly)}}},
     "addons": {"extra": {"entitlements": \#(entitlements), \#(fields.isEmpty ? "" : fields + ",")
       "prices": {"extra": \#(price)}}}}
    """#
  }

  /// A top-up of 1000 tokens with the given price and further fields.
  package static func topup(
    price: String = #"{"amount": 900, "currency": "USD", "interval": "one_time"}"#, _ fields: String = "", id: String = #""pack""#
  ) -> String {
    #"""
    {\#(features), "plans": {},
     "topups": {\#(id): {"feature": "tokens", "amount": 1000, \#(fields.isEmpty ? "" : fields + ",")
       "prices": {"once": \#(price)}}}}
    """#
  }

  /// A catalog with only the given sections.
  package static func sections(_ sections: String) -> String {
    "{" + sections + "}"
  }

  /// A plan, an add-on that changes a value of the plan, and a top-up.
  package static let shop = #"""
    {"features": {"tokens": {"type": "metered"}, "support": {"type": "static"}},
     "plans": {"pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}, "support": "email"},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month",
         "providerIds": {"stripe": "price_pro", "dodo": "pdt_pro"}}}}},
     "addons": {"phone": {"entitlements": {"support": "phone"},
       "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month",
         "providerIds": {"stripe": "price_phone"}}}}},
     "topups": {"pack": {"feature": "tokens", "amount": 500,
       "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time"}}}}}
    """#
}
