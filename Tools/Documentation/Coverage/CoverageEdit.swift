import Diagnostics
import JSONText
import Syntax

extension Coverage {
  /// One change to the probe. In a path, `*` matches every member; members without the rest of the path are not changed.
  enum Edit: Sendable {
    case set(String, JSON)
    case remove(String)

    /// Identifies the edit.
    var text: String {
      switch self {
      case .set(let path, let value): "\(path)=\(value.compact)\n"
      case .remove(let path): "\(path)\n"
      }
    }
  }
}

extension JSON {
  mutating func apply(_ edit: Coverage.Edit) {
    switch edit {
    case .set(let path, let value): change(path.split(separator: ".")[...], to: value, adds: !path.contains("*"))
    case .remove(let path): change(path.split(separator: ".")[...], to: nil, adds: false)
    }
  }

  private mutating func change(_ path: ArraySlice<Substring>, to value: JSON?, adds: Bool) {
    guard let name = path.first, case .object(var members) = self else { return }
    let rest = path.dropFirst()
    if rest.isEmpty, value == nil {
      members.removeAll { name == "*" || $0.name == name }
    } else {
      if adds, !members.contains(where: { $0.name == name }) { members.append(.init(String(name), .object([]))) }
      for index in members.indices where name == "*" || members[index].name == name {
        if rest.isEmpty {
          members[index].value = value ?? .null
        } else {
          members[index].value.change(rest, to: value, adds: adds)
        }
      }
    }
    self = .object(members)
  }

  /// The value at a path; nil if there is none.
  subscript(path path: String) -> JSON? {
    path.split(separator: ".").reduce(self as JSON?) { $0?[String($1)] }
  }
}

extension CoverageProbe {
  static func source(_ text: String) -> SourceText { SourceText(name: "probe", bytes: Array(text.utf8)) }

  /// The probe as an editable value.
  static let catalog = json(text)

  static func json(_ text: String) -> JSON {
    let tree = JSONReader.read(source(text)).tree
    return tree.isEmpty ? .object([]) : value(.root, in: tree)
  }

  private static func value(_ node: NodeID, in tree: SyntaxTree) -> JSON {
    switch tree.kind(node) {
    case .object: .object(tree.members(of: node).map { JSON.Member(tree.text($0.key), value($0.value, in: tree)) })
    case .array: .array(tree.elements(of: node).map { value($0, in: tree) })
    case .string: .string(tree.text(node))
    case .number: tree.number(node).map(JSON.number) ?? .null
    case .boolean: .bool(tree.bool(node))
    case .null: .null
    }
  }
}
