import Diagnostics
import Foundation
import Testing

/// A catalog of the folder `catalogs`.
package struct ExampleCatalog: Sendable, CustomTestStringConvertible {
  package let name: String
  package let bytes: [UInt8]

  package var source: SourceText { SourceText(name: name, bytes: bytes) }
  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var testDescription: String { name }
}

/// Every catalog of the folder `catalogs`, by name.
package let exampleCatalogs: [ExampleCatalog] = {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let folder = root.appendingPathComponent("catalogs")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name in
    let data = try? Data(contentsOf: folder.appendingPathComponent(name))
    return data.map { ExampleCatalog(name: name, bytes: Array($0)) }
  }
}()
