import Catalog
import CatalogDiff
import Diagnostics
import Foundations
import JSONText
import Syntax

/// What separate requests give a customer: entitlements, and grants on them.
struct OpenMeterCustomers {
  enum OwnedEntitlement {
    case entitlement(OpenMeterEntitlement)
    /// Replaces a plan's entitlement.
    case override(OpenMeterEntitlement)
    /// Adds to a plan's entitlement; the metadata is the grant's.
    case grant(Allowance, OpenMeterEntitlement, metadata: [JSON.Member])
  }

  let plans: [OwnedEntitlement]
  let addons: [OwnedEntitlement]
  let topups: [OpenMeterOffers.Topup]
}

extension OpenMeterLowering {
  /// - Parameter features: the features that are granted by separate requests, by index.
  mutating func customers(
    _ items: [(item: Item, entitlements: [OpenMeterEntitlement])], _ features: Set<Int>, _ topups: [OpenMeterOffers.Topup],
    _ findings: inout Findings
  ) -> OpenMeterCustomers {
    var plans: [OpenMeterCustomers.OwnedEntitlement] = []
    var addons: [OpenMeterCustomers.OwnedEntitlement] = []
    for (item, entitlements) in items {
      for entitlement in entitlements where features.contains(entitlement.entitlement.feature) {
        if let addon = item.addon {
          addons += gifts(entitlement, of: addon, &findings)
        } else {
          plans.append(.entitlement(entitlement))
          if let allowance = entitlement.once { plans.append(grant(allowance, entitlement, &findings)) }
        }
      }
    }
    for topup in topups { reportMissingEntitlement(topup.topup, &findings) }
    return OpenMeterCustomers(plans: plans, addons: addons, topups: topups.filter { !$0.topup.amount.isZero })
  }

  /// A customer has at most one entitlement to a feature: a second one is rejected with 409 (openmeter/entitlement). What an
  /// add-on grants therefore adds to the plan's entitlement.
  private mutating func gifts(
    _ entitlement: OpenMeterEntitlement, of addon: Addon, _ findings: inout Findings
  ) -> [OpenMeterCustomers.OwnedEntitlement] {
    let feature = entitlement.entitlement.feature
    let extent = coverage.extent(feature, addon.compatiblePlans)
    let own: [OpenMeterCustomers.OwnedEntitlement] = extent == .all ? [] : [.entitlement(entitlement)]
    let place = entitlement.entitlement.place
    switch entitlement.entitlement.value {
    case .boolean:
      guard extent != .none else { return own }
      let plans = coverage.names(feature, addon.compatiblePlans).with
      findings.report(
        .openmeterAddonAccess,
        "customers of \(plans) already have \(quoted(entitlement.feature.id))"
          + (extent == .all ? "; no request grants it again" : ""), at: place.name)
      return own
    case .limit(let limit):
      if extent == .none, !addon.multiple, coverage.addons[feature] == 1 { return own }
      findings.report(
        .openmeterAddonRaise,
        "no request raises the limit of \(quoted(entitlement.feature.id)) \(limit.isSet ? "to" : "by") \(limit.amount); "
          + "your application must replace the value",
        at: place.name, help: "run `catalogc bridge`, which adds up the limits of what a customer has")
      return own
    case .static, .unlimited:
      guard extent != .none else { return own }
      let plans = coverage.names(feature, addon.compatiblePlans).with
      findings.report(
        .openmeterAddonValue,
        "the add-on overrides the value of \(quoted(entitlement.feature.id)) from \(plans)",
        at: place.name, help: "restore the plan's value when the add-on ends")
      return own + [.override(entitlement)]
    case .metered(let allowance):
      // If no plan grants the feature, the first purchase is the entitlement and each further one a grant. One that is granted
      // once is always a grant.
      guard extent != .none || addon.multiple || coverage.addons[feature] > 1 || entitlement.once != nil else { return own }
      if entitlement.once == nil { reportTwoRequests(entitlement, of: addon, extent, &findings) }
      reportDroppedLimits(allowance, entitlement.entitlement, of: addon, &findings)
      guard !OpenMeterUsage.issue(allowance).isZero else {
        // Usage that is charged needs no allowance.
        if allowance.prices.isEmpty {
          findings.report(.zeroUnitsUnsupported, "OpenMeter cannot grant 0 units; the grant is skipped", at: place)
        }
        return own
      }
      return own + [grant(allowance, entitlement, &findings)]
    }
  }

  private mutating func grant(
    _ allowance: Allowance, _ entitlement: OpenMeterEntitlement, _ findings: inout Findings
  ) -> OpenMeterCustomers.OwnedEntitlement {
    let members = metadata.members(
      [.settings(input.settings), .entitlement(entitlement.entitlement, of: entitlement.item)],
      compiler: input.mark + entitlement.origin + entitlement.terms + OpenMeterGrants.purchase(), owner: entitlement.entitlement.place, &findings)
    return .grant(allowance, entitlement, metadata: members)
  }

  private mutating func reportTwoRequests(
    _ entitlement: OpenMeterEntitlement, of addon: Addon, _ extent: OpenMeterCoverage.Extent, _ findings: inout Findings
  ) {
    let place = entitlement.entitlement.place.name
    if extent == .some {
      let plans = coverage.names(entitlement.entitlement.feature, addon.compatiblePlans)
      findings.report(
        .openmeterAddonSplit,
        "with \(plans.with) this is a grant, with \(plans.without) an entitlement; send the matching request",
        at: place, help: "grant the feature in every compatible plan, even with an amount of 0")
    } else if extent == .none {
      findings.report(
        .openmeterAddonUnits,
        "the first purchase is an entitlement, each later one a grant; send the matching request", at: place)
    }
  }

  /// A grant has only an amount. The limit is that of the entitlement, which is the plan's.
  func reportDroppedLimits(
    _ allowance: Allowance, _ entitlement: Entitlement, of addon: Addon, _ findings: inout Findings
  ) {
    let grants = coverage.grants(entitlement.feature, addon.compatiblePlans)
    func plansDiffer(_ setting: (Allowance) -> Bool?, _ own: Bool) -> Bool {
      grants.contains { grant in
        guard case .metered(let plan) = grant.entitlement.value else { return false }
        return (setting(plan) ?? false) != own
      }
    }
    var dropped: [String] = []
    if let own = OpenMeterUsage.isSoftLimit(allowance), plansDiffer(OpenMeterUsage.isSoftLimit, own) {
      dropped.append(allowance.prices.isEmpty ? "`isSoftLimit`" : "`prices`")
    }
    if let own = allowance.preserveOverageAtReset, plansDiffer(\.preserveOverageAtReset, own) {
      dropped.append("`preserveOverageAtReset`")
    }
    guard !dropped.isEmpty else { return }
    findings.report(
      .openmeterAddonLimit,
      "\(list(dropped)) of the add-on \(dropped.count == 1 ? "is" : "are") ignored with plans that grant the feature",
      at: entitlement.place.name, help: "use the same setting in the plans")
  }

  /// A grant requires an entitlement: without one, the request is rejected with 404.
  private mutating func reportMissingEntitlement(_ topup: Topup, _ findings: inout Findings) {
    guard coverage.extent(topup.feature, topup.compatiblePlans) != .all, coverage.addons[topup.feature] == 0 else { return }
    let feature = quoted(catalog.features[topup.feature].header.id)
    let plans = coverage.names(topup.feature, topup.compatiblePlans).without
    findings.report(
      .openmeterTopupEntitlement,
      (plans.isEmpty ? "no plan grants \(feature)" : "customers of \(plans) do not have \(feature)")
        + "; OpenMeter rejects the grant of \(quoted(topup.header.id))",
      at: topup.header.place["feature"],
      help: "list other plans in `compatiblePlans`, or grant the feature with an amount of 0")
  }
}
