import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Resolves the references of a draft, and checks what involves several entries.
///
/// The catalog is nil if it has any error, including those that ``decode(_:providers:)`` has reported.
package func resolve(_ draft: Draft) -> (catalog: Catalog?, findings: [Finding]) {
  var resolver = Resolver(draft)
  let catalog = resolver.catalog()
  let hasErrors = resolver.findings.contains { $0.rule.severity == .error }
  return (hasErrors ? nil : catalog, resolver.findings)
}

struct Resolver {
  let draft: Draft
  private(set) var findings: [Finding] = []
  /// What each reference names; nil if that is not wanted.
  var bindings: [Binding]?
  private let meters: SymbolTable
  private let features: SymbolTable
  let plans: SymbolTable
  private let addons: SymbolTable
  private let topups: SymbolTable
  /// Suggestions by rule and name: the same typo often occurs in many places.
  private var suggestions: [ScalarString: (help: Phrase?, near: Suggestion?)] = [:]
  /// How many names were compared in the search for suggestions. A catalog with thousands of unknown names has no typos but
  /// lacks a section, so the search is bounded.
  private var comparisons = 0
  private static let comparisonLimit = 500_000

  init(_ draft: Draft) {
    self.draft = draft
    meters = SymbolTable(draft.meters.map(\.header), takesKeys: false, isRead: !draft.unread.contains(.meters))
    features = SymbolTable(draft.features.map(\.header), takesKeys: false, isRead: !draft.unread.contains(.features))
    plans = SymbolTable(draft.plans.map(\.header), takesKeys: true, isRead: !draft.unread.contains(.plans))
    addons = SymbolTable(draft.addons.map(\.plan.header), takesKeys: true, isRead: !draft.unread.contains(.addons))
    topups = SymbolTable(draft.topups.map(\.header), takesKeys: true, isRead: !draft.unread.contains(.topups))
  }

  /// Not inlined, because it is called from hundreds of places.
  @inline(never)
  mutating func report(
    _ rule: Rule, _ message: Phrase, at place: Place, help: Phrase? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related, repair: repair))
  }

  /// A reference, and the entry that it names.
  struct Binding {
    /// The place of the name: a string, or the key of a value.
    let place: Place
    let entry: Header
  }

  private mutating func bind(_ place: @autoclosure () -> Place, to entry: Header) {
    if bindings != nil { bindings?.append(Binding(place: place(), entry: entry)) }
  }

  /// Nil if an entry could not be read.
  mutating func catalog() -> Catalog? {
    checkKeys(draft.meters.map(\.header), "meter")
    checkKeys(draft.features.map(\.header), "feature")
    checkKeys(draft.plans.map(\.header), "plan")
    checkKeys(draft.addons.map(\.plan.header), "add-on")
    checkKeys(draft.topups.map(\.header), "top-up")
    checkLookupKeys()

    let features = all(draft.features) { feature($0) }
    let plans = all(draft.plans) { plan($0) }
    let addons = all(draft.addons) { addon($0) }
    let topups = all(draft.topups) { topup($0) }
    let discounts = all(draft.discounts) { discount($0) }
    checkPools()
    checkDefaults()
    checkCodes()
    guard let meters = all(draft.meters, \.meter), let features, let plans, let addons, let topups, let discounts else {
      return nil
    }
    let catalog = Catalog(
      id: draft.id, meters: meters, features: features, plans: plans, addons: addons, topups: topups, discounts: discounts,
      providers: draft.providers)
    checkEvents(catalog)
    checkPools(catalog)
    return catalog
  }

  /// The results for all sources, or nil if one fails. All of them are processed, so that every fault is reported.
  private func all<Source, Value>(_ sources: [Source], _ value: (borrowing Source) -> Value?) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(sources.count)
    let sources = sources.span
    for index in sources.indices {
      if let value = value(sources[index]) { values.append(value) }
    }
    return values.count == sources.count ? values : nil
  }

  // MARK: Entries

  private mutating func feature(_ draft: borrowing Draft.Feature) -> Feature? {
    var meter: Int?
    if let reference = draft.meter {
      if let kind = draft.kind, kind != .metered {
        report(
          .meterOnUnmeteredFeature, "a \(kind.rawValue) feature cannot have a meter", at: .value(reference.node),
          help: "change its type to \(word: Feature.Kind.metered), or remove the meter")
        return nil
      }
      meter = find(reference, in: meters, .unknownMeter, "meter", at: .value(reference.node), repair: reference.written)
      if meter == nil { return nil }
    }
    reportFilters(of: draft, meter)
    let costs = costs(of: draft)
    guard let kind = draft.kind, let costs else { return nil }
    return Feature(
      draft.header, kind: kind, meter: meter, filters: draft.filters.map(\.filter), costs: costs, providerIds: draft.providerIds)
  }

  /// What draws on a pool; nil if that is not valid.
  private mutating func costs(of pool: borrowing Draft.Feature) -> [CreditCost]? {
    if !pool.isPool { return [] }
    let place = pool.header.place["costs"]
    if let kind = pool.kind, kind != .metered {
      report(
        .creditPool, "a \(kind.rawValue) feature cannot be a pool", at: place.name,
        help: "change its type to \(word: Feature.Kind.metered), or remove `costs`")
      return nil
    }
    if let meter = pool.meter {
      report(
        .creditPool, "a pool has no meter; the features that draw on it have one", at: .name(meter.node),
        help: "remove `meter`, or `costs`", related: [.init("`costs`", at: place.name)])
      return nil
    }
    let costs = pool.costs.map { cost in
      credit(cost)
    }
    return costs.isEmpty || costs.contains { $0 == nil } ? nil : costs.compactMap(\.self)
  }

  private mutating func credit(_ cost: Draft.Cost) -> CreditCost? {
    let reference = cost.feature
    let index = find(reference, in: features, .unknownFeature, "feature", at: .name(reference.node)) {
      .rename(reference.node, to: $0.word, $0.applicability)
    }
    guard let index, let cost = cost.cost else { return nil }
    let feature = draft.features[index]
    if feature.kind != .metered || feature.meter == nil {
      guard let kind = feature.kind else { return nil }
      report(
        .creditPool,
        kind == .metered
          ? "feature \(quoted(feature.header.id)) draws on a pool and needs a meter"
          : "only metered features draw on a pool, and \(quoted(feature.header.id)) is \(kind.rawValue)",
        at: .name(reference.node),
        help: kind == .metered ? "add a `meter` to \(quoted(feature.header.id))" : nil,
        related: [.init("the feature is declared here", at: feature.header.place.name)])
      return nil
    }
    return CreditCost(feature: index, cost: cost)
  }

  private mutating func reportFilters(of feature: borrowing Draft.Feature, _ meter: Int?) {
    if feature.filters.isEmpty { return }
    guard let meter else {
      report(
        .meterFilter, "`where` needs a `meter`", at: feature.header.place["where"].name, help: "name the meter whose events count"
      )
      return
    }
    guard let groups = draft.meters[meter].meter?.groupBy.map(\.name) else { return }
    for filter in feature.filters where !groups.contains(where: { $0.hasSameScalars(as: filter.filter.group) }) {
      let near = bestSuggestion(for: filter.filter.group, among: groups)
      let meter = draft.meters[meter].header
      report(
        .meterFilter, "meter \(quoted(meter.id)) does not group by \(quoted(filter.filter.group))", at: .name(filter.node),
        help: near.map { "did you mean `\($0.word)`?" } ?? "add it to `groupBy` of the meter",
        related: [.init("the meter", at: meter.place.name)],
        repair: near.flatMap { .rename(filter.node, to: $0.word, $0.applicability) })
    }
  }

  private mutating func plan(_ draft: borrowing Draft.Plan, isAddon: Bool = false) -> Plan? {
    let entitlements = entitlements(draft.entitlements)
    let quantity = self.quantity(draft.quantity, entitlements)
    if draft.isWhole { reportTiers(draft.prices.read, draft.quantity) }
    reportPrices(ofItemOnRequest: draft)
    if !isAddon, draft.isWhole { reportUnpriced(draft, entitlements) }
    let prices = prices(draft.prices, draft.quantity)
    guard draft.isWhole, let entitlements, let quantity, let prices,
      let prices = charged(prices, entitlements, of: draft.header, perUnit: isAddon && draft.quantity != nil)
    else { return nil }
    return Plan(
      draft.header, entitlements: entitlements, prices: prices, quantity: quantity.value, isDefault: draft.isDefault,
      group: draft.group, availability: draft.availability, providerIds: draft.providerIds)
  }

  /// The prices with the entitlements that they have of their own; nil if one is not valid.
  private mutating func prices(_ drafts: Draft.Prices, _ quantity: Draft.Quantity?) -> [Price]? {
    var prices: [Price] = []
    for (price, own) in zip(drafts.read, drafts.entitlements) {
      guard let own else {
        prices.append(price)
        continue
      }
      let entitlements = entitlements(own)
      // What is bought is the item's, whichever price is paid.
      _ = self.quantity(quantity.flatMap { $0.feature == nil ? nil : $0 }, entitlements, reportsOnlyEntitlements: true)
      if let entitlements { prices.append(Price(price, entitlements: entitlements)) }
    }
    return drafts.complete != nil && prices.count == drafts.read.count ? prices : nil
  }

  private mutating func reportPrices(ofItemOnRequest item: borrowing Draft.Plan) {
    guard item.availability == .onRequest else { return }
    let priced: Place? =
      item.prices.isEmpty
      ? item.entitlements.first { $0.value?.hasUsagePrices == true }.map { Place($0.feature.node)["prices"].name }
      : item.header.place["prices"].name
    guard let priced else { return }
    report(
      .onRequestWithPrice, "the price is on request, but the item has prices", at: item.header.place["onRequest"].name,
      help: "remove `onRequest`, or the prices", related: [.init("the prices", at: priced)])
  }

  /// A quantity that may be absent; nil if its feature is not valid.
  ///
  /// - Parameter reportsOnlyEntitlements: true if the quantity itself has been checked.
  private mutating func quantity(
    _ draft: Draft.Quantity?, _ entitlements: [Entitlement]?, reportsOnlyEntitlements: Bool = false
  ) -> (value: Quantity?, Void)? {
    guard let draft else { return (nil, ()) }
    var feature: Int?
    if let reference = draft.feature {
      if reportsOnlyEntitlements, case .missing = features.find(reference.name) { return nil }
      feature = find(
        reference, in: features, .unknownFeature, "feature", at: .value(reference.node), repair: reference.written)
      guard let feature else { return nil }
      let header = self.draft.features[feature].header
      if let kind = self.draft.features[feature].kind, kind != .limit {
        if reportsOnlyEntitlements { return nil }
        report(
          .quantityFeature, "a quantity needs a limit, and feature \(quoted(header.id)) is \(kind.rawValue)",
          at: .value(reference.node), help: "change its type to \(word: Feature.Kind.limit), or name another feature",
          related: [.init("the feature is declared here", at: header.place.name)])
        return nil
      }
      if let own = entitlements?.first(where: { $0.feature == feature }) {
        report(
          .quantityFeature, "customers get as many \(quoted(header.id)) as they buy, and the item also grants a number of them",
          at: .value(reference.node), help: "remove the entitlement, or `feature`",
          related: [.init("the entitlement", at: own.place.name)])
        return nil
      }
    }
    return (Quantity(feature: feature, min: draft.min, max: draft.max), ())
  }

  /// Reports tiers of an item of which one is bought at a time.
  private mutating func reportTiers(_ prices: [Price], _ quantity: Draft.Quantity?) {
    guard quantity == nil else { return }
    for price in prices where price.quantityRate != nil {
      report(
        .tiersWithoutQuantity, "tiers depend on how many are bought, but the item has no `quantity`",
        at: price.place["tiers"].name,
        help: "add \(code: .fields([("quantity", .object("Quantity", []))])) to the item, or write one `amount`")
    }
  }

  /// Reports a quantity of a plan that charges usage alone, which is charged once however many are bought.
  private mutating func reportUnpriced(_ plan: borrowing Draft.Plan, _ entitlements: [Entitlement]?) {
    guard plan.quantity != nil, plan.prices.isEmpty, entitlements?.contains(where: \.hasUsagePrices) == true else { return }
    report(
      .quantityWithoutPrice, "`quantity` needs a price for each unit, but \(quoted(plan.header.id)) charges usage alone",
      at: plan.header.place["quantity"], help: "remove `quantity`, or add `prices`")
  }

  private mutating func addon(_ draft: borrowing Draft.Addon) -> Addon? {
    let plan = plan(draft.plan, isAddon: true)
    let compatible = plans(draft.compatiblePlans)
    guard let plan, let compatible else { return nil }
    return Addon(
      plan.header, entitlements: plan.entitlements, prices: plan.prices, compatiblePlans: compatible,
      quantity: plan.quantity, isMultiple: draft.plan.quantity?.isMultiple ?? false, availability: plan.availability,
      providerIds: plan.providerIds)
  }

  private mutating func topup(_ draft: borrowing Draft.Topup) -> Topup? {
    let feature = draft.feature.flatMap { topupFeature($0) }
    let compatible = plans(draft.compatiblePlans)
    let quantity = self.quantity(draft.quantity, nil)
    guard let feature, let quantity, let compatible, let amount = draft.amount, let prices = draft.prices.complete else {
      return nil
    }
    return Topup(
      draft.header, feature: feature, amount: amount, prices: prices, compatiblePlans: compatible, quantity: quantity.value,
      grant: draft.grant, availability: draft.availability, providerIds: draft.providerIds)
  }

  private mutating func discount(_ draft: borrowing Draft.Discount) -> Discount? {
    var items: [ItemReference]?
    if let references = draft.appliesTo {
      guard let found = self.items(references) else { return nil }
      items = found
    }
    guard let reduction = draft.reduction, let duration = draft.duration else { return nil }
    return Discount(
      draft.header, reduction, duration, items: items, codes: draft.codes, maxRedemptions: draft.maxRedemptions,
      expiresAt: draft.expiresAt, providerIds: draft.providerIds)
  }

  // MARK: Items

  /// The items that a discount names; nil if one is unknown or ambiguous.
  private mutating func items(_ references: [Draft.Reference]) -> [ItemReference]? {
    var items: [ItemReference] = []
    var isComplete = true
    for reference in references {
      let found = self.items(named: reference.name)
      guard let item = found.first else {
        if plans.isRead, addons.isRead, topups.isRead { reportUnknownItem(reference) }
        isComplete = false
        continue
      }
      if found.count > 1 {
        let names = found.map { "`\(section(of: $0)).\(header(of: $0).id)`" }
        report(
          .ambiguousItem, "\(quoted(reference.name)) names several items", at: .value(reference.node),
          help: "write \(list(names, and: "or"))",
          related: found.map { .init("\(section(of: $0)).\(header(of: $0).id)", at: header(of: $0).place.name) })
        isComplete = false
        continue
      }
      bind(.value(reference.node), to: header(of: item))
      if items.contains(item) {
        report(
          .repeatedItem, "\(quoted(header(of: item).id)) is listed twice", at: .value(reference.node), help: "remove one of them",
          repair: Repair("remove it", .safe, [.remove(reference.node)]))
      } else {
        items.append(item)
      }
    }
    return isComplete ? items : nil
  }

  /// The items with an id or a key, which a section can precede.
  private func items(named name: String) -> [ItemReference] {
    let tables: [(section: Section, table: SymbolTable, reference: (Int) -> ItemReference)] = [
      (.plans, plans, { .plan($0) }), (.addons, addons, { .addon($0) }), (.topups, topups, { .topup($0) }),
    ]
    return tables.flatMap { section, table, reference -> [ItemReference] in
      let prefix = section.rawValue + "."
      let names = [name] + (name.hasPrefix(prefix) ? [String(name.dropFirst(prefix.count))] : [])
      var indices: [Int] = []
      for name in names {
        switch table.find(name) {
        case .found(let index): indices.append(index)
        case .ambiguous(let byID, let byKey): indices += [byID, byKey]
        case .missing: continue
        }
      }
      return indices.map(reference)
    }
  }

  private mutating func reportUnknownItem(_ reference: Draft.Reference) {
    let known = (draft.plans.map(\.header) + draft.addons.map(\.plan.header) + draft.topups.map(\.header)).map(\.id)
    let near = known.count <= 1000 ? bestSuggestion(for: reference.name, among: known) : nil
    report(
      .unknownItem, "unknown item \(quoted(reference.name))", at: .value(reference.node),
      help: near.map { "did you mean \(quoted($0.word))?" } ?? expected(known.map { "\(quoted($0))" }),
      repair: near.flatMap { .write($0.word, at: reference.node, $0.applicability) })
  }

  private func header(of reference: ItemReference) -> Header {
    switch reference {
    case .plan(let index): draft.plans[index].header
    case .addon(let index): draft.addons[index].plan.header
    case .topup(let index): draft.topups[index].header
    }
  }

  private func section(of reference: ItemReference) -> Section.RawValue {
    switch reference {
    case .plan: Section.plans.rawValue
    case .addon: Section.addons.rawValue
    case .topup: Section.topups.rawValue
    }
  }

  private mutating func topupFeature(_ reference: Draft.Reference) -> Int? {
    let feature = find(
      reference, in: features, .unknownFeature, "feature", at: .value(reference.node), repair: reference.written)
    if let feature, let kind = draft.features[feature].kind, kind != .metered {
      report(
        .topupFeatureNotMetered,
        "\(quoted(reference.name)) is a \(kind.rawValue) feature; only metered features can be topped up",
        at: .value(reference.node),
        related: [.init("the feature is declared here", at: draft.features[feature].header.place.name)])
    }
    return feature
  }

  // MARK: Entitlements

  private mutating func entitlements(_ drafts: [Draft.Entitlement]) -> [Entitlement]? {
    // A repair must not create a duplicate key. The set of names is built only when a repair needs it.
    var taken: Set<ScalarString>?
    func take(_ name: String) -> Bool {
      var names = taken ?? Set(drafts.map { ScalarString($0.feature.name) })
      defer { taken = names }
      return names.insert(ScalarString(name)).inserted
    }
    return all(drafts) { entitlement($0, take: take) }
  }

  /// - Parameter take: reserves a feature name for a repair; false if the owner already has an entitlement of that name.
  private mutating func entitlement(_ draft: borrowing Draft.Entitlement, take: (String) -> Bool) -> Entitlement? {
    let reference = draft.feature
    let index = find(reference, in: features, .unknownFeature, "feature", at: .name(reference.node)) { near in
      take(near.word) ? .rename(reference.node, to: near.word, near.applicability) : nil
    }
    guard let index else {
      findings += draft.faults
      return nil
    }
    let featureKind = self.draft.features[index].kind
    if let wanted = featureKind, !draft.kinds.contains(FeatureKinds(wanted)), let kind = draft.kinds.list.first {
      report(
        .entitlementTypeMismatch,
        "expected \(wanted.literal) for \(wanted.rawValue) feature \(quoted(reference.name)), found \(found(draft, kind))",
        at: .value(reference.node), help: literal(of: draft, as: wanted) ?? wanted.entitlementHelp(insteadOf: draft.value),
        related: [.init("the feature is declared here", at: self.draft.features[index].header.place.name)],
        repair: unquoted(draft, as: wanted))
      return nil
    }
    if !draft.faults.isEmpty {
      findings += draft.faults
      return nil
    }
    return draft.value.map { value in
      let value = featureKind.map(value.adapted(to:)) ?? value
      return Entitlement(index, value, metadata: draft.metadata, origin: .node(reference.node))
    }
  }

  /// The value of an entitlement, as a message speaks of it.
  private func found(_ draft: Draft.Entitlement, _ kind: Feature.Kind) -> String {
    if draft.isObject { return "a \(kind.rawValue) entitlement" }
    if case .boolean(let enabled) = draft.value { return "`\(enabled)`" }
    return kind.literal
  }

  /// The user's own value as a string, for a static feature; nil if it has no short form.
  private func literal(of draft: Draft.Entitlement, as kind: Feature.Kind) -> Phrase? {
    guard kind == .static else { return nil }
    switch draft.value {
    case .metered(let allowance): return "write `\"\(allowance.amount)\"`"
    case .boolean(let enabled): return "write `\"\(enabled)\"`"
    case .limit, .unlimited, .static, nil: return nil
    }
  }

  /// Unquotes a number, `true` or `false`.
  private func unquoted(_ draft: Draft.Entitlement, as kind: Feature.Kind) -> Repair? {
    guard kind != .static, case .static(let config)? = draft.value, case .string(let text) = config.value,
      isLiteral(text, kind == .boolean ? .boolean : .number)
    else { return nil }
    return Repair("write \(quoted(text)) without quotes", .unsafe, [.literal(draft.feature.node, text)])
  }

  // MARK: References

  private mutating func plans(_ references: [Draft.Reference]) -> PlanSelection? {
    if references.isEmpty { return .every }
    var named: [Int] = []
    var first: [Int: NodeID] = Dictionary(minimumCapacity: references.count)
    var isComplete = true
    for reference in references {
      switch plans.find(reference.name) {
      case .ambiguous(let byID, let byKey):
        isComplete = false
        let (withID, withKey) = (draft.plans[byID].header, draft.plans[byKey].header)
        report(
          .ambiguousPlan, "\(quoted(reference.name)) is the id of one plan and the key of another",
          at: .value(reference.node), help: "use the key \(quoted(withID.key)) or the id \(quoted(withKey.id))",
          related: [
            .init("the plan with this id", at: withID.place.name), .init("the plan with this key", at: withKey.place["key"]),
          ])
      case .found(let index):
        bind(.value(reference.node), to: draft.plans[index].header)
        if let earlier = first[index] {
          report(
            .repeatedPlan, "plan \(quoted(draft.plans[index].header.id)) is listed twice", at: .value(reference.node),
            help: "remove one of them", related: [.init("first listed here", at: .value(earlier))],
            repair: Repair("remove it", .safe, [.remove(reference.node)]))
        } else {
          first[index] = reference.node
          named.append(index)
        }
      case .missing:
        isComplete = false
        _ = find(reference, in: plans, .unknownPlan, "plan", at: .value(reference.node), repair: reference.written)
      }
    }
    return isComplete ? .named(named) : nil
  }

  /// The entry that a reference names. Reports unknown names, unless all names of the table are unknown.
  ///
  /// - Parameter repair: how to replace the reference with a suggestion.
  private mutating func find(
    _ reference: Draft.Reference, in table: SymbolTable, _ rule: Rule, _ what: String, at place: @autoclosure () -> Place,
    repair: (Suggestion) -> Repair?
  ) -> Int? {
    if case .found(let index) = table.find(reference.name) {
      bind(place(), to: table.header(at: index))
      return index
    }
    guard table.isRead else { return nil }
    let (help, near) = suggestion(for: reference.name, in: table, rule)
    report(rule, "unknown \(what) \(quoted(reference.name))", at: place(), help: help, repair: near.flatMap(repair))
    return nil
  }

  private mutating func suggestion(
    for name: String, in table: SymbolTable, _ rule: Rule
  ) -> (help: Phrase?, near: Suggestion?) {
    let key = ScalarString("\(rule.name) \(name)")
    if let known = suggestions[key] { return known }
    let suggestion = table.suggestion(for: name, searches: comparisons < Self.comparisonLimit)
    comparisons += table.count
    suggestions[key] = suggestion
    return suggestion
  }
}

extension Feature.Kind {
  /// The short form of an entitlement, as a message speaks of it.
  fileprivate var literal: String {
    switch self {
    case .boolean: "`true` or `false`"
    case .metered, .limit: "a number"
    case .static: "a string"
    }
  }

  fileprivate func entitlementHelp(insteadOf value: Entitlement.Value?) -> Phrase {
    switch self {
    case .limit where value.flatMap(\.writtenReset) != nil: "remove `reset`; a limit is a number that is held"
    case .boolean: "write `true` or `false`"
    case .metered, .limit: "write a number, \(code: .word(Decoder.unlimited)), or \(object(with: .amount))"
    case .static: "write a string, or \(object(with: .config))"
    }
  }

  private func object(with field: EntitlementField) -> Phrase {
    "\(json: "an object with `\(field.rawValue)`", swift: "`.\(rawValue)(\(field.rawValue): …)`")"
  }
}

extension Entitlement.Value {
  fileprivate var writtenReset: Reset? {
    if case .metered(let allowance) = self { allowance.writtenReset } else { nil }
  }
}

extension Draft.Reference {
  /// Replaces the reference with the suggestion.
  fileprivate func written(_ near: Suggestion) -> Repair? { .write(near.word, at: node, near.applicability) }
}
