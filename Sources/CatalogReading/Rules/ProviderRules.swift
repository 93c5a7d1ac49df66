import Diagnostics

extension Rule {
  static let providerRules: [Rule] = [
    unknownProvider, providerOption, providerDisabled,
  ]

  static let unknownProvider = Rule(
    "unknown-provider", .error, "Unknown provider",
    explanation: """
      Names must match exactly. `catalogc providers` lists them.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "providers": {⟦"strype"⟧: {"enabled": true}}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": true}}}
      """#)

  static let providerOption = Rule(
    "provider-option", .error, "Invalid value of a provider option",
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
    "provider-disabled", .error, "A disabled provider is requested by name",
    explanation: """
      `"enabled": false` excludes the provider from `all`. To compile for it anyway, remove the line.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": ⟦false⟧}}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": true}}}
      """#)
}
