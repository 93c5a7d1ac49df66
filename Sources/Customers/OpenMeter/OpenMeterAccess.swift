import Catalog
import Foundations
import JSONText
import Providers

/// The requests that make a customer's entitlements what a subscription says, and those that take them away.
///
/// Each can be sent twice: what is there already is found, and left alone. What a subscription gives has the
/// subscription's id in its metadata, so that the end of an old subscription takes nothing from a new one.
package struct OpenMeterAccess {
  /// A plan or an add-on, and how many of it there are.
  package typealias Holding = (item: Item, quantity: Int64)

  /// A value that is not given: beside a plan, an add-on that is its own subscription cannot change the plan's.
  package typealias Obstacle = (addon: Header, feature: Header)

  private let input: LoweringInput
  private let coverage: OpenMeterCoverage
  private var customer = ""
  private var subscription: String?
  package private(set) var obstacles: [Obstacle] = []

  /// What there is to know of the catalog, before it is said whose access it is about.
  package init(_ catalog: Catalog) {
    input = LoweringInput(catalog, .openmeter)
    coverage = OpenMeterCoverage(catalog)
  }

  /// - Parameter customer: the customer's key.
  /// - Parameter subscription: its id at the provider, where there is one.
  package func of(customer: String, subscription: String?) -> OpenMeterAccess {
    var access = self
    access.customer = customer
    access.subscription = subscription
    return access
  }

  package var catalog: Catalog { input.catalog }

  // MARK: Giving

  /// An entitlement that the customer is to have.
  private struct Wanted {
    let entitlement: Entitlement
    let item: Item
    /// False where whatever entitlement is there is as good.
    let replaces: Bool
  }

  /// What the subscription gives now, and the end of all that it gave before and gives no longer.
  ///
  /// An allowance of an add-on is a grant: on the plan's entitlement, or on one of 0 that is made for it.
  ///
  /// - Parameter time: when this came to be, by RFC 3339.
  package mutating func give(_ holdings: [Holding], at time: String) -> [Request] {
    var wanted: [Int: Wanted] = [:]
    var order: [Int] = []
    var grants: [Request] = []
    var granted: Set<ExactString> = []
    let plan = holdings.first { $0.item.kind == .plan }?.item
    for (item, quantity) in holdings.filter({ $0.item.kind == .plan }) + holdings.filter({ $0.item.kind == .addon }) {
      for entitlement in item.entitlements where entitlement.isGranted {
        let feature = entitlement.feature
        var isBase = false
        if item.kind == .addon {
          switch entitlement.value {
          case .boolean where wanted[feature] != nil: continue
          case .static where plan == nil && isGivenByPlans(feature, item):
            obstacles.append((item.header, catalog.features[feature].header))
            continue
          case .metered(let allowance):
            if !allowance.amount.isZero {
              let id = purchaseID(item, quantity, entitlement, beside: plan)
              grants += [void(item, entitlement, unless: id), grant(allowance, entitlement, item, quantity, id, at: time)]
              granted.insert(ExactString(item.header.id))
            }
            if wanted[feature] != nil { continue }
            isBase = true
          default: break
          }
        }
        if wanted[feature] == nil { order.append(feature) }
        wanted[feature] = Wanted(entitlement: entitlement, item: item, replaces: plan != nil && !isBase)
      }
    }
    let given = order.compactMap { wanted[$0] }.flatMap { requests(for: $0) }
    let taken = subscription == nil ? [] : features(except: Set(order)).map { delete($0) } + voids(except: granted)
    return given + taken + grants
  }

  private func isGivenByPlans(_ feature: Int, _ addon: Item) -> Bool {
    coverage.extent(feature, addon.compatiblePlans ?? .every) != .none
  }

  /// Two requests: the first makes the entitlement where there is none, the second puts it in the place of another's.
  ///
  /// Source: openmeter/entitlement: a second entitlement to one feature is refused with 409, an override of none with 404.
  private func requests(for wanted: Wanted) -> [Request] {
    let item = wanted.item
    let own = OpenMeterEntitlement(wanted.entitlement, of: item, input)
    let feature = own.feature
    // The ground that an add-on's grants stand on is nobody's, and stays: of nothing, it gives nothing, unless its limit
    // is soft.
    var isGround = false
    if item.kind == .addon, case .metered(let allowance) = wanted.entitlement.value {
      isGround = allowance.isSoftLimit != true
    }
    let owner = isGround ? [] : subscription.map { [JSON.Member(OpenMeterGrants.subscriptionField, .string($0))] } ?? []
    let body = own.body(adding: owner, quantity: item.kind == .addon ? 0 : 1)
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

  /// Another plan has another entitlement, on which the grant is made anew.
  private func purchaseID(_ addon: Item, _ quantity: Int64, _ entitlement: Entitlement, beside plan: Item?) -> String {
    let feature = catalog.features[entitlement.feature].header.id
    let parts = [subscription ?? customer, addon.header.id, feature, String(quantity)]
    return (parts + (plan.map { [$0.header.id] } ?? [])).joined(separator: "/")
  }

  private func grant(
    _ allowance: Allowance, _ entitlement: Entitlement, _ addon: Item, _ quantity: Int64, _ id: String, at time: String
  ) -> Request {
    let own = OpenMeterEntitlement(entitlement, of: addon, input)
    let purchase = OpenMeterGrants.Purchase(
      customer: customer, id: id, subscription: subscription, effectiveAt: time, quantity: quantity)
    return OpenMeterGrants.recurring(
      allowance, own, metadata: own.metadata.replacing(OpenMeterGrants.purchase(purchase)), purchase)
  }

  // MARK: Taking away

  /// The end of all that the subscription gave. Where its id is not known: of what these plans and add-ons give.
  package func end(_ items: [Item]) -> [Request] {
    if subscription != nil { return features(except: []).map { delete($0) } + voids(except: []) }
    return items.flatMap { item in
      let own = JSON.Member(item.kind.idField, .string(item.header.id))
      return item.entitlements.filter(\.isGranted).map { delete($0.feature, own) }
        + item.entitlements.filter { item.kind == .addon && isAllowance($0) }.map { void(item, $0) }
    }
  }

  /// The end of the grants of a payment that was taken back.
  ///
  /// - Parameter customer: nil where the event does not tell who paid; the payment's id is enough to find the grants.
  package static func void(payment: String, customer: String?) -> Request {
    OpenMeterGrants.void(
      Request.id("voids", "payment", payment), customer: customer,
      metadata: [.init("idempotencyKey", .string(payment))])
  }

  /// The features that plans and add-ons give, in the order of the catalog.
  private func features(except kept: Set<Int>) -> [Int] {
    catalog.features.indices.filter { feature in
      !kept.contains(feature) && (coverage.addons[feature] > 0 || coverage.extent(feature, .every) != .none)
    }
  }

  /// Deletes the entitlement, if it is this subscription's.
  private func delete(_ feature: Int, _ owner: JSON.Member? = nil) -> Request {
    let header = catalog.features[feature].header
    let owner = owner ?? .init(OpenMeterGrants.subscriptionField, .string(subscription ?? ""))
    return Request(
      Request.id("removals", "feature", header.id), .delete, path(header),
      lookup: .init(path(header), match: ["metadata": .object([owner])]))
  }

  private func isAllowance(_ entitlement: Entitlement) -> Bool {
    if case .metered(let allowance) = entitlement.value { !allowance.amount.isZero } else { false }
  }

  /// Voids the grants of the add-ons that the subscription has no longer.
  private func voids(except granted: Set<ExactString>) -> [Request] {
    catalog.addons.filter { !granted.contains(ExactString($0.header.id)) }.map { Item($0) }.flatMap { addon in
      addon.entitlements.filter { isAllowance($0) }.map { void(addon, $0) }
    }
  }

  private func void(_ addon: Item, _ entitlement: Entitlement, unless purchase: String? = nil) -> Request {
    let feature = catalog.features[entitlement.feature].header
    let owner = subscription.map { [JSON.Member(OpenMeterGrants.subscriptionField, .string($0))] } ?? []
    return OpenMeterGrants.void(
      Request.id("voids", "addon", addon.header.id, feature.id), customer: customer, feature: feature,
      metadata: owner + [.init("catalogAddonId", .string(addon.header.id))],
      unless: purchase.map { [.init("idempotencyKey", .string($0))] } ?? [])
  }
}
