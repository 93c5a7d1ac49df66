import Catalog
import CatalogReading

extension ImmutableFields {
  /// Razorpay has one object per price of a plan, and nothing in it can change: neither the amount, nor the name, nor the notes
  /// by which it is found. Add-ons and top-ups are not objects; each purchase states their amounts.
  static let razorpay: [ImmutableFields] = [
    ImmutableFields(
      "plan",
      [.priceAmount, .priceCurrency, .priceInterval, .itemName, .itemDescription],
      scope: .init(kinds: [.plan], isRecurring: true),
      source: "Razorpay's documentation, payments/subscriptions/faqs: a plan can be neither edited nor deleted"),
    ImmutableFields(
      "plan", [.itemID, .itemKey, .priceID, .itemMetadata, .priceMetadata, .providerMetadata],
      scope: .init(kinds: [.plan], isRecurring: true, name: .ofPrice),
      source: "Razorpay's documentation, payments/subscriptions/faqs: a plan cannot be edited, and its notes contain these"),
  ]
}
