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
      let read = entitlement(value)
      let feature = featureIDs?.find(key) ?? -1
      let isSound = read.value.map { feature >= 0 && $0.kind == features[feature].kind } ?? false
      if !isSound {
        doubts.append(Draft.Doubt(entitlement: entitlements.count, kind: read.kind, value: read.value))
      }
      // What could not be read stands for nothing: where there are doubts, no catalog is made of the draft.
      entitlements.append(
        Entitlement(
          featureIndex: Int32(truncatingIfNeeded: feature), origin: value, value: read.value ?? .boolean(enabled: false),
          metadata: read.metadata))
    }
    if entitlements.count == start {
      report(.noEntitlements, "\(owner) entitles to nothing", at: .value(node), help: "give it at least one feature")
    }
    return start..<entitlements.count
  }

  private mutating func entitlement(_ node: NodeID) -> ReadEntitlement {
    switch tree.kind(node) {
    case .boolean: return .init(.boolean, .boolean(enabled: tree.bool(node)))
    case .string: return .init(.static, .static(config: tree.text(node)))
    case .number:
      let amount = usage(node, "an allowance")
      return .init(
        .metered,
        amount.map { .metered(Allowance(amount: $0, reset: .month, isSoftLimit: nil, preserveOverageAtReset: nil)) })
    case .object: return entitlementObject(node)
    case .array, .null:
      report(
        .wrongType, "an entitlement is true or false, a number, a string or an object, found \(tree.kind(node).described)",
        at: .value(node))
      return .init(nil, nil)
    }
  }

  private mutating func entitlementObject(_ node: NodeID) -> ReadEntitlement {
    guard var fields = fields(of: node, as: EntitlementField.self) else { return .init(nil, nil) }
    let metadata = metadata(fields[.metadata])
    var named: Feature.Kind?
    if let node = fields[.type] {
      named = choice(node, .unknownFeatureType, "feature type")
      if named == nil { return .init(nil, nil) }
    }
    // Without a type, the first member that only one kind has decides.
    guard let kind = named ?? fields.first(where: { $0.kind != nil })?.kind else {
      // A misspelt member has been reported; what it was to say is unknown.
      guard fields.isComplete else { return .init(nil, nil) }
      // `{}`, or metadata alone: whatever the feature needs no word for.
      return .init(nil, .boolean(enabled: true), metadata)
    }
    let isOfAnotherKind = { (name: EntitlementField) in name.kind.map { $0 != kind } ?? false }
    while let name = fields.first(where: isOfAnotherKind), let other = name.kind, let node = fields.remove(name) {
      report(
        .unknownField, "a \(kind.rawValue) entitlement has no field '\(name.rawValue)'", at: .name(node),
        help: "'\(name.rawValue)' belongs to a \(other.rawValue) entitlement")
    }

    if let needed = kind.neededField, fields[needed] == nil {
      report(.missingField, "a \(kind.rawValue) entitlement needs the field '\(needed.rawValue)'", at: .name(node))
    }
    switch kind {
    case .boolean:
      let enabled = fields[.enabled].map { bool($0) } ?? true
      return .init(kind, enabled.map { .boolean(enabled: $0) }, metadata)
    case .static:
      return .init(kind, string(fields[.config]).map { .static(config: $0) }, metadata)
    case .metered:
      let amount = usage(fields[.amount], "an allowance")
      let reset: Period? = fields[.reset].map { choice($0, .unknownReset, "reset") } ?? .month
      let isSoftLimit = bool(fields[.isSoftLimit])
      let preserveOverage = bool(fields[.preserveOverageAtReset])
      guard let amount, let reset else { return .init(kind, nil, metadata) }
      let allowance = Allowance(
        amount: amount, reset: reset, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverage)
      return .init(kind, .metered(allowance), metadata)
    }
  }
}

/// What stands for a feature in a map of entitlements.
private struct ReadEntitlement {
  /// What the value looks like: nil where any feature would do, or where it could not be read.
  let kind: Feature.Kind?
  /// Nil where it could not be read.
  let value: Entitlement.Value?
  let metadata: [JSON.Member]

  init(_ kind: Feature.Kind?, _ value: Entitlement.Value?, _ metadata: [JSON.Member] = []) {
    (self.kind, self.value, self.metadata) = (kind, value, metadata)
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
