import Catalog
import Diagnostics
import Syntax

extension Decoder {
  /// Reads the entitlements of a plan or an add-on.
  ///
  /// - Parameters:
  ///   - owner: the header of the plan or add-on.
  ///   - kind: what kind of item the owner is.
  mutating func entitlements(_ node: NodeID?, of owner: Header, _ kind: Item.Kind) -> [Draft.Entitlement] {
    guard let node, expect(.object, node, "`entitlements`") else { return [] }
    let members = tree.members(of: node)
    var entitlements: [Draft.Entitlement] = []
    entitlements.reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      let entitlement = entitlement(Draft.Reference(name: tree.text(key), node: value))
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

  private mutating func entitlement(_ feature: Draft.Reference) -> Draft.Entitlement {
    var entitlement = Draft.Entitlement(feature: feature)
    let node = feature.node
    switch tree.kind(node) {
    case .boolean: (entitlement.kind, entitlement.value) = (.boolean, .boolean(enabled: tree.bool(node)))
    case .string: (entitlement.kind, entitlement.value) = (.static, .static(config: tree.text(node)))
    case .number:
      entitlement.kind = .metered
      entitlement.value = usage(node, "the allowance").map { .metered(Allowance($0)) }
    case .object: read(node, into: &entitlement)
    case .array, .null:
      report(
        .wrongType, "expected `true`, `false`, a number, a string or an object, found \(tree.kind(node).described)",
        at: .value(node))
    }
    return entitlement
  }

  private mutating func read(_ node: NodeID, into entitlement: inout Draft.Entitlement) {
    guard let fields = fields(of: node, as: EntitlementField.self) else { return }
    let metadata = metadata(fields[.metadata])
    var named: Feature.Kind?
    if let node = fields[.type] {
      named = choice(node, .unknownFeatureType, "feature type")
      if named == nil { return }
    }
    // Without a type, the first field that only one kind has decides.
    guard let kind = named ?? fields.first(where: { $0.kind != nil })?.name.kind else {
      // A misspelled field has been reported, and what it was meant to be is unknown.
      guard fields.isComplete else { return }
      // `{}`, or only metadata: grants a boolean feature.
      entitlement.value = .boolean(enabled: true)
      entitlement.metadata = metadata
      return
    }
    entitlement.kind = kind
    entitlement.metadata = metadata
    if fields.first(where: { $0.kind != nil && $0.kind != kind }) != nil {
      for (name, value) in fields.all {
        guard let other = name.kind, other != kind else { continue }
        report(
          .unknownField, "unknown field `\(name.rawValue)` in a \(kind.rawValue) entitlement", at: .name(value),
          help: "`\(name.rawValue)` belongs to \(other.rawValue) entitlements")
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
      entitlement.value = string(fields[.config]).map { .static(config: $0) }
    case .metered:
      let amount = usage(fields[.amount], "the allowance")
      let reset: Period? = fields[.reset].map { choice($0, .unknownReset, "reset period") } ?? .month
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      guard let amount, let reset else { return }
      entitlement.value = .metered(
        Allowance(amount, reset: reset, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage))
    }
  }
}

extension Entitlement.Value {
  /// The type of feature that such a value is for.
  var kind: Feature.Kind {
    switch self {
    case .boolean: .boolean
    case .metered: .metered
    case .static: .static
    }
  }
}
