import Accounts
import Foundations
import JSONText
import Providers

/// What customers have, kept without asking OpenMeter.
package struct CustomerStates: Sendable {
  /// How a customer is created who does not exist.
  package struct Newcomer: Sendable {
    package let subject: String
    package let name: String?
    package let isCreated: Bool

    package init(subject: String, name: String? = nil, isCreated: Bool = true) {
      self.subject = subject
      self.name = name
      self.isCreated = isCreated
    }

    /// The customer who is nobody, and whose journal keeps refunds.
    static let refunds = Newcomer(subject: Journal.refundsKey, name: "Refunds of unknown payments (catalogc)")
  }

  private var states: [ScalarString: CustomerState] = [:]
  private var created = 0
  /// Whether it was read from a file; otherwise, nobody has anything before the first event.
  package let isRead: Bool

  package init() { isRead = false }

  /// Reads a state file: `{"format": 1, "customers": […]}`; nil if it is not one.
  package init?(_ json: JSON) {
    guard json["format"]?.decimal == ExactDecimal(1), case .array(let customers)? = json["customers"] else { return nil }
    isRead = true
    for customer in customers {
      guard let state = CustomerState(customer) else { return nil }
      states[ScalarString(state.key)] = state
    }
  }

  package var json: JSON {
    [
      "format": 1,
      "customers": .array(
        states.values.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }.map(\.json)),
    ]
  }

  package subscript(key: String) -> CustomerState { states[ScalarString(key)] ?? CustomerState(key: key) }

  /// The key of the customer to whom something was granted for a payment.
  package func customer(ofPayment payment: String) -> String? {
    states.values.filter { state in
      let journal = state.journal
      return journal.knows(payment)
        || state.grants.contains { grant in
          grant.metadata.text("paymentId").map { journal.canonical($0).hasSameScalars(as: journal.canonical(payment)) } ?? false
        }
    }.map(\.key).min { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  package mutating func set(_ state: CustomerState) { states[ScalarString(state.key)] = state }

  /// What a change demands of a customer at a time, and what they had before. The state becomes what it will be then.
  ///
  /// Nobody has used anything, as far as it is known.
  package mutating func plan(
    _ key: String, _ change: CustomerChange, _ terms: CustomerTerms, _ newcomer: Newcomer, at now: Instant
  ) -> (requests: [JSON], before: CustomerState) {
    var change = change
    change.refunds += change.refunds(keptIn: self[Journal.refundsKey].journal)?.refunds ?? []
    return bring(key, change, terms, newcomer, at: now)
  }

  /// Keeps refunds until something is granted for their payments.
  package mutating func keep(_ refunds: [(payment: String, time: Instant)], at now: Instant) -> [JSON] {
    bring(Journal.refundsKey, .keeping(refunds), CustomerTerms(), .refunds, at: now).requests
  }

  private mutating func bring(
    _ key: String, _ change: CustomerChange, _ terms: CustomerTerms, _ newcomer: Newcomer, at now: Instant
  ) -> (requests: [JSON], before: CustomerState) {
    let before = self[key]
    if before.customer == nil, !newcomer.isCreated { return ([], before) }
    var state = before
    var requests: [JSON] = []
    // What is planned is complete at once; a second round would find nothing.
    for _ in 0..<4 {
      var plan = CustomerPlanner.plan(state, change, terms, newcomer, now: now)
      if !plan.unmeasured.isEmpty {
        state.measured.formUnion(plan.unmeasured.map { ScalarString($0) })
        plan = CustomerPlanner.plan(state, change, terms, newcomer, now: now)
        state.measured = []
      }
      if plan.operations.isEmpty { break }
      for operation in plan.operations {
        created += 1
        let id = "new-\(created)"
        requests.append(operation.request(customer: key).json)
        state.apply(operation, id: id, at: now)
      }
    }
    set(state)
    return (requests, before)
  }
}
