import Catalog
import CatalogReading
import Foundations
import JSONText
import Syntax

extension SyntaxTree {
  /// The catalog as canonical JSON: fields in the order of the documentation, unknown ones last; ids, lists and metadata in the
  /// order of the file; numbers in canonical form.
  ///
  /// - Parameter keepsForms: if false, entitlements are canonical, too: a literal if it suffices, else an object with its type.
  ///   Then equal catalogs in JSON and Swift have the same text. The catalog must have no errors, and its comments are dropped.
  package func canonicalJSON(keepsForms: Bool) -> [UInt8] {
    if keepsForms, !isSwift, !comments.isEmpty { return canonicalJSONC() }
    return CanonicalPrinter(tree: self, features: FeatureTypes(self), keepsForms: keepsForms).json(.root, .catalog)
      .text(pretty: true) + [UInt8(ascii: "\n")]
  }

  /// The members of an object in canonical order, each with its type.
  func canonicalMembers(of node: NodeID, _ type: FieldType) -> [(key: NodeID, value: NodeID, type: FieldType)] {
    guard let fields = type.fields else { return members(of: node).map { ($0.key, $0.value, type.entry) } }
    var members: [(key: NodeID, value: NodeID, type: FieldType)] = []
    for field in fields {
      guard let value = value(of: node, named: field.name) else { continue }
      members.append((key(ofValue: value), value, field.spec.type))
    }
    let unknown = self.members(of: node).filter { member in !fields.contains { textEquals(member.key, $0.name) } }
    return members + unknown.map { ($0.key, $0.value, .any) }
  }
}

extension FieldType {
  /// The type of a list's elements.
  var element: FieldType { if case .list(let element, _) = self { element } else { .any } }
}

private struct CanonicalPrinter {
  let tree: SyntaxTree
  let features: FeatureTypes
  let keepsForms: Bool

  func json(_ node: NodeID, _ type: FieldType) -> JSON {
    switch tree.kind(node) {
    case .object: type.isEntitlement && !keepsForms ? entitlement(node) : .object(members(node, type))
    case .array: .array(tree.elements(of: node).map { json($0, type.element) })
    case .string, .number, .boolean, .null: JSON(tree, node)
    }
  }

  private func members(_ node: NodeID, _ type: FieldType, except left: [String] = []) -> [JSON.Member] {
    tree.canonicalMembers(of: node, type).compactMap { key, value, type in
      let name = tree.text(key)
      return left.contains(name) ? nil : .init(name, json(value, type))
    }
  }

  /// An entitlement object in canonical form.
  private func entitlement(_ node: NodeID) -> JSON {
    if let literal = tree.entitlementLiteral(node) { return json(literal, .any) }
    let left = tree.impliedFields(ofEntitlement: node)
    let members = members(node, .entitlement, except: left)
    guard !members.isEmpty else { return true }
    return .object([.init(EntitlementField.type.rawValue, .string(tree.entitlementKind(node, features)))] + members)
  }
}

/// The types of a catalog's features as written, by id.
struct FeatureTypes {
  private var types: [ScalarString: String] = [:]

  init(_ tree: SyntaxTree) {
    guard let features = tree.value(of: .root, named: CatalogField.features.rawValue) else { return }
    for (id, feature) in tree.members(of: features) {
      guard let type = tree.value(of: feature, named: FeatureField.type.rawValue) else { continue }
      types[ScalarString(tree.text(id))] = tree.text(type)
    }
  }

  /// The type of the feature that a key names.
  subscript(key: NodeID, in tree: SyntaxTree) -> String? { types[ScalarString(tree.text(key))] }
}

extension SyntaxTree {
  /// The kind of an entitlement object: its type, or what its fields and its feature allow.
  func entitlementKind(_ node: NodeID, _ features: FeatureTypes) -> String {
    if let type = value(of: node, named: EntitlementField.type.rawValue) { return text(type) }
    let kinds = members(of: node).lazy.compactMap { EntitlementField($0.key, in: self) }
      .reduce(FeatureKinds.all) { $0.narrowed(by: $1) }
    if let feature = features[key(ofValue: node), in: self], kinds.list.contains(where: { $0.rawValue == feature }) {
      return feature
    }
    return (kinds.list.first ?? .boolean).rawValue
  }

  /// The fields of an entitlement object that mean nothing: the type, which the call in Swift has as its name, and an empty map
  /// of usage prices beside an allowance, which the library has no call for.
  func impliedFields(ofEntitlement node: NodeID) -> [String] {
    let type = EntitlementField.type.rawValue
    let (amount, prices) = (EntitlementField.amount.rawValue, EntitlementField.prices.rawValue)
    guard let map = value(of: node, named: prices), kind(map) == .object, members(of: map).underestimatedCount == 0,
      value(of: node, named: amount) != nil
    else { return [type] }
    return [type, prices]
  }

  /// The literal that is equivalent to an entitlement object: the value of its only member besides those that mean nothing.
  func entitlementLiteral(_ node: NodeID) -> NodeID? {
    let implied = impliedFields(ofEntitlement: node)
    let members = members(of: node).filter { member in !implied.contains { textEquals(member.key, $0) } }
    guard members.count == 1, let field = EntitlementField(members[0].key, in: self) else { return nil }
    let value = members[0].value
    // Only a string is a setting without the object.
    if field == .config, kind(value) != .string { return nil }
    return Feature.Kind.allCases.contains { $0.literalField == field } ? value : nil
  }
}
