import Accounts
import Foundations
import JSONText
import ModelAccounts

/// An answer that refuses a request: RFC 7807, as pkg/models/problem.go writes it.
struct Problem: Error {
  let status: Int
  let detail: String
  /// In the member `extensions`: this server does not put them beside the others.
  let extensions: [JSON.Member]

  init(_ status: Int, _ detail: String, _ extensions: [JSON.Member] = []) {
    self.status = status
    self.detail = detail
    self.extensions = extensions
  }

  static func invalid(_ detail: String) -> Problem { Problem(400, detail) }
  static func missing(_ detail: String) -> Problem { Problem(404, detail) }
  static func conflict(_ detail: String) -> Problem { Problem(409, detail) }

  private static let titles = [
    400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 412: "Precondition Failed", 429: "Too Many Requests",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
  ]

  /// The detail of a failure of the server itself is kept back.
  var json: JSON {
    .fields([
      "type": "about:blank", "title": .string(Self.titles[status] ?? ""), "status": .integer(Int64(status)),
      "detail": status == 500 ? nil : .string(detail), "extensions": extensions.isEmpty ? nil : .object(extensions),
    ])
  }

  var response: ModelResponse { .error(status, json) }
}

/// A body that the server checks against its OpenAPI document before anything else (server/server.go). What it does not know it
/// ignores, and what it does not declare nullable must not be null.
struct RequestBody {
  let json: JSON

  init(_ json: JSON) throws(Problem) {
    guard case .object = json else { throw .invalid("request body has an error: value must be an object") }
    self.json = json
  }

  private func fault(_ name: String, _ problem: String) -> Problem {
    .invalid("request body has an error: doesn't match schema: error at \"/\(name)\": \(problem)")
  }

  func value(_ name: String) throws(Problem) -> JSON? {
    guard let value = json[name] else { return nil }
    if value.isNull { throw fault(name, "value is not nullable") }
    return value
  }

  /// - Parameter count: how many characters it may have.
  func text(_ name: String, _ count: ClosedRange<Int>? = nil) throws(Problem) -> String? {
    guard let value = try value(name) else { return nil }
    guard let text = value.text else { throw fault(name, "value must be a string") }
    if let count, !count.contains(text.unicodeScalars.count) { throw fault(name, "its length is not allowed") }
    return text
  }

  func bool(_ name: String) throws(Problem) -> Bool? {
    guard let value = try value(name) else { return nil }
    guard case .bool(let bool) = value else { throw fault(name, "value must be a boolean") }
    return bool
  }

  func number(_ name: String, atLeast least: Double? = nil) throws(Problem) -> Double? {
    guard let value = try value(name) else { return nil }
    guard value.text == nil, let number = value.double else { throw fault(name, "value must be a number") }
    if let least, number < least { throw fault(name, "number must be at least \(JSON(least).compact)") }
    return number
  }

  func integer(_ name: String, _ range: ClosedRange<Int64>) throws(Problem) -> Int64? {
    guard let value = try value(name) else { return nil }
    guard value.text == nil, let integer = value.decimal?.integer, range.contains(integer) else {
      throw fault(name, "number must be an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func time(_ name: String) throws(Problem) -> Moment? {
    guard let text = try text(name) else { return nil }
    guard let time = Moment(text) else { throw fault(name, "string is not a date-time") }
    return time
  }

  func object(_ name: String) throws(Problem) -> RequestBody? {
    guard let value = try value(name) else { return nil }
    guard case .object = value else { throw fault(name, "value must be an object") }
    return try RequestBody(value)
  }

  /// Texts by name; nil for an empty object, which is not returned either.
  func metadata(_ name: String = "metadata", isNullable: Bool = false) throws(Problem) -> JSON? {
    if isNullable, json[name]?.isNull == true { return nil }
    guard let object = try object(name) else { return nil }
    for member in object.json.members where member.value.text == nil {
      throw fault("\(name)/\(member.name)", "value must be a string")
    }
    return object.json.members.isEmpty ? nil : object.json
  }

  func required<Value>(_ name: String, _ value: Value?) throws(Problem) -> Value {
    guard let value else { throw fault(name, "property \"\(name)\" is missing") }
    return value
  }

  /// A length and an optional anchor.
  func period(_ name: String, isPeriod: Bool) throws(Problem) -> (interval: Interval, anchor: Moment?)? {
    guard let period = try object(name) else { return nil }
    let text = try period.required("interval", period.text("interval"))
    guard let interval = Interval(text) else { throw fault("\(name)/interval", "string doesn't match the pattern") }
    // entitlement/entitlement.go, Validate.
    if isPeriod, !interval.isHourOrMore { throw .invalid("UsagePeriod must be at least 1 hour") }
    return (interval, try period.time("anchor"))
  }
}
