import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// A product with what it gives.
struct PolarOffer {
  let product: PolarProduct
  /// The requests that make its benefits, in the order of the catalog.
  let benefits: [String]
  /// How often its credits come back, where that is more often than it is charged.
  let meterInterval: Period?
}

/// What each product gives, and what of a reset Polar cannot keep.
struct PolarOffers {
  var offers: [PolarOffer] = []
  var benefits = PolarBenefits()
  var metadata = PolarMetadata()
  /// The plans that credit a meter, by the index of the meter.
  private(set) var creditingPlans: [Int: [Int]] = [:]
  private let mayCycleMeters: Bool

  init(_ lowering: Lowering) {
    mayCycleMeters = JSON.object(lowering.settings.options)["meterCycling"] == .bool(true)
  }

  /// - Parameter products: those of one item.
  /// - Parameter index: that of the item among its kind.
  mutating func add(_ item: Item, _ index: Int, _ products: [PolarProduct], _ lowering: inout Lowering) {
    guard !products.isEmpty else { return }
    if let topup = item.topup {
      guard let request = benefits.request(for: topup, &metadata, &lowering) else { return }
      offers += products.map { PolarOffer(product: $0, benefits: [request], meterInterval: nil) }
      return
    }

    var given: [(entitlement: Entitlement, request: String)] = []
    var cycles = ResetReport()
    for entitlement in item.entitlements {
      // A credit that every product would grant too often is needed by none.
      let over = products.compactMap { overgrants(entitlement, $0) }
      if over.count == products.count {
        cycles.over[entitlement.place] = over
        cycles.report(entitlement, mayCycleMeters: mayCycleMeters, &lowering)
        continue
      }
      guard let request = benefits.request(for: entitlement, of: item, &metadata, &lowering) else { continue }
      given.append((entitlement, request))
      if item.kind == .plan, case .metered = entitlement.value,
        let meter = lowering.catalog.features[entitlement.feature].meter
      {
        if creditingPlans[meter]?.last != index { creditingPlans[meter, default: []].append(index) }
      }
    }
    for product in products { offers.append(offer(product, given, &cycles)) }
    for (entitlement, _) in given { cycles.report(entitlement, mayCycleMeters: mayCycleMeters, &lowering) }
  }

  /// The cycle of a product that is shorter than the reset of an allowance.
  private func overgrants(_ entitlement: Entitlement, _ product: PolarProduct) -> Cadence? {
    guard let reset = entitlement.reset, let cadence = product.price.cadence else { return nil }
    return PolarCycle.fit(reset, in: cadence) == .longer ? cadence : nil
  }

  private func offer(
    _ product: PolarProduct, _ given: [(entitlement: Entitlement, request: String)], _ cycles: inout ResetReport
  ) -> PolarOffer {
    guard let cadence = product.price.cadence else {
      for (entitlement, _) in given where entitlement.reset != nil { cycles.once.insert(entitlement.place) }
      return PolarOffer(product: product, benefits: given.map(\.request), meterInterval: nil)
    }
    let interval = PolarCycle.meterInterval(given.compactMap(\.entitlement.reset), in: cadence)
    let meterInterval = mayCycleMeters ? interval : nil
    var requests: [String] = []
    for (entitlement, request) in given {
      guard let reset = entitlement.reset else {
        requests.append(request)
        continue
      }
      switch PolarCycle.fit(reset, in: cadence) {
      case .longer:
        cycles.over[entitlement.place, default: []].append(cadence)
        continue
      case .inStep: break
      case .divides, .drifts:
        if reset != meterInterval {
          cycles.under[entitlement.place, default: []].append(meterInterval.map { Cadence($0) } ?? cadence)
          if reset == interval { cycles.repairable.insert(entitlement.place) }
        }
      }
      requests.append(request)
    }
    return PolarOffer(product: product, benefits: requests, meterInterval: meterInterval)
  }
}

/// What is to be said about the resets of an item's allowances, gathered over its products.
private struct ResetReport {
  /// Products that come with fewer credits than the catalog says.
  var under: [Place: [Cadence]] = [:]
  /// Products that would come with more.
  var over: [Place: [Cadence]] = [:]
  var once: Set<Place> = []
  /// Those that meter cycling would put right.
  var repairable: Set<Place> = []

  func report(_ entitlement: Entitlement, mayCycleMeters: Bool, _ lowering: inout Lowering) {
    guard let reset = entitlement.reset?.rawValue else { return }
    let entry = entitlement.place
    let place = entry["reset"]
    if let cadences = under[entry] {
      lowering.report(
        .polarResetShorter,
        "the allowance of every \(reset) is credited only once in every \(described(cadences)): "
          + "customers get less than the catalog says",
        at: place,
        help: repairable.contains(entry)
          ? "where the organization has meter cycling, set the option 'meterCycling' to true" : nil)
    }
    if let cadences = over[entry] {
      lowering.report(
        .polarResetLonger,
        "Polar would credit the allowance of every \(reset) in every \(described(cadences)): it is left out there",
        at: place, help: "write the amount for the shorter time, and its reset")
    }
    if once.contains(entry) {
      lowering.report(
        .polarOneTimeAllowance, "what is paid once is credited once: the allowance does not come back every \(reset)",
        at: place)
    }
  }

  private func described(_ cadences: [Cadence]) -> String {
    var words: [String] = []
    for cadence in cadences where !words.contains(cadence.described) { words.append(cadence.described) }
    return list(words)
  }
}

extension Entitlement {
  /// Nil for what has no amount.
  fileprivate var reset: Period? {
    if case .metered(let allowance) = value { return allowance.reset }
    return nil
  }
}
