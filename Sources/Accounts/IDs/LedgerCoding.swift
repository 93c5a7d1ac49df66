import Foundations
import JSONText
import Providers

/// The ledgers of an ids file, one for each provider.
package struct LedgerFile: Sendable {
  /// Accounts of other providers, as they are in the file.
  private var accounts: [JSON.Member]

  /// An empty file.
  package init() { accounts = [] }

  /// - Parameter json: of a file that ``readIDs(_:providers:)`` accepts, in this format or the one before.
  package init(_ json: JSON) { accounts = json["providers"]?.members ?? [] }

  package func ledger(of provider: Provider) -> Ledger {
    Ledger(provider.name, JSON.object(accounts)[provider.name] ?? [:])
  }

  package mutating func set(_ ledger: Ledger) {
    if let index = accounts.firstIndex(where: { $0.name == ledger.provider }) {
      accounts[index].value = ledger.json
    } else {
      accounts.append(.init(ledger.provider, ledger.json))
    }
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    JSON.fields(["format": 2, "providers": .object(accounts)]).text(pretty: true) + [UInt8(ascii: "\n")]
  }
}

extension Ledger {
  fileprivate init(_ provider: String, _ json: JSON) {
    let mode = json["mode"]?.text.flatMap(IDFile.Account.Mode.init(rawValue:))
    let host = json["host"]?.text
    let account =
      host == nil && mode == nil
      ? nil : AccountIdentity(id: json["account"]?.text, name: json["name"]?.text, mode: mode, host: host ?? "")
    self.init(
      provider: provider, account: account, catalogID: json["catalogId"]?.text,
      entries: (json["objects"]?.members ?? []).compactMap { Entry($0.name, $0.value) },
      retired: (json["retired"]?.elements ?? []).compactMap { entry in entry["request"]?.text.flatMap { Entry($0, entry) } },
      ignored: (json["ignored"]?.elements ?? []).compactMap(\.text),
      released: (json["released"]?.elements ?? []).compactMap { entry in entry["request"]?.text.flatMap { Entry($0, entry) } },
      intents: (json["pending"]?.elements ?? []).compactMap(Intent.init))
  }

  fileprivate var json: JSON {
    func list(_ elements: [JSON]) -> JSON? { elements.isEmpty ? nil : .array(elements) }
    return .fields([
      "account": account?.id.map(JSON.string), "name": account?.name.map(JSON.string),
      "mode": account?.mode.map { .string($0.rawValue) }, "host": account.map { .string($0.host) },
      "catalogId": catalogID.map(JSON.string), "objects": .object(entries.map { .init($0.request, $0.json(withRequest: false)) }),
      "retired": list(retired.map { $0.json(withRequest: true) }), "ignored": list(ignored.map(JSON.string)),
      "released": list(released.map { $0.json(withRequest: true) }), "pending": list(intents.map(\.json)),
    ])
  }
}

extension Ledger.Entry {
  fileprivate init?(_ request: String, _ json: JSON) {
    guard let id = json["id"]?.text else { return nil }
    // The format before had no names; the request is the best that is known.
    self.init(
      request: request, name: json["name"]?.text ?? request, id: id,
      sent: (json["sent"]?.elements ?? []).compactMap(\.text), withheld: json["withheld"]?.members ?? [], terms: json["terms"])
  }

  fileprivate func json(withRequest: Bool) -> JSON {
    .fields([
      "request": withRequest ? .string(request) : nil, "id": .string(id), "name": .string(name),
      "sent": sent.isEmpty ? nil : .strings(sent), "withheld": withheld.isEmpty ? nil : .object(withheld), "terms": terms,
    ])
  }
}

extension Ledger.Intent {
  fileprivate init?(_ json: JSON) {
    guard let request = json["request"]?.text, let name = json["name"]?.text, let since = json["since"]?.decimal?.integer
    else { return nil }
    self.init(
      request: request, name: name, since: since, idempotencyKey: json["idempotencyKey"]?.text,
      digest: json["digest"]?.text ?? "")
  }

  fileprivate var json: JSON {
    .fields([
      "request": .string(request), "name": .string(name), "since": .integer(since),
      "idempotencyKey": idempotencyKey.map(JSON.string), "digest": .string(digest),
    ])
  }
}
