import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds add-ons that grant nothing, or nothing that the plans which they go with do not grant already: the customer would
/// pay and get nothing.
func lintUnusableAddons(_ catalog: Catalog) -> [Finding] {
  var table = GrantTable(catalog)
  return catalog.addons.compactMap { addon in
    guard let first = addon.entitlements.first else { return nil }
    let name = quoted(addon.header.id)
    let place = addon.header.place.name
    let granted = addon.entitlements.filter(\.isGranted)
    if granted.isEmpty, !addon.isService {
      return Finding(
        .unusableAddon, "the add-on \(name) gives nothing: whoever buys it gets no feature", at: place,
        help: "switch on what it is bought for", related: [.init("it is switched off here", at: first.place)])
    }
    if catalog.plans.isEmpty {
      return Finding(
        .unusableAddon, "the catalog has no plan that the add-on \(name) goes with", at: place,
        help: "an add-on is bought beside a plan: add one, or sell it as a plan")
    }
    // One that can be bought several times may count something, such as seats.
    guard let entitlement = granted.first, !addon.multiple, table.grants(granted, inAllOf: addon.compatiblePlans) else {
      return nil
    }
    let plans = catalog.plans(addon.compatiblePlans)
    guard let plan = plans.first, let same = plan.entitlements.first(where: { $0.feature == entitlement.feature }) else {
      return nil
    }
    let everyPlan = plans.count == 1 ? "the plan that it goes with" : "every plan that it goes with"
    return Finding(
      .unusableAddon, "the add-on \(name) adds nothing: \(everyPlan) gives the same already", at: place,
      help: "remove it, or let it give what those plans do not have",
      related: [.init("\(quoted(plan.header.id)) gives it here", at: same.place)])
  }
}

/// Which plans grant what.
private struct GrantTable {
  /// A feature that is switched on, or has a setting.
  private struct Grant: Hashable {
    let feature: Int
    /// Nil for a boolean feature.
    let setting: ExactString?

    /// Nil for what is switched off, and for an allowance: more of it is always more.
    init?(_ entitlement: Entitlement) {
      feature = entitlement.feature
      switch entitlement.value {
      case .boolean(enabled: true): setting = nil
      case .static(let config): setting = ExactString(config)
      case .boolean(enabled: false), .metered: return nil
      }
    }
  }

  /// By what add-ons grant: the plans that grant the same.
  private var plans: [Grant: Set<Int>] = [:]
  private let planCount: Int
  /// Pairs of a grant and a plan that an add-on names are looked up to a million times, enough for any catalog written by
  /// people; add-ons beyond that are taken to add something. Those for every plan need no look at each plan.
  private var lookupsLeft = 1_000_000

  init(_ catalog: Catalog) {
    planCount = catalog.plans.count
    for addon in catalog.addons {
      for grant in addon.entitlements.lazy.compactMap(Grant.init) { plans[grant] = [] }
    }
    for (index, plan) in catalog.plans.enumerated() {
      for grant in plan.entitlements.lazy.compactMap(Grant.init) { plans[grant]?.insert(index) }
    }
  }

  /// Whether all plans of a selection grant all of this.
  mutating func grants(_ entitlements: [Entitlement], inAllOf selection: PlanSelection) -> Bool {
    entitlements.allSatisfy { entitlement in
      guard let grant = Grant(entitlement), let granting = plans[grant] else { return false }
      switch selection {
      case .every: return granting.count == planCount
      case .named(let named):
        lookupsLeft -= named.count
        return lookupsLeft > 0 && named.allSatisfy(granting.contains)
      }
    }
  }
}
