import Diagnostics

extension Rule {
  static let addonRules: [Rule] = [
    unknownPlan, ambiguousPlan, repeatedPlan, addonQuantity,
  ]

  static let unknownPlan = Rule(
    "unknown-plan", .error, "An add-on or a top-up goes with a plan that the catalog does not define",
    explanation: """
      `compatiblePlans` names plans by id or key. Left out, or empty, it means every plan.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": [⟦"por"⟧]}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro"]}}}
      """#)

  static let ambiguousPlan = Rule(
    "ambiguous-plan", .error, "A name is the id of one plan and the key of another",
    explanation: """
      Either plan could be meant. The id or the key that only one of them has tells which.
      """,
    wrong: #"""
      {"features": {"sso": {"type": "boolean"}},
       "plans": {"pro": {"key": "basic", "entitlements": {"sso": true}}, "team": {"key": "pro", "entitlements": {"sso": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": [⟦"pro"⟧]}}}
      """#,
    right: #"""
      {"features": {"sso": {"type": "boolean"}},
       "plans": {"pro": {"key": "basic", "entitlements": {"sso": true}}, "team": {"key": "pro", "entitlements": {"sso": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["basic"]}}}
      """#)

  static let repeatedPlan = Rule(
    "repeated-plan", .warning, "A compatible plan is named twice",
    explanation: """
      It counts once. Often the second was meant to be another plan.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", ⟦"pro"⟧]}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro"]}}}
      """#)

  static let addonQuantity = Rule(
    "addon-quantity", .error, "The quantity of an add-on has no sensible bounds",
    explanation: """
      `min` and `max` are non-negative integers, and `max` is not below `min`.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "multiple": true, "quantity": {"min": 5, "max": ⟦2⟧}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true}, "multiple": true, "quantity": {"min": 2, "max": 5}}}}
      """#)
}
