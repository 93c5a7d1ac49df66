import Accounts
import BillingCatalog
import Providers

/// Checks and compiles billing catalogs in process, as `catalogc check` and `catalogc compile` do.
///
///     let compiler = CatalogCompiler()
///     let artifact = try compiler.compile(.value(catalog), for: .stripe)
///     for warning in artifact.warnings { print(warning) }
///     try artifact.text.write(toFile: "stripe.json", atomically: true, encoding: .utf8)
///
/// A compiler reads and writes no files and keeps no state between calls. The bytes of an artifact are those that the command
/// line writes.
public struct CatalogCompiler: Sendable {
  /// Whether warnings are errors. The default is false.
  public var isStrict: Bool

  public init(isStrict: Bool = false) {
    self.isStrict = isStrict
  }

  /// Everything that is wrong with a catalog, or worth knowing about it, in the order of the catalog.
  ///
  ///     let errors = CatalogCompiler().check(.json(text)).filter { $0.severity == .error }
  ///
  /// - Parameters:
  ///   - source: the catalog, as text or as a value.
  ///   - providers: the providers to check the catalog against. The default is those that the catalog names under `providers` and
  ///     does not disable; if there are none, only the catalog itself is checked.
  public func check(_ source: CatalogSource, for providers: [Provider] = []) -> [Finding] {
    let compilation = Compilation(source, for: providers, isStrict: isStrict)
    return compilation.findings(of: source)
  }

  /// Compiles a catalog for one provider.
  ///
  /// - Parameter source: the catalog, as text or as a value.
  /// - Throws: a ``CatalogError`` with all findings if one of them is an error: the catalog is wrong, it disables the provider,
  ///   or the compiler is strict and there are warnings.
  public func compile(_ source: CatalogSource, for provider: Provider) throws(CatalogError) -> Artifact {
    let compilation = Compilation(source, for: [provider], isStrict: isStrict)
    let findings = compilation.findings(of: source)
    guard let output = compilation.outputs.first else { throw CatalogError(findings: findings) }
    return Artifact(provider: provider, bytes: output.bytes, findings: findings)
  }
}

extension CatalogCompiler {
  /// The API requests that set up a catalog at one provider, as a JSON file.
  ///
  ///     let artifact = try CatalogCompiler().compile(.value(catalog), for: .razorpay)
  ///     print(artifact.text)
  public struct Artifact: Hashable, Sendable {
    public let provider: Provider
    /// The file that `catalogc compile` writes, in UTF-8.
    public let bytes: [UInt8]
    /// Warnings and notes, in the order of the catalog; never errors.
    public let findings: [Finding]

    /// ``bytes`` as a string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The findings that the author of the catalog should look at, such as what the provider cannot express.
    public var warnings: [Finding] { findings.filter { $0.severity == .warning } }
  }
}

/// The reason why a catalog could not be compiled.
///
///     do {
///       let artifact = try compiler.compile(.json(text), for: .stripe)
///     } catch {
///       for finding in error.findings { print(finding) }
///     }
public struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// All findings, in the order of the catalog; at least one is an error.
  public let findings: [CatalogCompiler.Finding]

  /// One line for each error.
  public var description: String {
    findings.filter { $0.severity == .error }.map(\.description).joined(separator: "\n")
  }
}
