import Diagnostics

extension Rule {
  static let shapeRules: [Rule] = [wrongType, unknownField, missingField, emptyName, secretInCatalog]

  static let wrongType = Rule(
    "wrong-type", .error, "A value has another JSON type than its field takes",
    explanation: """
      The compiler converts nothing: an amount in quotes is a text, and `null` is not the same as leaving a field out.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": ⟦"2000"⟧, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let unknownField = Rule(
    "unknown-field", .error, "An object has a field that nothing reads",
    explanation: """
      A misspelt field would be ignored without a word: a reset lost, a trial that is not given. So every name must be one that \
      the compiler knows; the nearest one is suggested. Notes of your own belong into `metadata`.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, ⟦"resets"⟧: "day"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, "reset": "day"}}}}}
      """#)

  static let missingField = Rule(
    "missing-field", .error, "An object lacks a field that it cannot do without",
    explanation: """
      What a thing is sold for, in which currency and how often is never guessed. The finding stands at the object that lacks \
      the field.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {⟦"monthly"⟧: {"amount": 2000, "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let emptyName = Rule(
    "empty-name", .error, "An id, a key or a name is empty",
    explanation: """
      Ids and keys are how providers, programs and people refer to what is sold. An empty one refers to nothing.
      """,
    wrong: #"{"features": {⟦""⟧: {"type": "boolean"}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  static let secretInCatalog = Rule(
    "secret-in-catalog", .error, "A text looks like a provider's secret",
    explanation: """
      Catalogs are committed, diffed and printed in logs. Text that begins like a secret key or a webhook secret \
      (`sk_live_…`, `rk_live_…`, `whsec_…`) is refused wherever it stands, and not printed. Take it out, make a new one at the \
      provider, since this one has been seen, and hand it to programs through the environment.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": ⟦"sk_live_example"⟧}}}}"#,
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "see the vault"}}}}"#)
}
