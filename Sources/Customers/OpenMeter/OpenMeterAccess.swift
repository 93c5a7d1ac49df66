import Catalog
import Foundations
import JSONText
import Providers

/// Builds the requests that grant a customer the entitlements of a subscription, and those that revoke them.
///
/// Each request can be sent twice: existing objects are found and left alone. What a subscription grants has the
/// subscription's id in its metadata, so that the end of an old subscription revokes nothing of a new one.
package struct OpenMeterAccess {
  /// A plan or add-on, and its quantity.
  package typealias OwnedItem = (item: Item, quantity: Int64)

  /// A static value that is not granted, because an add-on with its own subscription cannot change the plan's value.
  package typealias UnmergeableEntitlement = (addon: Header, feature: Header)

  private let input: LoweringInput
  /// By feature: the plans that grant it at one price or another.
  private let givers: [Int: Set<Int>]
  /// The features that plans and add-ons grant, in the order of the catalog.
  private let granted: [Int]
  private var customer = ""
  private var subscription: String?
  package private(set) var obstacles: [UnmergeableEntitlement] = []

  /// Prepares what depends on the catalog alone; ``of(customer:subscription:)`` adds the customer.
  package init(_ catalog: Catalog) {
    input = LoweringInput(catalog, .openmeter)
    var givers: [Int: Set<Int>] = [:]
    for (index, plan) in catalog.plans.enumerated() {
      for feature in Item(plan).grantedFeatures { givers[feature, default: []].insert(index) }
    }
    self.givers = givers
    let granted = Set(catalog.items.flatMap { $0.grantedFeatures + [$0.quantity?.feature].compactMap(\.self) })
    self.granted = catalog.features.indices.filter { granted.contains($0) }
  }

  /// - Parameter customer: the customer's key.
  /// - Parameter subscription: its id at the provider; nil if it is unknown.
  package func of(customer: String, subscription: String?) -> OpenMeterAccess {
    var access = self
    access.customer = customer
    access.subscription = subscription
    return access
  }

  /// With what has been withdrawn, because customers keep it.
  package var catalog: Catalog { input.whole }

  // MARK: Granting

  /// An entitlement that the customer should have.
  private struct Wanted {
    let entitlement: Entitlement
    let item: Item
    /// How many times the amount counts.
    let units: Int64
    /// False if any existing entitlement will do.
    let replaces: Bool
    var isPerUnit = false

    func with(_ value: Entitlement.Value) -> Wanted {
      let own = Entitlement(
        entitlement.feature, value, metadata: entitlement.metadata, origin: .path(["entitlements"]))
      return Wanted(entitlement: own, item: item, units: 1, replaces: true)
    }
  }

  /// The limit of a customer: those of their plan and add-ons add up, unless one sets a higher one.
  private struct HeldLimit {
    private var sum = ExactDecimal.zero
    private var highest = ExactDecimal.zero

    var total: ExactDecimal { max(sum, highest) }

    mutating func add(_ limit: Limit, quantity: Int64) {
      if limit.isSet {
        highest = max(highest, limit.amount)
      } else {
        sum = sum + limit.amount.multiplied(by: quantity)
      }
    }
  }

  /// Grants what the subscription includes now, and revokes everything that it no longer includes.
  ///
  /// The allowance of an add-on is a grant on the plan's entitlement, or on an entitlement of 0 that is created for it.
  ///
  /// - Parameter time: when the change took effect, in RFC 3339.
  package mutating func give(_ holdings: [OwnedItem], at time: String) -> [Request] {
    var wanted: [Int: Wanted] = [:]
    var order: [Int] = []
    var grants: [Request] = []
    var issued: Set<GrantOwner> = []
    var limits: [Int: HeldLimit] = [:]
    let plan = holdings.first { $0.item.kind == .plan }?.item
    for (item, quantity) in holdings.filter({ $0.item.kind == .plan }) + holdings.filter({ $0.item.kind == .addon }) {
      for entitlement in item.entitlements + bought(with: item) where entitlement.isGranted {
        let feature = entitlement.feature
        var isBase = false
        var isPerUnit = false
        var units: Int64 = 1
        switch entitlement.value {
        case .boolean where wanted[feature] != nil: continue
        case .static where item.kind == .addon && plan == nil && isGivenByPlans(feature, item),
          .limit where item.kind == .addon && plan == nil && isGivenByPlans(feature, item):
          obstacles.append((item.header, catalog.features[feature].header))
          continue
        case .limit(let limit):
          limits[feature, default: HeldLimit()].add(
            limit, quantity: OpenMeterEntitlements.units(limit.perUnit, of: item, quantity: quantity))
          if wanted[feature] != nil { continue }
        case .metered(let allowance) where item.kind == .addon || allowance.reset(in: item) == .never:
          if !allowance.amount.isZero || allowance.max != nil {
            let units = OpenMeterEntitlements.units(allowance.perUnit, of: item, quantity: quantity)
            let id = purchaseID(item, units, entitlement, beside: plan)
            grants += [void(item, feature, unless: id), grant(allowance, entitlement, item, units, id, at: time)]
            issued.insert(GrantOwner(item, feature))
          }
          if wanted[feature] != nil { continue }
          isBase = true
        case .metered(let allowance):
          units = OpenMeterEntitlements.units(allowance.perUnit, of: item, quantity: quantity)
          isPerUnit = allowance.perUnit ?? false
        case .boolean, .static, .unlimited: break
        }
        if wanted[feature] == nil { order.append(feature) }
        wanted[feature] = Wanted(
          entitlement: entitlement, item: item, units: units, replaces: plan != nil && !isBase, isPerUnit: isPerUnit)
      }
    }
    for (feature, limit) in limits {
      guard let entry = wanted[feature], case .limit = entry.entitlement.value else { continue }
      wanted[feature] = entry.with(.limit(Limit(limit.total)))
    }
    let given = order.compactMap { wanted[$0] }.flatMap { requests(for: $0) }
    let taken = subscription == nil ? [] : features(except: Set(order)).map { delete($0) } + voids(except: issued)
    return given + taken + grants
  }

  /// The limit that the customer gets as many of as they buy of an item.
  private func bought(with item: Item) -> [Entitlement] {
    guard let feature = item.quantity?.feature else { return [] }
    return [Entitlement(feature, .limit(Limit(ExactDecimal(1), perUnit: true)), origin: .path(["quantity", "feature"]))]
  }

  private func isGivenByPlans(_ feature: Int, _ addon: Item) -> Bool {
    guard let plans = givers[feature] else { return false }
    guard case .named(let named)? = addon.compatiblePlans else { return true }
    return named.contains { plans.contains($0) }
  }

  /// Two requests: the first creates a missing entitlement, the second overrides that of another item.
  ///
  /// Source: openmeter/entitlement: a second entitlement to a feature is rejected with 409, an override of a missing one with
  /// 404.
  private func requests(for wanted: Wanted) -> [Request] {
    let item = wanted.item
    let own = OpenMeterEntitlement(wanted.entitlement, of: item, input)
    let feature = own.feature
    // The entitlement of 0 that carries an add-on's grants has no owner and is never removed. It grants nothing, unless
    // its limit is soft.
    var isBaseAllowance = false
    if item.kind == .addon, case .metered(let allowance) = wanted.entitlement.value {
      isBaseAllowance = !OpenMeterEntitlements.isSoftLimit(allowance)
    }
    var owner = isBaseAllowance ? [] : subscription.map { [JSON.Member(OpenMeterGrants.subscriptionField, .string($0))] } ?? []
    // Another sum or quantity needs another override.
    if case .limit(let limit) = wanted.entitlement.value { owner.append(.init("catalogLimit", .string("\(limit.amount)"))) }
    if wanted.isPerUnit { owner.append(.init("catalogQuantity", .string(String(wanted.units)))) }
    let body = own.body(adding: owner, quantity: item.kind == .addon ? 0 : wanted.units)
    let post = Request(
      own.request("entitlements"), .post, "/api/v2/customers/\(pathSegment(customer))/entitlements", lookup: .init(path(feature)),
      body: body)
    guard wanted.replaces else { return [post] }
    // The metadata of a price's own entitlement has all that the item's has.
    let unless: JSON? =
      item.variant == nil && item.isReplacedByPrice(wanted.entitlement.feature)
      ? ["metadata": .object(OpenMeterEntitlement.termsOfPrice)] : nil
    let put = Request(
      own.request("overrides"), .put, "\(path(feature))/override",
      lookup: .init(path(feature), match: ["metadata": .object(own.origin + owner)], unless: unless), body: body)
    return [post, put]
  }

  private func path(_ feature: Header) -> String {
    "/api/v2/customers/\(pathSegment(customer))/entitlements/\(pathSegment(feature.key))"
  }

  /// Includes the plan, because each plan has its own entitlement, on which the grant must be created again. So does each price
  /// that has an entitlement of its own.
  private func purchaseID(_ addon: Item, _ quantity: Int64, _ entitlement: Entitlement, beside plan: Item?) -> String {
    let feature = entitlement.feature
    func own(_ item: Item) -> [String] { item.isOwnedByPrice(feature) ? [item.variant].compactMap(\.self) : [] }
    let parts = [subscription ?? customer, addon.header.id, catalog.features[feature].header.id, String(quantity)]
    return (parts + own(addon) + (plan.map { [$0.header.id] + own($0) } ?? [])).joined(separator: "/")
  }

  private func grant(
    _ allowance: Allowance, _ entitlement: Entitlement, _ item: Item, _ quantity: Int64, _ id: String, at time: String
  ) -> Request {
    let own = OpenMeterEntitlement(entitlement, of: item, input)
    let purchase = OpenMeterGrants.Purchase(
      customer: customer, id: id, subscription: subscription, effectiveAt: time, quantity: quantity)
    return OpenMeterGrants.allowance(
      allowance, own, metadata: own.metadata.replacing(OpenMeterGrants.purchase(purchase)), purchase)
  }

  // MARK: Revoking

  /// Revokes everything that the subscription granted. Without its id, revokes what these plans and add-ons grant.
  package func end(_ items: [Item]) -> [Request] {
    if subscription != nil { return features(except: []).map { delete($0) } + voids(except: []) }
    return items.flatMap { item in
      let own = JSON.Member(item.kind.idField, .string(item.header.id))
      return (item.grantedFeatures + [item.quantity?.feature].compactMap(\.self)).map { delete($0, own) }
        + grantOwners(item).map { void(item, $0.feature) }
    }
  }

  /// Voids the grants of a refunded payment.
  ///
  /// - Parameter customer: nil if the event does not name the customer; the payment's id is enough to find the grants.
  package static func void(payment: String, customer: String?) -> Request {
    OpenMeterGrants.void(
      Request.id("voids", "payment", payment), customer: customer,
      metadata: [.init("idempotencyKey", .string(payment))])
  }

  private func features(except kept: Set<Int>) -> [Int] { granted.filter { !kept.contains($0) } }

  /// Deletes the entitlement if it belongs to this subscription.
  private func delete(_ feature: Int, _ owner: JSON.Member? = nil) -> Request {
    let header = catalog.features[feature].header
    let owner = owner ?? .init(OpenMeterGrants.subscriptionField, .string(subscription ?? ""))
    return Request(
      Request.id("removals", "feature", header.id), .delete, path(header),
      lookup: .init(path(header), match: ["metadata": .object([owner])]))
  }

  /// An item, and a feature that it grants by grants. Plans and add-ons may have the same id.
  private struct GrantOwner: Hashable {
    let kind: Item.Kind
    let item: ScalarString
    let feature: Int

    init(_ item: Item, _ feature: Int) {
      kind = item.kind
      self.item = ScalarString(item.header.id)
      self.feature = feature
    }
  }

  /// What an item grants by grants at one price or another.
  private func grantOwners(_ item: Item) -> [GrantOwner] {
    var owners: [GrantOwner] = []
    for entitlement in item.possibleEntitlements where isGranted(entitlement, of: item) {
      let owner = GrantOwner(item, entitlement.feature)
      if !owners.contains(owner) { owners.append(owner) }
    }
    return owners
  }

  /// Whether an allowance is a grant: an add-on's, or one that is granted once.
  private func isGranted(_ entitlement: Entitlement, of item: Item) -> Bool {
    guard case .metered(let allowance) = entitlement.value, !allowance.amount.isZero || allowance.max != nil else { return false }
    return item.kind == .addon || allowance.reset(in: item) == .never
  }

  /// Voids the grants that are no longer part of the subscription.
  private func voids(except issued: Set<GrantOwner>) -> [Request] {
    catalog.items.flatMap { item in
      grantOwners(item).filter { !issued.contains($0) }.map { void(item, $0.feature) }
    }
  }

  private func void(_ item: Item, _ feature: Int, unless purchase: String? = nil) -> Request {
    let feature = catalog.features[feature].header
    let owner = subscription.map { [JSON.Member(OpenMeterGrants.subscriptionField, .string($0))] } ?? []
    return OpenMeterGrants.void(
      Request.id("voids", item.kind.rawValue, item.header.id, feature.id), customer: customer, feature: feature,
      metadata: owner + [.init(item.kind.idField, .string(item.header.id))],
      unless: purchase.map { [.init("idempotencyKey", .string($0))] } ?? [])
  }
}

extension Item {
  /// The features that it grants at one price or another, in the order of the catalog.
  fileprivate var grantedFeatures: [Int] {
    var features: [Int] = []
    for entitlement in possibleEntitlements where entitlement.isGranted && !features.contains(entitlement.feature) {
      features.append(entitlement.feature)
    }
    return features
  }

  /// Whether one of its prices grants something else of a feature.
  fileprivate func isReplacedByPrice(_ feature: Int) -> Bool {
    prices.contains { price in price.ownEntitlements.contains { $0.feature == feature } }
  }
}
