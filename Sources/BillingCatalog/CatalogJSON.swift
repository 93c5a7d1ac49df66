extension Catalog {
  /// The catalog as a JSON file: two spaces of indent, fields without a value left out, maps in their order, numbers exact,
  /// and a line break at the end. An entitlement that a literal says is written as one.
  public var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text + "\n"
  }
}

/// Writes itself as a JSON value.
private protocol JSONWritable {
  func write(to writer: inout JSONWriter)
}

private struct JSONWriter {
  private(set) var text = ""
  private var depth = 0
  /// True where the open object or array has no member yet.
  private var isFirst = true

  mutating func append(_ literal: String) { text += literal }

  /// A text in quotes. Control characters are escaped, those that terminals obey beyond ASCII (U+0080 to U+009F) among them.
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

  mutating func object(_ members: (inout JSONWriter) -> Void) { nested("{", "}", members) }

  mutating func array(_ elements: [some JSONWritable]) {
    nested("[", "]") { writer in
      for element in elements {
        writer.breakLine()
        element.write(to: &writer)
      }
    }
  }

  /// A member of the open object; nothing where it has no value.
  mutating func member(_ name: String, _ value: (some JSONWritable)?) {
    guard let value else { return }
    breakLine()
    append(quoted: name)
    text += ": "
    value.write(to: &self)
  }

  private mutating func nested(_ open: String, _ close: String, _ content: (inout JSONWriter) -> Void) {
    text += open
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst {
      text += "\n"
      indent()
    }
    isFirst = false
    text += close
  }

  private mutating func breakLine() {
    text += isFirst ? "\n" : ",\n"
    isFirst = false
    indent()
  }

  private mutating func indent() { text += String(repeating: "  ", count: depth) }
}

extension String: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) { writer.append(quoted: self) }
}

extension Bool: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) { writer.append(self ? "true" : "false") }
}

extension Int64: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) { writer.append(String(self)) }
}

extension Array: JSONWritable where Element: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Entries: JSONWritable where Value: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for (key, value) in self { writer.member(key, value) }
    }
  }
}

extension Amount: JSONWritable {
  /// A text that is no number is written as a text, which the compiler of catalogs refuses at its place.
  fileprivate func write(to writer: inout JSONWriter) {
    if isNumber { writer.append(digits) } else { writer.append(quoted: digits) }
  }
}

extension MetadataValue: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.append("null")
    case .bool(let value): value.write(to: &writer)
    // Metadata may be any JSON value: only what is none at all is refused there.
    case .number(let value): if value.isNumber { value.write(to: &writer) } else { writer.append("NaN") }
    case .string(let value): value.write(to: &writer)
    case .array(let elements): writer.array(elements)
    case .object(let entries): entries.write(to: &writer)
    }
  }
}

extension Entitlement: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    switch self {
    case .boolean(let enabled?, nil): enabled.write(to: &writer)
    // What is no number stays the amount of an object: alone it would be a setting.
    case .metered(let amount, nil, nil, nil, nil) where amount.isNumber: amount.write(to: &writer)
    case .static(let config, nil): config.write(to: &writer)
    case .boolean(let enabled, let metadata):
      writer.object { writer in
        writer.member("type", "boolean")
        writer.member("enabled", enabled)
        writer.member("metadata", metadata)
      }
    case .metered(let amount, let reset, let isSoftLimit, let preserveOverageAtReset, let metadata):
      writer.object { writer in
        writer.member("type", "metered")
        writer.member("amount", amount)
        writer.member("reset", reset?.rawValue)
        writer.member("isSoftLimit", isSoftLimit)
        writer.member("preserveOverageAtReset", preserveOverageAtReset)
        writer.member("metadata", metadata)
      }
    case .static(let config, let metadata):
      writer.object { writer in
        writer.member("type", "static")
        writer.member("config", config)
        writer.member("metadata", metadata)
      }
    }
  }
}

extension Catalog: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("meters", meters)
      writer.member("features", features)
      writer.member("plans", plans)
      writer.member("addons", addons)
      writer.member("topups", topups)
      writer.member("providers", providers)
    }
  }
}

extension Meter: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("key", key)
      writer.member("name", name)
      writer.member("description", description)
      writer.member("eventType", eventType)
      writer.member("aggregation", aggregation.rawValue)
      writer.member("valueProperty", valueProperty)
      writer.member("groupBy", groupBy)
      writer.member("metadata", metadata)
    }
  }
}

extension Feature: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("key", key)
      writer.member("type", type.rawValue)
      writer.member("name", name)
      writer.member("description", description)
      writer.member("meter", meter)
      writer.member("metadata", metadata)
    }
  }
}

extension Plan: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("key", key)
      writer.member("name", name)
      writer.member("description", description)
      writer.member("entitlements", entitlements)
      writer.member("prices", prices)
      writer.member("providerIds", providerIds)
      writer.member("metadata", metadata)
    }
  }
}

extension Addon: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("key", key)
      writer.member("name", name)
      writer.member("description", description)
      writer.member("entitlements", entitlements)
      writer.member("prices", prices)
      writer.member("compatiblePlans", compatiblePlans)
      writer.member("multiple", multiple)
      writer.member("quantity", quantity)
      writer.member("providerIds", providerIds)
      writer.member("metadata", metadata)
    }
  }
}

extension Quantity: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("min", min)
      writer.member("max", max)
    }
  }
}

extension Price: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("amount", amount)
      writer.member("currency", currency)
      writer.member("interval", interval.rawValue)
      writer.member("intervalCount", intervalCount)
      writer.member("trialDays", trialDays)
      writer.member("lookupKey", lookupKey)
      writer.member("providerIds", providerIds)
      writer.member("metadata", metadata)
    }
  }
}

extension Topup: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("key", key)
      writer.member("name", name)
      writer.member("description", description)
      writer.member("feature", feature)
      writer.member("amount", amount)
      writer.member("prices", prices)
      writer.member("compatiblePlans", compatiblePlans)
      writer.member("grant", grant)
      writer.member("providerIds", providerIds)
      writer.member("metadata", metadata)
    }
  }
}

extension Grant: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("priority", priority)
      writer.member("expiration", expiration)
      writer.member("maxRolloverAmount", maxRolloverAmount)
      writer.member("metadata", metadata)
    }
  }
}

extension Expiration: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("duration", duration.rawValue)
      writer.member("count", count)
    }
  }
}

extension ProviderSettings: JSONWritable {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("enabled", enabled)
      writer.member("options", options)
      writer.member("metadata", metadata)
    }
  }
}
