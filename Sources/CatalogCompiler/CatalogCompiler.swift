import Accounts
import BillingCatalog

/// Compiles billing catalogs in process: what `catalogc check` and `catalogc compile` do, for a server that has a catalog.
///
///     let compiler = CatalogCompiler()
///     let artifact = try compiler.compile(catalog, for: .stripe)
///     for finding in artifact.findings { log.info("\(finding)") }
///
/// It reads and writes no file, keeps nothing between two calls, and gives the same bytes as the command line.
public struct CatalogCompiler: Sendable {
  /// Whether a warning stops a compilation as an error does.
  public var isStrict: Bool

  public init(isStrict: Bool = false) {
    self.isStrict = isStrict
  }

  /// Everything there is to say about a catalog, in its order.
  ///
  /// - Parameter providers: those that are asked whether they can express it; without any, the catalog alone is checked.
  public func check(_ source: CatalogSource, for providers: [Provider] = []) -> [Finding] {
    let compilation = Compilation(source, for: providers, isStrict: isStrict)
    return compilation.findings(of: source)
  }

  /// Everything there is to say about a catalog, in its order.
  public func check(_ catalog: Catalog, for providers: [Provider] = []) -> [Finding] {
    check(.catalog(catalog), for: providers)
  }

  /// The provider's artifact.
  ///
  /// - Throws: the findings, where one of them is an error: the catalog is wrong, or switches the provider off, or the
  ///   compiler is strict and the provider cannot express the catalog fully.
  public func compile(_ source: CatalogSource, for provider: Provider) throws(CatalogError) -> Artifact {
    let compilation = Compilation(source, for: [provider], isStrict: isStrict)
    let findings = compilation.findings(of: source)
    guard let output = compilation.outputs.first else { throw CatalogError(findings: findings) }
    return Artifact(provider: provider, bytes: output.bytes, findings: findings)
  }

  /// The provider's artifact.
  ///
  /// - Throws: the findings, where one of them is an error.
  public func compile(_ catalog: Catalog, for provider: Provider) throws(CatalogError) -> Artifact {
    try compile(.catalog(catalog), for: provider)
  }
}

/// A catalog, in one of its spellings or as a value.
public enum CatalogSource: Hashable, Sendable {
  /// The text of a `.json` catalog.
  case json(String)
  /// The text of a `.swift` catalog. It is read, and not run.
  case swift(String)
  case catalog(Catalog)
}

extension CatalogCompiler {
  /// What one provider is to be sent.
  public struct Artifact: Hashable, Sendable {
    public let provider: Provider
    /// The JSON file that `catalogc compile` writes, in UTF-8.
    public let bytes: [UInt8]
    /// What the provider cannot express, and what is worth knowing; no errors.
    public let findings: [Finding]

    /// The JSON file as a text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The findings that name something which the author of the catalog should look at.
    public var warnings: [Finding] { findings.filter { $0.severity == .warning } }
  }
}

/// Why there is no artifact.
public struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Everything there is to say about the catalog, in its order; at least one is an error.
  public let findings: [CatalogCompiler.Finding]

  /// A line for each error.
  public var description: String {
    findings.filter { $0.severity == .error }.map(\.description).joined(separator: "\n")
  }
}
