import JSONText
import Providers

/// Text with placeholders that a script fills in. It is already encoded, so that numbers stay exactly as in the catalog.
struct Template {
  enum Piece {
    case text(String)
    /// The id of the object that a request created.
    case reference(String)
    /// The id of the object that was found.
    case found
  }

  private(set) var pieces: [Piece] = []

  /// A path with placeholders: `{REQUEST-ID}` for an id, or `{}` for the id of the object that was found.
  init(path: String) {
    var rest = path[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      append(String(rest[..<open]))
      let name = String(rest[rest.index(after: open)..<close])
      pieces.append(name.isEmpty ? .found : .reference(name))
      rest = rest[rest.index(after: close)...]
    }
    append(String(rest))
  }

  /// A path and its query.
  init(path: String, query: [JSON.Member]) {
    self.init(path: path)
    for (index, member) in query.enumerated() {
      append(index == 0 ? "?" : "&")
      append(member.name, "=", member.value)
    }
  }

  /// A body as JSON, or as a form that writes nested values as `recurring[interval]=month` and `items[0][price]=…`.
  init(_ body: JSON, _ encoding: API.BodyEncoding) {
    switch encoding {
    case .json: append(json: body)
    case .form: append(form: body, name: "")
    }
  }

  private mutating func append(_ text: String) {
    if text.isEmpty { return }
    if case .text(let before) = pieces.last {
      pieces[pieces.count - 1] = .text(before + text)
    } else {
      pieces.append(.text(text))
    }
  }

  private mutating func append(_ name: String, _ separator: String, _ value: JSON) {
    append(pathSegment(name) + separator)
    if let request = value.reference { pieces.append(.reference(request)) } else { append(pathSegment(metadataText(value))) }
  }

  private mutating func append(json value: JSON) {
    if let request = value.reference {
      append("\"")
      pieces.append(.reference(request))
      append("\"")
      return
    }
    switch value {
    case .object(let members):
      append("{")
      for (index, member) in members.enumerated() {
        append((index == 0 ? "" : ",") + JSON.string(member.name).compact + ":")
        append(json: member.value)
      }
      append("}")
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(",") }
        append(json: element)
      }
      append("]")
    default: append(value.compact)
    }
  }

  private mutating func append(form value: JSON, name: String) {
    if value.reference == nil {
      switch value {
      case .object(let members):
        for member in members { append(form: member.value, name: name.isEmpty ? member.name : "\(name)[\(member.name)]") }
        return
      case .array(let elements):
        for (index, element) in elements.enumerated() { append(form: element, name: "\(name)[\(index)]") }
        return
      case .null: return
      default: break
      }
    }
    if !pieces.isEmpty { append("&") }
    append(name, "=", value)
  }

  /// An array of strings, and of objects for the placeholders.
  var json: JSON {
    .array(
      pieces.map { piece in
        switch piece {
        case .text(let text): .string(text)
        case .reference(let request): ["ref": .string(request)]
        case .found: ["found": true]
        }
      })
  }
}
