import Catalog
import CatalogReading
import Diagnostics
import Providers
import Syntax

// The program writes ids files, and they have no schema: their fields have only a name and a type.

enum IDsField: String, Field {
  case format, providers
  static let table = FieldTable<IDsField>()
  static let owner = "an ids file"

  var spec: FieldSpec {
    switch self {
    case .format: .required(.integer(1...2), "The version of the format.")
    case .providers: .required(.perProvider(.any), "The account at each provider.")
    }
  }
}

enum AccountField: String, Field {
  case account, name, mode, host, catalogId, objects, retired, ignored, released, pending
  static let table = FieldTable<AccountField>()
  static let owner = "an account"

  var spec: FieldSpec {
    switch self {
    case .account: FieldSpec(.name, "The provider's id of the account.")
    case .name: FieldSpec(.any, "The name of the account.")
    case .host: FieldSpec(.any, "The base URL of the provider.")
    case .catalogId: FieldSpec(.any, "The id of the catalog.")
    case .retired: FieldSpec(.any, "Objects that were replaced or removed.")
    case .ignored: FieldSpec(.any, "Objects that the catalog cannot express.")
    case .released: FieldSpec(.any, "Objects that were given up.")
    case .pending: FieldSpec(.any, "Creations whose outcome is not known.")
    case .mode: FieldSpec(.word(WordType("Mode", IDFile.Account.Mode.self)), "Whether this is a test or a live account.")
    case .objects: .required(.map(.any), "The objects that the setup created, by request id.")
    }
  }
}

enum KnownObjectField: String, Field {
  case id, name, sent, withheld, terms
  static let table = FieldTable<KnownObjectField>()
  static let owner = "an object"

  var spec: FieldSpec {
    switch self {
    case .id: .required(.name, "The provider's id.")
    case .name: FieldSpec(.any, "The request by keys instead of ids.")
    case .sent: FieldSpec(.any, "The fields that were sent last.")
    case .withheld: FieldSpec(.any, "The names and marks that an imported object lacks.")
    case .terms: FieldSpec(.any, "The terms of a price at the provider.")
    }
  }
}

enum TermsField: String, Field {
  case amount, currency, interval, intervalCount, charges
  static let table = FieldTable<TermsField>()
  static let owner = "the terms of a price"

  var spec: FieldSpec {
    switch self {
    case .amount: .required(.integer(0...Int64.max), "The amount in the minor unit of the currency.")
    case .currency: PriceField.currency.spec
    case .interval: PriceField.interval.spec
    case .intervalCount: PriceField.intervalCount.spec
    case .charges: FieldSpec(.name, "What is charged besides the amount.")
    }
  }
}

/// Reads an ids file. Its faults are reported as in a catalog, at their place in this file.
package func readIDs(
  _ source: SourceText, providers: [ProviderDeclaration]
) -> (tree: SyntaxTree, ids: IDFile, findings: [Finding]) {
  let (tree, isComplete, findings) = JSONReader.read(source)
  guard isComplete else { return (tree, IDFile(accounts: []), findings) }
  var decoder = Decoder(tree, providers: providers)
  decoder.reportSecrets()
  let ids = decoder.knownIDs(.root)
  return (tree, ids, findings + decoder.findings)
}

extension Decoder {
  fileprivate mutating func knownIDs(_ node: NodeID) -> IDFile {
    if let other = otherFile("an ids file", [.catalog, .artifact]) {
      findings.append(other)
      return IDFile(accounts: [])
    }
    guard let fields = fields(of: node, as: IDsField.self) else { return IDFile(accounts: []) }
    if let format = fields[.format] {
      _ = integer(format, in: 1...2, .wrongIDsFormat, "`format`")
    }
    guard let accounts = fields[.providers] else { return IDFile(accounts: []) }
    let entries = entries(of: accounts, "providers")
    var taken = names(in: entries)
    return IDFile(
      accounts: entries.compactMap { key, value in
        guard let provider = declaration(key, value, &taken)?.name else { return nil }
        return account(provider, value)
      })
  }

  private mutating func account(_ provider: String, _ node: NodeID) -> IDFile.Account? {
    guard let fields = fields(of: node, as: AccountField.self) else { return nil }
    let mode: IDFile.Account.Mode? = choice(fields[.mode], .unknownMode, "account mode")
    var objects: [IDFile.Entry] = []
    if let node = fields[.objects] {
      for (key, value) in entries(of: node, "objects") {
        guard let object = self.fields(of: value, as: KnownObjectField.self), let id = name(object[.id]) else { continue }
        guard IDFile.isPlain(id) else {
          report(
            .malformedID, "invalid provider id \(quoted(id))", at: Place(value)["id"],
            help: "use only letters, digits and `. _ : @ + ~ -`")
          continue
        }
        objects.append(
          IDFile.Entry(
            request: tree.text(key), name: object[.name].flatMap { tree.kind($0) == .string ? tree.text($0) : nil }, id: id,
            terms: object[.terms].flatMap { terms($0) }, place: Place(value)))
      }
    }
    return IDFile.Account(provider: provider, mode: mode, entries: objects, place: Place(node))
  }

  private mutating func terms(_ node: NodeID) -> PriceTerms? {
    guard let fields = fields(of: node, as: TermsField.self) else { return nil }
    let amount = integer(fields[.amount], in: 0...Int64.max, .priceAmount, "`amount`")
    let currency = currency(fields[.currency])
    let interval: Interval? = choice(fields[.interval], .unknownInterval, "interval")
    let count = integer(fields[.intervalCount], in: 1...Int64.max, .priceIntervalCount, "`intervalCount`")
    let charges = name(fields[.charges])
    guard let amount, let currency, let interval else { return nil }
    return PriceTerms(
      amount: amount, currency: currency, cadence: interval.period.map { Cadence($0, count ?? 1) }, charges: charges)
  }
}

extension IDFile {
  /// Whether an id can be part of a URL or a request without escaping.
  static func isPlain(_ id: String) -> Bool {
    id.utf8.count <= 255
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "._:@+~-".utf8.contains(byte)
        }
      }
  }
}
