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
        || reportType(.object, node, "`entitlements`", mapHelp(for: node, "entitlements", ofNames: "true"))
    else { return [] }
    let members = tree.members(of: node)
    var entitlements: [Draft.Entitlement] = []
    entitlements.reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      let entitlement = entitlement(Draft.Reference(name: tree.text(key), node: value), of: kind)
      reportReserved(entitlement.metadata, at: Place(value), ReservedMetadata.namesOfEntitlement(kind))
      entitlements.append(entitlement)
    }
    if entitlements.isEmpty {
      report(
        .noEntitlements, "\(kind.described) \(quoted(owner.id)) grants no features", at: .value(node),
        help: "add at least one entitlement")
    }
    return entitlements
  }

  private mutating func entitlement(_ feature: Draft.Reference, of owner: Item.Kind) -> Draft.Entitlement {
    var entitlement = Draft.Entitlement(feature: feature)
    let node = feature.node
    switch tree.kind(node) {
    case .boolean: (entitlement.kinds, entitlement.value) = (.boolean, .boolean(enabled: tree.bool(node)))
    case .string:
      // In Swift, the member `.unlimited` is not the text "unlimited".
      let isUnlimited = tree.hasText(node, Self.unlimited) && (!tree.isSwift || tree.isMember(node))
      entitlement.kinds = !isUnlimited ? .static : tree.isSwift ? [.metered, .limit] : [.metered, .limit, .static]
      entitlement.value = isUnlimited ? .unlimited : .static(config: Setting(.string(tree.text(node))))
    case .number:
      entitlement.kinds = [.metered, .limit]
      entitlement.value = usage(node, "the allowance").map { .metered(Allowance($0)) }
    case .object:
      entitlement.isObject = true
      read(node, of: owner, into: &entitlement)
    case .array, .null:
      report(
        .wrongType, "expected `true`, `false`, a number, a string or an object, found \(tree.kind(node).described)",
        at: .value(node))
    }
    return entitlement
  }

  private mutating func read(_ node: NodeID, of owner: Item.Kind, into entitlement: inout Draft.Entitlement) {
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
    if fields.first(where: { $0.kinds.isDisjoint(with: kinds) }) != nil {
      for (name, value) in fields.all where name.kinds.isDisjoint(with: kinds) {
        // A misspelled one has been reported.
        guard tree.hasText(tree.key(ofValue: value), name.rawValue) else { continue }
        report(
          .unknownField, "unknown field `\(name.rawValue)` in a \(kind.rawValue) entitlement", at: .name(value),
          help: "`\(name.rawValue)` belongs to \(list(name.kinds.list.map(\.rawValue))) entitlements")
      }
    }

    if let needed = kind.neededField, fields[needed] == nil {
      report(.missingField, "missing required field `\(needed.rawValue)` in a \(kind.rawValue) entitlement", at: .name(node))
    }
    switch kind {
    case .boolean:
      let enabled = fields[.enabled].map { bool($0) } ?? true
      entitlement.value = enabled.map { .boolean(enabled: $0) }
    case .static:
      entitlement.value = fields[.config].map { .static(config: Setting(JSON(tree, $0))) }
    case .limit:
      let amount = entitlementAmount(fields[.amount], "the limit")
      let isSet = bool(fields[.set])
      if isSet == true, owner == .plan, let node = fields[.set] {
        report(
          .limitSetInPlan, "`set` is not allowed in a plan; its limits are what add-ons raise", at: .name(node),
          help: "remove it",
          repair: Repair("remove it", .safe, [.remove(node)]))
      }
      entitlement.value = amount.map { .limit(Limit($0, isSet: isSet ?? false)) }
    case .metered:
      let amount = entitlementAmount(fields[.amount], "the allowance")
      let reset: Reset? = choice(fields[.reset], .unknownReset, "reset period", synonym: Self.longReset)
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      guard let amount, (reset == nil) == (fields[.reset] == nil) else { return }
      entitlement.value = .metered(
        Allowance(amount, reset: reset, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage))
    }
  }
}

extension Decoder {
  /// The entitlement that is more than any number.
  static let unlimited = "unlimited"

  private mutating func entitlementAmount(_ node: NodeID?, _ what: String) -> ExactDecimal? {
    guard let node, tree.kind(node) == .string, tree.hasText(node, Self.unlimited) else { return usage(node, what) }
    report(
      .wrongType, "an unlimited entitlement has no other fields", at: .value(node),
      help: "write \(tree.isSwift ? "`.unlimited`" : "`\"unlimited\"`") instead of the object")
    return nil
  }

  /// Help for a reset period that no provider has: several months or weeks.
  private static func longReset(_ word: String) -> (help: String, repair: (NodeID) -> Repair?)? {
    guard multiple(word) != nil else { return nil }
    let words = list(Period.allCases.map { "`\($0.rawValue)`" }, and: "or")
    return ("an allowance cannot reset every few weeks or months; use \(words)", { _ in nil })
  }
}

extension Entitlement.Value {
  /// What the value means for a feature of this type. A number is read as an allowance, but can also be a limit; the word
  /// `unlimited` is a setting of a static feature.
  func adapted(to kind: Feature.Kind) -> Entitlement.Value {
    switch (self, kind) {
    case (.metered(let allowance), .limit): .limit(Limit(allowance.amount))
    case (.unlimited, .static): .static(config: Setting(.string(Decoder.unlimited)))
    default: self
    }
  }
}
