import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

extension API {
  /// A body in the provider's encoding.
  package func encoded(_ body: JSON) -> [UInt8] {
    switch encoding {
    case .json: Array(body.compact.utf8)
    case .form: Array(Self.form(body).utf8)
    }
  }

  /// A form that writes nested values as `recurring[interval]=month` and `items[0][price]=…`. Null is left out.
  private static func form(_ body: JSON) -> String {
    var fields: [String] = []
    func add(_ value: JSON, _ name: String) {
      switch value {
      case .object(let members):
        for member in members { add(member.value, name.isEmpty ? member.name : "\(name)[\(member.name)]") }
      case .array(let elements):
        for (index, element) in elements.enumerated() { add(element, "\(name)[\(index)]") }
      case .null: break
      default: fields.append(pathSegment(name) + "=" + pathSegment(metadataText(value)))
      }
    }
    add(body, "")
    return fields.joined(separator: "&")
  }

  /// A path with its query.
  package static func path(_ path: String, query: [JSON.Member]) -> String {
    if query.isEmpty { return path }
    return path + "?" + query.map { pathSegment($0.name) + "=" + pathSegment(metadataText($0.value)) }.joined(separator: "&")
  }
}

extension JSON {
  /// Parses JSON from outside, such as an answer or a state file; nil if it is not JSON.
  package init?(parsing bytes: [UInt8]) {
    let (tree, isComplete, findings) = JSONReader.read(SourceText(name: "answer", bytes: bytes))
    guard isComplete, !tree.isEmpty, !findings.contains(where: { $0.rule.severity == .error }) else { return nil }
    self.init(tree, .root)
  }

  package var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  package var elements: [JSON] {
    if case .array(let elements) = self { return elements }
    return []
  }

  package var members: [Member] {
    if case .object(let members) = self { return members }
    return []
  }

  /// The value at a path of members and indices, separated by points.
  package func at(_ path: String) -> JSON? {
    path.split(separator: ".").reduce(self as JSON?) { value, step in
      guard case .array(let elements)? = value else { return value?[String(step)] }
      return Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    }
  }

  /// The exact value of a number, or of a text that is one.
  package var decimal: ExactDecimal? {
    switch self {
    case .integer(let value): ExactDecimal(value)
    case .number(let value): value
    case .string(let text): ExactDecimal(parsing: text.utf8)
    default: nil
    }
  }

  /// Whether the value says nothing: absent members and null are alike in every answer.
  package var isNull: Bool { self == .null }
}
