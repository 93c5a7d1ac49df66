import Catalog
import JSONText

/// What a customer has when buying, which decides the request.
package enum Situation: String, CaseIterable, Sendable {
  /// Nothing, not even a payment method, which the customer enters in the purchase.
  case newCustomer = "new_customer"
  /// A subscription, which the purchase adds to or changes.
  case runningSubscription = "running_subscription"
  /// The purchase is a payment of its own.
  case oneTime = "one_time"

  /// How something is bought in it.
  var described: String {
    switch self {
    case .newCustomer: "together with a new plan"
    case .runningSubscription: "on a running subscription"
    case .oneTime: "by itself"
    }
  }
}

extension Sale {
  /// The situations in which an application may want to sell.
  package var situations: [Situation] {
    switch self {
    case .plan, .recurringAddon: [.newCustomer, .runningSubscription]
    case .oneTimeAddon: Situation.allCases
    case .topup: [.oneTime]
    }
  }
}

extension JSON.Member {
  /// The key of the customer at the application. Providers return it in webhooks, where the bridge reads it first.
  package static let customerKey = JSON.Member("openmeterCustomer", .param("customer_key"))
}

extension [JSON.Member] {
  /// The metadata of an object that is sold, from that of its purchase.
  package var withoutCustomerKey: [JSON.Member] { filter { $0.value != JSON.Member.customerKey.value } }
}
