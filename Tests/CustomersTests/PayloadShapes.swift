import Accounts
import Customers
import Foundation
import Foundations
import JSONText
import Providers
import TestSupport
import Testing

/// What a provider sends, as facts from its own sources: the fields of each object and their types. A payload with a field that the
/// provider does not have, or without one that it always sends, would test something that does not happen.
///
/// A type is `string`, `integer`, `number`, `boolean`, `null`, `time` (RFC 3339), `object` and `array` (of anything), `any`, a text
/// after `=`, the name of a shape, or a list `[shape]`; ` | ` separates alternatives. A field whose name ends in `?` may be missing.
struct PayloadShapes: Sendable {
  /// The field of a payload with the name of the event.
  private let nameField: String
  private let payload: String
  /// What `DATA` is for the events whose names begin like that.
  private let data: [String: String]
  private let shapes: [String: [String: String]]

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "shapes")

  static let all: [String: PayloadShapes] = Dictionary(
    uniqueKeysWithValues: EventSource.all.compactMap { source in
      guard let name = source.provider?.name, let text = try? Data(contentsOf: folder.appending(path: "\(name).json")),
        let json = JSON(parsing: Array(text))
      else { return nil }
      return PayloadShapes(json).map { (name, $0) }
    })

  private init?(_ json: JSON) {
    func texts(_ value: JSON?) -> [String: String] {
      Dictionary(uniqueKeysWithValues: (value?.members ?? []).map { ($0.name, $0.value.string ?? "") })
    }
    guard let name = json["event"]?.string, let payload = json["payload"]?.string else { return nil }
    nameField = name
    self.payload = payload
    data = texts(json["data"])
    shapes = Dictionary(uniqueKeysWithValues: (json["shapes"]?.members ?? []).map { ($0.name, texts($0.value)) })
  }

  /// What of a payload, or of an envelope with one, the provider would not send. Events that it does not have are not judged.
  ///
  /// - Parameter isPart: whether fields may be missing that a test does not need.
  func differences(_ text: String, isPart: Bool = false) -> [String] {
    let all = complete(text)
    return isPart ? all.filter { !$0.contains(Self.lacks) } : all
  }

  private static let lacks = " lacks "

  /// Whether it says what an event consists of.
  func describes(event name: String) -> Bool { data.contains { name.hasPrefix($0.key) } }

  private func complete(_ text: String) -> [String] {
    guard var body = JSON(parsing: Array(text.utf8)) else { return ["not JSON"] }
    if body["headers"] != nil, let inner = body["body"]?.string {
      guard let parsed = JSON(parsing: Array(inner.utf8)) else { return ["not JSON"] }
      body = parsed
    }
    guard let event = body[nameField]?.string else { return ["no \(nameField)"] }
    guard let data = data.filter({ event.hasPrefix($0.key) }).max(by: { $0.key.utf8.count < $1.key.utf8.count })?.value else {
      return []
    }
    return differences(body, payload, at: event, data: data)
  }

  private func differences(_ value: JSON, _ type: String, at path: String, data: String) -> [String] {
    let results = type.split(separator: " | ").map { differences(value, one: String($0), at: path, data: data) }
    // Of several shapes, the one that the value resembles most.
    return results.min { $0.count < $1.count } ?? ["\(path): no type"]
  }

  private func differences(_ value: JSON, one type: String, at path: String, data: String) -> [String] {
    if type == "DATA" { return differences(value, data, at: path, data: data) }
    if type.hasPrefix("[") {
      guard case .array(let elements) = value else { return ["\(path): not a list"] }
      let element = String(type.dropFirst().dropLast())
      return elements.enumerated().flatMap { differences($0.element, element, at: "\(path)[\($0.offset)]", data: data) }
    }
    if let shape = shapes[type] { return differences(value, shape, type, at: path, data: data) }
    let fits =
      switch type {
      case "any": true
      case "string": value.string != nil
      case "time": value.string.map { $0.utf8.count >= 20 && $0.contains("T") } ?? false
      case "integer": value.decimal?.integer != nil
      case "number": value.decimal != nil
      case "boolean": value == true || value == false
      case "null": value == .null
      case "object": if case .object = value { true } else { false }
      case "array": if case .array = value { true } else { false }
      case _ where type.hasPrefix("="): value.string == String(type.dropFirst())
      default: false
      }
    return fits ? [] : ["\(path): \(value.compact) is not \(type)"]
  }

  private func differences(_ value: JSON, _ shape: [String: String], _ name: String, at path: String, data: String) -> [String] {
    guard case .object(let members) = value else { return ["\(path): \(value.compact) is not \(name)"] }
    let names = Set(members.map(\.name))
    let missing = shape.keys.filter { !$0.hasSuffix("?") && !names.contains($0) }.sorted()
    return missing.map { "\(path): \(name)\(Self.lacks)\($0)" }
      + members.flatMap { member in
        guard let type = shape[member.name] ?? shape["\(member.name)?"] else { return ["\(path): \(name) has no \(member.name)"] }
        return differences(member.value, type, at: "\(path).\(member.name)", data: data)
      }
  }
}

@Suite struct PayloadShapeTests {
  @Test func `what each provider sends is described`() {
    #expect(Set(PayloadShapes.all.keys) == Set(PayloadTests.providers))
  }

  @Test(arguments: PayloadTests.providers) func `every event that is read is described`(provider: String) throws {
    let shapes = try #require(PayloadShapes.all[provider])
    let events = try #require(EventSource.named(provider)).eventTypes
    #expect(events.filter { !shapes.describes(event: $0) }.isEmpty)
  }

  @Test func `a payload of another kind is not like those of the provider`() throws {
    let shapes = try #require(PayloadShapes.all["polar"])
    let event = #"{"type": "product.created", "timestamp": "2027-01-01", "data": {"id": 7, "seats": 5}}"#
    let differences = shapes.differences(event)
    #expect(differences.contains(#"product.created.timestamp: "2027-01-01" is not time"#))
    #expect(differences.contains("product.created.data.id: 7 is not string"))
    #expect(differences.contains("product.created.data: Product has no seats"))
    #expect(differences.contains("product.created.data: Product lacks name"))
    #expect(!shapes.differences(event, isPart: true).contains { $0.contains("lacks") })
  }

  @Test(arguments: PayloadTests.providers) func `the payloads are like those of the provider`(provider: String) throws {
    let shapes = try #require(PayloadShapes.all[provider])
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "payloads/\(provider).jsonl")
    let lines = try String(contentsOf: folder, encoding: .utf8).split(separator: "\n")
    for (index, line) in lines.enumerated() {
      let differences = shapes.differences(String(line))
      #expect(differences.isEmpty, "\(provider).jsonl:\(index + 1)")
    }
  }
}
