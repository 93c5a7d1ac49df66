import Catalog
import Foundations
import Invoicing
import JSONText
import Providers

/// The requests of an artifact, read as what the provider will charge by them.
///
/// Nothing here reads the catalog's prices, so that a price that is sent in another meaning is seen.
package struct ProviderBook: Sendable {
  package let provider: Provider
  let catalog: Catalog
  let setup: [Request]
  let bodies: [ScalarString: JSON]
  private let purchases: [Request]
  private let limits: ProviderLimits
  /// The features whose events a meter counts, by its request and its existing id.
  private let metered: [ScalarString: [Int]]
  /// The features whose usage is not counted as the catalog says: indices into ``Catalog/features``.
  package private(set) var miscounted: Set<Int> = []

  package init(_ artifact: Artifact, of provider: Provider, in catalog: Catalog) {
    self.init(setup: Array(artifact.setup), purchases: Array(artifact.purchase), of: provider, in: catalog)
  }

  package init(setup: [Request], purchases: [Request], of provider: Provider, in catalog: Catalog) {
    self.provider = provider
    self.catalog = catalog
    self.setup = setup
    self.purchases = purchases
    bodies = Dictionary(setup.compactMap { request in request.body.map { (ScalarString(request.id), $0) } }) { first, _ in first }
    limits = provider.limits(catalog.settings(for: provider.name))
    var metered: [ScalarString: [Int]] = [:]
    let counting = catalog.countingPools
    for (index, feature) in counting.features.enumerated() {
      guard let meter = feature.meter.map({ counting.meters[$0] }) else { continue }
      for id in [feature.meterRequest(meter), feature.meterID(meter, at: provider.name)].compactMap(\.self) {
        metered[ScalarString(id), default: []].append(index)
      }
    }
    self.metered = metered
    for (index, feature) in counting.features.enumerated() {
      guard let meter = feature.meter.map({ counting.meters[$0] }) else { continue }
      if reader.counts(feature, by: meter, in: self) == false { miscounted.insert(index) }
    }
  }

  // MARK: Requests

  /// The body of the request that a value refers to.
  func body(_ reference: JSON?) -> JSON? { reference?.reference.flatMap { bodies[ScalarString($0)] } }

  func body(id: String) -> JSON? { bodies[ScalarString(id)] }

  /// The body of the first request of setup that has a value, among those whose ids begin with one of some words.
  func body(where name: String, is value: JSON?, among words: [String]) -> JSON? {
    request(where: name, is: value, among: words)?.body
  }

  func request(where name: String, is value: JSON?, among words: [String]) -> Request? {
    guard let value else { return nil }
    return setup.first { request in
      request.body?[name] == value && words.contains { request.id.hasPrefix("\($0)/") }
    }
  }

  /// The bodies of the requests whose ids begin with some parts, in order.
  func bodies(under prefix: String) -> [JSON] {
    setup.filter { $0.id.hasSameScalars(as: prefix) || $0.id.hasPrefix(prefix + "/") }.compactMap(\.body)
  }

  /// The template that sells a part of a purchase; nil if the provider does not sell it.
  ///
  /// - Parameter variant: what follows the price in the id of a template of its own.
  func template(of part: Purchase.Part, variant: String? = nil) -> JSON? {
    let item = part.item
    var id = Request.id("purchase", item.kind.rawValue, item.header.id)
    if let price = part.price { id += "/" + Request.id(price.id) }
    if let variant { id += "/" + Request.id(variant) }
    if let exact = purchases.first(where: { $0.id.hasSameScalars(as: id) }) { return exact.body }
    return variant == nil ? purchases.first { $0.id.hasPrefix(id + "/") }?.body : nil
  }

  // MARK: Values

  /// The body that creates what counts a feature's events.
  func meter(of feature: Feature, _ meter: Meter) -> JSON? { body(id: feature.meterRequest(meter)) }

  /// The feature whose usage is charged by a meter: of those that it counts, the one that the price charges.
  func feature(countedBy meter: JSON?, for part: Purchase.Part) -> Int? {
    guard let id = meter?.objectID, let features = metered[ScalarString(id)] else { return nil }
    let charged = Set(part.price?.usage.map(\.feature) ?? [])
    return features.first { charged.contains($0) } ?? features.first
  }

  func feature(key: JSON?) -> Int? {
    key?.string.flatMap { key in catalog.features.firstIndex { $0.header.key.hasSameScalars(as: key) } }
  }

  /// An amount in the provider's unit of a currency, in minor units of ISO 4217.
  func minorUnits(_ amount: ExactDecimal, _ currency: Currency) -> ExactDecimal {
    guard let unit = limits.money.units[currency.code] else { return amount }
    let scaled = amount.multiplied(by: unit.divisor)
    return scaled.divided(by: unit.factor, decimals: 2 * Rate.decimals) ?? scaled
  }

  /// What a template buys.
  ///
  /// - Parameters:
  ///   - quantity: a number, a parameter, or nil for one.
  ///   - base: the units of one item.
  func bought(_ quantity: JSON?, of part: Purchase.Part, base: ExactDecimal = ExactDecimal(1)) -> EmittedCharge.Subject {
    if let parameter = quantity?["$param"]?.string {
      let all = ExactDecimal(part.quantity)
      return .bought(units: parameter.hasSameScalars(as: "units") ? all * base : all, times: 1)
    }
    guard let number = quantity?.decimal else { return .bought(units: base, times: part.quantity) }
    // A template with a fixed number is used as often as it takes.
    let whole = base.scaled(by: base.decimals).integer ?? 0
    let items = whole > 0 ? number.scaled(by: base.decimals).divided(by: whole, decimals: 0)?.integer : nil
    guard let items, items > 0, part.quantity.isMultiple(of: items) else { return .bought(units: number, times: part.quantity) }
    return .bought(units: number, times: part.quantity / items)
  }
}

extension EmittedCharge.Subject {
  /// How many purchases it takes.
  var times: Int64 { if case .bought(_, let times) = self { times } else { 1 } }
}

extension JSON {
  /// A number, or a string that is one.
  var decimal: ExactDecimal? {
    switch self {
    case .integer(let value): ExactDecimal(value)
    case .number(let value): value
    case .string(let text): ExactDecimal(parsing: text.utf8)
    case .null, .bool, .array, .object: nil
    }
  }

  var string: String? { if case .string(let text) = self { text } else { nil } }

  /// Empty for anything but an array.
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

  /// The request that creates an object, or the id of an existing one.
  var objectID: String? { reference ?? string }
}

extension Cadence {
  /// - Parameters:
  ///   - interval: `day`, `week`, `month` or `year`, in any case.
  ///   - count: 1 if omitted.
  init?(interval: JSON?, count: JSON? = nil) {
    guard let word = interval?.string?.lowercased(), let period = Period(rawValue: word) else { return nil }
    self.init(period, count?.decimal?.integer)
  }
}

extension Rate {
  /// Nil without a tier.
  init?(_ mode: JSON?, _ tiers: [Tier]) {
    if tiers.isEmpty { return nil }
    self = mode == "volume" ? .volume(tiers) : .graduated(tiers)
  }
}
