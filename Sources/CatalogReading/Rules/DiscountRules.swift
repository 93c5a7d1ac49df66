import Diagnostics

extension Rule {
  static let discountRules: [Rule] = [
    discountValue, discountDuration, discountItems, discountCode, duplicateCode, redemptionLimit, malformedTime, unknownItem,
    ambiguousItem, repeatedItem,
  ]

  /// A plan at 20 USD a month, and a discount with these fields.
  private static func discount(_ fields: String, plan: String = "pro", more: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"\#(plan)": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},\#(more)
     "discounts": {"launch": {\#(fields)}}}
    """#
  }

  private static func codes(_ codes: String, more: String = "") -> String {
    discount(#""percent": 20, "duration": "once", "codes": {\#(codes)}"#, more: more)
  }

  static let discountValue = Rule(
    "discount-value", .error, "The value of a discount is not valid",
    explanation: """
      A discount lowers each line of an invoice by a `percent` above 0 and at most 100, or the invoice by one of its `amounts`, \
      which map currencies to money: `{"USD": 1000, "EUR": "9.00"}`.
      """,
    wrong: discount(#""percent": ⟦120⟧, "duration": "once""#),
    right: discount(#""percent": 20, "duration": "once""#))

  static let discountDuration = Rule(
    "discount-duration", .error, "Unknown duration of a discount",
    explanation: """
      `once` lowers the first invoice above 0, `{"months": 3}` those issued within three months, and `forever` all of them. \
      A discount lasts at most 1200 months.
      """,
    wrong: discount(#""percent": 20, "duration": ⟦"always"⟧"#),
    right: discount(#""percent": 20, "duration": "forever""#))

  static let discountItems = Rule(
    "discount-items", .error, "A discount applies to nothing",
    explanation: """
      `appliesTo` names plans, add-ons and top-ups. Without it, a discount is for everything; an empty list is probably what is left \
      after the last entry was removed.
      """,
    wrong: discount(#""percent": 20, "duration": "once", "appliesTo": ⟦[]⟧"#),
    right: discount(#""percent": 20, "duration": "once", "appliesTo": ["pro"]"#))

  static let discountCode = Rule(
    "discount-code", .error, "A code has other characters than upper-case letters and digits",
    explanation: "Providers differ in what they accept. 3 to 32 upper-case letters and digits work everywhere.",
    wrong: codes(#"⟦"launch-20"⟧: {}"#), right: codes(#""LAUNCH20": {}"#))

  static let duplicateCode = Rule(
    "duplicate-code", .error, "Two discounts have the same code",
    explanation: "Customers type the code, so it can stand for one discount only.",
    wrong: #"""
      {"features": {}, "plans": {},
       "discounts": {
         "launch": {"percent": 20, "duration": "once", "codes": {"HELLO": {}}},
         "welcome": {"percent": 10, "duration": "once", "codes": {⟦"HELLO"⟧: {}}}}}
      """#,
    right: #"""
      {"features": {}, "plans": {},
       "discounts": {
         "launch": {"percent": 20, "duration": "once", "codes": {"HELLO": {}}},
         "welcome": {"percent": 10, "duration": "once", "codes": {"WELCOME": {}}}}}
      """#)

  static let redemptionLimit = Rule(
    "redemption-limit", .error, "A limit of redemptions is not a positive integer",
    explanation: "`maxRedemptions` counts the uses by all customers together, `maxPerCustomer` those by each.",
    wrong: codes(#""LAUNCH20": {"maxRedemptions": ⟦0⟧}"#), right: codes(#""LAUNCH20": {"maxRedemptions": 100}"#))

  static let malformedTime = Rule(
    "malformed-time", .error, "A time is not in the format of RFC 3339",
    explanation: """
      A time has a date, a time of day and an offset from UTC: `2027-03-31T23:59:59Z` or `2027-03-31T23:59:59+05:30`. Without the \
      offset, it would be a different time for every reader.
      """,
    wrong: codes(#""LAUNCH20": {"expiresAt": ⟦"2027-03-31"⟧}"#),
    right: codes(#""LAUNCH20": {"expiresAt": "2027-03-31T23:59:59Z"}"#))

  static let unknownItem = Rule(
    "unknown-item", .error, "A discount applies to an unknown item",
    explanation: "`appliesTo` names plans, add-ons and top-ups by id or key, after `plans.`, `addons.` or `topups.` if needed.",
    wrong: discount(#""percent": 20, "duration": "once", "appliesTo": [⟦"por"⟧]"#),
    right: discount(#""percent": 20, "duration": "once", "appliesTo": ["pro"]"#))

  static let ambiguousItem = Rule(
    "ambiguous-item", .error, "A name matches several items",
    explanation: "A plan, an add-on and a top-up can have the same id. Write the section before it: `plans.pro`.",
    wrong: discount(
      #""percent": 20, "duration": "once", "appliesTo": [⟦"pro"⟧]"#,
      more: #" "addons": {"pro": {"entitlements": {"api": true}}},"#),
    right: discount(
      #""percent": 20, "duration": "once", "appliesTo": ["plans.pro"]"#,
      more: #" "addons": {"pro": {"entitlements": {"api": true}}},"#))

  static let repeatedItem = Rule(
    "repeated-item", .warning, "A discount names an item twice",
    explanation: "The item counts once. Often the second was meant to be a different item.",
    wrong: discount(#""percent": 20, "duration": "once", "appliesTo": ["pro", ⟦"plans.pro"⟧]"#),
    right: discount(#""percent": 20, "duration": "once", "appliesTo": ["pro"]"#))
}
