import Catalog
import CatalogReading
import Diagnostics
import Syntax

/// A place of a catalog: the keys that lead to it, and what can be written there.
struct FieldPlace: Sendable {
  /// From the root; nil for an element of a list.
  private(set) var path: [String?] = []
  private(set) var type = FieldType.catalog
  /// The field that the place belongs to; nil at the root. The entries of its object, and the elements of its list, belong to it,
  /// too.
  private(set) var field: NamedField?
  /// Whether it is an entry of a map: its key is a name, not a field.
  private(set) var isEntry = false

  static let root = FieldPlace()

  /// The place of a member or of an element; nil if none can be there.
  func stepping(to key: String?) -> FieldPlace? {
    var place = self
    place.path.append(key)
    if let fields = type.fields {
      guard let key, let field = fields.first(where: { $0.name == key }) else { return nil }
      place.field = field
      place.type = field.spec.type
      place.isEntry = false
      return place
    }
    place.isEntry = key != nil
    switch (type, key) {
    case (.list(let element, _), nil): place.type = element
    case (.map, _?), (.perProvider, _?), (.entitlements, _?), (.amounts, _?), (.codes, _?): place.type = type.entry
    case (.options, _?), (.metadata, _?): place.type = .any
    // The argument of `Interval("month")`.
    case (.word, nil), (.money, nil), (.rate, nil), (.amount, nil), (.text, nil): break
    default: return nil
    }
    return place
  }

  /// The section that the place is an entry of: `plans` for `plans.pro`.
  var section: Section? {
    guard path.count == 2, let name = path[0] else { return nil }
    return Section(rawValue: name)
  }

  /// The last key on the way.
  var key: String? { path.last.flatMap { $0 } }

  /// The key before the last.
  var parent: String? { path.dropLast().last.flatMap { $0 } }
}

/// A node of a tree, and the place that it is at.
struct NodePlace {
  let place: FieldPlace
  /// The value; its key is the node before it, if it is the value of a member.
  let value: NodeID
  /// Nil for an element and for the root.
  let key: NodeID?
  /// Whether the key itself is meant.
  let isKey: Bool
  /// The objects and arrays that the value is in, the innermost last.
  let containers: [NodeID]

  /// The node that is meant.
  var node: NodeID { isKey ? key ?? value : value }
}

extension SyntaxTree {
  /// The innermost key or value at an offset whose place is known; nil if the tree is empty.
  func node(at offset: Int) -> NodePlace? {
    if isEmpty { return nil }
    var found = NodePlace(place: .root, value: .root, key: nil, isKey: false, containers: [])
    descend: while true {
      if kind(found.value) == .array {
        for element in elements(of: found.value) where range(element).touches(offset) {
          guard let place = found.place.stepping(to: nil) else { return found }
          found = NodePlace(
            place: place, value: element, key: nil, isKey: false, containers: found.containers + [found.value])
          continue descend
        }
        return found
      }
      for (key, value) in members(of: found.value) {
        let isKey = range(key).touches(offset)
        guard isKey || range(value).touches(offset) else { continue }
        guard let place = found.place.stepping(to: text(key)) else { return found }
        found = NodePlace(
          place: place, value: value, key: key, isKey: isKey, containers: found.containers + [found.value])
        if isKey { return found }
        continue descend
      }
      return found
    }
  }

  /// The value at the end of a path of keys.
  func value(at path: [String]) -> NodeID? {
    path.reduce(isEmpty ? nil : .root) { node, name in node.flatMap { value(of: $0, named: name) } }
  }
}

extension ByteRange {
  /// Whether a cursor at the offset is in the range or at one of its ends.
  func touches(_ offset: Int) -> Bool { start <= offset && offset <= end }

  func overlaps(_ other: ByteRange) -> Bool { start <= other.end && other.start <= end }
}
