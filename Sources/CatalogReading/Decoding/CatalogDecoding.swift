import Catalog
import Diagnostics
import Foundations
import Syntax

/// Decodes the syntax tree of a catalog.
///
/// - Parameter providers: the known providers and their options.
package func decode(_ tree: SyntaxTree, providers: [ProviderDeclaration]) -> (draft: Draft, findings: [Finding]) {
  var decoder = Decoder(tree, providers: providers)
  decoder.reportSecrets()
  let draft = decoder.catalog()
  return (draft, decoder.findings)
}

extension Decoder {
  fileprivate mutating func catalog() -> Draft {
    var draft = Draft()
    if let other = otherFile("a catalog", [.artifact, .idsFile]) {
      findings.append(other)
      return draft
    }
    guard let fields = fields(of: .root, as: CatalogField.self) else { return draft }
    if let node = fields[.meters] {
      for (key, node) in entries(of: node, "meters") { draft.meters.append(meter(key, node)) }
    }
    if let node = fields[.features] {
      for (key, node) in entries(of: node, "features") { draft.features.append(feature(key, node)) }
    }
    if let node = fields[.plans] {
      for (key, node) in entries(of: node, "plans") { draft.plans.append(plan(key, node)) }
    }
    if let node = fields[.addons] {
      for (key, node) in entries(of: node, "addons") { draft.addons.append(addon(key, node)) }
    }
    if let node = fields[.topups] {
      for (key, node) in entries(of: node, "topups") { draft.topups.append(topup(key, node)) }
    }
    draft.unread = Section.allCases.filter { !isRead($0, fields) }
    if let node = fields[.providers] {
      let entries = entries(of: node, "providers")
      var taken = names(in: entries)
      for (key, node) in entries {
        if let settings = settings(key, node, &taken) { draft.providers.append(settings) }
      }
    }
    return draft
  }

  /// Whether the entries of a section are known: it is an object, or it can be omitted and no unknown field may be it.
  private func isRead(_ section: Section, _ fields: Fields<CatalogField>) -> Bool {
    guard let field = CatalogField(rawValue: section.rawValue) else { return true }
    return fields[field].map { tree.kind($0) == .object } ?? (fields.isComplete && !CatalogField.table.required.contains(field))
  }

  /// Secrets do not belong in a file that is committed and shared.
  package mutating func reportSecrets() {
    for (node, prefix) in tree.secrets {
      var finding = Finding(
        .secretInCatalog, "this string looks like a provider secret (`\(prefix)…`)",
        at: Place(node, part: .bytes(tree.range(node))),
        help: "remove it, rotate it at the provider, and pass the new one through the environment")
      finding.isSecret = true
      findings.append(finding)
    }
  }

  // MARK: Headers and references

  /// - Parameters:
  ///   - id: the entry's key in its map.
  ///   - key, name, description, metadata: the values of these fields; all nil if the entry is not an object.
  mutating func header(
    _ id: NodeID, _ node: NodeID, in section: Section, key: NodeID? = nil, name: NodeID? = nil, description: NodeID? = nil,
    metadata: NodeID? = nil
  ) -> Header {
    let header = Header(
      tree.text(id), in: section, key: self.name(key), name: self.name(name), description: string(description),
      metadata: self.metadata(metadata), origin: .node(node))
    reportReserved(header.metadata, at: Place(node), ReservedMetadata.names(in: section))
    return header
  }

  mutating func reference(_ node: NodeID?) -> Draft.Reference? {
    text(node).map { Draft.Reference(name: tree.text($0), node: $0) }
  }

  // MARK: Entries

  private mutating func meter(_ id: NodeID, _ node: NodeID) -> Draft.Meter {
    guard let fields = fields(of: node, as: MeterField.self, except: .eventType) else {
      return Draft.Meter(header: header(id, node, in: .meters), meter: nil)
    }
    let header = header(
      id, node, in: .meters, key: fields[.key], name: fields[.name], description: fields[.description],
      metadata: fields[.metadata])
    let aggregation: Meter.Aggregation? = choice(fields[.aggregation], .unknownAggregation, "aggregation")
    let eventType = string(fields[.eventType])
    if fields[.eventType] == nil || eventType == "" {
      report(
        .meterWithoutEventType, "meter \(quoted(header.id)) has no `eventType`", at: .name(node),
        help: "set it to the CloudEvents `type` of your usage events, such as `\"eventType\": \"ai.tokens\"`")
    }
    let valueProperty = string(fields[.valueProperty])
    if let aggregation, aggregation.needsValue, fields[.valueProperty] == nil || valueProperty == "" {
      report(
        .meterWithoutValueProperty,
        "meter \(quoted(header.id)) aggregates with `\(aggregation.rawValue)` but has no `valueProperty`", at: .name(node),
        help: "set it to a JSONPath into the event's data, such as `\"valueProperty\": \"$.tokens\"`")
    }
    var groupBy: [Meter.Dimension] = []
    if let node = fields[.groupBy] {
      for (key, value) in entries(of: node, "groupBy") {
        if let path = name(value) { groupBy.append(.init(name: tree.text(key), path: path)) }
      }
    }
    guard let aggregation, let eventType else { return Draft.Meter(header: header, meter: nil) }
    return Draft.Meter(
      header: header,
      meter: Meter(
        header, eventType: eventType, aggregation: aggregation, valueProperty: valueProperty, groupBy: groupBy))
  }

  private mutating func feature(_ id: NodeID, _ node: NodeID) -> Draft.Feature {
    guard let fields = fields(of: node, as: FeatureField.self) else {
      return Draft.Feature(header: header(id, node, in: .features), kind: nil, meter: nil)
    }
    return Draft.Feature(
      header: header(
        id, node, in: .features, key: fields[.key], name: fields[.name], description: fields[.description],
        metadata: fields[.metadata]),
      kind: choice(fields[.type], .unknownFeatureType, "feature type"), meter: reference(fields[.meter]))
  }

  private mutating func plan(_ id: NodeID, _ node: NodeID) -> Draft.Plan {
    guard let fields = fields(of: node, as: PlanField.self) else {
      return Draft.Plan(header: header(id, node, in: .plans))
    }
    let header = header(
      id, node, in: .plans, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata]
    )
    return Draft.Plan(
      header: header, entitlements: entitlements(fields[.entitlements], of: header, .plan),
      prices: prices(fields[.prices], of: header, .plan), providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func addon(_ id: NodeID, _ node: NodeID) -> Draft.Addon {
    guard let fields = fields(of: node, as: AddonField.self) else {
      return Draft.Addon(plan: Draft.Plan(header: header(id, node, in: .addons)))
    }
    let header = header(
      id, node, in: .addons, key: fields[.key], name: fields[.name], description: fields[.description],
      metadata: fields[.metadata])
    return Draft.Addon(
      plan: Draft.Plan(
        header: header, entitlements: entitlements(fields[.entitlements], of: header, .addon),
        prices: prices(fields[.prices], of: header, .addon), providerIds: providerIds(fields[.providerIds])),
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]), multiple: bool(fields[.multiple]) ?? false,
      quantity: quantity(fields[.quantity]))
  }

  private mutating func topup(_ id: NodeID, _ node: NodeID) -> Draft.Topup {
    guard let fields = fields(of: node, as: TopupField.self) else {
      return Draft.Topup(header: header(id, node, in: .topups))
    }
    let header = header(
      id, node, in: .topups, key: fields[.key], name: fields[.name], description: fields[.description],
      metadata: fields[.metadata])
    let amount = usage(fields[.amount], "`amount`")
    if amount?.isZero == true {
      report(
        .topupGrantsNothing, "top-up \(quoted(header.id)) has an amount of 0 and grants nothing", at: Place(node, ["amount"]))
    }
    let prices = prices(fields[.prices], of: header, .topup)
    if let node = fields[.prices], tree.kind(node) == .object, prices.isEmpty {
      report(.topupWithoutPrice, "top-up \(quoted(header.id)) has no price and cannot be bought", at: .value(node))
    }
    return Draft.Topup(
      header: header, feature: reference(fields[.feature]), amount: amount, prices: prices,
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]), grant: grant(fields[.grant], of: node),
      providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func compatiblePlans(_ node: NodeID?) -> [Draft.Reference] {
    guard let node, expect(.array, node, "") else { return [] }
    let elements = tree.elements(of: node)
    var references: [Draft.Reference] = []
    references.reserveCapacity(elements.underestimatedCount)
    for element in elements {
      if let reference = reference(element) { references.append(reference) }
    }
    return references
  }

  private mutating func quantity(_ node: NodeID?) -> Addon.Quantity? {
    guard let node, let fields = fields(of: node, as: QuantityField.self) else { return nil }
    let min = integer(fields[.min], in: .nonNegative, .addonQuantity, "`min`")
    let max = integer(fields[.max], in: .nonNegative, .addonQuantity, "`max`")
    if let min, let max, max < min, let place = fields[.max] {
      report(.addonQuantity, "`max` (\(max)) is less than `min` (\(min))", at: .value(place))
      return nil
    }
    return Addon.Quantity(min: min, max: max)
  }

  private mutating func grant(_ node: NodeID?, of topup: NodeID) -> Grant {
    guard let node, let fields = fields(of: node, as: GrantField.self) else {
      return Grant()
    }
    let grant = Grant(
      priority: integer(fields[.priority], in: .nonNegative, .grantPriority, "`priority`"),
      expiration: expiration(fields[.expiration]),
      maxRolloverAmount: usage(fields[.maxRolloverAmount], "`maxRolloverAmount`"), metadata: metadata(fields[.metadata]))
    reportReserved(grant.metadata, at: Place(topup)["grant"], ReservedMetadata.topup)
    return grant
  }

  private mutating func expiration(_ node: NodeID?) -> Grant.Expiration? {
    guard let node, let fields = fields(of: node, as: ExpirationField.self, help: expirationHelp(node)) else { return nil }
    let unit: Grant.Expiration.Unit? = choice(fields[.duration], .unknownDuration, "duration")
    let count =
      fields[.count].map { integer($0, in: .positive, .grantExpirationCount, "`count`") } ?? 1
    guard let unit, let count else { return nil }
    return Grant.Expiration(unit, count: count)
  }

  /// The object to write in place of a text such as `1 year`; nil for an object.
  private func expirationHelp(_ node: NodeID) -> String? {
    if tree.kind(node) == .object { return nil }
    let text = tree.kind(node) == .string ? tree.text(node) : ""
    let digits = text.prefix { ("0"..."9").contains($0) }
    var word = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    if word.last == "S" { word.removeLast() }
    guard let unit = Grant.Expiration.Unit(rawValue: word), let count = digits.isEmpty ? 1 : Int64(digits), count > 0 else {
      return "write an object, such as `{\"duration\": \"YEAR\", \"count\": 1}`"
    }
    return "write `\"expiration\": {\"duration\": \"\(unit.rawValue)\", \"count\": \(count)}`"
  }
}
