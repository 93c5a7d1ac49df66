import Catalog
import Foundations
import JSONText
import Providers

/// What purchased items give, in OpenMeter's terms.
package struct CatalogTerms: Sendable {
  private let input: LoweringInput
  package let customers: CustomerTerms

  package init(_ catalog: Catalog) {
    input = LoweringInput(catalog, .openmeter)
    var customers = CustomerTerms()
    customers.catalog = catalog.id ?? ""
    customers.grounds = Self.grounds(catalog)
    for plan in catalog.plans where plan.isDefault {
      customers.defaultPlans.append(.init(group: plan.group ?? "", item: Self.held(Item(plan), 1, input)))
    }
    self.customers = customers
  }

  /// With what has been withdrawn, because customers keep it.
  package var catalog: Catalog { input.whole }

  /// What a grant without an end is for: more than is ever used, and less than 2^53, to which OpenMeter's numbers are exact.
  package static let unlimited = ExactDecimal(1_000_000_000_000_000)

  /// The priorities of grants: allowances that end with the period, those that do not, what was bought (see
  /// ``OpenMeterGrants``, from 2 by default), and at last what may be used beyond. A lower number is used first.
  private static let (recurring, once, beyond): (Int64, Int64, Int64) = (1, 2, 255)

  /// The shortest period of a feature's allowances, because a period of OpenMeter's ends what was used too much; grants recur
  /// on their own. Overage is kept only if every plan and add-on says so: the entitlement is the same for all.
  private static func grounds(_ catalog: Catalog) -> [ScalarString: CustomerTerms.Ground] {
    var grounds: [ScalarString: CustomerTerms.Ground] = [:]
    for item in catalog.items {
      for entitlement in item.possibleEntitlements {
        guard case .metered(let allowance) = entitlement.value, let period = allowance.reset(in: item).period else { continue }
        let key = ScalarString(catalog.features[entitlement.feature].header.key)
        let preserves = allowance.preserveOverageAtReset ?? false
        let known = grounds[key]
        grounds[key] = .init(
          known.map { Period.isShorter($0.period, than: period) ? $0.period : period } ?? period,
          preservesOverage: preserves && known?.preservesOverage ?? true)
      }
    }
    return grounds
  }

  /// - Parameter item: as those have it who pay the price, if it has one of its own.
  package func held(_ item: Item, _ quantity: Int64) -> HeldItem { Self.held(item, quantity, input) }

  private static func held(_ item: Item, _ quantity: Int64, _ input: LoweringInput) -> HeldItem {
    var holdings: [Holding] = []
    for entitlement in item.entitlements where entitlement.isGranted {
      holdings += Self.holdings(entitlement, item, quantity, input)
    }
    if let feature = item.quantity?.feature, quantity > 0 {
      let header = input.whole.features[feature].header
      holdings.append(
        Holding(header.key, .limit(ExactDecimal(quantity), isSet: false), metadata: metadata(item, header, [], input)))
    }
    return HeldItem(item.kind, item.header.id, price: item.variant, quantity: quantity, holdings: holdings)
  }

  private static func metadata(_ item: Item, _ feature: Header, _ own: [JSON.Member], _ input: LoweringInput) -> [JSON.Member] {
    let price = item.variant.map { [JSON.Member("catalogPriceId", .string($0))] } ?? []
    return input.openmeterMetadata([
      own,
      input.mark + [.init(item.kind.idField, .string(item.header.id))] + price
        + [.init("catalogFeatureId", .string(feature.id))],
    ])
  }

  private static func holdings(
    _ entitlement: Entitlement, _ item: Item, _ quantity: Int64, _ input: LoweringInput
  ) -> [Holding] {
    let feature = input.whole.features[entitlement.feature]
    let metadata = metadata(item, feature.header, entitlement.metadata, input)
    func holding(_ value: Holding.Value) -> Holding { Holding(feature.header.key, value, metadata: metadata) }
    switch entitlement.value {
    case .boolean: return [holding(.access)]
    case .static(let setting): return [holding(.setting(OpenMeterEntitlements.config(setting)))]
    case .limit(let limit):
      let units = OpenMeterEntitlements.units(limit.perUnit, of: item, quantity: quantity)
      return [holding(.limit(limit.isSet ? limit.amount : limit.amount.multiplied(by: units), isSet: limit.isSet))]
    case .unlimited where feature.kind == .limit: return [holding(.limit(nil, isSet: false))]
    case .unlimited: return [holding(.usage(.init(unlimited, .month, priority: recurring)))]
    case .metered(let allowance):
      let period = allowance.reset(in: item).period
      let units = OpenMeterEntitlements.units(allowance.perUnit, of: item, quantity: quantity)
      let amount = allowance.amount.multiplied(by: units)
      var found: [Holding] = []
      if !amount.isZero {
        found.append(holding(.usage(.init(amount, period, priority: period == nil ? once : recurring))))
      }
      if !allowance.prices.isEmpty {
        let limit = allowance.max.map { $0.multiplied(by: units) - amount } ?? unlimited
        if !limit.isZero, !limit.isNegative {
          found.append(holding(.usage(.init(limit, period, part: .charged, priority: beyond))))
        }
      } else if allowance.isSoftLimit == true {
        found.append(holding(.usage(.init(unlimited, period, part: .overage, priority: beyond))))
      }
      return found
    }
  }

  /// The grant of a top-up.
  ///
  /// - Parameters:
  ///   - amount: if the provider has chosen it; by default, that of the catalog.
  ///   - payment: its id at the provider.
  ///   - key: identifies the purchase; by default, the payment does.
  ///   - more: further metadata, such as the caller's.
  package func purchase(
    _ topup: Topup, quantity: Int64, amount: ExactDecimal? = nil, payment: String, key: String? = nil, at time: Instant,
    metadata more: [JSON.Member] = [],
    annotations: [JSON.Member] = []
  ) -> TopupPurchase {
    let key = key ?? payment
    let own = OpenMeterGrants.metadata(for: topup, in: input)
    let metadata = own.replacing(more).replacing([
      .init("paymentId", .string(payment)), .init("idempotencyKey", .string(key)),
    ])
    let whole = amount ?? topup.amount.multiplied(by: quantity)
    let maxRollover = topup.grant.maxRolloverAmount.map { amount == nil ? $0.multiplied(by: quantity) : min($0, whole) }
    var grant = CustomerOperation.NewGrant(
      whole, priority: OpenMeterGrants.priority(topup.grant), effectiveAt: time,
      expiration: topup.grant.expiration.map { .init($0.unit, count: min($0.count, OpenMeterGrants.maximumCount)) },
      maxRollover: maxRollover ?? whole, metadata: metadata)
    grant.annotations = annotations
    return TopupPurchase(
      feature: catalog.features[topup.feature].header.key, payment: payment, key: key, topup: topup.header.id, quantity: quantity,
      grant: grant)
  }
}
