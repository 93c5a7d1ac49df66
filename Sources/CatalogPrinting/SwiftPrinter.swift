import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

extension SyntaxTree {
  /// The catalog as Swift source, which compiles against the library `BillingCatalog`.
  ///
  /// The catalog must have no errors. `$schema` is omitted, because only JSON editors use it.
  package var swiftSource: String { swiftSource(comment: nil) }

  /// - Parameter comment: one line about the catalog.
  package func swiftSource(comment: String?) -> String {
    var text = "import BillingCatalog\n\n" + (comment.map { "/// \($0)\n" } ?? "") + "let catalog: Catalog = "
    SwiftPrinter(tree: self, features: FeatureTypes(self)).write(.root, .catalog, indent: 0, column: 23, to: &text)
    return text + "\n"
  }
}

/// Writes a value on one line if it fits, or else one line for each of its parts.
private struct SwiftPrinter {
  let tree: SyntaxTree
  let features: FeatureTypes
  private let width = 100

  /// - Parameters:
  ///   - indent: the indent of the line that the value starts on.
  ///   - column: the column that it starts at.
  func write(_ node: NodeID, _ type: FieldType, indent: Int, column: Int, to text: inout String) {
    if node != .root, let inline = inline(node, type, width: width - column) {
      text += inline
      return
    }
    guard let parts = parts(node, type), !parts.elements.isEmpty else {
      text += parts(node, type)?.empty ?? scalar(node, type)
      return
    }
    let inner = indent + 2
    text += parts.open
    for (index, part) in parts.elements.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + String(repeating: " ", count: inner) + part.label
      // The comma after the value needs a column, too.
      let column = inner + part.label.unicodeScalars.count + 1
      write(part.value, part.type, indent: inner, column: column, to: &text)
    }
    text += "\n" + String(repeating: " ", count: indent) + parts.close
  }

  /// The value on one line; nil as soon as it exceeds the width, so that each level takes no longer than one line.
  private func inline(_ node: NodeID, _ type: FieldType, width: Int) -> String? {
    guard width > 0 else { return nil }
    guard let parts = parts(node, type) else { return scalar(node, type).fitting(width) }
    if parts.elements.isEmpty { return parts.empty.fitting(width) }
    var text = parts.open
    for (index, part) in parts.elements.enumerated() {
      text += (index > 0 ? ", " : "") + part.label
      guard let value = inline(part.value, part.type, width: width - text.unicodeScalars.count) else { return nil }
      text += value
    }
    return (text + parts.close).fitting(width)
  }

  // MARK: Objects and arrays

  private struct Parts {
    let open: String
    let close: String
    let empty: String
    let elements: [(label: String, value: NodeID, type: FieldType)]
  }

  private func parts(_ node: NodeID, _ type: FieldType) -> Parts? {
    switch tree.kind(node) {
    case .object:
      switch type {
      case .object(let object):
        return Parts(
          open: "\(object.swiftType)(", close: ")", empty: "\(object.swiftType)()",
          elements: arguments(node, object.fields, without: ["$schema"]))
      case .entitlement: return tree.entitlementLiteral(node) == nil ? entitlement(node) : nil
      case .filter: return exclusion(node)
      case .duration: return months(node)
      default:
        return Parts(
          open: "[", close: "]", empty: "[:]",
          elements: tree.members(of: node).map { ("\(literal(tree.text($0.key))): ", $0.value, type.entry) })
      }
    case .array:
      let inner: FieldType = if case .list(let inner, _) = type { inner } else { .any }
      return Parts(open: "[", close: "]", empty: "[]", elements: tree.elements(of: node).map { ("", $0, inner) })
    default: return nil
    }
  }

  private func arguments(
    _ node: NodeID, _ fields: [NamedField], without: [String] = []
  ) -> [(label: String, value: NodeID, type: FieldType)] {
    fields.compactMap { field in
      guard !without.contains(field.name), let value = tree.value(of: node, named: field.name) else { return nil }
      return ("\(field.name): ", value, field.spec.type)
    }
  }

  /// `.metered(amount: …)`
  private func entitlement(_ node: NodeID) -> Parts {
    let kind = tree.entitlementKind(node, features)
    return Parts(
      open: ".\(kind)(", close: ")", empty: kind == "boolean" ? "true" : ".\(kind)()",
      elements: arguments(node, EntitlementField.fields, without: tree.impliedFields(ofEntitlement: node)))
  }

  /// `.not(["a", "b"])`
  private func exclusion(_ node: NodeID) -> Parts {
    let values = tree.members(of: node).flatMap { tree.elements(of: $0.value) }
    return Parts(open: ".not([", close: "])", empty: ".not([])", elements: values.map { ("", $0, .text) })
  }

  /// `.months(3)`
  private func months(_ node: NodeID) -> Parts {
    Parts(
      open: ".months(", close: ")", empty: ".months()",
      elements: tree.members(of: node).map { ("", $0.value, .integer(.positive)) })
  }

  // MARK: Scalars

  private func scalar(_ node: NodeID, _ type: FieldType) -> String {
    if tree.kind(node) == .object, let value = tree.entitlementLiteral(node) {
      return tree.kind(value) == .string ? literal(tree.text(value)) : scalar(value, type)
    }
    switch tree.kind(node) {
    case .boolean: return tree.bool(node) ? "true" : "false"
    case .null: return "nil"
    case .number: return tree.number(node).map { number($0, type) } ?? "nil"
    default:
      if case .word(let words) = type { return word(tree.text(node), words) }
      if case .duration = type { return ".\(tree.text(node))" }
      let text = tree.text(node)
      // As a string, the word would be a setting.
      if type.isEntitlement, text == "unlimited", features[tree.key(ofValue: node), in: tree] != Feature.Kind.static.rawValue {
        return ".unlimited"
      }
      return literal(text)
    }
  }

  /// A member if the library has one, else the word as a string.
  private func word(_ word: String, _ words: WordType) -> String {
    guard words.known.contains(word) else { return "\(words.swiftType)(\(literal(word)))" }
    return ".\(WordType.member(of: word))"
  }

  private func number(_ number: ExactDecimal, _ type: FieldType) -> String {
    if let integer = number.integer { return grouped(integer) }
    // A floating-point literal passes through a Double, so values that it would round are written in quotes.
    guard number.exceedsDouble else {
      let text = number.description
      return text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") } ? text : text + ".0"
    }
    if case .any = type { return ".number(Amount(\(literal(number.description))))" }
    if case .entitlement = type { return ".number(Amount(\(literal(number.description))))" }
    return "Amount(\(literal(number.description)))"
  }

  /// Groups thousands from five digits on.
  private func grouped(_ integer: Int64) -> String {
    let digits = String(integer.magnitude)
    let sign = integer < 0 ? "-" : ""
    guard digits.utf8.count > 4 else { return sign + digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { text += "_" }
      text.append(digit)
    }
    return sign + text
  }

  private func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\0": literal += "\\0"
      default: literal += escaped(scalar)
      }
    }
    return literal + "\""
  }
}

extension String {
  /// The text, if it has at most this many scalars.
  fileprivate func fitting(_ width: Int) -> String? { unicodeScalars.count <= width ? self : nil }
}
