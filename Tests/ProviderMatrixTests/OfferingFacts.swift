extension FactGroup {
  /// How items are offered, and what their prices grant.
  static let offering = FactGroup(
    name: "offering",
    facts: [
      Fact("default plan", .plan, #"{"plans": {"free": {"entitlements": {"api": true}, "default": true}}}"#),
      Fact("default plan with a price of 0", .plan, plan(#""default": true, "prices": {"m": {"amount": 0}}"#)),
      Fact(
        "two groups", .plan,
        #"""
        {"plans": {"pro": {"group": "chat"}, "site": {"entitlements": {"api": true}, "group": "hosting",
         "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
        """#),
      Fact("on request", .plan, plan(#""onRequest": true, "prices": null"#)),
      Fact("no longer sold", .plan, plan(#""sold": false"#)),
      Fact("no longer sold", .addon, #"{"addons": {"x": {"sold": false}}}"#),
      Fact("no longer sold", .topup, #"{"topups": {"pack": {"sold": false}}}"#),
      Fact(
        "legacy price", .plan,
        plan(#""prices": {"old": {"amount": 1500, "currency": "USD", "interval": "month", "sold": false}}"#)),
      Fact(
        "price with its own entitlements", .metered,
        #"""
        {"plans": {"pro": {"prices": {"y": {"amount": 20000, "currency": "USD", "interval": "year",
         "entitlements": {"calls": 2000}}}}}}
        """#),
      Fact("trial without a card", .plan, plan(#""prices": {"m": {"trialDays": 14, "trialCard": false}}"#)),
      Fact("trial without a card", .addon, #"{"addons": {"x": {"prices": {"m": {"trialDays": 14, "trialCard": false}}}}}"#),
      Fact(
        "pool of credits", .metered,
        #"""
        {"features": {"credits": {"type": "metered", "costs": {"calls": 2}}},
         "plans": {"pro": {"entitlements": {"calls": null, "credits": 500}}}}
        """#),
      Fact("plan with a quantity", .plan, plan(#""quantity": {"min": 2, "max": 50}"#)),
      Fact(
        "plan with a quantity that is a limit", .plan,
        #"{"features": {"seats": {"type": "limit"}}, "plans": {"pro": {"quantity": {"feature": "seats"}}}}"#),
      Fact("catalog with an id", .plan, #"{"id": "chat"}"#),
      Fact(
        "usage price, with the id of the meter", .metered,
        #"""
        {"meters": {"calls": {"providerIds": {"PROVIDER": "id_1"}}},
         "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": "0.02", "currency": "USD"}}}}}}}
        """#),
      Fact("feature with an id", .metered, #"{"features": {"calls": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
    ])

  static let discounts = FactGroup(
    name: "discounts",
    facts: [
      Fact(
        "percentage with a code", .plan,
        discount(#""percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxPerCustomer": 1}}"#)),
      Fact("percentage without a code", .plan, discount(#""percent": 20, "duration": "forever""#)),
      Fact(
        "amounts in two currencies", .plan,
        discount(#""amounts": {"USD": 500, "EUR": 450}, "duration": "once", "codes": {"LESS": {}}"#)),
      Fact(
        "3 months, on a yearly price", .plan,
        #"""
        {"plans": {"pro": {"prices": {"m": {"interval": "year"}}}},
         "discounts": {"launch": {"appliesTo": ["pro"], "percent": 20, "duration": {"months": 3}, "codes": {"LAUNCH20": {}}}}}
        """#),
      Fact(
        "two codes with one total", .plan,
        discount(#""percent": 20, "duration": "once", "maxRedemptions": 100, "codes": {"ONE": {}, "TWO": {}}"#)),
      Fact(
        "every limit of a code", .plan,
        discount(
          #"""
          "percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxRedemptions": 100, "maxPerCustomer": 1,
           "expiresAt": "2099-01-01T00:00:00Z", "firstPurchaseOnly": true, "minimum": {"USD": 1000}}}
          """#)),
      Fact(
        "id and metadata", .plan,
        discount(#""percent": 20, "duration": "once", "providerIds": {"PROVIDER": "id_1"}, "metadata": {"team": "growth"}"#)),
      Fact("of a top-up", .topup, discount(#""percent": 20, "duration": "once", "codes": {"PACK": {}}"#, of: "pack")),
      Fact(
        "of everything", .topup, #"{"discounts": {"launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {}}}}}"#),
    ])

  static let usage = FactGroup(
    name: "usage",
    facts: [
      Fact("usage price", .metered, usage(#""amount": "0.02", "currency": "USD""#)),
      Fact(
        "usage price with tiers", .metered,
        usage(#""tiers": [{"upTo": 5000, "amount": 4}, {"amount": 2}], "mode": "graduated", "currency": "USD""#)),
      Fact("usage price of packages", .metered, usage(#""amount": "2.00", "package": 1000, "currency": "USD""#)),
    ])

  private static func plan(_ fields: String) -> String { #"{"plans": {"pro": {\#(fields)}}}"# }
  private static func discount(_ fields: String, of item: String = "pro") -> String {
    #"{"discounts": {"launch": {"appliesTo": ["\#(item)"], \#(fields)}}}"#
  }
  private static func usage(_ fields: String) -> String {
    #"{"plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {\#(fields)}}}}}}}"#
  }
}
