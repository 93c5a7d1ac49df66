import Diagnostics
import JSONText
import Syntax

/// Reads the tree of a catalog.
///
/// - Parameter providers: what the catalog may say about which provider.
package func decode(_ tree: SyntaxTree, providers: [ProviderDeclaration]) -> (draft: Draft, findings: [Finding]) {
  var decoder = Decoder(tree, providers: providers)
  decoder.reportSecrets()
  var draft = decoder.catalog()
  draft.entitlements = decoder.entitlements
  draft.doubts = decoder.doubts
  draft.traits = decoder.traits
  return (draft, decoder.findings)
}

extension Decoder {
  fileprivate mutating func catalog() -> Draft {
    var draft = Draft(tree)
    guard let fields = fields(of: .root, as: CatalogField.self) else { return draft }
    if let node = fields[.meters] {
      let entries = entries(of: node, "the map of meters")
      draft.meterIDs = ids(of: entries)
      for (_, node) in entries { draft.meters.append(meter(node)) }
    }
    if let node = fields[.features] {
      let entries = entries(of: node, "the map of features")
      draft.featureIDs = ids(of: entries)
      for (_, node) in entries { draft.features.append(feature(node)) }
    }
    // Entitlements find their features while the text of both is at hand.
    (features, featureIDs) = (draft.features, draft.featureIDs)
    if let node = fields[.plans] {
      let entries = entries(of: node, "the map of plans")
      draft.planIDs = StringTable(in: tree, capacity: entries.count)
      draft.plans.reserveCapacity(entries.count)
      for (id, node) in entries {
        noteItem(id, isKnown: draft.planIDs.add(id) != nil)
        draft.plans.append(plan(node))
        if draft.plans.count == 1 { reserveEntitlements(for: entries.count + count(of: fields[.addons])) }
      }
    }
    var otherIDs = StringTable(in: tree, capacity: count(of: fields[.addons]) + count(of: fields[.topups]))
    if let node = fields[.addons] {
      for (id, node) in entries(of: node, "the map of add-ons") {
        noteItem(id, isKnown: draft.planIDs.find(id) != nil || otherIDs.add(id) != nil)
        draft.addons.append(addon(node))
      }
    }
    if let node = fields[.topups] {
      for (id, node) in entries(of: node, "the map of top-ups") {
        noteItem(id, isKnown: draft.planIDs.find(id) != nil || otherIDs.add(id) != nil)
        draft.topups.append(topup(node))
      }
    }
    if let node = fields[.providers] {
      let entries = entries(of: node, "the map of providers")
      var taken = names(in: entries)
      for (key, node) in entries {
        if let settings = settings(key, node, &taken) { draft.providers.append(settings) }
      }
    }
    return draft
  }

  /// Makes room for as many entitlements as the first owner has, times the owners: a list that grows is copied, and leaves the
  /// memory that it had.
  private mutating func reserveEntitlements(for owners: Int) {
    // Each is a name and a value of the file.
    entitlements.reserveCapacity(min(entitlements.count * owners, tree.nodeCount / 2))
  }

  private func count(of entries: NodeID?) -> Int { entries.map { tree.members(of: $0).count } ?? 0 }

  private func ids(of entries: SyntaxTree.Members) -> StringTable {
    var ids = StringTable(in: tree, capacity: entries.count)
    for (id, _) in entries { ids.add(id) }
    return ids
  }

  /// - Parameter isKnown: whether another plan, add-on or top-up has the id, too.
  private mutating func noteItem(_ id: NodeID, isKnown: Bool) {
    if isKnown || tree.hasByte(UInt8(ascii: ":"), in: id) { traits.lookupKeysMayRepeat = true }
  }

  /// Keys that give access to an account do not belong in a file that many read.
  mutating func reportSecrets() {
    for (node, prefix) in tree.secrets {
      var finding = Finding(
        .secretInCatalog, "the text begins like a secret of a provider: '\(prefix)…'",
        at: Place(node, part: .bytes(tree.range(node))),
        help: "take it out, make a new one at the provider, and keep it in the environment")
      finding.isSecret = true
      findings.append(finding)
    }
  }

  // MARK: What all entries share

  /// - Parameter fields: the nodes of `key`, `name`, `description` and `metadata`.
  mutating func header(
    _ origin: NodeID, key: NodeID?, name: NodeID?, description: NodeID?, metadata: NodeID?
  ) -> Header {
    let ownKey = nameNode(key)
    if ownKey != nil { (traits.hasKeys, traits.lookupKeysMayRepeat) = (true, true) }
    return Header(
      tree: tree, origin: origin, ownKey: ownKey, ownName: nameNode(name), descriptionNode: text(description),
      metadataNode: metadataNode(metadata))
  }

  /// The entry where the file has something else than an object.
  private func emptyHeader(_ origin: NodeID) -> Header {
    Header(tree: tree, origin: origin, ownKey: nil, ownName: nil, descriptionNode: nil, metadataNode: nil)
  }

  mutating func reference(_ node: NodeID?) -> Draft.Reference? {
    text(node).map { Draft.Reference(name: $0, node: $0) }
  }

  // MARK: Entries

  private mutating func meter(_ node: NodeID) -> Draft.Meter {
    guard let fields = fields(of: node, as: MeterField.self, except: .eventType) else {
      return Draft.Meter(header: emptyHeader(node), meter: nil)
    }
    let header = header(
      node, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata])
    let aggregation: Meter.Aggregation? = choice(fields[.aggregation], .unknownAggregation, "aggregation")
    let eventType = string(fields[.eventType])
    if fields[.eventType] == nil || eventType == "" {
      report(
        .meterWithoutEventType, "the meter \(quoted(header.id)) does not say which events it counts", at: .name(node),
        help: "give it the 'type' of your usage events: \"eventType\": \"ai.tokens\"")
    }
    let valueProperty = string(fields[.valueProperty])
    if let aggregation, aggregation.needsValue, fields[.valueProperty] == nil || valueProperty == "" {
      report(
        .meterWithoutValueProperty,
        "the meter \(quoted(header.id)) takes the \(aggregation.rawValue) of a value, and does not say of which", at: .name(node),
        help: "name the value in the event's data: \"valueProperty\": \"$.tokens\"")
    }
    var groupBy: [Meter.Dimension] = []
    if let node = fields[.groupBy] {
      for (key, value) in entries(of: node, "'groupBy'") {
        if let path = name(value) { groupBy.append(.init(name: tree.text(key), path: path)) }
      }
    }
    guard let aggregation, let eventType else { return Draft.Meter(header: header, meter: nil) }
    return Draft.Meter(
      header: header,
      meter: Meter(
        header: header, eventType: eventType, aggregation: aggregation, valueProperty: valueProperty, groupBy: groupBy))
  }

  private mutating func feature(_ node: NodeID) -> Draft.Feature {
    guard let fields = fields(of: node, as: FeatureField.self) else {
      return Draft.Feature(header: emptyHeader(node), kind: nil, meter: nil)
    }
    return Draft.Feature(
      header: header(
        node, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata]),
      kind: choice(fields[.type], .unknownFeatureType, "feature type"), meter: reference(fields[.meter]))
  }

  private mutating func plan(_ node: NodeID) -> Draft.Plan {
    guard let fields = fields(of: node, as: PlanField.self) else {
      return Draft.Plan(header: emptyHeader(node), entitlements: 0..<0, prices: .init(), providerIds: [])
    }
    let header = header(
      node, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata])
    return Draft.Plan(
      header: header, entitlements: entitlements(fields[.entitlements], of: "the plan"),
      prices: prices(fields[.prices], of: header, .plan), providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func addon(_ node: NodeID) -> Draft.Addon {
    guard let fields = fields(of: node, as: AddonField.self) else {
      let plan = Draft.Plan(header: emptyHeader(node), entitlements: 0..<0, prices: .init(), providerIds: [])
      return Draft.Addon(plan: plan, compatiblePlans: [], multiple: false, quantity: nil)
    }
    let header = header(
      node, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata])
    return Draft.Addon(
      plan: Draft.Plan(
        header: header, entitlements: entitlements(fields[.entitlements], of: "the add-on"),
        prices: prices(fields[.prices], of: header, .addon), providerIds: providerIds(fields[.providerIds])),
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]), multiple: bool(fields[.multiple]) ?? false,
      quantity: quantity(fields[.quantity]))
  }

  private mutating func topup(_ node: NodeID) -> Draft.Topup {
    guard let fields = fields(of: node, as: TopupField.self) else {
      return Draft.Topup(
        header: emptyHeader(node), feature: nil, amount: nil, prices: .init(), compatiblePlans: [],
        grant: Grant(priority: nil, expiration: nil, maxRolloverAmount: nil, metadata: []), providerIds: [])
    }
    let header = header(
      node, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata])
    let amount = usage(fields[.amount], "the amount of a top-up")
    if amount?.isZero == true {
      report(.topupGrantsNothing, "the top-up \(quoted(header.id)) grants nothing: its amount is 0", at: Place(node, ["amount"]))
    }
    let prices = prices(fields[.prices], of: header, .topup)
    if let node = fields[.prices], tree.kind(node) == .object, prices.isEmpty {
      report(.topupWithoutPrice, "the top-up \(quoted(header.id)) has no price: nobody can buy it", at: .value(node))
    }
    return Draft.Topup(
      header: header, feature: reference(fields[.feature]), amount: amount, prices: prices,
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]), grant: grant(fields[.grant]),
      providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func compatiblePlans(_ node: NodeID?) -> [Draft.Reference] {
    guard let node, expect(.array, node, "") else { return [] }
    var references: [Draft.Reference] = []
    for element in tree.elements(of: node) {
      if let reference = reference(element) { references.append(reference) }
    }
    return references
  }

  private mutating func quantity(_ node: NodeID?) -> Addon.Quantity? {
    guard let node, let fields = fields(of: node, as: QuantityField.self) else { return nil }
    let min = integer(fields[.min], in: .nonNegative, .addonQuantity, "the smallest quantity")
    let max = integer(fields[.max], in: .nonNegative, .addonQuantity, "the largest quantity")
    if let min, let max, max < min, let place = fields[.max] {
      report(.addonQuantity, "the largest quantity, \(max), is below the smallest, \(min)", at: .value(place))
      return nil
    }
    return Addon.Quantity(min: min, max: max)
  }

  private mutating func grant(_ node: NodeID?) -> Grant {
    guard let node, let fields = fields(of: node, as: GrantField.self) else {
      return Grant(priority: nil, expiration: nil, maxRolloverAmount: nil, metadata: [])
    }
    return Grant(
      priority: integer(fields[.priority], in: .nonNegative, .grantPriority, "a priority"),
      expiration: expiration(fields[.expiration]),
      maxRolloverAmount: usage(fields[.maxRolloverAmount], "what may roll over"), metadata: metadata(fields[.metadata]))
  }

  private mutating func expiration(_ node: NodeID?) -> Grant.Expiration? {
    guard let node, let fields = fields(of: node, as: ExpirationField.self) else { return nil }
    let unit: Grant.Expiration.Unit? = choice(fields[.duration], .unknownDuration, "duration")
    let count =
      fields[.count].map { integer($0, in: .positive, .grantExpirationCount, "the count of an expiration") } ?? 1
    guard let unit, let count else { return nil }
    return Grant.Expiration(unit: unit, count: count)
  }
}
