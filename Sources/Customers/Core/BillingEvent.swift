import Catalog
import Foundations
import JSONText
import Syntax

/// A provider-neutral billing event.
package struct BillingEvent: Sendable {
  /// `subscription.active`, `invoice.paid`, …; `unknown` for a name that is not in the mapping.
  package var type: String
  /// The event's name at the provider.
  package var providerType: String
  /// The provider's id of the event, which retries share.
  package var id: String?
  package var time: Instant?
  /// The customer's id at the provider.
  package var customerId: String?
  /// The customer's id in the application, if the provider has a separate field for it.
  package var externalCustomerId: String?
  package var subscription: String?
  /// The id that a payment and its refund share.
  package var payment: String?
  /// The provider's status of the subscription, the payment or the order.
  package var status: String?
  /// The metadata of the objects of the event, the most specific object first.
  package var metadata: [JSON.Member] = []
  /// In the order in which they take effect.
  package var actions: [Action] = []
  /// When the actions are due, if later than the event.
  package var dueAt: Instant?

  package init(_ type: String, _ providerType: String) {
    self.type = type
    self.providerType = providerType
  }

  /// An action in OpenMeter.
  package enum Action: Sendable {
    /// The subscription grants exactly these.
    case give([Line])
    /// The event does not change whether the customer has these.
    case keep([Line])
    /// The customer no longer has these.
    case end([Line])
    /// These top-ups and one-time add-ons were paid.
    case grant([Line])
    /// A payment was refunded, fully or partially; nil if the provider does not say which.
    case void(isWhole: Bool?)
  }

  /// A purchased item: what identifies it in the catalog, and its quantity.
  package struct Line: Sendable {
    /// Ids of the price and the product at the provider.
    package var ids: [String] = []
    package var lookupKey: String?
    /// The name of the product, if nothing else refers back to the catalog.
    package var name: String?
    /// The metadata of the price and the product.
    package var metadata: [JSON.Member] = []
    /// The metadata of the purchase. It is only a fallback, because the customer may have changed plans since.
    package var purchase: [JSON.Member] = []
    /// The kinds of items that the purchase's metadata may name.
    package var kinds: [Item.Kind] = [.plan, .addon, .topup]
    package var quantity: Int64 = 1
    /// The node of the payload to report findings at.
    package var node: NodeID

    package init(_ node: NodeID) { self.node = node }
  }
}

/// Whether the status of a subscription gives access.
package enum Access: Sendable {
  case on, off
  /// Access does not change.
  case kept

  package func action(_ lines: [BillingEvent.Line]) -> [BillingEvent.Action] {
    switch self {
    case .on: [.give(lines)]
    case .off: [.end(lines)]
    case .kept: [.keep(lines)]
    }
  }
}
