/// The events of a meter that a feature counts, by one of the meter's groups: those with a value, with one of several, or with
/// none of them.
///
///     let features: Entries<Feature> = [
///       "small": Feature(type: .metered, meter: "tokens", where: ["model": "small"]),
///       "large": Feature(type: .metered, meter: "tokens", where: ["model": ["large", "huge"]]),
///       "other": Feature(type: .metered, meter: "tokens", where: ["model": .not(["small", "large", "huge"])]),
///     ]
public struct MeterFilter: Hashable, Sendable {
  private enum Form: Hashable, Sendable {
    case value(String)
    case values([String])
    case excluded([String])
  }

  private let form: Form

  private init(form: Form) { self.form = form }

  /// The events with this value.
  public init(_ value: String) { self.init(form: .value(value)) }

  /// The events with one of the values; not empty.
  public init(_ values: [String]) { self.init(form: .values(values)) }

  /// The events with none of the values, and those without any value.
  ///
  /// - Parameter values: not empty.
  public static func not(_ values: [String]) -> MeterFilter { MeterFilter(form: .excluded(values)) }
}

extension MeterFilter: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral value: String) { self.init(form: .value(value)) }
  public init(arrayLiteral elements: String...) { self.init(form: .values(elements)) }
}

extension MeterFilter: JSONWritable {
  func write(to writer: inout JSONWriter) {
    switch form {
    case .value(let value): value.write(to: &writer)
    case .values(let values): values.write(to: &writer)
    case .excluded(let values):
      let members: Members = ["not": values]
      writer.object(members)
    }
  }
}
