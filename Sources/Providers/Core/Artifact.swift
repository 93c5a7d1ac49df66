import CatalogReading
import Diagnostics
import Foundations
import JSONText

/// What `compile` writes for one provider.
package struct Artifact: Sendable {
  /// The version of this form. It changes when a field changes its meaning or goes away.
  package static let format: Int64 = 1
  /// The largest file that is written, in bytes: a thousand times a large price list, and no more than a disk has room for.
  package static let largestSize = 1 << 30

  /// A list of the provider-neutral part.
  package struct Section: Sendable {
    package let name: String
    package let elements: PackedJSON

    package init(_ name: String, _ elements: PackedJSON) {
      self.name = name
      self.elements = elements
    }

    package var member: JSON.Member { JSON.Member(name, .array(Array(elements.values))) }
  }

  package let provider: String
  /// `products` and `prices`, or what the provider has in their place.
  package var sections: [Section] = []
  /// Requests to send once, in this order.
  package var setup: Requests
  /// Request templates, one for each thing that a customer can buy.
  package var purchase: Requests
  private let largestSize: Int
  private var expectedSize = 0

  /// - Parameter largestSize: in bytes; an artifact that would be larger loses elements, and says so.
  package init(provider: String, largestSize: Int = .max) {
    self.provider = provider
    self.largestSize = largestSize
    setup = Requests(largestSize: largestSize)
    purchase = Requests(largestSize: largestSize)
  }

  /// True where elements may be missing: there is no file of this artifact. What takes much time asks from time to time.
  package var isTooLarge: Bool {
    max(sections.reduce(setup.textSize + purchase.textSize) { $0 + $1.elements.textSize }, expectedSize) > largestSize
  }

  /// Says how many bytes the artifact will have at least, before they are made.
  package mutating func expect(_ size: Int) { expectedSize = Swift.max(expectedSize, size) }

  /// An empty list for a section.
  package var emptySection: PackedJSON { Self.list(largestSize) }

  fileprivate static func list(_ largestSize: Int) -> PackedJSON {
    // In the list of a member of the artifact.
    PackedJSON(depth: 2, largestText: largestSize)
  }

  package func json(warnings: [Diagnostic]) -> JSON {
    .object(
      [.init("format", .integer(Self.format)), .init("provider", .string(provider))] + sections.map(\.member) + [
        .init("setup", .array(setup.map(\.json))), .init("purchase", .array(purchase.map(\.json))),
        .init("warnings", Self.json(warnings)),
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

  /// Hands out the bytes of the file, in pieces of some ten thousand.
  package func write<Problem: Error>(
    warnings: [Diagnostic], to take: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) {
    var writer = JSONWriter(pretty: true)
    writer.open("{")
    writer.separate(isFirst: true)
    writer.write(member: "format", .integer(Self.format))
    writer.separate(isFirst: false)
    writer.write(member: "provider", .string(provider))
    let lists = sections + [Section("setup", setup.packed), Section("purchase", purchase.packed)]
    for list in lists {
      writer.separate(isFirst: false)
      writer.write(quoted: list.name)
      writer.endName()
      writer.open("[")
      try list.elements.write(to: &writer) { (writer: inout JSONWriter) throws(Problem) in
        guard writer.text.count >= 1 << 16 else { return }
        try take(Array(writer.text.bytes))
        writer.text.removeAll()
      }
      writer.close("]", isEmpty: list.elements.isEmpty)
    }
    writer.separate(isFirst: false)
    writer.write(member: "warnings", Self.json(warnings))
    writer.close("}", isEmpty: false)
    writer.text.append(UInt8(ascii: "\n"))
    try take(Array(writer.text.bytes))
  }
}
