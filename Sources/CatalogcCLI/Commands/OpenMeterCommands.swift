import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Reporting

extension Option {
  static let customer = Option("customer", value: "KEY", summary: "customer key in OpenMeter")
  static let paymentID = Option(
    "payment-id", value: "ID", summary: "payment id, which identifies retries of the same payment")
  static let priceOfItem = Option("price", value: "ID", summary: "the price that the customer pays")
  static let at = Option("at", value: "TIME", summary: "time when the grant takes effect, such as `2027-01-15T12:00:00Z`")
}

extension Command {
  static let entitlements = Command(
    name: "entitlements",
    operands: "CATALOG PLAN-OR-ADDON",
    operandCount: 2...2,
    summary: "print the OpenMeter entitlements of a plan or add-on",
    details: """
      Prints the entitlements of the plan or add-on with that id or key, in the form of OpenMeter's API. Disabled entitlements
      are omitted, because an existing entitlement gives access in OpenMeter. With --price, a price's own entitlements replace
      those of the plan or add-on.
      """,
    options: [.priceOfItem] + Option.lint + [.format, .from],
    examples: [
      "catalogc entitlements catalog.json pro", "catalogc entitlements catalog.json pro --price yearly",
    ]
  ) { invocation, system throws(CommandError) in
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let item = try item(try find(invocation.operands[1], in: catalog, [.plan, .addon]), at: invocation.value(.priceOfItem))
    try output(OpenMeterEntitlements.entry(for: item, in: catalog).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  static let grant = Command(
    name: "grant",
    operands: "CATALOG TOPUP",
    operandCount: 2...2,
    summary: "print the OpenMeter request that grants a top-up",
    details: """
      Prints the request to send after a payment for the top-up with that id or key. Omitted values stay as parameters. Sending
      the request twice creates two grants: first run its lookup, which finds an earlier grant by the payment id in its
      metadata, and send the request only if there is none.
      """,
    options: [.customer, .paymentID, .at] + Option.lint + [.format, .from],
    examples: ["catalogc grant catalog.json token_pack --customer acme --payment-id pay_1 --at 2027-01-15T12:00:00Z"]
  ) { invocation, system throws(CommandError) in
    let time = try timestamp(invocation.value(.at))
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let item = try find(invocation.operands[1], in: catalog, [.topup])
    guard let topup = item.topup else { return .failed }
    let request = OpenMeterGrants.request(
      for: topup, in: catalog, customer: invocation.value(.customer), paymentId: invocation.value(.paymentID), at: time)
    try output(request.json.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  /// The catalog, or nil if it has errors. The findings for OpenMeter go to standard error.
  static func openMeterCatalog(
    _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> Catalog? {
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([.openmeter]))
    try reportToError(
      Report(source: input.source, diagnostics: compilation.reported), invocation, notes: .hidden, &system)
    return compilation.diagnostics.count(.error) > 0 ? nil : compilation.catalog
  }

  /// The only item of these kinds whose id or key is the name.
  private static func find(_ name: String, in catalog: Catalog, _ kinds: [Item.Kind]) throws(CommandError) -> Item {
    let named = catalog.items.filter {
      ScalarString($0.header.id) == ScalarString(name) || ScalarString($0.header.key) == ScalarString(name)
    }
    let matches = named.filter { kinds.contains($0.kind) }
    switch matches.count {
    case 1: return matches[0]
    case 0:
      let names = catalog.items.filter { kinds.contains($0.kind) }.map(\.header.id)
      let what = list(kinds.map(\.described), and: "or")
      let help = names.isEmpty ? nil : "use \(list(names.map { quoted($0) }, and: "or"))"
      if let other = named.first {
        let article = other.kind == .addon ? "an" : "a"
        throw CommandError("\(quoted(name)) is \(article) \(other.kind.described), not a \(what)", help: help)
      }
      throw CommandError(
        "unknown \(what) \(quoted(name))", help: bestMatch(for: name, among: names).map { "did you mean \(quoted($0))?" } ?? help)
    default:
      let described = matches.map {
        "the \($0.kind.described) with the id \(quoted($0.header.id)) and the key \(quoted($0.header.key))"
      }
      throw CommandError(
        "\(quoted(name)) is ambiguous: it matches \(list(described))", help: "use an id or key that only one of them has")
    }
  }

  /// The item as those have it who pay the price with that id.
  private static func item(_ item: Item, at id: String?) throws(CommandError) -> Item {
    guard let id else { return item }
    if let price = item.writtenPrices.first(where: { ScalarString($0.id) == ScalarString(id) }) { return item.at(price) }
    let ids = item.writtenPrices.map(\.id)
    let what = "\(item.kind.described) \(quoted(item.header.id))"
    throw CommandError(
      "unknown price \(quoted(id)) of \(what)",
      help: bestMatch(for: id, among: ids).map { "did you mean \(quoted($0))?" }
        ?? (ids.isEmpty ? "omit `--price`; the \(item.kind.described) has no prices" : "use \(list(ids.map { quoted($0) }, and: "or"))"))
  }

  /// Checks a timestamp of RFC 3339: `2027-01-15T12:00:00Z`, optionally with a fraction or an offset.
  private static func timestamp(_ text: String?) throws(CommandError) -> String? {
    guard let text else { return nil }
    if Instant(text) != nil { return text }
    throw CommandError.invalidValue(text, for: "at", help: "use an RFC 3339 time such as `2027-01-15T12:00:00Z`")
  }
}
