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
    if let other = otherFile("a catalog", [.artifact, .idsFile]) ?? unrelatedFile() {
      findings.append(other)
      return draft
    }
    guard let fields = fields(of: .root, as: CatalogField.self) else { return draft }
    catalogID = catalogID(fields[.id])
    draft.id = catalogID
    if let node = fields[.meters] {
      for (key, node) in entries(of: node, "meters", as: MeterField.self) { draft.meters.append(meter(key, node)) }
    }
    if let node = fields[.features] {
      for (key, node) in entries(of: node, "features", as: FeatureField.self) { draft.features.append(feature(key, node)) }
    }
    if let node = fields[.plans] {
      for (key, node) in entries(of: node, "plans", as: PlanField.self) { draft.plans.append(plan(key, node)) }
    }
    if let node = fields[.addons] {
      for (key, node) in entries(of: node, "addons", as: AddonField.self) { draft.addons.append(addon(key, node)) }
    }
    if let node = fields[.topups] {
      for (key, node) in entries(of: node, "topups", as: TopupField.self) { draft.topups.append(topup(key, node)) }
    }
    if let node = fields[.discounts] {
      for (key, node) in entries(of: node, "discounts", as: DiscountField.self) { draft.discounts.append(discount(key, node)) }
    }
    draft.unread = Section.allCases.filter { !isRead($0, fields) }
    if let node = fields[.providers] {
      let entries = entries(of: node, "providers")
      var taken = names(in: entries)
      for (key, node) in entries {
        if let settings = settings(key, node, &taken) { draft.providers.append(settings) }
      }
    }
    if let node = fields[.lint] { draft.lint = lint(node) }
    draft.hasUsagePrices = hasUsagePrices
    return draft
  }

  /// Whether the entries of a section are known: it is a whole object, or it can be omitted and no unknown field may be it.
  private func isRead(_ section: Section, _ fields: Fields<CatalogField>) -> Bool {
    guard let field = CatalogField(rawValue: section.rawValue) else { return true }
    guard let node = fields[field] else { return fields.isComplete && !field.spec.isRequired }
    // Plans are also known by their keys.
    let isDamaged = tree.isDamaged(node) || section == .plans && tree.members(of: node).contains { tree.isDamaged($0.value) }
    return isMap(node) && !isDamaged
  }

  private mutating func catalogID(_ node: NodeID?) -> String? {
    guard let text = string(node), let node else { return nil }
    let words = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    if text.isEmpty {
      report(
        .catalogID, "the catalog's `id` must not be empty", at: .value(node), help: "write an id such as `\"chat\"`, or remove it"
      )
      return nil
    }
    guard text.utf8.count <= 32, text.utf8.first.map(isLetter) == true,
      words.allSatisfy({ !$0.isEmpty && $0.allSatisfy { isLetter($0) || $0 &- UInt8(ascii: "0") <= 9 } })
    else {
      report(
        .catalogID, "the catalog's `id` must be words of lower-case letters and digits joined by `_`, found \(quoted(text))",
        at: .value(node), help: "write at most 32 characters that begin with a letter, such as `\"chat\"`")
      return nil
    }
    return text
  }

  /// Secrets do not belong in a file that is committed and shared.
  package mutating func reportSecrets() {
    for (node, prefix) in tree.secrets {
      reportSecret("this string looks like a provider secret (`\(prefix)…`)", at: Place(node, part: .bytes(tree.range(node))))
    }
    for (range, prefix) in tree.secretsInComments {
      reportSecret("this comment contains a provider secret (`\(prefix)…`)", at: Place(.root, part: .bytes(range)))
    }
  }

  private mutating func reportSecret(_ message: Phrase, at place: Place) {
    var finding = Finding(
      .secretInCatalog, message, at: place,
      help: "remove it, rotate it at the provider, and pass the new one through the environment")
    finding.isSecret = true
    findings.append(finding)
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
      tree.text(id), in: section, of: catalogID, key: self.name(key), name: self.name(name), description: string(description),
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
        help: """
          set it to the CloudEvents `type` of your usage events, such as \
          \(code: .fields([("eventType", .string("ai.tokens"))]))
          """)
    }
    if aggregation?.needsValue == true { require(fields[.valueProperty], MeterField.valueProperty) }
    let valueProperty = string(fields[.valueProperty])
    if let aggregation, aggregation.needsValue, fields[.valueProperty] == nil || valueProperty == "" {
      report(
        .meterWithoutValueProperty,
        "meter \(quoted(header.id)) aggregates with \(word: aggregation) but has no `valueProperty`", at: .name(node),
        help: "set it to a JSONPath into the event's data, such as \(code: .fields([("valueProperty", .string("$.tokens"))]))")
    }
    var groupBy: [Meter.Dimension] = []
    if let node = fields[.groupBy] {
      for (key, value) in entries(of: node, "groupBy") {
        if let path = name(value) { groupBy.append(.init(name: tree.text(key), path: path)) }
      }
    }
    let ids = providerIds(fields[.providerIds])
    let isWhole = fields[.groupBy].map { !tree.isDamaged($0) } ?? true
    guard let aggregation, let eventType, isWhole else { return Draft.Meter(header: header, meter: nil) }
    return Draft.Meter(
      header: header,
      meter: Meter(
        header, eventType: eventType, aggregation: aggregation, valueProperty: valueProperty, groupBy: groupBy,
        providerIds: ids))
  }

  private mutating func feature(_ id: NodeID, _ node: NodeID) -> Draft.Feature {
    guard let fields = fields(of: node, as: FeatureField.self) else {
      return Draft.Feature(header: header(id, node, in: .features), kind: nil, meter: nil)
    }
    return Draft.Feature(
      header: header(
        id, node, in: .features, key: fields[.key], name: fields[.name], description: fields[.description],
        metadata: fields[.metadata]),
      kind: choice(fields[.type], .unknownFeatureType, "feature type"), meter: reference(fields[.meter]),
      filters: filters(fields[.where]), costs: costs(fields[.costs]), isPool: fields[.costs] != nil,
      providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func costs(_ node: NodeID?) -> [Draft.Cost] {
    guard let node else { return [] }
    let costs = entries(of: node, "costs").map { key, value in
      var cost = usage(value, "the cost")
      if cost?.isZero == true {
        report(
          .creditCost, "the cost must be above 0", at: .value(value),
          help: "remove \(quoted(tree.text(key))) from the pool if it costs nothing")
        cost = nil
      }
      return Draft.Cost(feature: Draft.Reference(name: tree.text(key), node: value), cost: cost)
    }
    if costs.isEmpty, tree.kind(node) == .object {
      report(.creditPool, "`costs` must not be empty", at: .value(node), help: "name the features that draw on the pool")
    }
    return costs
  }

  private mutating func filters(_ node: NodeID?) -> [Draft.Filter] {
    guard let node else { return [] }
    return entries(of: node, "where").compactMap { key, value in
      var list = value
      var isExcluding = false
      if tree.kind(value) == .object {
        guard let fields = fields(of: value, as: FilterField.self), let excluded = fields[.not] else { return nil }
        (list, isExcluding) = (excluded, true)
      }
      guard let values = texts(list, allowsText: !isExcluding) else { return nil }
      return Draft.Filter(
        MeterFilter(group: tree.text(key), isExcluding: isExcluding, values: values), node: value)
    }
  }

  /// The strings of an array that is not empty, or one string.
  private mutating func texts(_ node: NodeID, allowsText: Bool) -> [String]? {
    if allowsText, tree.kind(node) == .string { return [tree.text(node)] }
    let list = literalText(node).map { "write \(allowsText ? "\(quoted: $0) or " : "")\(quoted: .list([$0]))" as Phrase }
    let wanted = allowsText ? "a string or an array" : nil
    guard expect(.array, node, "", help: list, as: wanted) else { return nil }
    let elements = Array(tree.elements(of: node))
    if elements.isEmpty {
      report(.meterFilter, "the list of values must not be empty", at: .value(node))
      return nil
    }
    var values: [String] = []
    for element in elements {
      let help: Phrase? = literalText(element).map { "write \(quoted: $0)" }
      if let text = text(element, help: help) { values.append(tree.text(text)) }
    }
    return values.count == elements.count ? values : nil
  }

  /// A string, or a number or a boolean as a string.
  private func literalText(_ node: NodeID) -> Phrase.Code? {
    switch tree.kind(node) {
    case .string, .number: .string(tree.text(node))
    case .boolean: .string("\(tree.bool(node))")
    case .array, .object, .null: nil
    }
  }

  private mutating func plan(_ id: NodeID, _ node: NodeID) -> Draft.Plan {
    guard let fields = fields(of: node, as: PlanField.self) else {
      return Draft.Plan(header: header(id, node, in: .plans))
    }
    let header = header(
      id, node, in: .plans, key: fields[.key], name: fields[.name], description: fields[.description], metadata: fields[.metadata]
    )
    reportMissingEntitlements(
      fields[.entitlements], header, .plan, prices: fields[.prices], onRequest: fields[.onRequest], isComplete: fields.isComplete)
    return Draft.Plan(
      header: header, entitlements: entitlements(fields[.entitlements], of: header, .plan),
      prices: prices(fields[.prices], of: header, .plan), quantity: quantity(fields[.quantity]),
      isDefault: bool(fields[.default]) ?? false, group: name(fields[.group]),
      availability: availability(sold: fields[.sold], onRequest: fields[.onRequest]),
      providerIds: providerIds(fields[.providerIds]), isWhole: !tree.isDamaged(node))
  }

  private mutating func availability(sold: NodeID?, onRequest: NodeID? = nil) -> Availability {
    let (isSold, isOnRequest) = (bool(sold), bool(onRequest))
    return isSold == false ? .unsold : isOnRequest == true ? .onRequest : .sold
  }

  /// An item without features says so. One on request may have any.
  private mutating func reportMissingEntitlements(
    _ node: NodeID?, _ header: Header, _ kind: Item.Kind, prices: NodeID?, onRequest: NodeID?, isComplete: Bool
  ) {
    guard node == nil, isComplete, onRequest.map({ tree.kind($0) == .boolean && tree.bool($0) }) != true else { return }
    if let prices, tree.kind(prices) != .object || tree.members(of: prices).underestimatedCount > 0 {
      report(
        .noEntitlements, "\(kind.described) \(quoted(header.id)) grants no features", at: header.place.name,
        help: "add `entitlements`; write \(code: .fields([("entitlements", .map([]))])) if it has no features")
    } else {
      report(.missingField, "missing required field `entitlements`", at: header.place.name)
    }
  }

  private mutating func addon(_ id: NodeID, _ node: NodeID) -> Draft.Addon {
    guard let fields = fields(of: node, as: AddonField.self) else {
      return Draft.Addon(plan: Draft.Plan(header: header(id, node, in: .addons)))
    }
    let header = header(
      id, node, in: .addons, key: fields[.key], name: fields[.name], description: fields[.description],
      metadata: fields[.metadata])
    reportMissingEntitlements(
      fields[.entitlements], header, .addon, prices: fields[.prices], onRequest: fields[.onRequest],
      isComplete: fields.isComplete)
    return Draft.Addon(
      plan: Draft.Plan(
        header: header, entitlements: entitlements(fields[.entitlements], of: header, .addon),
        prices: prices(fields[.prices], of: header, .addon), quantity: quantity(of: fields),
        availability: availability(sold: fields[.sold], onRequest: fields[.onRequest]),
        providerIds: providerIds(fields[.providerIds]), isWhole: !tree.isDamaged(node)),
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]))
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
    if let node = fields[.prices], isMap(node), prices.isEmpty {
      report(.topupWithoutPrice, "top-up \(quoted(header.id)) has no price and cannot be bought", at: .value(node))
    }
    return Draft.Topup(
      header: header, feature: reference(fields[.feature]), amount: amount, prices: prices,
      compatiblePlans: compatiblePlans(fields[.compatiblePlans]), quantity: quantity(fields[.quantity]),
      grant: grant(fields[.grant], of: node), availability: availability(sold: fields[.sold]),
      providerIds: providerIds(fields[.providerIds]))
  }

  private mutating func compatiblePlans(_ node: NodeID?) -> [Draft.Reference] { references(node) }

  /// The names in a list.
  mutating func references(_ node: NodeID?) -> [Draft.Reference] {
    guard let node, expectArray(node) else { return [] }
    let elements = tree.elements(of: node)
    var references: [Draft.Reference] = []
    references.reserveCapacity(elements.underestimatedCount)
    for element in elements {
      if let reference = reference(element) { references.append(reference) }
    }
    return references
  }

  /// `"multiple": true` is an empty quantity.
  private mutating func quantity(of addon: Fields<AddonField>) -> Draft.Quantity? {
    let quantity = quantity(addon[.quantity])
    guard let multiple = bool(addon[.multiple]) else { return quantity }
    if !multiple, let node = addon[.multiple], let other = addon[.quantity] {
      report(
        .quantityBounds, "`multiple` is false, but there is a `quantity`", at: .value(node), help: "remove one of them",
        related: [.init("the quantity", at: .name(other))])
    }
    return multiple ? quantity ?? Draft.Quantity(isMultiple: true) : quantity
  }

  private mutating func quantity(_ node: NodeID?) -> Draft.Quantity? {
    guard let node, let fields = fields(of: node, as: QuantityField.self) else { return nil }
    let min = integer(fields[.min], in: .positive, .quantityBounds, "`min`")
    let max = integer(fields[.max], in: .positive, .quantityBounds, "`max`")
    if let max, max < min ?? 1, let place = fields[.max] {
      report(.quantityBounds, "`max` (\(max)) is less than `min` (\(min ?? 1))", at: .value(place))
    }
    return Draft.Quantity(feature: reference(fields[.feature]), min: min, max: max)
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

  private static func expirationCode(_ unit: Grant.Expiration.Unit, _ count: Int64) -> Phrase.Code {
    .object("Expiration", [("duration", .word(unit.rawValue)), ("count", .literal("\(count)"))])
  }

  /// The object to write in place of a text such as `1 year`; nil for an object.
  private func expirationHelp(_ node: NodeID) -> Phrase? {
    if tree.kind(node) == .object { return nil }
    let text = tree.kind(node) == .string ? tree.text(node) : ""
    let digits = text.prefix { ("0"..."9").contains($0) }
    var word = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    if word.last == "S" { word.removeLast() }
    guard let unit = Grant.Expiration.Unit(rawValue: word), let count = digits.isEmpty ? 1 : Int64(digits), count > 0 else {
      return "write an object, such as \(code: Self.expirationCode(.year, 1))"
    }
    return "write \(code: .fields([("expiration", Self.expirationCode(unit, count))]))"
  }
}
