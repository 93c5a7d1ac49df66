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

    /// The customer who is nobody, and whose journal keeps what is known of payments.
    static let refunds = Newcomer(subject: Journal.refundsKey, name: "Unknown payments (catalogc)")
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

  /// The key of the customer to whom something was granted for one of the payments.
  package func customer(ofPayments payments: [String]) -> String? {
    states.values.filter { state in
      let journal = state.journal
      let ids = Set(payments.map { ScalarString(journal.canonical($0)) })
      return !state.key.hasSameScalars(as: Journal.refundsKey)
        && (payments.contains(where: journal.knows)
          || state.grants.contains {
            $0.metadata.text("paymentId").map { ids.contains(ScalarString(journal.canonical($0))) } ?? false
          })
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
    if let kept = change.kept(in: self[Journal.refundsKey].journal) {
      change.refunds += kept.refunds
      change.aliases += kept.aliases
    }
    return bring(key, change, terms, newcomer, at: now)
  }

  /// Keeps what is known of payments until something is granted for them.
  package mutating func keep(_ change: CustomerChange, at now: Instant) -> [JSON] {
    bring(Journal.refundsKey, change.kept, CustomerTerms(), .refunds, at: now).requests
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
