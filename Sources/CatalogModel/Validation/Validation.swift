import Diagnostics
import JSONText
import Syntax

/// Resolves the references of a draft and checks what one entry cannot know of another.
///
/// The catalog is nil where anything in it is wrong, also if ``decode(_:providers:)`` has reported it.
package func validate(_ draft: Draft) -> (catalog: Catalog?, findings: [Finding]) {
  var validator = Validator(draft)
  let catalog = validator.catalog()
  let hasErrors = validator.findings.contains { $0.rule.severity == .error }
  return (hasErrors ? nil : catalog, validator.findings)
}

struct Validator {
  let draft: Draft
  var findings: [Finding] = []
  let meters: NameTable
  let features: NameTable
  let plans: NameTable
  /// Where the doubts of the next plan or add-on begin.
  private var nextDoubt = 0
  /// What was suggested for which name under which rule: one slip often stands in many places.
  private var suggestions: [ExactString: (help: String?, near: NearWord?)] = [:]
  /// How many names were looked at in search of near ones. A catalog in which thousands of names lead to nothing has no
  /// slips, but lacks a section: there is a limit to what is spent on it.
  private var comparisons = 0
  private static let comparisonLimit = 500_000

  init(_ draft: Draft) {
    self.draft = draft
    func table(_ ids: StringTable, takesKeys: Bool, _ headers: () -> [Header]) -> NameTable {
      let names = draft.traits.hasKeys ? EntryNames(headers()) : EntryNames(ids: ids.strings)
      return NameTable(names, ids, in: draft.tree, takesKeys: takesKeys)
    }
    meters = table(draft.meterIDs, takesKeys: false) { draft.meters.map(\.header) }
    features = table(draft.featureIDs, takesKeys: false) { draft.features.map(\.header) }
    plans = table(draft.planIDs, takesKeys: true) { draft.plans.map(\.header) }
  }

  mutating func report(
    _ rule: Rule, _ message: String, at place: Place, help: String? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related, repair: repair))
  }

  /// Nil where an entry could not be read.
  mutating func catalog() -> Catalog? {
    if draft.traits.hasKeys {
      checkKeys(meters.names, "meters")
      checkKeys(features.names, "features")
      checkKeys(plans.names, "plans")
      checkKeys(EntryNames(draft.addons.map(\.plan.header)), "add-ons")
      checkKeys(EntryNames(draft.topups.map(\.header)), "top-ups")
    }
    if draft.traits.lookupKeysMayRepeat { checkLookupKeys() }
    if draft.traits.hasReservedMetadata { checkMetadata() }

    let meters = draft.meters.compactMap { $0.meter }
    let features = draft.features.compactMap { feature($0) }
    let (plans, addons, topups) = (soundPlans(), soundAddons(), soundTopups())
    // Each doubt has been told, or is about a feature that has been told.
    guard draft.doubts.isEmpty, meters.count == draft.meters.count, features.count == draft.features.count,
      plans.count == draft.plans.count, addons.count == draft.addons.count, topups.count == draft.topups.count
    else { return nil }
    return Catalog(
      meters: meters, features: features, plans: plans, addons: addons, topups: topups, providers: draft.providers)
  }

  // MARK: References

  private func shown(_ reference: Draft.Reference) -> String { quoted(draft.tree.text(reference.name)) }

  private mutating func feature(_ draft: Draft.Feature) -> Feature? {
    var meter: Int?
    if let reference = draft.meter {
      if let kind = draft.kind, kind != .metered {
        report(
          .meterOnUnmeteredFeature, "a \(kind.rawValue) feature has no meter", at: .value(reference.node),
          help: "make its type 'metered', or leave the meter out")
      }
      meter = find(reference, in: meters, .unknownMeter, "meter", at: .value(reference.node), repair: reference.written)
      if meter == nil { return nil }
    }
    return draft.kind.map { Feature(header: draft.header, kind: $0, meter: meter) }
  }

  // Plans, add-ons and top-ups come without those that are wrong; each is looked at, so that all defects are told.

  private mutating func soundPlans() -> [Plan] {
    var plans: [Plan] = []
    plans.reserveCapacity(draft.plans.count)
    for index in draft.plans.indices {
      let draft = draft.plans[index]
      guard let entitlements = entitlements(draft.entitlements), draft.prices.broken.isEmpty else { continue }
      plans.append(
        Plan(header: draft.header, entitlements: entitlements, prices: draft.prices.whole, providerIds: draft.providerIds))
    }
    return plans
  }

  /// - Parameter range: where they are among those of all plans and add-ons. Ranges come in ascending order.
  /// - Returns: a part of the draft's list, which all plans and add-ons share; nil where one of them is wrong.
  private mutating func entitlements(_ range: Range<Int>) -> ArraySlice<Entitlement>? {
    let entitlements = draft.entitlements[range]
    guard nextDoubt < draft.doubts.count, draft.doubts[nextDoubt].entitlement < range.upperBound else { return entitlements }
    // Two entitlements of one feature would be a duplicate key: a name that is taken repairs nothing.
    let tree = draft.tree
    var taken = Set(entitlements.map { ExactString(tree.text(tree.key(ofValue: $0.origin))) })
    while nextDoubt < draft.doubts.count, draft.doubts[nextDoubt].entitlement < range.upperBound {
      settle(draft.doubts[nextDoubt]) { taken.insert(ExactString($0)).inserted }
      nextDoubt += 1
    }
    return nil
  }

  private mutating func soundAddons() -> [Addon] {
    var addons: [Addon] = []
    addons.reserveCapacity(draft.addons.count)
    for index in draft.addons.indices {
      let draft = draft.addons[index]
      let plan = draft.plan
      let entitlements = entitlements(plan.entitlements)
      let compatible = plans(draft.compatiblePlans)
      guard let entitlements, let compatible, plan.prices.broken.isEmpty else { continue }
      addons.append(
        Addon(
          header: plan.header, entitlements: entitlements, prices: plan.prices.whole, compatiblePlans: compatible,
          multiple: draft.multiple, quantity: draft.quantity, providerIds: plan.providerIds))
    }
    return addons
  }

  private mutating func soundTopups() -> [Topup] {
    var topups: [Topup] = []
    topups.reserveCapacity(draft.topups.count)
    for index in draft.topups.indices {
      let draft = draft.topups[index]
      let feature = draft.feature.flatMap { topupFeature($0) }
      let compatible = plans(draft.compatiblePlans)
      guard let feature, let compatible, let amount = draft.amount, draft.prices.broken.isEmpty else { continue }
      topups.append(
        Topup(
          header: draft.header, feature: feature, amount: amount, prices: draft.prices.whole, compatiblePlans: compatible,
          grant: draft.grant, providerIds: draft.providerIds))
    }
    return topups
  }

  private mutating func topupFeature(_ reference: Draft.Reference) -> Int? {
    let feature = find(
      reference, in: features, .unknownFeature, "feature", at: .value(reference.node), repair: reference.written)
    if let feature, let kind = draft.features[feature].kind, kind != .metered {
      report(
        .topupFeatureNotMetered, "\(shown(reference)) is a \(kind.rawValue) feature: there is nothing to top up",
        at: .value(reference.node), related: [.init("the feature", at: .name(draft.features[feature].header.origin))])
    }
    return feature
  }

  /// Says what is wrong with an entitlement, where the decoder has not.
  ///
  /// - Parameter take: whether the owner has no entitlement of the name yet; it has one from then on.
  private mutating func settle(_ doubt: Draft.Doubt, take: (String) -> Bool) {
    let node = draft.entitlements[doubt.entitlement].origin
    let reference = Draft.Reference(name: draft.tree.key(ofValue: node), node: node)
    let index = find(reference, in: features, .unknownFeature, "feature", at: .name(node)) { near in
      take(near.word) ? .rename(node, to: near.word, near.applicability) : nil
    }
    guard let index, let wanted = draft.features[index].kind, let kind = doubt.kind ?? doubt.value?.kind, wanted != kind
    else { return }
    report(
      .entitlementTypeMismatch,
      "\(shown(reference)) is a \(wanted.rawValue) feature, and this is a \(kind.rawValue) entitlement",
      at: .value(node), help: wanted.entitlementHelp,
      related: [.init("the feature", at: .name(draft.features[index].header.origin))],
      repair: unquoted(doubt, node, as: wanted))
  }

  /// A number, `true` or `false` that stands in quotes.
  private func unquoted(_ doubt: Draft.Doubt, _ node: NodeID, as kind: Feature.Kind) -> Repair? {
    guard case .static(let text) = doubt.value, kind != .static, isLiteral(text, kind == .boolean ? .boolean : .number)
    else { return nil }
    return Repair("write \(text) without quotes", .unsafe, [.literal(node, text)])
  }

  private mutating func plans(_ references: [Draft.Reference]) -> PlanSelection? {
    if references.isEmpty { return .every }
    var named: [Int] = []
    var nodes: [NodeID] = []
    // Where a plan is in the list, if the list is long.
    var places: [Int: Int] = [:]
    var isComplete = true
    for reference in references {
      switch plans.find(reference.name) {
      case .ambiguous(let byID, let byKey):
        isComplete = false
        report(
          .ambiguousPlan, "\(shown(reference)) is the id of one plan and the key of another",
          at: .value(reference.node),
          help: "write the key \(quoted(draft.plans[byID].header.key)) or the id \(quoted(draft.plans[byKey].header.id))",
          related: [
            .init("the plan with this id", at: .name(draft.plans[byID].header.origin)),
            .init("the plan with this key", at: Place(draft.plans[byKey].header.origin)["key"]),
          ])
      case .found(let index):
        let known = named.count <= 16 ? named.firstIndex(of: index) : places[index]
        if let earlier = known.map({ nodes[$0] }) {
          report(
            .repeatedPlan, "the plan \(quoted(draft.plans[index].header.id)) is named twice", at: .value(reference.node),
            help: "remove one of the two", related: [.init("it is named here already", at: .value(earlier))],
            repair: Repair("remove it", .safe, [.remove(reference.node)]))
        } else {
          named.append(index)
          nodes.append(reference.node)
          if named.count == 17 {
            for (place, plan) in named.enumerated() { places[plan] = place }
          } else if named.count > 17 {
            places[index] = named.count - 1
          }
        }
      case .missing:
        isComplete = false
        _ = find(reference, in: plans, .unknownPlan, "plan", at: .value(reference.node), repair: reference.written)
      }
    }
    return isComplete ? .named(named) : nil
  }

  /// The entry that a reference names; a finding where there is none.
  ///
  /// - Parameter repair: how the reference becomes another word.
  private mutating func find(
    _ reference: Draft.Reference, in table: NameTable, _ rule: Rule, _ what: String, at place: Place,
    repair: (NearWord) -> Repair?
  ) -> Int? {
    if case .found(let index) = table.find(reference.name) { return index }
    let (help, near) = suggestion(for: reference.name, in: table, rule)
    report(rule, "there is no \(what) \(shown(reference))", at: place, help: help, repair: near.flatMap(repair))
    return nil
  }

  private mutating func suggestion(
    for name: NodeID, in table: NameTable, _ rule: Rule
  ) -> (help: String?, near: NearWord?) {
    let key = ExactString("\(rule.name) \(draft.tree.text(name))")
    if let known = suggestions[key] { return known }
    let suggestion = table.suggestion(for: name, searches: comparisons < Self.comparisonLimit)
    comparisons += table.count
    suggestions[key] = suggestion
    return suggestion
  }
}

extension Feature.Kind {
  fileprivate var entitlementHelp: String {
    switch self {
    case .boolean: "write true or false"
    case .metered: "write a number, or an object with 'amount'"
    case .static: "write a string, or an object with 'config'"
    }
  }
}

extension Draft.Reference {
  /// The reference with another word.
  fileprivate func written(_ near: NearWord) -> Repair? { .write(near.word, at: node, near.applicability) }
}
