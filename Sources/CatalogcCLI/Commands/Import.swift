import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax

extension Option {
  static let importOutput = Option(
    "output", letter: "o", value: "FILE", summary: "file to create, .json or .swift (default: catalog.json; `-`: standard output)"
  )
  static let importIDs = Option(
    "ids", value: "FILE", summary: "ids file to create (default: the catalog's name with `.ids.json`)")
}

extension Command {
  static let `import` = Command(
    name: "import",
    operands: "",
    operandCount: 0...0,
    summary: "write a catalog from what a provider's account sells",
    details: """
      Reads the account at the provider, and writes a catalog and an ids file that it equals: `catalogc plan` with both files
      has nothing to change. Nothing at the provider is changed. The key is read from the environment, as for `plan`.

      What a catalog cannot express exactly is left out whole, and listed with the reason. The ids file names it as ignored, so
      `plan` and `apply` leave it alone. Objects that catalogc has created come back under the ids in their metadata; those of
      another catalog are left to it. What the provider does not store is missing, such as the amounts of allowances at Stripe:
      complete the catalog before other providers are set up from it.

      Existing files are never overwritten.
      """,
    options: [.provider, .importOutput, .importIDs, .state, .accountURL],
    examples: [
      "catalogc import --provider stripe --output billing/catalog.json",
      "catalogc import --provider stripe --output Catalog.swift --ids stripe.ids.json",
    ]
  ) { invocation, system throws(CommandError) in
    let api = try importedAPI(invocation)
    let path = invocation.value(.importOutput) ?? "catalog.json"
    let idsPath = invocation.value(.importIDs) ?? AccountSession.defaultIDs(path)
    for file in [path, idsPath] where file != "-" { try requireMissing(file, &system) }
    let state =
      if let file = invocation.value(.state) {
        try AccountState.read(file, of: api.provider, &system)
      } else {
        try importedState(api, invocation, system)
      }
    guard let imported = Import(state, api) else {
      throw CommandError("accounts at \(api.provider.title) cannot be imported")
    }
    var ids = LedgerFile()
    ids.set(imported.ledger)
    let catalog = text(of: imported.catalog, path)
    try write(idsPath, ids.bytes, &system)
    if path == "-" { try output(catalog, &system) } else { try write(path, catalog, &system) }
    system.writeError(report(imported, api.provider, path: path, idsPath: idsPath))
    return .done
  }

  private static func importedAPI(_ invocation: Invocation) throws(CommandError) -> AccountAPI {
    let known = AccountAPI.all.map(\.provider).filter(Import.supports)
    guard case .named(let providers)? = try selection(invocation), let provider = providers.first else {
      throw CommandError(
        "missing required option `--provider`", help: "set it to \(list(known.map { "`\($0.name)`" }, and: "or"))")
    }
    guard providers.count == 1 else {
      throw CommandError("`import` reads one account", help: "choose one provider with `--provider`")
    }
    guard let api = AccountAPI.of(provider), Import.supports(provider) else {
      throw CommandError(
        "accounts at \(provider.title) cannot be imported",
        help: "accounts at \(list(known.map(\.title), and: "and")) can")
    }
    return api
  }

  private static func importedState(
    _ api: AccountAPI, _ invocation: Invocation, _ system: any System
  ) throws(CommandError) -> AccountState {
    let baseURL = invocation.value(.accountURL) ?? system.environment("CATALOGC_BASE_URL")
    do throws(AccountError) {
      let connection = try Connection(api.provider, baseURL: baseURL) { system.environment($0) }
      var sender = Sender(system.transport(connection), api.provider, pace: api.pace)
      return try StateReader(api, mode: connection.mode, host: connection.baseURL).read(&sender)
    } catch {
      throw CommandError(error.message, help: error.help)
    }
  }

  /// Before the account is read, so that nothing is done in vain.
  private static func requireMissing(_ path: String, _ system: inout any System) throws(CommandError) {
    do throws(SystemError) {
      _ = try system.read(path)
    } catch {
      if error.isMissing { return }
      throw CommandError(error)
    }
    throw existing(path)
  }

  private static func existing(_ path: String) -> CommandError {
    CommandError("\(quoted(path)) already exists", help: "choose another path; `import` never overwrites files")
  }

  private static func write(_ path: String, _ bytes: [UInt8], _ system: inout any System) throws(CommandError) {
    do throws(SystemError) {
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
        try system.createDirectory(String(path[..<slash]))
      }
      try system.create(path, bytes)
    } catch {
      throw error.isExisting ? existing(path) : CommandError(error)
    }
  }

  /// The catalog as `fmt` writes it, or as Swift.
  private static func text(of catalog: JSON, _ path: String) -> [UInt8] {
    let analysis = analyze(
      SourceText(name: path, bytes: catalog.text(pretty: true)), providers: Provider.declarations)
    return path.hasSuffix(".swift")
      ? Array(analysis.tree.swiftSource.utf8) : analysis.tree.canonicalJSON(keepsForms: true)
  }

  private static func report(_ imported: Import, _ provider: Provider, path: String, idsPath: String) -> String {
    func shown(_ text: String) -> String { text.unicodeScalars.map(escaped).joined() }
    var text = ""
    if !imported.omissions.isEmpty {
      text += "Left out, and ignored from now on:\n"
      for omission in imported.omissions {
        let name = omission.name.map { " \(shown($0))" } ?? ""
        text += "  - \(omission.noun)\(name) (\(shown(omission.id))): \(shown(omission.reason))\n"
      }
      text += "\n"
    }
    for note in imported.notes { text += "Check: \(note)\n\n" }
    let count = ["plans", "addons", "topups"].reduce(0) { $0 + (imported.catalog[$1]?.members.count ?? 0) }
    let file = path == "-" ? "" : "wrote \(shown(path)) and \(shown(idsPath)); "
    return text + "\(file)\(count) item\(count == 1 ? "" : "s") imported from \(provider.title), "
      + "\(imported.omissions.count) object\(imported.omissions.count == 1 ? "" : "s") left out\n"
  }
}
