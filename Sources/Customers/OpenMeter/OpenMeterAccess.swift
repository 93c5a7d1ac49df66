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
  private let coverage: OpenMeterCoverage
  private var customer = ""
  private var subscription: String?
  package private(set) var obstacles: [UnmergeableEntitlement] = []

  /// Prepares what depends on the catalog alone; ``of(customer:subscription:)`` adds the customer.
  package init(_ catalog: Catalog) {
    input = LoweringInput(catalog, .openmeter)
    coverage = OpenMeterCoverage(catalog)
  }

  /// - Parameter customer: the customer's key.
  /// - Parameter subscription: its id at the provider; nil if it is unknown.
  package func of(customer: String, subscription: String?) -> OpenMeterAccess {
    var access = self
    access.customer = customer
    access.subscription = subscription
    return access
  }

  package var catalog: Catalog { input.catalog }

  // MARK: Granting

  /// An entitlement that the customer should have.
  private struct Wanted {
    let entitlement: Entitlement
    let item: Item
    /// How many times the amount counts.
    let units: Int64
    /// False if any existing entitlement will do.
    let replaces: Bool

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
    var granted: Set<ScalarString> = []
    var limits: [Int: HeldLimit] = [:]
    let plan = holdings.first { $0.item.kind == .plan }?.item
    for (item, quantity) in holdings.filter({ $0.item.kind == .plan }) + holdings.filter({ $0.item.kind == .addon }) {
      for entitlement in item.entitlements + bought(with: item) where entitlement.isGranted {
        let feature = entitlement.feature
        var isBase = false
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
            grants += [void(item, entitlement, unless: id), grant(allowance, entitlement, item, units, id, at: time)]
            granted.insert(name(item))
          }
          if wanted[feature] != nil { continue }
          isBase = true
        case .metered(let allowance): units = OpenMeterEntitlements.units(allowance.perUnit, of: item, quantity: quantity)
        case .boolean, .static, .unlimited: break
        }
        if wanted[feature] == nil { order.append(feature) }
        wanted[feature] = Wanted(
          entitlement: entitlement, item: item, units: units, replaces: plan != nil && !isBase)
      }
    }
    for (feature, limit) in limits {
      guard let entry = wanted[feature], case .limit = entry.entitlement.value else { continue }
      wanted[feature] = entry.with(.limit(Limit(limit.total)))
    }
    let given = order.compactMap { wanted[$0] }.flatMap { requests(for: $0) }
    let taken = subscription == nil ? [] : features(except: Set(order)).map { delete($0) } + voids(except: granted)
    return given + taken + grants
  }

  /// The limit that the customer gets as many of as they buy of an item.
  private func bought(with item: Item) -> [Entitlement] {
    guard let feature = item.quantity?.feature else { return [] }
    return [Entitlement(feature, .limit(Limit(ExactDecimal(1), perUnit: true)), origin: .path(["quantity", "feature"]))]
  }

  private func isGivenByPlans(_ feature: Int, _ addon: Item) -> Bool {
    coverage.extent(feature, addon.compatiblePlans ?? .every) != .none
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
    if wanted.units != 1 { owner.append(.init("catalogQuantity", .string(String(wanted.units)))) }
    let body = own.body(adding: owner, quantity: item.kind == .addon ? 0 : wanted.units)
    let post = Request(
      Request.id("entitlements", item.kind.rawValue, item.header.id, feature.id), .post,
      "/api/v2/customers/\(pathSegment(customer))/entitlements", lookup: .init(path(feature)), body: body)
    guard wanted.replaces else { return [post] }
    let put = Request(
      Request.id("overrides", item.kind.rawValue, item.header.id, feature.id), .put, "\(path(feature))/override",
      lookup: .init(path(feature), match: ["metadata": .object(own.origin + owner)]), body: body)
    return [post, put]
  }

  private func path(_ feature: Header) -> String {
    "/api/v2/customers/\(pathSegment(customer))/entitlements/\(pathSegment(feature.key))"
  }

  /// Includes the plan, because each plan has its own entitlement, on which the grant must be created again.
  private func purchaseID(_ addon: Item, _ quantity: Int64, _ entitlement: Entitlement, beside plan: Item?) -> String {
    let feature = catalog.features[entitlement.feature].header.id
    let parts = [subscription ?? customer, addon.header.id, feature, String(quantity)]
    return (parts + (plan.map { [$0.header.id] } ?? [])).joined(separator: "/")
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
      return (item.entitlements + bought(with: item)).filter(\.isGranted).map { delete($0.feature, own) }
        + item.entitlements.filter { isGranted($0, of: item) }.map { void(item, $0) }
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

  /// The features that plans and add-ons grant, in the order of the catalog.
  private func features(except kept: Set<Int>) -> [Int] {
    let bought = Set(catalog.items.compactMap { $0.quantity?.feature })
    return catalog.features.indices.filter { feature in
      !kept.contains(feature)
        && (coverage.addons[feature] > 0 || coverage.extent(feature, .every) != .none || bought.contains(feature))
    }
  }

  /// Deletes the entitlement if it belongs to this subscription.
  private func delete(_ feature: Int, _ owner: JSON.Member? = nil) -> Request {
    let header = catalog.features[feature].header
    let owner = owner ?? .init(OpenMeterGrants.subscriptionField, .string(subscription ?? ""))
    return Request(
      Request.id("removals", "feature", header.id), .delete, path(header),
      lookup: .init(path(header), match: ["metadata": .object([owner])]))
  }

  /// Plans and add-ons may have the same id.
  private func name(_ item: Item) -> ScalarString { ScalarString("\(item.kind.rawValue)/\(item.header.id)") }

  /// Whether an allowance is a grant: an add-on's, or one that is granted once.
  private func isGranted(_ entitlement: Entitlement, of item: Item) -> Bool {
    guard case .metered(let allowance) = entitlement.value, !allowance.amount.isZero || allowance.max != nil else { return false }
    return item.kind == .addon || allowance.reset(in: item) == .never
  }

  /// Voids the grants of items that are no longer part of the subscription.
  private func voids(except granted: Set<ScalarString>) -> [Request] {
    catalog.items.filter { !granted.contains(name($0)) }.flatMap { item in
      item.entitlements.filter { isGranted($0, of: item) }.map { void(item, $0) }
    }
  }

  private func void(_ item: Item, _ entitlement: Entitlement, unless purchase: String? = nil) -> Request {
    let feature = catalog.features[entitlement.feature].header
    let owner = subscription.map { [JSON.Member(OpenMeterGrants.subscriptionField, .string($0))] } ?? []
    return OpenMeterGrants.void(
      Request.id("voids", item.kind.rawValue, item.header.id, feature.id), customer: customer, feature: feature,
      metadata: owner + [.init(item.kind.idField, .string(item.header.id))],
      unless: purchase.map { [.init("idempotencyKey", .string($0))] } ?? [])
  }
}
