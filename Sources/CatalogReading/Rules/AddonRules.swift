import Diagnostics

extension Rule {
  static let addonRules: [Rule] = [
    unknownPlan, ambiguousPlan, repeatedPlan,
  ]

  static let unknownPlan = Rule(
    "unknown-plan", .error, "An add-on or a top-up refers to an unknown plan",
    explanation: """
      `compatiblePlans` names plans by id or key. If omitted or empty, every plan is compatible.
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
      Either plan could be meant. Use an id or key that only one of them has.
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
    "repeated-plan", .warning, "A compatible plan is listed twice",
    explanation: """
      The plan counts once. Often the second was meant to be a different plan.
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

}
