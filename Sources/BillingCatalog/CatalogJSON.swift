extension Catalog {
  /// The catalog as the text of a JSON file, which `catalogc` reads.
  ///
  ///     try catalog.json.write(toFile: "catalog.json", atomically: true, encoding: .utf8)
  ///
  /// Maps keep their order, numbers are exact, and fields that are nil are left out. The text is indented by two spaces and ends
  /// with a line feed. An entitlement is written in its short form if it has one.
  public var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text + "\n"
  }
}

/// Writes itself as a JSON value.
protocol JSONWritable {
  func write(to writer: inout JSONWriter)
}

/// The members of an object, in order. Those without a value are not written.
typealias Members = KeyValuePairs<String, (any JSONWritable)?>

/// Writes itself as a JSON object.
protocol JSONObject: JSONWritable {
  var members: Members { get }
}

extension JSONObject {
  func write(to writer: inout JSONWriter) { writer.object(members) }
}

struct JSONWriter {
  private(set) var text = ""
  private var depth = 0

  mutating func append(_ literal: String) { text += literal }

  /// A string in quotes. All control characters are escaped, including U+0080 to U+009F, which terminals interpret.
  mutating func append(quoted content: String) {
    text += "\""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  mutating func object(_ members: some Sequence<(key: String, value: (any JSONWritable)?)>) {
    nested("{", "}", members.compactMap { member in member.value.map { (name: member.key, value: $0) } })
  }

  mutating func array(_ elements: [some JSONWritable]) {
    nested("[", "]", elements.map { (name: nil, value: $0) })
  }

  private mutating func nested(_ open: String, _ close: String, _ elements: [(name: String?, value: any JSONWritable)]) {
    text += open
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      breakLine()
      if let name = element.name {
        append(quoted: name)
        text += ": "
      }
      element.value.write(to: &self)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    text += close
  }

  private mutating func breakLine() { text += "\n" + String(repeating: "  ", count: depth) }
}

extension String: JSONWritable {
  func write(to writer: inout JSONWriter) { writer.append(quoted: self) }
}

extension Bool: JSONWritable {
  func write(to writer: inout JSONWriter) { writer.append(self ? "true" : "false") }
}

extension Int: JSONWritable {
  func write(to writer: inout JSONWriter) { writer.append(String(self)) }
}

extension Array: JSONWritable where Element: JSONWritable {
  func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Entries: JSONWritable where Value: JSONWritable {
  func write(to writer: inout JSONWriter) {
    writer.object(map { (key: $0.key, value: $0.value) })
  }
}

extension Amount: JSONWritable {
  /// Text that is not a number is written as a string, which the compiler of catalogs reports as an error.
  func write(to writer: inout JSONWriter) {
    if isNumber { writer.append(digits) } else { writer.append(quoted: digits) }
  }
}

extension MetadataValue: JSONWritable {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.append("null")
    case .bool(let value): value.write(to: &writer)
    // A string would be valid metadata, so text that is not a number becomes invalid JSON.
    case .number(let value): if value.isNumber { value.write(to: &writer) } else { writer.append("NaN") }
    case .string(let value): value.write(to: &writer)
    case .array(let elements): writer.array(elements)
    case .object(let entries): entries.write(to: &writer)
    }
  }
}

extension Entitlement: JSONWritable {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .boolean(let enabled?, nil): enabled.write(to: &writer)
    case .unlimited: writer.append(quoted: "unlimited")
    // Text that is not a number needs the object: alone it would be a setting.
    case .number(let amount) where amount.isNumber: amount.write(to: &writer)
    case .metered(let amount?, nil, nil, nil, nil, nil, nil, nil) where amount.isNumber: amount.write(to: &writer)
    case .limit(let amount, nil, nil, nil) where amount.isNumber: amount.write(to: &writer)
    // Alone, this setting would be an entitlement without a limit.
    case .static(.string(let text), nil) where text != "unlimited": text.write(to: &writer)
    default: writer.object(members)
    }
  }

  private var members: Members {
    switch self {
    case .unlimited: [:]
    case .number(let amount): ["amount": amount]
    case .boolean(let enabled, let metadata): ["type": "boolean", "enabled": enabled, "metadata": metadata]
    case .metered(
      let amount, let reset, let perUnit, let isSoftLimit, let preserveOverageAtReset, let max, let prices, let metadata):
      [
        "type": "metered", "amount": amount, "reset": reset?.rawValue, "perUnit": perUnit, "isSoftLimit": isSoftLimit,
        "preserveOverageAtReset": preserveOverageAtReset, "max": max, "prices": prices, "metadata": metadata,
      ]
    case .limit(let amount, let perUnit, let set, let metadata):
      ["type": "limit", "amount": amount, "perUnit": perUnit, "set": set, "metadata": metadata]
    case .static(let config, let metadata): ["type": "static", "config": config, "metadata": metadata]
    }
  }
}
