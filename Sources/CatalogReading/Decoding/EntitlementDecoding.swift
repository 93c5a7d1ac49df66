import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Decoder {
  /// Reads the entitlements of a plan or an add-on.
  ///
  /// - Parameters:
  ///   - owner: the header of the plan or add-on.
  ///   - kind: what kind of item the owner is.
  mutating func entitlements(_ node: NodeID?, of owner: Header, _ kind: Item.Kind) -> [Draft.Entitlement] {
    guard let node else { return [] }
    guard
      tree.kind(node) == .object
        || reportType(.object, node, "`entitlements`", mapHelp(for: node, "entitlements", ofNames: "true"), as: map)
    else { return [] }
    if isEntitlement(node) {
      let feature = features.flatMap { tree.members(of: $0).first { _ in true } }.map { tree.text($0.key) } ?? "id"
      report(
        .wrongType, "`entitlements` must map feature ids to entitlements, found an entitlement without an id", at: .value(node),
        help: "write \(quoted: .fields([("entitlements", .map([(feature, .anyObject(nil))]))]))")
      return []
    }
    let members = tree.members(of: node)
    var entitlements: [Draft.Entitlement] = []
    entitlements.reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      let entitlement = entitlement(Draft.Reference(name: tree.text(key), node: value), of: kind)
      reportReserved(entitlement.metadata, at: Place(value), ReservedMetadata.namesOfEntitlement(kind))
      entitlements.append(entitlement)
    }
    return entitlements
  }

  private var features: NodeID? { tree.value(of: .root, named: CatalogField.features.rawValue) }

  /// Whether one entitlement is written in place of the map of them: all names are fields, and none is a feature.
  private func isEntitlement(_ node: NodeID) -> Bool {
    var hasField = false
    for (key, _) in tree.members(of: node) {
      guard EntitlementField(key, in: tree) != nil, features.flatMap({ tree.value(of: $0, named: tree.text(key)) }) == nil else {
        return false
      }
      hasField = true
    }
    return hasField
  }

  private mutating func entitlement(_ feature: Draft.Reference, of owner: Item.Kind) -> Draft.Entitlement {
    var entitlement = Draft.Entitlement(feature: feature)
    let node = feature.node
    switch tree.kind(node) {
    case .boolean: (entitlement.kinds, entitlement.value) = (.boolean, .boolean(enabled: tree.bool(node)))
    case .string:
      // In Swift, the member `.unlimited` is not the text "unlimited".
      let isUnlimited = tree.textEquals(node, Self.unlimited) && (!tree.isSwift || tree.isMember(node))
      entitlement.kinds = !isUnlimited ? .static : tree.isSwift ? [.metered, .limit] : [.metered, .limit, .static]
      entitlement.value = isUnlimited ? .unlimited : .static(config: Setting(.string(tree.text(node))))
    case .number:
      entitlement.kinds = [.metered, .limit]
      entitlement.value = usage(node, "the allowance").map { .metered(Allowance($0)) }
    case .object:
      if let literal = literal(in: node) {
        entitlement = self.entitlement(Draft.Reference(name: feature.name, node: literal), of: owner).at(feature)
        entitlement.faults = [
          Finding(
            .unknownField, "unknown field `value`", at: .name(literal),
            help: "write \(quoted: code(of: literal)) instead of the object")
        ]
      } else {
        entitlement.isObject = true
        read(node, of: owner, into: &entitlement)
      }
    case .array, .null:
      report(
        .wrongType,
        "expected `true`, `false`, a number, a string or \(json: "an object", swift: "a case such as `.metered(…)`"), "
          + "found \(tree.described(node))",
        at: .value(node), help: help(for: node, of: feature.name),
        repair: tree.kind(node) == .null ? Repair("remove it", .unsafe, [.remove(node)]) : nil)
    }
    return entitlement
  }

  /// What to write in place of a null, or of an array for a static feature.
  private func help(for node: NodeID, of feature: String) -> Phrase? {
    if tree.kind(node) == .null { return "remove the entry to grant nothing, or write a value" }
    guard let declared = features.flatMap({ tree.value(of: $0, named: feature) }),
      let type = tree.value(of: declared, named: FeatureField.type.rawValue), Feature.Kind(type, in: tree) == .static
    else { return nil }
    let range = tree.range(node)
    let text = String(decoding: tree.source.bytes[range.start..<range.end], as: UTF8.self)
    let list = text.contains("\n") ? "[…]" : text
    return "write \(quoted: .object(".static", [("config", .literal(list))]))"
  }

  private mutating func read(_ node: NodeID, of owner: Item.Kind, into entitlement: inout Draft.Entitlement) {
    if let place = unlimitedField(of: node) {
      entitlement.kinds = [.metered, .limit]
      entitlement.faults = [
        Finding(
          .wrongType, "an unlimited entitlement must not \(json: "be an object", swift: "have arguments")", at: place,
          help: "write \(code: .word(Self.unlimited)) instead\(json: " of the object", swift: "")")
      ]
      return
    }
    guard let fields = fields(of: node, as: EntitlementField.self) else { return }
    let metadata = metadata(fields[.metadata])
    let kinds: FeatureKinds
    if let node = fields[.type] {
      guard let named: Feature.Kind = choice(node, .unknownFeatureType, "feature type") else { return }
      kinds = FeatureKinds(named)
    } else {
      kinds = fields.reduce(.all) { $0.narrowed(by: $1) }
    }
    guard kinds != .all, let kind = kinds.list.first else {
      // A misspelled field has been reported, and what it was meant to be is unknown.
      guard fields.isComplete else { return }
      // `{}`, or only metadata: grants a boolean feature.
      (entitlement.kinds, entitlement.value) = (.boolean, .boolean(enabled: true))
      entitlement.metadata = metadata
      return
    }
    entitlement.kinds = kinds
    entitlement.metadata = metadata
    if fields.contains(where: { $0.kinds.isDisjoint(with: kinds) }) {
      for (name, value) in fields.all where name.kinds.isDisjoint(with: kinds) {
        // A misspelled one has been reported.
        guard tree.textEquals(tree.key(ofValue: value), name.rawValue) else { continue }
        report(
          .unknownField, "unknown field `\(name.rawValue)` in a \(kind.rawValue) entitlement", at: .name(value),
          help: "remove it; only \(list(name.kinds.list.map(\.rawValue))) entitlements have `\(name.rawValue)`")
      }
    }

    if kind != .static, fields[.prices] == nil { require(fields[.amount], EntitlementField.amount) }
    if let needed = kind.neededField, fields[needed] == nil, fields[.prices] == nil {
      report(.missingField, "missing required field `\(needed.rawValue)` in a \(kind.rawValue) entitlement", at: .name(node))
    }
    switch kind {
    case .boolean:
      let enabled = fields[.enabled].map { bool($0) } ?? true
      entitlement.value = enabled.map { .boolean(enabled: $0) }
    case .static:
      entitlement.value = fields[.config].map { .static(config: Setting(JSON(tree, $0))) }
    case .limit:
      let amount = usage(fields[.amount], "the limit")
      let isSet = bool(fields[.set])
      if isSet == true, owner == .plan, let node = fields[.set] {
        report(
          .limitSetInPlan, "`set` is not allowed in a plan; its limits are what add-ons raise", at: .name(node),
          help: "remove it",
          repair: Repair("remove it", .safe, [.remove(node)]))
      }
      let perUnit = bool(fields[.perUnit])
      if isSet == true, perUnit == true, owner != .plan, let node = fields[.perUnit] {
        report(
          .limitSetPerUnit, "`set` and `perUnit` cannot be combined", at: .name(node),
          help: "remove `perUnit` to raise the limit to \(amount.map { "\($0)" } ?? "the amount"), however many are bought",
          related: [.init("`set`", at: fields[.set].map { .name($0) } ?? .name(node))])
      }
      entitlement.value = amount.map { .limit(Limit($0, isSet: isSet ?? false, perUnit: perUnit)) }
    case .metered:
      // Without an allowance, all usage is paid.
      let amount = fields[.amount] == nil ? .zero : usage(fields[.amount], "the allowance")
      let reset: Reset? = choice(fields[.reset], .unknownReset, "reset period", synonym: Self.longReset)
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      let perUnit = bool(fields[.perUnit])
      let max = usage(fields[.max], "`max`")
      let prices = usagePrices(fields[.prices], owner)
      guard let amount, let prices, (reset == nil) == (fields[.reset] == nil), (max == nil) == (fields[.max] == nil) else {
        return
      }
      let allowance = Allowance(
        amount, reset: reset, perUnit: perUnit, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage,
        usage: prices.isEmpty ? nil : UsageTerms(prices, max: max))
      if prices.isEmpty, max != nil {
        report(
          .usageMaximum, "`max` needs `prices`", at: Place(node)["max"],
          help: "remove `max`, or add `prices`")
      } else if reportContradictions(of: allowance, at: Place(node)) {
        entitlement.value = .metered(allowance)
      }
    }
  }
}

extension Decoder {
  /// Whether the terms of an allowance agree with each other.
  private mutating func reportContradictions(of allowance: Allowance, at place: Place) -> Bool {
    guard allowance.usage != nil else { return true }
    let before = findings.count
    if let max = allowance.max, max < allowance.amount {
      report(.usageMaximum, "`max` (\(max)) is less than `amount` (\(allowance.amount))", at: place["max"])
    }
    if allowance.writtenReset == .never {
      report(
        .usagePriceContradiction, "usage with a price must be renewed; it cannot be granted once", at: place["reset"],
        help: "write \(Phrase.words(Period.allCases))")
    }
    if allowance.isSoftLimit != nil {
      report(
        .usagePriceContradiction, "`isSoftLimit` and `prices` cannot be combined", at: place["isSoftLimit"],
        help: "remove it; access ends at `max`")
    }
    if allowance.preserveOverageAtReset != nil {
      report(
        .usagePriceContradiction, "`preserveOverageAtReset` and `prices` cannot be combined",
        at: place["preserveOverageAtReset"],
        help: "remove it; overage is charged")
    }
    for price in allowance.prices {
      guard let first = price.rate.tiers.first else { continue }
      if let bound = first.upTo, bound <= allowance.amount {
        report(
          .tierBounds, "the first bound (\(bound)) must be above the allowance (\(allowance.amount)), which bounds count, too",
          at: price.place["tiers", "0", "upTo"])
      }
      if first.flat != .zero, allowance.amount.isZero {
        report(
          .firstTierFlat, "`flat` in the first tier needs an allowance", at: price.place["tiers", "0", "flat"],
          help: "write a fee for no usage as a price of the item")
      }
      if allowance.perUnit == true {
        report(
          .usagePriceContradiction, "`perUnit` and `tiers` cannot be combined", at: place["perUnit"],
          help: "remove it, or write one `amount` instead of the tiers")
      }
    }
    return findings.count == before
  }

  /// The entitlement that is more than any number.
  package static let unlimited = "unlimited"

  /// The field of an object that says that the entitlement is unlimited: `"unlimited": true`, `"type": "unlimited"` or
  /// `"amount": "unlimited"`.
  private func unlimitedField(of node: NodeID) -> Place? {
    for (key, value) in tree.members(of: node) {
      switch tree.kind(value) {
      case .boolean where tree.bool(value) && tree.textEquals(key, Self.unlimited): return .name(value)
      case .string where tree.textEquals(value, Self.unlimited):
        if [.type, .amount].contains(EntitlementField(key, in: tree)) { return .value(value) }
      default: break
      }
    }
    return nil
  }

  /// The literal of an object that has only a field `value`.
  private func literal(in node: NodeID) -> NodeID? {
    var members = tree.members(of: node)
    guard let (key, value) = members.next(), members.next() == nil, tree.textEquals(key, "value") else { return nil }
    return [.boolean, .number, .string].contains(tree.kind(value)) ? value : nil
  }

  /// Help for a reset period that no provider has: several months or weeks.
  private static func longReset(_ word: String) -> (help: Phrase, repair: (NodeID) -> Repair?)? {
    guard multiple(word) != nil else { return nil }
    return ("use \(Phrase.words(Period.allCases)); an allowance cannot reset every few weeks or months", { _ in nil })
  }
}

extension Entitlement.Value {
  /// What the value means for a feature of this type. A number is read as an allowance, but can also be a limit; the word
  /// `unlimited` is a setting of a static feature.
  func adapted(to kind: Feature.Kind) -> Entitlement.Value {
    switch (self, kind) {
    case (.metered(let allowance), .limit): .limit(Limit(allowance.amount, perUnit: allowance.perUnit))
    case (.unlimited, .static): .static(config: Setting(.string(Decoder.unlimited)))
    default: self
    }
  }
}
