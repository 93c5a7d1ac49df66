import Accounts
import CatalogPrinting
import CatalogReading
import CatalogcCLI
import Diagnostics
import Providers

/// A text to mutate.
package struct Seed: Sendable {
  package let name: String
  package let format: CatalogFormat
  package let bytes: [UInt8]

  package init(_ name: String, _ format: CatalogFormat, _ bytes: [UInt8]) {
    self.name = name
    self.format = format
    self.bytes = bytes
  }
}

/// The seeds, by format.
package struct Corpus: Sendable {
  private let json: [Seed]
  private let swift: [Seed]
  private let jsonCatalogs: [Seed]
  private let swiftCatalogs: [Seed]

  package init(_ seeds: [Seed]) {
    let features = Array("features".utf8)
    func isCatalog(_ seed: Seed) -> Bool {
      seed.bytes.indices.contains { seed.bytes[$0...].starts(with: features) }
    }
    json = seeds.filter { $0.format == .json }
    swift = seeds.filter { $0.format == .swift }
    jsonCatalogs = json.filter(isCatalog)
    swiftCatalogs = swift.filter(isCatalog)
  }

  /// - Parameter onlyCatalogs: true to exclude texts that are not catalogs, valid or invalid.
  package func seeds(_ format: CatalogFormat, onlyCatalogs: Bool = false) -> [Seed] {
    switch format {
    case .json, .jsonc: onlyCatalogs ? jsonCatalogs : json
    case .swift: onlyCatalogs ? swiftCatalogs : swift
    }
  }
}

extension Seed {
  private static let files = [
    "catalogs/ai-saas", "catalogs/currencies", "catalogs/india", "docs/example", "docs/example-next", "docs/mistakes",
  ]

  /// The catalogs in the folder, the rule examples, and the snippets.
  package static func all(in folder: String) throws(SystemError) -> [Seed] {
    let system = RealSystem()
    var seeds: [Seed] = []
    for file in files {
      for format in CatalogFormat.written {
        do throws(SystemError) {
          let bytes = try system.read("\(folder)/\(file).\(format.rawValue)")
          seeds.append(Seed(file, format, bytes))
        } catch {
          // Not every catalog has a Swift file.
          guard error.isMissing, format == .swift else { throw error }
        }
      }
    }
    // Convert the JSON catalogs to Swift.
    for seed in seeds where seed.format == .json {
      let compilation = Compilation(SourceText(name: seed.name, bytes: seed.bytes), providers: .named([]))
      if compilation.catalog != nil { seeds.append(Seed(seed.name, .swift, Array(compilation.tree.swiftSource.utf8))) }
    }
    return seeds + examples + snippets
  }

  /// The rule examples, as shown by `catalogc explain`.
  package static var examples: [Seed] {
    Rule.all.flatMap { rule -> [Seed] in
      guard rule.exampleFormat.catalog == nil else { return [] }
      let format: CatalogFormat = rule.exampleFormat == .swift ? .swift : .json
      return [rule.wrong, rule.right].map { text in
        Seed(rule.name, format, Array(String(text.unicodeScalars.filter { $0 != "⟦" && $0 != "⟧" }).utf8))
      }
    }
  }

  /// The seeds that ``store(_:in:)`` wrote.
  package static func stored(in folder: String) throws(SystemError) -> [Seed] {
    var seeds: [Seed] = []
    for format in CatalogFormat.written {
      var number = 0
      while true {
        let path = "\(folder)/\(number).\(format.rawValue)"
        do throws(SystemError) { seeds.append(Seed(path, format, try RealSystem().read(path))) } catch {
          guard error.isMissing else { throw error }
          break
        }
        number += 1
      }
    }
    guard !seeds.isEmpty else { throw SystemError("no seeds in `\(folder)`") }
    return seeds
  }

  /// Writes each seed to a file in the folder: `0.json`, `0.swift`, …
  package static func store(_ seeds: [Seed], in folder: String) throws(SystemError) {
    for format in CatalogFormat.written {
      let files = seeds.filter { $0.format == format }.enumerated().map { number, seed in
        (path: "\(folder)/\(number).\(format.rawValue)", bytes: seed.bytes)
      }
      var system = RealSystem()
      try system.write(files)
    }
  }
}
