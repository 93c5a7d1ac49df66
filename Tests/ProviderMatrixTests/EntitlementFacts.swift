extension FactGroup {
  /// Entitlements of customers.
  static let entitlements = FactGroup(
    name: "entitlements",
    facts: [
      Fact("feature that is never granted", .plan, #"{"features": {"more": {"type": "boolean"}}}"#),
      Fact(
        "feature not enabled", .plan,
        #"{"features": {"more": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"more": false}}}}"#),
      Fact(
        "static feature of the plan in an add-on", .addon,
        #"""
        {"features": {"tier": {"type": "static"}}, "plans": {"pro": {"entitlements": {"tier": "silver"}}},
         "addons": {"x": {"entitlements": {"tier": "gold"}}}}
        """#),
      Fact("feature of the plan in an add-on", .addon, #"{"addons": {"x": {"entitlements": {"api": true}}}}"#),
      Fact(
        "entitlement of a one-time add-on to a metered feature", .oneTimeAddon,
        #"{"features": {"calls": {"type": "metered"}}, "addons": {"x": {"entitlements": {"calls": 5}}}}"#),
      Fact(
        "entitlement of an add-on to a metered feature", .addon,
        #"{"features": {"calls": {"type": "metered"}}, "addons": {"x": {"entitlements": {"calls": 5}}}}"#),

      Fact(
        "entitlement of a one-time add-on that is renewed", .oneTimeAddon,
        #"""
        {"features": {"calls": {"type": "metered"}},
         "addons": {"x": {"entitlements": {"calls": {"amount": 5, "reset": "month"}}}}}
        """#),
      Fact(
        "unlimited in an add-on", .addon,
        #"""
        {"features": {"calls": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"calls": 50}}},
         "addons": {"x": {"entitlements": {"calls": "unlimited"}}}}
        """#),

      Fact("limit", .plan, seats(plan: "5")),
      Fact("limit that is unlimited", .plan, seats(plan: #""unlimited""#)),
      Fact("limit raised by an add-on", .addon, seats(plan: "5", addon: "3")),
      Fact("limit set by an add-on", .addon, seats(plan: "5", addon: #"{"amount": 9, "set": true}"#)),
      Fact("limit of an add-on alone", .addon, seats(plan: "null", addon: "3")),

      Fact("soft limit", .metered, allowance(#""isSoftLimit": true"#)),
      Fact("overage is preserved", .metered, allowance(#""preserveOverageAtReset": true"#)),
      Fact("resets every day", .metered, allowance(#""reset": "day""#)),
      Fact("resets every year", .metered, allowance(#""reset": "year""#)),
      Fact("granted once", .metered, allowance(#""reset": "never""#)),
      Fact("unlimited", .metered, #"{"plans": {"pro": {"entitlements": {"calls": "unlimited"}}}}"#),
      Fact("amount 0", .metered, allowance(#""amount": 0"#)),
      Fact("amount with a fraction", .metered, allowance(#""amount": 12.5"#)),
      Fact("amount of 10^15", .metered, allowance(#""amount": 1000000000000000"#)),
      Fact("amount of 10^30", .metered, allowance(#""amount": 1000000000000000000000000000000"#)),
      Fact("plan without a price", .metered, #"{"plans": {"pro": {"prices": null}}}"#),
      Fact("feature without a meter", .metered, #"{"meters": {"calls": null}, "features": {"calls": {"meter": null}}}"#),
      Fact("meter without a feature", .plan, #"{"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}}"#),
      Fact("meter that sums", .metered, meter(#""aggregation": "sum", "valueProperty": "$.n""#)),
      Fact("meter of unique values", .metered, meter(#""aggregation": "unique_count", "valueProperty": "$.user""#)),
      Fact("meter of the latest value", .metered, meter(#""aggregation": "latest", "valueProperty": "$.n""#)),
      Fact("meter with groups", .metered, meter(#""groupBy": {"model": "$.model"}"#)),
      Fact("meter with a nested value", .metered, meter(#""aggregation": "sum", "valueProperty": "$.usage.n""#)),
      Fact(
        "two features of one meter", .metered,
        #"{"features": {"more": {"type": "metered", "meter": "calls"}}, "plans": {"pro": {"entitlements": {"more": 5}}}}"#),

      Fact("config that is a text", .static, config(#""gold""#)),
      Fact("config that is a list", .static, config(#"{"config": ["30s", "1m"]}"#)),
      Fact("config that is empty", .static, config(#""""#)),
      Fact("config of 6,000 characters", .static, config(#""\#(text("c", 6000))""#)),
    ])

  /// Grants of top-ups.
  static let grants = FactGroup(
    name: "grants",
    facts: [
      Fact("priority", .topup, grant(#""priority": 5"#)),
      Fact("priority 0", .topup, grant(#""priority": 0"#)),
      Fact("expires after 6 months", .topup, grant(#""expiration": {"duration": "MONTH", "count": 6}"#)),
      Fact("rollover", .topup, grant(#""maxRolloverAmount": 200"#)),
      Fact("no rollover", .topup, grant(#""maxRolloverAmount": 0"#)),
      Fact("metadata of the grant", .topup, grant(#""metadata": {"reason": "bought"}"#)),
      Fact("amount 0", .topup, #"{"topups": {"pack": {"amount": 0}}}"#),
      Fact("amount with a fraction", .topup, #"{"topups": {"pack": {"amount": 12.5}}}"#),
      Fact("amount of 10^15", .topup, #"{"topups": {"pack": {"amount": 1000000000000000}}}"#),
      Fact("amount of 10^30", .topup, #"{"topups": {"pack": {"amount": 1000000000000000000000000000000}}}"#),
      Fact(
        "two prices", .topup,
        #"{"topups": {"pack": {"prices": {"e": {"amount": 800, "currency": "EUR", "interval": "one_time"}}}}}"#),
      Fact("feature that no plan grants", .topup, #"{"plans": {"pro": {"entitlements": {"credits": null}}}}"#),
      Fact("feature without a meter", .topup, #"{"meters": {"calls": null}, "features": {"credits": {"meter": null}}}"#),
    ])

  private static func allowance(_ fields: String) -> String { #"{"plans": {"pro": {"entitlements": {"calls": {\#(fields)}}}}}"# }
  private static func seats(plan: String, addon: String? = nil) -> String {
    let addons = addon.map { #", "addons": {"x": {"entitlements": {"seats": \#($0)}}}"# } ?? ""
    return #"{"features": {"seats": {"type": "limit"}}, "plans": {"pro": {"entitlements": {"seats": \#(plan)}}}\#(addons)}"#
  }
  private static func meter(_ fields: String) -> String { #"{"meters": {"calls": {\#(fields)}}}"# }
  private static func config(_ text: String) -> String { #"{"plans": {"pro": {"entitlements": {"tier": \#(text)}}}}"# }
  private static func grant(_ fields: String) -> String { #"{"topups": {"pack": {"grant": {\#(fields)}}}}"# }
}
