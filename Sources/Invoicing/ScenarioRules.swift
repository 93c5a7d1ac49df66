import CatalogReading
import Diagnostics

/// Rules about the scenario files that `catalogc test` reads.
extension Rule {
  package static let scenarioRules: [Rule] = [scenarioUnknownName, scenarioPurchase, scenarioPeriod]

  static let scenarioUnknownName = Rule(
    "scenario-unknown-name", .error, "A scenario names something that the catalog does not have",
    explanation: """
      Plans, add-ons, top-ups and features are named by id or key, prices and discounts by id. The price of an add-on or a top-up \
      can follow its name and a colon.
      """,
    wrong: #"{"one month": {"plan": ⟦"prp"⟧, "expect": {"total": "20.00"}}}"#,
    right: #"{"one month": {"plan": "pro", "expect": {"total": "20.00"}}}"#,
    exampleFormat: .scenarios)

  static let scenarioPurchase = Rule(
    "scenario-purchase", .error, "The catalog does not sell what a scenario buys",
    explanation: """
      A scenario is refused where a customer would be: several prices and none chosen, more of an item than can be bought, an \
      add-on of another plan, or usage of a feature that nothing grants.
      """,
    wrong: #"{"two": {"plan": "pro", "quantity": ⟦2⟧, "expect": {"total": "40.00"}}}"#,
    right: #"{"one": {"plan": "pro", "quantity": 1, "expect": {"total": "20.00"}}}"#,
    exampleFormat: .scenarios)

  static let scenarioPeriod = Rule(
    "scenario-period", .error, "Unknown period in a scenario",
    explanation: """
      Totals are by the length of the period: `day`, `week`, `month`, `year`, a number of them such as `3 months`, or `once` for \
      what is paid once.
      """,
    wrong: #"{"one month": {"plan": "pro", "expect": {"total": {⟦"monthly"⟧: "20.00"}}}}"#,
    right: #"{"one month": {"plan": "pro", "expect": {"total": {"month": "20.00"}}}}"#,
    exampleFormat: .scenarios)
}

extension ExampleFormat {
  /// Scenarios, with the catalog that they are tested with.
  package static let scenarios = ExampleFormat("scenarios", title: "Scenarios", catalog: Example.shop)
}
