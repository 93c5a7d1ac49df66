import Catalog
import Foundations
import JSONText
import Syntax

/// What happened at a provider, in words that do not depend on the provider.
package struct BillingEvent: Sendable {
  /// `subscription.active`, `invoice.paid`, …; `unknown` for a name that the mapping does not know.
  package var type: String
  /// The event's name at the provider.
  package var providerType: String
  /// The provider's id of the event: a retry has the same.
  package var id: String?
  package var time: Instant?
  /// The customer's id at the provider.
  package var customerId: String?
  /// The customer's id in the application, where the provider keeps one in a field of its own.
  package var externalCustomerId: String?
  package var subscription: String?
  /// By it a payment and its refund are brought together.
  package var payment: String?
  /// The provider's word for the state that the subscription, the payment or the order is in.
  package var status: String?
  /// The metadata of what the event is about, what is nearest first.
  package var metadata: [JSON.Member] = []
  /// In the order in which they take effect.
  package var actions: [Action] = []
  /// When the actions are due, where that is later than the event.
  package var dueAt: Instant?

  package init(_ type: String, _ providerType: String) {
    self.type = type
    self.providerType = providerType
  }

  /// What is to be done in OpenMeter.
  package enum Action: Sendable {
    /// The customer has these, and nothing else by this subscription.
    case give([Line])
    /// The customer has these, or not, as before.
    case keep([Line])
    /// The customer has these no longer.
    case end([Line])
    /// Top-ups, and add-ons that are paid once, were paid.
    case grant([Line])
    /// A payment was taken back, as a whole or in part; nil where the provider does not tell.
    case void(isWhole: Bool?)
  }

  /// Something that was bought: how the catalog may know it, and how many.
  package struct Line: Sendable {
    /// Ids of the price and the product at the provider.
    package var ids: [String] = []
    package var lookupKey: String?
    /// The name of the product, where it is all that leads back to the catalog.
    package var name: String?
    /// The metadata of the price and the product.
    package var metadata: [JSON.Member] = []
    /// The metadata that was given with the purchase: it counts only where nothing else is known, since a customer may have
    /// changed to another plan since.
    package var purchase: [JSON.Member] = []
    /// What the purchase's metadata may name.
    package var kinds: [Item.Kind] = [.plan, .addon, .topup]
    package var quantity: Int64 = 1
    /// Where it stands.
    package var node: NodeID

    package init(_ node: NodeID) { self.node = node }
  }
}

/// Whether a customer of a subscription in some state has access.
package enum Access: Sendable {
  case on, off
  /// It stays as it is.
  case kept

  package func action(_ lines: [BillingEvent.Line]) -> [BillingEvent.Action] {
    switch self {
    case .on: [.give(lines)]
    case .off: [.end(lines)]
    case .kept: [.keep(lines)]
    }
  }
}
