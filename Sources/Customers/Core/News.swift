import Catalog
import Foundations
import JSONText
import Syntax

/// What a provider's event says, in the same terms for every provider.
///
/// It is what the payload says and no more: items are not yet looked up in the catalog, and nothing is known of the customer.
package struct News: Sendable {
  /// `subscription.active`, `invoice.paid`, …; `unknown` for a name that is not in the mapping.
  package var type: String
  /// The event's name at the provider.
  package var providerType: String
  /// The provider's id of the event, which retries share.
  package var id: String?
  /// When it happened, by which news of one subscription are ordered; nil if the payload does not say.
  package var time: Instant?
  /// Whether it is about real money; nil if the provider does not mark its events.
  package var mode: Mode?
  /// The customer's id at the provider.
  package var customerId: String?
  /// The customer's id in the application, if the provider has a separate field for it.
  package var externalCustomerId: String?
  /// What the application has named the checkout, at providers that have a place for it.
  package var requestID: String?
  /// The customer's name at the provider, for a customer that has to be created.
  package var customerName: String?
  package var subscription: String?
  /// The id that a payment and its refund share.
  package var payment: String?
  /// The provider's status of the subscription, the payment or the order.
  package var status: String?
  /// The metadata of the objects of the event, the most specific object first.
  package var metadata: [JSON.Member] = []
  /// What follows for the customer.
  package var facts: [Fact] = []

  package init(_ type: String, _ providerType: String) {
    self.type = type
    self.providerType = providerType
  }

  package enum Mode: String, Sendable, CaseIterable { case test, live }

  package enum Fact: Sendable {
    /// What a subscription is at the time of the news.
    case subscription(Snapshot)
    /// Something was paid once: top-ups and one-time add-ons.
    case payment(Payment)
    /// A payment was taken back.
    case refund(Refund)
    /// The provider has sold units of a feature by itself.
    case credit(Credit)
    /// A payment is also known by another id, which the event of the purchase has instead.
    case identity(payment: String, otherID: String)

    package var lines: [Line] {
      switch self {
      case .subscription(let snapshot): snapshot.lines
      case .payment(let payment): payment.lines
      case .refund, .credit, .identity: []
      }
    }
  }

  /// A subscription as a whole. Later snapshots replace earlier ones.
  package struct Snapshot: Sendable {
    /// Its id at the provider. A provider that has none needs a text that identifies what the customer has.
    package var id: String
    package var standing: Standing
    /// Where the provider has one plan of a group at a time, and each is another subscription: what they have in common.
    package var line: String?
    /// The line without the part of the customer that has the plan, such as a seat: some events omit it.
    package var broadLine: String?
    /// Everything that it consists of.
    package var lines: [Line]
    /// False if the provider has shown only some of the lines (`has_more`): what is not shown is not taken away.
    package var isComplete = true
    /// Whether the event is the subscription's first. Of two at the same time, it is the earlier one.
    package var isStart = false
    /// Whether it is about something that goes on: if that has ended, it does not begin again.
    package var isOngoing = false
    /// When this was so, if that differs from the time of the news.
    package var happenedAt: Instant?
    /// The start and the end of the period that is paid for.
    package var periodStart: Instant?
    package var periodEnd: Instant?
    /// When the period would have ended, if something has made it longer, such as a pause.
    package var regularEnd: Instant?
    /// A time that periods are counted from, if the provider has one beside the start of the period.
    package var anchor: Instant?
    /// When its trial ends, if the provider says so before, and nothing afterwards.
    package var trialEndsAt: Instant?
    /// When the subscription began.
    package var startedAt: Instant?
    /// When it will end, if that is known: a cancellation that is scheduled, or the end of what was paid for.
    package var endsAt: Instant?
    /// When it ended, if that differs from the time of the news.
    package var endedAt: Instant?

    package init(_ id: String, _ standing: Standing, _ lines: [Line]) {
      self.id = id
      self.standing = standing
      self.lines = lines
    }
  }

  /// Whether a subscription gives access.
  package enum Standing: String, Sendable, CaseIterable {
    case active
    /// Active, and nothing is charged yet: usage beyond the allowance is not possible.
    case trial
    /// Access is what it was before: a payment is late, or a first payment is not made yet.
    case unchanged
    /// It gives nothing for now, and may go on: unpaid or paused.
    case suspended
    /// It is over.
    case ended

    package var isOn: Bool { self == .active || self == .trial }
    package var isOff: Bool { self == .suspended || self == .ended }
  }

  package struct Payment: Sendable {
    /// The id that its refund names, or else that of the order; nil if it has none.
    package var id: String?
    /// Another id of it, which other events have instead.
    package var otherID: String?
    package var lines: [Line]
    /// False if the provider has shown only some of the lines.
    package var isComplete = true

    package init(_ id: String?, _ lines: [Line]) {
      self.id = id
      self.lines = lines
    }
  }

  /// An automatic top-up: nothing says which top-up of the catalog was bought.
  package struct Credit: Sendable {
    package var payment: String?
    /// The key of the feature, or its id at the provider.
    package var feature: String
    package var amount: ExactDecimal

    package init(_ payment: String?, feature: String, amount: ExactDecimal) {
      self.payment = payment
      self.feature = feature
      self.amount = amount
    }
  }

  package struct Refund: Sendable {
    package enum Extent: Sendable {
      case whole, partial
      /// The provider does not say.
      case unknown
      /// It was announced, and has failed: the customer has paid after all.
      case failed

      package init(isWhole: Bool?) { self = isWhole.map { $0 ? .whole : .partial } ?? .unknown }
    }

    package enum Cause: Sendable {
      case refund
      /// A dispute that was lost.
      case dispute
    }

    /// Of the payment; nil if the provider does not say.
    package var payment: String?
    /// What was bought, if it is not known by which payment: the oldest one is meant.
    package var line: String?
    package var extent: Extent
    package var cause: Cause

    package init(_ payment: String?, _ extent: Extent, _ cause: Cause = .refund) {
      self.payment = payment
      self.extent = extent
      self.cause = cause
    }
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
    /// False if the provider does not say how many were bought.
    package var isQuantityKnown = true
    /// The node of the payload to report findings at.
    package var node: NodeID

    package init(_ node: NodeID) { self.node = node }
  }
}
