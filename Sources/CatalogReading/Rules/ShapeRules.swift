import Diagnostics

extension Rule {
  static let shapeRules: [Rule] = [wrongType, unknownField, missingField, emptyName, secretInCatalog]

  static let wrongType = Rule(
    "wrong-type", .error, "A value has the wrong JSON type",
    explanation: """
      The compiler does not convert types. A number in quotes is a string, and `null` is not the same as omitting a field.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦"14"⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14}}}}}
      """#)

  static let unknownField = Rule(
    "unknown-field", .error, "Unknown field",
    explanation: """
      Unknown fields are errors, so that a misspelled field is never silently ignored, such as a reset or a trial. Put your own \
      notes in `metadata`.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, ⟦"resets"⟧: "day"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, "reset": "day"}}}}}
      """#)

  package static let missingField = Rule(
    "missing-field", .error, "Missing required field",
    explanation: """
      The compiler never guesses amounts, currencies or intervals. The error points at the object with the missing field.
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
      Providers, programs and people refer to entries by id and key. An empty one refers to nothing.
      """,
    wrong: #"{"features": {⟦""⟧: {"type": "boolean"}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  static let secretInCatalog = Rule(
    "secret-in-catalog", .error, "A string looks like a provider secret",
    explanation: """
      Catalogs are committed, diffed and printed in logs. A string that starts like a secret key or a webhook secret \
      (`sk_live_…`, `rk_live_…`, `whsec_…`) is rejected anywhere in the file, and is not printed. Remove it, rotate it at the \
      provider, since it may have been seen, and pass the new one to programs through the environment.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": ⟦"sk_live_example"⟧}}}}"#,
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "see the vault"}}}}"#)
}
