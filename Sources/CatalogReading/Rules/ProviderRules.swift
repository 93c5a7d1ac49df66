import Diagnostics

extension Rule {
  static let providerRules: [Rule] = [
    unknownProvider, providerOption, providerDisabled,
  ]

  static let unknownProvider = Rule(
    "unknown-provider", .error, "The catalog speaks of a provider that the compiler does not know",
    explanation: """
      Names are matched exactly. `catalogc providers` lists them.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "providers": {⟦"strype"⟧: {"enabled": true}}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": true}}}
      """#)

  static let providerOption = Rule(
    "provider-option", .error, "An option of a provider has a value that it cannot have",
    explanation: """
      `catalogc providers` lists the options of each provider and their values.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "providers": {"openmeter": {"options": {"mode": ⟦"plan"⟧}}}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#)

  package static let providerDisabled = Rule(
    "provider-disabled", .error, "The catalog switches a provider off that is asked for by name",
    explanation: """
      `"enabled": false` takes the provider out of `all`. To compile for it all the same, remove the line.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": ⟦false⟧}}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": true}}}
      """#)
}
