import Catalog

/// How a price is sold. Most limits of a provider depend on it.
package enum Sale: CaseIterable, Hashable, Sendable {
  case plan, recurringAddon, oneTimeAddon, topup

  package init(_ price: Price, of item: Item) {
    self =
      switch item.kind {
      case .plan: .plan
      case .addon: price.cadence == nil ? .oneTimeAddon : .recurringAddon
      case .topup: .topup
      }
  }

  package var isRecurring: Bool { self == .plan || self == .recurringAddon }
}
