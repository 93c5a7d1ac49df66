import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Fuzzing
import JSONText
import Providers
import Testing

/// A compiled ``RandomCatalog`` without errors.
struct SoundCatalog {
  let json: JSON
  let compilation: Compilation

  init(seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try self.init(RandomCatalog(seed: seed).json, "seed \(seed)", sourceLocation: sourceLocation)
  }

  init(_ json: JSON, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    self.json = json
    let source = SourceText(name: "catalog.json", bytes: json.text(pretty: true))
    compilation = Compilation(source, providers: .named(Provider.all))
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    try #require(
      errors.isEmpty, "\(what): \(errors.map { "\($0.rule) \($0.path) \($0.message)" })", sourceLocation: sourceLocation)
  }

  var catalog: Catalog {
    get throws { try #require(compilation.catalog) }
  }

  /// Compiles a catalog from text.
  static func compilation(_ text: String, _ format: CatalogFormat) -> Compilation {
    Compilation(
      SourceText(name: "catalog.\(format.rawValue)", bytes: Array(text.utf8)), format: format, providers: .named(Provider.all))
  }
}

extension Compilation {
  /// The artifacts without their warnings, one per provider.
  var artifacts: [String] { outputs.map { $0.artifact.json(warnings: []).compact } }

  /// The artifacts with their warnings, byte for byte.
  var files: [[UInt8]] { outputs.map(\.bytes) }
}

extension JSON {
  var members: [Member] {
    if case .object(let members) = self { return members }
    return []
  }

  /// The value with the member at the path replaced or, if the new value is nil, removed.
  func setting(_ path: [String], to value: JSON?) -> JSON {
    guard let name = path.first else { return value ?? .null }
    if path.count == 1, value == nil { return .object(members.filter { $0.name != name }) }
    return .object(members.map { $0.name == name ? Member(name, $0.value.setting(Array(path.dropFirst()), to: value)) : $0 })
  }

  func at(_ path: [String]) -> JSON? { path.reduce(self as JSON?) { $0?[$1] } }
}
