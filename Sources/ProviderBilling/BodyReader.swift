import Catalog
import Foundations
import Invoicing
import JSONText
import Providers

/// Reads what a provider charges from the bodies of its requests, by the rules that it documents.
protocol BodyReader {
  /// What is charged for a part of a purchase.
  ///
  /// - Parameters:
  ///   - template: the body of the request that sells the part.
  ///   - plan: the price of the plan that is bought with it; nil if it is free.
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill

  /// Whether an add-on can be bought with a plan.
  ///
  /// - Parameters:
  ///   - template: the body of the request that sells the add-on.
  ///   - plan: the body of the request that sells the plan; nil if it has no price, and cannot be bought.
  static func sells(_ template: JSON, with plan: JSON?, in book: ProviderBook) -> Bool

  /// Whether what is counted for a feature is what the catalog says; nil if no request says what is counted.
  ///
  /// - Parameter meter: that of the feature; the events that the application sends, for a pool.
  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool?

  /// What a discount takes off; nil if it does not exist there.
  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount?
}

extension BodyReader {
  static func sells(_ template: JSON, with plan: JSON?, in book: ProviderBook) -> Bool { true }

  static func counts(_ feature: Feature, by meter: Meter, in book: ProviderBook) -> Bool? { nil }

  static func discount(_ discount: Discount, in book: ProviderBook) -> EmittedDiscount? { nil }
}

/// What a discount takes off, as a body says.
struct EmittedDiscount {
  let reduction: Discount.Reduction
  let duration: Discount.Duration
  /// The ids of the objects that it lowers; nil for all.
  let objects: [String]?
}

extension EmittedDiscount {
  /// - Parameters:
  ///   - duration: `once`, `forever`, or another word with a number of months.
  ///   - objects: a list of references; nil for everything.
  init?(_ reduction: Discount.Reduction?, duration: JSON?, months: JSON?, objects: JSON?) {
    guard let reduction else { return nil }
    self.reduction = reduction
    switch duration {
    case "once", "one_off": self.duration = .once
    case "forever": self.duration = .forever
    default: self.duration = .months(months?.decimal?.integer ?? 1)
    }
    self.objects = objects.map { $0.elements.compactMap(\.objectID) }
  }
}

extension ProviderBook {
  var reader: any BodyReader.Type {
    switch provider.name {
    case "stripe": StripeBodies.self
    case "razorpay": RazorpayBodies.self
    case "dodo": DodoBodies.self
    case "openmeter": OpenMeterBodies.self
    case "polar": PolarBodies.self
    case "creem": CreemBodies.self
    default: AutumnBodies.self
    }
  }

  /// An amount off in each currency that a body names, in minor units.
  func amounts(_ members: [(currency: JSON?, amount: JSON?)]) -> Discount.Reduction? {
    let amounts = members.compactMap { member -> CurrencyAmount? in
      guard let currency = member.currency?.string.flatMap({ Currency(code: $0.uppercased()) }),
        let amount = member.amount?.decimal.map({ minorUnits($0, currency) })?.integer
      else { return nil }
      return CurrencyAmount(Money(minorUnits: amount), in: currency)
    }
    return amounts.isEmpty ? nil : .amounts(amounts)
  }
}
