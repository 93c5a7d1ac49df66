import CatalogReading
import Diagnostics
import Providers

extension Option {
  static let swift = Option("swift", summary: "write Catalog.swift for the BillingCatalog library")
}

extension Command {
  static let initialize = Command(
    name: "init",
    operands: "[DIR-OR-FILE]",
    operandCount: 0...1,
    summary: "create a starter catalog",
    details: """
      Writes catalog.json (Catalog.swift with --swift) into the directory, or writes the named file (`-`: standard output).
      Missing directories are created; existing files are never overwritten. The catalog has a free and a paid plan, an
      allowance and a top-up, as far as the selected providers support them, so that `check --strict` reports no warnings. It
      names these providers, so that other commands work for them.
      """,
    options: [.swift, .provider],
    examples: [
      "catalogc init billing", "catalogc init india.json --provider razorpay", "catalogc init --swift -p stripe,openmeter",
    ]
  ) { invocation, system throws(CommandError) in
    let selection = try selection(invocation) ?? .named([])
    let providers: [Provider] = if case .named(let named) = selection { named } else { Provider.all }
    let (path, format) = try destination(invocation)
    let (starter, isClean) = StarterCatalog.best(for: providers)
    let bytes = Array(starter.text(format).utf8)
    if path == "-" {
      try output(bytes, &system)
    } else {
      do throws(SystemError) {
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
          try system.createDirectory(String(path[..<slash]))
        }
        try system.create(path, bytes)
      } catch {
        guard error.isExisting else { throw CommandError(error) }
        throw CommandError("\(quoted(path)) already exists", help: "choose another path; `init` never overwrites files")
      }
      notify("wrote \(shown(path)); check it with: catalogc check \(shown(path))\n", invocation, &system)
    }
    if !isClean {
      system.writeError(
        "catalogc: warning: no starter catalog fits all of these providers; `catalogc check --strict` reports what to change\n")
    }
    return .done
  }

  /// The file to create and its format.
  private static func destination(_ invocation: Invocation) throws(CommandError) -> (path: String, format: CatalogFormat) {
    let wanted: CatalogFormat? = invocation.has(.swift) ? .swift : nil
    let name = wanted == .swift ? "Catalog.swift" : "catalog.json"
    guard let operand = invocation.operands.first else { return (name, wanted ?? .json) }
    if operand == "-" { return (operand, wanted ?? .json) }
    if operand.isEmpty { throw CommandError("the path must not be empty") }
    if let refusal = CatalogInput.refusal(of: operand, to: "write") { throw refusal }
    guard let named = CatalogFormat.allCases.first(where: { operand.hasSuffix(".\($0.rawValue)") }) else {
      return (operand.hasSuffix("/") ? operand + name : "\(operand)/\(name)", wanted ?? .json)
    }
    if wanted == .swift, named != .swift {
      throw CommandError("`--swift` cannot be used with \(quoted(operand))", help: "choose a file name that ends with `.swift`")
    }
    return (operand, named)
  }

  private static func shown(_ path: String) -> String { path.unicodeScalars.map(escaped).joined() }
}
