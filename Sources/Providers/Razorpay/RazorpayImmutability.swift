import Catalog
import CatalogReading

extension Immutability {
  /// Razorpay has an object for each price of a plan, and lets nothing of it change: neither what it costs, nor its name,
  /// nor its notes, by which it is found again. Add-ons and top-ups are no objects: each purchase says what they cost.
  static let razorpay: [Immutability] = [
    Immutability(
      "plan",
      [.priceAmount, .priceCurrency, .priceInterval, .itemName, .itemDescription],
      scope: .init(kinds: [.plan], isRecurring: true),
      source: "Razorpay's documentation, payments/subscriptions/faqs: a plan can be neither edited nor deleted"),
    Immutability(
      "plan", [.itemID, .itemKey, .priceID, .itemMetadata, .priceMetadata, .providerMetadata],
      scope: .init(kinds: [.plan], isRecurring: true, name: .ofPrice),
      source: "Razorpay's documentation, payments/subscriptions/faqs: a plan cannot be edited, and its notes hold these"),
  ]
}
