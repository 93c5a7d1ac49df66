import Catalog
import Syntax

extension Decoder {
  /// Reads the entitlements of a plan or an add-on.
  ///
  /// - Parameter kind: of the owner.
  mutating func entitlements(_ node: NodeID?, of kind: Item.Kind) -> [Draft.Entitlement] {
    guard let node, expect(.object, node, "the map of entitlements") else { return [] }
    let members = tree.members(of: node)
    var entitlements: [Draft.Entitlement] = []
    entitlements.reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      let entitlement = entitlement(Draft.Reference(name: tree.text(key), node: value))
      reportReserved(entitlement.metadata, at: Place(value), ReservedMetadata.namesOfEntitlement(kind))
      entitlements.append(entitlement)
    }
    if entitlements.isEmpty {
      report(.noEntitlements, "the \(kind.described) entitles to nothing", at: .value(node), help: "give it at least one feature")
    }
    return entitlements
  }

  private mutating func entitlement(_ feature: Draft.Reference) -> Draft.Entitlement {
    var entitlement = Draft.Entitlement(feature: feature)
    let node = feature.node
    switch tree.kind(node) {
    case .boolean: (entitlement.kind, entitlement.value) = (.boolean, .boolean(enabled: tree.bool(node)))
    case .string: (entitlement.kind, entitlement.value) = (.static, .static(config: tree.text(node)))
    case .number:
      entitlement.kind = .metered
      entitlement.value = usage(node, "an allowance").map { .metered(Allowance($0)) }
    case .object: read(node, into: &entitlement)
    case .array, .null:
      report(
        .wrongType, "an entitlement is true or false, a number, a string or an object, found \(tree.kind(node).described)",
        at: .value(node))
    }
    return entitlement
  }

  private mutating func read(_ node: NodeID, into entitlement: inout Draft.Entitlement) {
    guard var fields = fields(of: node, as: EntitlementField.self) else { return }
    let metadata = metadata(fields[.metadata])
    var named: Feature.Kind?
    if let node = fields[.type] {
      named = choice(node, .unknownFeatureType, "feature type")
      if named == nil { return }
    }
    // Without a type, the first member that only one kind has decides.
    guard let kind = named ?? fields.first(where: { $0.kind != nil })?.kind else {
      // A misspelt member has been reported; what it was to say is unknown.
      guard fields.isComplete else { return }
      // `{}`, or metadata alone: whatever the feature needs no word for.
      entitlement.value = .boolean(enabled: true)
      entitlement.metadata = metadata
      return
    }
    entitlement.kind = kind
    entitlement.metadata = metadata
    let isOfAnotherKind = { (name: EntitlementField) in name.kind.map { $0 != kind } ?? false }
    while let name = fields.first(where: isOfAnotherKind), let other = name.kind, let node = fields.remove(name) {
      report(
        .unknownField, "a \(kind.rawValue) entitlement has no field `\(name.rawValue)`", at: .name(node),
        help: "`\(name.rawValue)` belongs to a \(other.rawValue) entitlement")
    }

    if let needed = kind.neededField, fields[needed] == nil {
      report(.missingField, "a \(kind.rawValue) entitlement needs the field `\(needed.rawValue)`", at: .name(node))
    }
    switch kind {
    case .boolean:
      let enabled = fields[.enabled].map { bool($0) } ?? true
      entitlement.value = enabled.map { .boolean(enabled: $0) }
    case .static:
      entitlement.value = string(fields[.config]).map { .static(config: $0) }
    case .metered:
      let amount = usage(fields[.amount], "an allowance")
      let reset: Period? = fields[.reset].map { choice($0, .unknownReset, "reset") } ?? .month
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      guard let amount, let reset else { return }
      entitlement.value = .metered(
        Allowance(amount, reset: reset, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage))
    }
  }
}

extension Entitlement.Value {
  /// The type of feature that can be given so.
  var kind: Feature.Kind {
    switch self {
    case .boolean: .boolean
    case .metered: .metered
    case .static: .static
    }
  }
}
