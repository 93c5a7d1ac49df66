/// A value that a purchase request leaves open, because it is known only when a customer buys.
package struct Parameter: Sendable {
  package let name: String
  /// What it is, for the documentation.
  package let meaning: String

  package init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

extension Parameter {
  static let customer = Parameter("customer", "the id of the customer at the provider")
  static let customerKey = Parameter(
    "customer_key", "your own key of the customer, which webhooks return and `catalogc bridge` reads")
  static let subscription = Parameter("subscription", "the id of the customer's running subscription")
  static let successURL = Parameter("success_url", "where the buyer goes after the payment")
  static let quantity = Parameter("quantity", "how many are bought; in a change, how many the customer has then")
}
