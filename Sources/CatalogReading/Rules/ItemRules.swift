import Diagnostics

/// How items are offered, and the id of the catalog.
extension Rule {
  static let itemRules: [Rule] = [
    catalogID, noEntitlements, repeatedDefault, defaultNotFree, onRequestWithPrice,
  ]

  private static let features = #""features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}}"#

  private static func plans(_ plans: String) -> String { "{\(features),\n \"plans\": {\(plans)}}" }

  static let catalogID = Rule(
    "catalog-id", .error, "The id of the catalog has other characters than letters, digits and underscores",
    explanation: """
      Lookup keys and ids in the account begin with the catalog's `id`: lower-case letters and digits, in words joined by `_`, at \
      most 32 characters, such as `chat` or `image_tools`.
      """,
    wrong: #"{"id": ⟦"Image Tools"⟧, "features": {}, "plans": {}}"#,
    right: #"{"id": "image_tools", "features": {}, "plans": {}}"#)

  static let noEntitlements = Rule(
    "no-entitlements", .warning, "An item with a price has no entitlements",
    explanation: """
      Its customers get no feature. If that is intended, as for onboarding or support, write `"entitlements": {}`.
      """,
    wrong: plans(
      #"⟦"support"⟧: {"prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}"#),
    right: plans(
      #""support": {"entitlements": {}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}"#))

  static let repeatedDefault = Rule(
    "repeated-default", .error, "A group has two default plans",
    explanation: """
      A customer without a purchase has the default plan of each group of plans. Plans without `group` form a group.
      """,
    wrong: plans(
      #""free": {"default": true, "entitlements": {"api": true}}, "trial": {⟦"default"⟧: true, "entitlements": {"api": true}}"#),
    right: plans(#""free": {"default": true, "entitlements": {"api": true}}, "trial": {"entitlements": {"api": true}}"#))

  static let defaultNotFree = Rule(
    "default-not-free", .error, "A default plan has to be bought",
    explanation: """
      Customers have the default plan without a purchase, so it has no price above 0, no usage prices and no quantity, and is sold.
      """,
    wrong: plans(
      #"""
      "pro": {⟦"default"⟧: true, "entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}
      """#),
    right: plans(
      #"""
      "free": {"default": true, "entitlements": {"api": true}},
       "pro": {"entitlements": {"api": true}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}
      """#))

  static let onRequestWithPrice = Rule(
    "on-request-with-price", .error, "An item on request has prices",
    explanation: """
      `"onRequest": true` says that the price is agreed with each customer, so the catalog cannot have one.
      """,
    wrong: plans(
      #"""
      "pro": {⟦"onRequest"⟧: true, "entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}
      """#),
    right: plans(#""enterprise": {"onRequest": true, "entitlements": {"api": true}}"#))

  static let trialCard = Rule(
    "trial-card", .error, "`trialCard` on a price without a trial",
    explanation: """
      `trialCard` says whether a trial needs a payment method. A price without `trialDays`, or with 0 days, has none.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", ⟦"trialCard"⟧: false}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": false}}}}}
      """#)
}

/// Pools of credits.
extension Rule {
  static let poolRules: [Rule] = [creditPool, creditCost, poolAndMember]

  private static func pool(_ features: String, _ entitlements: String = #""credits": 100"#) -> String {
    #"""
    {"meters": {"pages": {"eventType": "page.read", "aggregation": "count"}},
     "features": {"pages": {"type": "metered", "meter": "pages"}, "files": {"type": "metered"}, \#(features)},
     "plans": {"free": {"default": true, "entitlements": {\#(entitlements)}}}}
    """#
  }

  static let creditPool = Rule(
    "credit-pool", .error, "A pool of credits cannot be drawn on",
    explanation: """
      A pool is a metered feature with `costs` and without a meter of its own: it is used up by the features that `costs` names. \
      Each of these is metered, has a meter, and draws on one pool.
      """,
    wrong: pool(#""credits": {"type": "metered", "costs": {⟦"files"⟧: 5}}"#),
    right: pool(#""credits": {"type": "metered", "costs": {"pages": 5}}"#))

  static let creditCost = Rule(
    "credit-cost", .error, "A feature costs nothing in a pool",
    explanation:
      "`costs` says how many credits one unit of a feature costs. A feature that costs nothing is not part of the pool.",
    wrong: pool(#""credits": {"type": "metered", "costs": {"pages": ⟦0⟧}}"#),
    right: pool(#""credits": {"type": "metered", "costs": {"pages": 0.5}}"#))

  static let poolAndMember = Rule(
    "pool-and-member", .error, "An item grants a pool and a feature that draws on it",
    explanation: """
      Whether a page then uses up the allowance of pages or the credits is not defined. Grant only one of them in an item.
      """,
    wrong: pool(#""credits": {"type": "metered", "costs": {"pages": 5}}"#, #""credits": 100, ⟦"pages"⟧: 10"#),
    right: pool(#""credits": {"type": "metered", "costs": {"pages": 5}}"#, #""credits": 150"#))
}
