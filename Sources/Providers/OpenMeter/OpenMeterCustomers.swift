import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What a customer gets outside of a subscription: entitlements, and grants on them.
struct OpenMeterCustomers {
  var lowering: Lowering
  private let catalog: Catalog
  private var coverage: OpenMeterCoverage
  /// The features that are given so, by index; nil for all.
  private let features: Set<Int>?
  /// When the subscription beside it starts, where there is one.
  private let start: JSON?

  init(_ lowering: Lowering, features: Set<Int>? = nil, start: JSON? = nil) {
    self.lowering = lowering
    self.features = features
    self.start = start
    catalog = lowering.catalog
    coverage = OpenMeterCoverage(lowering.catalog)
  }

  private func entitlements(of item: Item) -> [Entitlement] {
    item.entitlements.filter { $0.isGranted && (features?.contains($0.feature) ?? true) }
  }

  // MARK: Plans

  mutating func addPlans() {
    for plan in catalog.plans {
      let item = Item(plan)
      for entitlement in entitlements(of: item) { addEntitlement(entitlement, of: item) }
    }
  }

  private mutating func addEntitlement(_ entitlement: Entitlement, of item: Item) {
    let feature = catalog.features[entitlement.feature].header
    lowering.artifact.purchase.append(
      Request(
        Request.id("entitlements", item.kind.rawValue, item.header.id, feature.id), .post,
        "/api/v2/customers/{customer}/entitlements",
        lookup: .init(
          "/api/v2/customers/{customer}/entitlements/\(pathSegment(feature.key))", match: match(entitlement, of: item)),
        body: OpenMeterEntitlements.body(entitlement, of: item, lowering, start: start)))
  }

  /// Access is access, whoever gave it; an allowance or a value of another plan is not the one to give.
  private func match(_ entitlement: Entitlement, of item: Item) -> JSON? {
    if case .boolean = entitlement.value { return nil }
    let feature = catalog.features[entitlement.feature].header
    return [
      "metadata": .object([
        .init(item.kind.idField, .string(item.header.id)), .init("catalogFeatureId", .string(feature.id)),
      ])
    ]
  }

  // MARK: Add-ons

  /// A customer has at most one entitlement to a feature: a second one is refused with 409 (openmeter/entitlement). What an
  /// add-on gives beside a plan is put on top of it.
  mutating func addAddons() {
    for addon in catalog.addons {
      let item = Item(addon)
      for entitlement in entitlements(of: item) {
        switch entitlement.value {
        case .boolean: addAccess(entitlement, of: item, addon)
        case .static: addValue(entitlement, of: item, addon)
        case .metered(let allowance): addAllowance(allowance, entitlement, of: item, addon)
        }
      }
    }
  }

  private mutating func addAccess(_ entitlement: Entitlement, of item: Item, _ addon: Addon) {
    let extent = coverage.extent(entitlement.feature, addon.compatiblePlans)
    if extent != .all { addEntitlement(entitlement, of: item) }
    guard extent != .none else { return }
    let plans = coverage.names(entitlement.feature, addon.compatiblePlans).with
    lowering.report(
      .openmeterAddonAccess, "given already by \(plans)\(extent == .all ? ": no request is made for it" : "")",
      at: entitlement.place.name)
  }

  private mutating func addValue(_ entitlement: Entitlement, of item: Item, _ addon: Addon) {
    let extent = coverage.extent(entitlement.feature, addon.compatiblePlans)
    if extent != .all { addEntitlement(entitlement, of: item) }
    guard extent != .none else { return }
    let feature = catalog.features[entitlement.feature].header
    lowering.artifact.purchase.append(
      Request(
        Request.id("overrides", "addon", item.header.id, feature.id), .put,
        "/api/v2/customers/{customer}/entitlements/\(pathSegment(feature.key))/override",
        lookup: .init(
          "/api/v2/customers/{customer}/entitlements/\(pathSegment(feature.key))", match: match(entitlement, of: item)),
        body: OpenMeterEntitlements.body(entitlement, of: item, lowering)))
    let plans = coverage.names(entitlement.feature, addon.compatiblePlans).with
    lowering.report(
      .openmeterAddonValue,
      "two values of \(quoted(feature.id)) cannot be merged: the add-on's overrides that of \(plans)",
      at: entitlement.place.name, help: "put the plan's value back when the add-on ends")
  }

  private mutating func addAllowance(_ allowance: Allowance, _ entitlement: Entitlement, of item: Item, _ addon: Addon) {
    let extent = coverage.extent(entitlement.feature, addon.compatiblePlans)
    // The first of several that nothing precedes is the entitlement; what comes after it is a grant.
    let comesAgain = addon.multiple || coverage.addons[entitlement.feature] > 1
    if extent != .all { addEntitlement(entitlement, of: item) }
    guard extent != .none || comesAgain else { return }
    if extent == .some {
      let plans = coverage.names(entitlement.feature, addon.compatiblePlans)
      lowering.report(
        .openmeterAddonSplit,
        "with \(plans.with) this is a grant, with \(plans.without) an entitlement: send the request that fits",
        at: entitlement.place.name, help: "give the feature to every compatible plan, if only an amount of 0")
    } else if extent == .none {
      lowering.report(
        .openmeterAddonUnits,
        "the first that a customer buys is an entitlement, what comes on top is a grant: send the request that fits",
        at: entitlement.place.name)
    }
    checkLimit(allowance, entitlement, addon)
    guard !allowance.amount.isZero else {
      lowering.report(
        .openmeterEmptyGrant, "OpenMeter takes no grant of nothing: it is not sent", at: entitlement.place)
      return
    }
    lowering.artifact.purchase.append(OpenMeterGrants.recurring(allowance, entitlement, of: addon.header, lowering))
  }

  /// A grant has an amount; how the limit is kept is the entitlement's, which is the plan's.
  private mutating func checkLimit(_ allowance: Allowance, _ entitlement: Entitlement, _ addon: Addon) {
    let dropped = OpenMeterChecks.droppedLimits(
      allowance, beside: coverage.grants(entitlement.feature, addon.compatiblePlans))
    guard !dropped.isEmpty else { return }
    lowering.report(
      .openmeterAddonLimit, "\(list(dropped)) of an add-on is not sent where a plan gives the feature: the plan's holds",
      at: entitlement.place.name)
  }

  // MARK: Top-ups

  mutating func addTopups() {
    for topup in catalog.topups {
      checkEntitlement(topup)
      guard !topup.amount.isZero else { continue }
      lowering.artifact.purchase.append(OpenMeterGrants.request(for: topup, in: catalog))
    }
  }

  /// A grant goes on an entitlement: without one the request is refused with 404.
  private mutating func checkEntitlement(_ topup: Topup) {
    let extent = coverage.extent(topup.feature, topup.compatiblePlans)
    guard extent != .all, coverage.addons[topup.feature] == 0 else { return }
    let feature = quoted(catalog.features[topup.feature].header.id)
    let plans = coverage.names(topup.feature, topup.compatiblePlans).without
    let message =
      extent == .none
      ? "nothing that \(quoted(topup.header.id)) goes with entitles to \(feature): there is nothing to grant on"
      : "not entitled to \(feature), so that there is nothing to grant on: customers of \(plans)"
    lowering.report(
      .openmeterTopupEntitlement, message, at: topup.header.place["feature"],
      help: "name the plans that do in 'compatiblePlans', or give the feature to the others with an amount of 0")
  }
}
