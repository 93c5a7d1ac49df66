import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Reporting
import Syntax

extension Option {
  static let accountIDs = Option(
    "ids", value: "FILE", summary: "ids file of the account (default: the catalog's name with `.ids.json`)")
  static let prune = Option("prune", summary: "archive what this catalog created and no longer has")
  static let adopt = Option("adopt", summary: "take over objects with the catalog's keys that it has not created")
  static let accountURL = Option("base-url", value: "URL", summary: "base URL of the provider")
}

/// A catalog and the account that it is compared with.
struct AccountSession {
  let api: AccountAPI
  let catalog: Catalog
  let demand: Demand
  /// The path of the ids file.
  let idsPath: String
  let options: Planner.Options
  private(set) var file: LedgerFile
  private(set) var ledger: Ledger
  private let baseURL: String?

  /// Checks the catalog and reads the ids file; nil if either has errors, which have been reported.
  init?(_ invocation: Invocation, options: Planner.Options, _ system: inout any System) throws(CommandError) {
    let selected = try selection(invocation)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    idsPath = invocation.value(.accountIDs) ?? Self.defaultIDs(invocation.operands[0])
    var source: SourceText?
    do throws(SystemError) {
      source = SourceText(name: idsPath, bytes: try system.read(idsPath))
    } catch {
      guard error.isMissing else { throw CommandError(error) }
    }
    let compilation = input.compilation(selected ?? .ofCatalog)
    var reports = [Report(source: input.source, diagnostics: compilation.reported)]
    if let source {
      let (tree, ids, findings) = readIDs(source, providers: Provider.declarations)
      let found = findings + IDFileChecks.duplicates(ids)
      reports.append(
        Report(source: source, diagnostics: compilation.levels.applied(to: tree.diagnostics(for: found), isStrict: false)))
      file = LedgerFile(tree.isEmpty ? [:] : JSON(tree, .root))
    } else {
      file = LedgerFile()
    }
    try reportToError(reports, invocation, notes: .hidden, &system)
    guard let catalog = compilation.catalog, reports.allSatisfy({ $0.diagnostics.count(.error) == 0 }) else { return nil }
    let providers = compilation.providers
    guard let provider = providers.first else { throw missingProvider(Option.provider.values.known) }
    guard providers.count == 1 else { throw severalProviders(providers, help: "choose one with `--provider`") }
    guard let api = AccountAPI.of(provider) else {
      throw CommandError("accounts at \(provider.title) cannot be read")
    }
    self.api = api
    self.catalog = catalog
    self.options = options
    demand = Demand(catalog, api)
    ledger = file.ledger(of: provider)
    baseURL = invocation.value(.accountURL) ?? system.environment("CATALOGC_BASE_URL")
  }

  /// `billing/catalog.json` has its ids in `billing/catalog.ids.json`.
  static func defaultIDs(_ path: String) -> String {
    if path == "-" { return "catalog.ids.json" }
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.index(after: $0) } ?? path.startIndex
    guard let point = path[name...].lastIndex(of: "."), point > name else { return path + ".ids.json" }
    return path[..<point] + ".ids.json"
  }

  func connection(_ system: any System) throws(CommandError) -> Connection {
    do throws(AccountError) {
      return try Connection(api.provider, baseURL: baseURL) { system.environment($0) }
    } catch {
      throw CommandError(error.message, help: error.help)
    }
  }

  func sender(_ connection: Connection, _ system: any System) -> Sender {
    // The pace is for the limits of the provider.
    Sender(system.transport(connection), api.provider, pace: connection.isLocal ? 0 : api.pace)
  }

  func read(_ connection: Connection, _ system: any System) throws(CommandError) -> AccountState {
    var sender = sender(connection, system)
    let reader = StateReader(api, mode: connection.mode, host: connection.baseURL, ledger: ledger, demand: demand)
    do throws(AccountError) {
      return try reader.read(&sender)
    } catch {
      throw CommandError(error.message, help: error.help)
    }
  }

  /// The state in a file that `plan --save-state` has written.
  func state(in path: String, _ system: inout any System) throws(CommandError) -> AccountState {
    try AccountState.read(path, of: api.provider, &system)
  }

  func plan(_ state: AccountState) -> AccountPlan {
    Planner.plan(demand, api, state: state, ledger: ledger, options: options)
  }

  /// The ids file with a ledger in it.
  func bytes(with ledger: Ledger) -> [UInt8] {
    var file = file
    file.set(ledger)
    return file.bytes
  }
}

extension AccountState {
  /// A file that `plan --save-state` wrote.
  static func read(_ path: String, of provider: Provider, _ system: inout any System) throws(CommandError) -> AccountState {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try system.read(path) } catch { throw CommandError(error) }
    guard let json = JSON(parsing: bytes), let state = AccountState(json) else {
      throw CommandError("\(quoted(path)) is not a state file", help: "write one with `catalogc plan --save-state FILE`")
    }
    guard state.provider == provider.name else {
      throw CommandError("\(quoted(path)) is the state of an account at \(state.provider), not \(provider.title)")
    }
    return state
  }
}
