import Catalog
import Foundations

/// What a customer has bought and uses in a period, each item at one of its prices.
package struct Purchase: Sendable {
  /// A number of one item.
  package struct Part: Sendable {
    package let reference: ItemReference
    package let item: Item
    /// Nil if it is free.
    package let price: Price?
    /// Positive.
    package let quantity: Int64

    package init(_ reference: ItemReference, _ item: Item, at price: Price?, quantity: Int64) {
      self.reference = reference
      self.item = item
      self.price = price
      self.quantity = quantity
    }
  }

  /// The usage of one feature.
  package struct Use: Sendable {
    /// An index into ``Catalog/features``.
    package let feature: Int
    /// Not negative.
    package let amount: ExactDecimal

    package init(of feature: Int, _ amount: ExactDecimal) {
      self.feature = feature
      self.amount = amount
    }
  }

  package let plan: Part
  package let addons: [Part]
  package let topups: [Part]
  /// The usage between two resets, each feature once.
  package let usage: [Use]
  package let discount: Discount?
  /// The currency of every price; nil if nothing has a price.
  package let currency: Currency?

  package init(
    _ plan: Part, addons: [Part] = [], topups: [Part] = [], usage: [Use] = [], discount: Discount? = nil, currency: Currency?
  ) {
    self.plan = plan
    self.addons = addons
    self.topups = topups
    self.usage = usage
    self.discount = discount
    self.currency = currency
  }

  /// The plan, the add-ons and the top-ups.
  package var parts: [Part] { [plan] + addons + topups }
}

/// A purchase in the words of a command line or a file, before the catalog is consulted.
package struct PurchaseRequest: Sendable {
  /// Some of an item, by its id or key. A colon and the id of a price can follow.
  package struct Count: Sendable {
    package let name: String
    /// Nil for the smallest number that can be bought.
    package let quantity: Int64?

    package init(_ name: String, _ quantity: Int64?) {
      self.name = name
      self.quantity = quantity
    }
  }

  package struct Use: Sendable {
    /// The id or key of a feature.
    package let feature: String
    package let amount: ExactDecimal

    package init(of feature: String, _ amount: ExactDecimal) {
      self.feature = feature
      self.amount = amount
    }
  }

  package var plan: String
  package var price: String?
  package var currency: Currency?
  package var quantity: Int64?
  package var addons: [Count] = []
  package var usage: [Use] = []
  package var topups: [Count] = []
  package var discount: String?

  package init(_ plan: String) { self.plan = plan }
}

/// Why a catalog does not sell what is requested.
package struct PurchaseProblem: Error, Equatable {
  /// The part of a ``PurchaseRequest``.
  package enum Input: Hashable, Sendable {
    case plan, price, quantity, discount
    case addon(Int)
    case topup(Int)
    case use(Int)
  }

  package let input: Input
  /// Whether the catalog has no such name.
  package let isUnknownName: Bool
  package let message: String
  package let help: String?

  init(_ input: Input, _ message: String, help: String? = nil, isUnknownName: Bool = false) {
    self.input = input
    self.message = message
    self.help = help
    self.isUnknownName = isUnknownName
  }
}
