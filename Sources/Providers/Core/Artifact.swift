import CatalogReading
import Diagnostics
import Foundations
import JSONText

/// The output of `compile` for one provider.
package struct Artifact: Sendable {
  /// The version of the artifact format. Bumped when a field is removed or changes its meaning.
  package static let format: Int64 = 2
  /// The size limit of the file in bytes: a thousand times a large price list, and still small enough for a disk.
  package static let largestSize = 1 << 30

  /// A list in the provider-neutral part.
  package struct Section: Sendable {
    package let name: String
    package let elements: JSONList

    package init(_ name: String, _ elements: JSONList) {
      self.name = name
      self.elements = elements
    }

    package var member: JSON.Member { JSON.Member(name, .array(Array(elements.values))) }
  }

  package let provider: String
  /// The version of the API that the bodies are for, if requests state one.
  package var apiVersion: String?
  /// The id of the catalog, if it has one.
  package var catalogID: String?
  /// `products` and `prices`, or the provider's equivalent.
  package var sections: [Section] = []
  /// Requests to send once, in this order.
  package var setup: Requests
  /// Request templates: for each price that a customer can buy, one or more for each situation.
  package var purchase: Requests
  /// The ids of the discounts that the provider has, in the order of the catalog; not part of the file.
  package var discounts: [String] = []
  private let largestSize: Int
  private var expectedSize = 0

  /// - Parameter largestSize: in bytes. A larger artifact loses elements, and ``isTooLarge`` becomes true.
  package init(provider: String, largestSize: Int = .max) {
    self.provider = provider
    self.largestSize = largestSize
    setup = Requests(largestSize: largestSize)
    purchase = Requests(largestSize: largestSize)
  }

  /// True if elements may be missing, so that the artifact must not be written. Long loops check this to stop early.
  package var isTooLarge: Bool {
    max(sections.reduce(setup.textSize + purchase.textSize) { $0 + $1.elements.textSize }, expectedSize) > largestSize
  }

  /// Announces a lower bound of the artifact's size in bytes, before its elements are created.
  package mutating func expect(_ size: Int) { expectedSize = Swift.max(expectedSize, size) }

  /// An empty list for a section.
  package var emptySection: JSONList { Self.list(largestSize) }

  fileprivate static func list(_ largestSize: Int) -> JSONList {
    // The elements are nested two levels deep in the file.
    JSONList(depth: 2, largestText: largestSize)
  }

  package func json(warnings: [Diagnostic]) -> JSON {
    .object(
      header + sections.map(\.member) + [
        .init("setup", .array(setup.map(\.json))), .init("purchase", .array(purchase.map(\.json))),
        .init("warnings", Self.json(warnings)),
      ])
  }

  private var header: [JSON.Member] {
    JSON.members([
      "format": .integer(Self.format), "provider": .string(provider), "apiVersion": apiVersion.map(JSON.string),
      "catalogId": catalogID.map(JSON.string),
    ])
  }

  private static func json(_ warnings: [Diagnostic]) -> JSON {
    .array(
      warnings.filter { $0.severity == .warning }.map { warning in
        JSON.fields(["rule": .string(warning.rule), "path": .string(warning.path), "message": .string(warning.message)])
      })
  }

  /// The bytes of the file.
  package func bytes(warnings: [Diagnostic]) -> [UInt8] {
    var bytes: [UInt8] = []
    write(warnings: warnings) { (piece: [UInt8]) throws(Never) in bytes += piece }
    return bytes
  }

  /// Writes the bytes of the file, in chunks of about 64 KiB.
  package func write<Problem: Error>(
    warnings: [Diagnostic], to take: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) {
    var writer = JSONWriter(pretty: true)
    writer.open("{")
    for (index, member) in header.enumerated() {
      writer.separate(isFirst: index == 0)
      writer.write(member: member.name, member.value)
    }
    let lists = sections + [Section("setup", setup.list), Section("purchase", purchase.list)]
    for list in lists {
      writer.separate(isFirst: false)
      writer.write(quoted: list.name)
      writer.endName()
      writer.open("[")
      try take(Array(writer.text.bytes))
      writer.text.removeAll()
      try list.elements.write(to: take)
      writer.close("]", isEmpty: list.elements.isEmpty)
    }
    writer.separate(isFirst: false)
    writer.write(member: "warnings", Self.json(warnings))
    writer.close("}", isEmpty: false)
    writer.text.append(UInt8(ascii: "\n"))
    try take(Array(writer.text.bytes))
  }
}
