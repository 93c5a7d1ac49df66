import Diagnostics
import JSONText
import Syntax

/// How many pairs of plan and entitlement a lint looks at; what is left then is taken to be usable. Catalogs of people are
/// far below it, and one that names a thousand plans in each of a thousand add-ons takes no time either.
private let mostPairs = 1_000_000

/// How many entries of a list are looked at one by one, before a table is made of all of them.
private let longestLook = 16

// MARK: Add-ons

/// Add-ons that give nothing, or nothing that a plan which they go with does not give already.
func unusableAddons(_ catalog: Catalog) -> [Finding] {
  var table: GrantTable?
  var findings: [Finding] = []
  for index in catalog.addons.indices {
    if let finding = unusable(catalog.addons[index], in: catalog, &table) { findings.append(finding) }
  }
  return findings
}

/// - Parameter table: of the catalog; made for the first add-on that asks for it.
private func unusable(_ addon: Addon, in catalog: Catalog, _ table: inout GrantTable?) -> Finding? {
  guard let first = addon.entitlements.first else { return nil }
  var name: String { quoted(addon.header.id) }
  let place = addon.header.place.name
  let givesNothing = !addon.entitlements.contains(where: \.isGranted)
  if givesNothing, !addon.isService {
    return Finding(
      .unusableAddon, "the add-on \(name) gives nothing: whoever buys it gets no feature", at: place,
      help: "switch on what it is bought for", related: [.init("it is switched off here", at: first.place)])
  }
  if catalog.plans.isEmpty {
    return Finding(
      .unusableAddon, "the catalog has no plan that the add-on \(name) goes with", at: place,
      help: "an add-on is bought beside a plan: add one, or sell it as a plan")
  }
  // How many of it somebody has may say something even where having one does not: seats, say.
  if givesNothing || addon.multiple || addsSomething(addon, in: catalog) { return nil }
  var grants = table ?? GrantTable(catalog)
  let witness = grants.plan(thatGives: addon.entitlements.filter(\.isGranted), ofAllIn: addon.compatiblePlans)
  table = grants
  guard let (plan, entitlement) = witness else { return nil }
  let isOne = catalog.plans(addon.compatiblePlans).count == 1
  let everyPlan = isOne ? "the plan that it goes with" : "every plan that it goes with"
  return Finding(
    .unusableAddon, "the add-on \(name) adds nothing: \(everyPlan) gives the same already", at: place,
    help: "remove it, or let it give what those plans do not have",
    related: [.init("\(quoted(catalog.plans[plan].header.id)) gives it here", at: entitlement.place)])
}

/// Whether it is seen without a table that an add-on adds something: an allowance, of which more is always more, or what the
/// first plan that it goes with does not give. Nearly all add-ons do. Of a long plan nothing is seen.
private func addsSomething(_ addon: Addon, in catalog: Catalog) -> Bool {
  let first = addon.compatiblePlans.first
  return addon.entitlements.contains { entitlement in
    switch entitlement.value {
    case .boolean(enabled: false): return false
    case .metered: return true
    case .boolean, .static:
      let given = catalog.plans[first].entitlements
      return given.count <= longestLook && !given.contains { $0.isSameGrant(as: entitlement) }
    }
  }
}

extension Entitlement {
  /// The same feature, switched on or with the same setting.
  fileprivate func isSameGrant(as other: Entitlement) -> Bool {
    guard feature == other.feature else { return false }
    switch (value, other.value) {
    case (.boolean(let enabled), .boolean(let otherEnabled)): return enabled && otherEnabled
    case (.static(let config), .static(let otherConfig)): return config.isExactly(otherConfig)
    default: return false
    }
  }
}

extension PlanSelection {
  /// The first plan, of a catalog that has plans.
  fileprivate var first: Int {
    if case .named(let plans) = self, let first = plans.first { return first }
    return 0
  }
}

/// Which plan gives which feature, and how.
private struct GrantTable {
  private struct Grant: Hashable {
    let feature: Int
    /// Nil for a boolean feature.
    let config: ExactString?

    /// Nil for an allowance: more of it is always more.
    init?(_ entitlement: Entitlement) {
      feature = entitlement.feature
      switch entitlement.value {
      case .boolean(let enabled):
        if !enabled { return nil }
        config = nil
      case .static(let config): self.config = ExactString(config)
      case .metered: return nil
      }
    }
  }

  private struct PlanGrant: Hashable {
    let plan: Int
    let grant: Grant
  }

  private let catalog: Catalog
  /// By what is given: in how many plans.
  private var counts: [Grant: Int] = [:]
  private var grants: Set<PlanGrant> = []
  private var budget = mostPairs

  init(_ catalog: Catalog) {
    self.catalog = catalog
    // What no add-on gives is not looked for.
    let wanted = Set(catalog.addons.lazy.flatMap(\.entitlements).compactMap { Grant($0) })
    for (index, plan) in catalog.plans.enumerated() {
      for grant in plan.entitlements.lazy.compactMap({ Grant($0) }) where wanted.contains(grant) {
        if grants.insert(PlanGrant(plan: index, grant: grant)).inserted { counts[grant, default: 0] += 1 }
      }
    }
  }

  /// The first plan of a selection and its entitlement that is the first given one, if all of the plans give all of this.
  mutating func plan(
    thatGives entitlements: [Entitlement], ofAllIn selection: PlanSelection
  ) -> (plan: Int, entitlement: Entitlement)? {
    let wanted = entitlements.map { Grant($0) }
    let first: Int
    switch selection {
    case .every:
      first = 0
      guard wanted.allSatisfy({ $0.flatMap { counts[$0] } == catalog.plans.count }) else { return nil }
    case .named(let plans):
      first = plans.first ?? 0
      for grant in wanted {
        guard let grant, counts[grant, default: 0] >= plans.count else { return nil }
        for plan in plans {
          budget -= 1
          guard budget > 0, grants.contains(PlanGrant(plan: plan, grant: grant)) else { return nil }
        }
      }
    }
    guard let feature = entitlements.first?.feature,
      let witness = catalog.plans[first].entitlements.first(where: { $0.feature == feature })
    else { return nil }
    return (first, witness)
  }
}

// MARK: Top-ups

/// Top-ups of an allowance that no customer who may buy them has.
func unusableTopups(_ catalog: Catalog) -> [Finding] {
  // Without plans, usage is sold for itself: prepaid.
  guard !catalog.plans.isEmpty else { return [] }
  var reach: AllowanceReach?
  var findings: [Finding] = []
  for index in catalog.topups.indices where !isUsable(catalog.topups[index], in: catalog) {
    let known = reach ?? AllowanceReach(catalog)
    reach = known
    let topup = catalog.topups[index]
    if !known.reaches(topup.feature, topup.compatiblePlans) { findings.append(unusable(topup, in: catalog)) }
  }
  return findings
}

/// Whether it is seen without a table that a plan gives what a top-up adds to: one of the first that it goes with. Nearly all
/// top-ups have such a plan. Of a long plan nothing is seen.
private func isUsable(_ topup: Topup, in catalog: Catalog) -> Bool {
  func gives(_ plan: Int) -> Bool {
    let given = catalog.plans[plan].entitlements
    return given.count <= longestLook && given.contains { $0.feature == topup.feature }
  }
  return switch topup.compatiblePlans {
  case .every: catalog.plans.indices.prefix(longestLook).contains(where: gives)
  case .named(let plans): plans.prefix(longestLook).contains(where: gives)
  }
}

private func unusable(_ topup: Topup, in catalog: Catalog) -> Finding {
  let feature = catalog.features[topup.feature].header
  let plans = catalog.plans(topup.compatiblePlans)
  let what =
    plans.count == 1 ? "the plan \(quoted(plans[0].header.id)) does not give" : "none of the plans that it goes with gives"
  return Finding(
    .unusableTopup,
    "nobody can use the top-up \(quoted(topup.header.id)): \(what) \(quoted(feature.id)), nor does an add-on",
    at: topup.header.place.name,
    help: "give the feature in a plan, if only with the amount 0, or let the top-up go with plans that give it",
    related: [.init("the feature", at: feature.place.name)])
}

/// The plans whose customers can have an allowance of a feature, from the plan or from an add-on.
private struct AllowanceReach {
  /// By feature: whether a customer of some plan, or of any plan, can have it.
  private var somewhere: [Bool]
  private var everywhere: [Bool]
  /// Features and plans, each pair as one number.
  private var pairs: Set<Int> = []
  private let plans: Int

  init(_ catalog: Catalog) {
    plans = catalog.plans.count
    somewhere = Array(repeating: false, count: catalog.features.count)
    everywhere = somewhere
    var isWanted = somewhere
    var asksForPlans = false
    for topup in catalog.topups {
      isWanted[topup.feature] = true
      if case .named = topup.compatiblePlans { asksForPlans = true }
    }
    for plan in catalog.plans.indices {
      for index in catalog.plans[plan].entitlements.indices {
        let feature = catalog.plans[plan].entitlements[index].feature
        guard isWanted[feature] else { continue }
        somewhere[feature] = true
        if asksForPlans { pairs.insert(pair(feature, plan)) }
      }
    }
    var budget = mostPairs
    for addon in catalog.addons {
      for entitlement in addon.entitlements where isWanted[entitlement.feature] {
        let feature = entitlement.feature
        somewhere[feature] = true
        switch addon.compatiblePlans {
        case .named where !asksForPlans: continue
        case .named(let plans) where plans.count <= budget:
          budget -= plans.count
          for plan in plans { pairs.insert(pair(feature, plan)) }
        case .every, .named: everywhere[feature] = true
        }
      }
    }
  }

  private func pair(_ feature: Int, _ plan: Int) -> Int { feature * plans + plan }

  func reaches(_ feature: Int, _ plans: PlanSelection) -> Bool {
    if everywhere[feature] { return true }
    return switch plans {
    case .every: somewhere[feature]
    case .named(let plans): plans.contains { pairs.contains(pair(feature, $0)) }
    }
  }
}
