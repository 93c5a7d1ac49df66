import Diagnostics
import JSONText
import Syntax

extension Decoder {
  /// Reads the entitlements of a plan or an add-on.
  ///
  /// - Returns: where they are among those of all.
  mutating func entitlements(_ node: NodeID?, of owner: String) -> Range<Int> {
    let start = entitlements.count
    guard let node, expect(.object, node, "the map of entitlements") else { return start..<start }
    for (key, value) in tree.members(of: node) {
      let entitlement = entitlement(Draft.Reference(name: key, node: value))
      entitlements.append(entitlement)
    }
    if entitlements.count == start {
      report(.noEntitlements, "\(owner) entitles to nothing", at: .value(node), help: "give it at least one feature")
    }
    return start..<entitlements.count
  }

  private mutating func entitlement(_ feature: Draft.Reference) -> Draft.Entitlement {
    let node = feature.node
    switch tree.kind(node) {
    case .boolean: return draft(feature, .boolean(enabled: tree.bool(node)))
    case .string: return draft(feature, .static(config: tree.text(node)))
    case .number:
      let amount = usage(node, "an allowance")
      return draft(
        feature, kind: .metered,
        amount.map { .metered(Allowance(amount: $0, reset: .month, isSoftLimit: nil, preserveOverageAtReset: nil)) })
    case .object: return entitlementObject(feature)
    case .array, .null:
      report(
        .wrongType, "an entitlement is true or false, a number, a string or an object, found \(tree.kind(node).described)",
        at: .value(node))
      return draft(feature, kind: nil, nil)
    }
  }

  private mutating func entitlementObject(_ feature: Draft.Reference) -> Draft.Entitlement {
    guard var fields = fields(of: feature.node, as: EntitlementField.self) else { return draft(feature, kind: nil, nil) }
    let metadata = metadata(fields[.metadata])
    var named: Feature.Kind?
    if let node = fields[.type] {
      named = choice(node, .unknownFeatureType, "feature type")
      if named == nil { return draft(feature, kind: nil, nil) }
    }
    // Without a type, the first member that only one kind has decides.
    guard let kind = named ?? fields.first(where: { $0.kind != nil })?.kind else {
      // A misspelt member has been reported; what it was to say is unknown.
      guard fields.isComplete else { return draft(feature, kind: nil, nil) }
      // `{}`, or metadata alone: whatever the feature needs no word for.
      return draft(feature, kind: nil, .boolean(enabled: true), metadata)
    }
    let isOfAnotherKind = { (name: EntitlementField) in name.kind.map { $0 != kind } ?? false }
    while let name = fields.first(where: isOfAnotherKind), let other = name.kind, let node = fields.remove(name) {
      report(
        .unknownField, "a \(kind.rawValue) entitlement has no field '\(name.rawValue)'", at: .name(node),
        help: "'\(name.rawValue)' belongs to a \(other.rawValue) entitlement")
    }

    if let needed = kind.neededField, fields[needed] == nil {
      report(.missingField, "a \(kind.rawValue) entitlement needs the field '\(needed.rawValue)'", at: .name(feature.node))
    }
    switch kind {
    case .boolean:
      let enabled = fields[.enabled].map { bool($0) } ?? true
      return draft(feature, kind: kind, enabled.map { .boolean(enabled: $0) }, metadata)
    case .static:
      return draft(feature, kind: kind, string(fields[.config]).map { .static(config: $0) }, metadata)
    case .metered:
      let amount = usage(fields[.amount], "an allowance")
      let reset: Period? = fields[.reset].map { choice($0, .unknownReset, "reset") } ?? .month
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      guard let amount, let reset else { return draft(feature, kind: kind, nil, metadata) }
      let allowance = Allowance(
        amount: amount, reset: reset, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage)
      return draft(feature, kind: kind, .metered(allowance), metadata)
    }
  }

  private func draft(_ feature: Draft.Reference, _ value: Entitlement.Value) -> Draft.Entitlement {
    draft(feature, kind: value.kind, value)
  }

  private func draft(
    _ feature: Draft.Reference, kind: Feature.Kind?, _ value: Entitlement.Value?, _ metadata: [JSON.Member] = []
  ) -> Draft.Entitlement {
    let index = features?.find(feature.name).map { Int32(truncatingIfNeeded: $0) } ?? -1
    return Draft.Entitlement(feature: feature, featureIndex: index, kind: kind, value: value, metadata: metadata)
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
