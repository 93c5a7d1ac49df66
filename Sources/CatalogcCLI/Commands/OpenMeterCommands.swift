import Accounts
import Catalog
import Customers
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
  static let idempotencyKey = Option(
    "idempotency-key", value: "KEY", summary: "what identifies the purchase, if not the payment alone")
  static let topupQuantity = Option("quantity", value: "N", summary: "how many were paid for (default: 1)")
  static let grantMetadata = Option("metadata", value: "NAME=VALUE", summary: "a metadata entry of the grant (repeatable)")
  static let grantAnnotation = Option("annotation", value: "NAME=VALUE", summary: "an annotation of the grant (repeatable)")
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
    reportShared(item, catalog, &system)
    try output(OpenMeterEntitlements.entry(for: item, in: catalog).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  /// A customer has one entitlement to a feature, so that of an add-on is refused where a plan has given one.
  private static func reportShared(_ item: Item, _ catalog: Catalog, _ system: inout any System) {
    guard item.kind == .addon else { return }
    let shared = item.entitlements.filter { entitlement in
      entitlement.isGranted
        && catalog.plans.contains { $0.entitlements.contains { $0.feature == entitlement.feature && $0.isGranted } }
    }
    if shared.isEmpty { return }
    let names = list(shared.map { quoted(catalog.features[$0.feature].header.id) })
    system.writeError(
      "catalogc: warning: plans give \(names), too, and OpenMeter refuses a second entitlement\n"
        + "  = help: `catalogc assign` adds an add-on to what a customer has\n")
  }

  static let grant = Command(
    name: "grant",
    operands: "CATALOG TOPUP",
    operandCount: 2...2,
    summary: "grant a customer in OpenMeter a top-up",
    details: """
      Prints the request to send after a payment for the top-up with that id or key. Omitted values stay as parameters. Sending
      the request twice creates two grants: first run its lookup, which finds an earlier grant by the payment id in its
      metadata, and send the request only if there is none.

      With --apply, does all of that: creates the customer and the entitlement that carries grants if they are missing, and grants
      nothing if the payment was granted before, or was refunded.
      """,
    options: [
      .customer, .paymentID, .idempotencyKey, .at, .topupQuantity, .grantMetadata, .grantAnnotation, .applyCustomers,
      .existingCustomers, .accountURL,
    ] + Option.lint + [.format, .from],
    examples: [
      "catalogc grant catalog.json token_pack --customer acme --payment-id pay_1 --at 2027-01-15T12:00:00Z",
      "catalogc grant catalog.json token_pack --customer acme --payment-id pay_1 --apply",
    ]
  ) { invocation, system throws(CommandError) in
    let time = try timestamp(invocation.value(.at))
    let quantity = try quantity(invocation.value(.topupQuantity), for: "quantity")
    let metadata = try members(invocation, .grantMetadata)
    let annotations = try members(invocation, .grantAnnotation)
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let item = try find(invocation.operands[1], in: catalog, [.topup])
    guard let topup = item.topup else { return .failed }
    let key = invocation.value(.idempotencyKey)
    if invocation.has(.applyCustomers) {
      guard let customer = invocation.value(.customer) else { throw missingOption(.customer) }
      guard let payment = invocation.value(.paymentID) else { throw missingOption(.paymentID) }
      let purchase = CatalogTerms(catalog).purchase(
        topup, quantity: quantity, payment: payment, key: key,
        at: time.flatMap { Instant($0) } ?? Instant(unixSeconds: system.now) ?? .epoch,
        metadata: metadata, annotations: annotations)
      return try carryOut(customer, invocation, CustomerStates(), catalog, &system) { _, _ in
        var change = CustomerChange()
        change.topups = [purchase]
        return change
      }
    }
    let request = OpenMeterGrants.request(
      for: topup, in: catalog, customer: invocation.value(.customer), paymentId: invocation.value(.paymentID), key: key, at: time,
      quantity: quantity, metadata: metadata, annotations: annotations)
    try output(request.json.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  /// `NAME=VALUE`, as members.
  private static func members(_ invocation: Invocation, _ option: Option) throws(CommandError) -> [JSON.Member] {
    var members: [JSON.Member] = []
    for value in invocation.all(option) {
      guard let sign = value.firstIndex(of: "="), sign > value.startIndex else {
        throw CommandError.invalidValue(value, for: option.name, help: "write a name and a value, such as `campaign=spring`")
      }
      let member = JSON.Member(String(value[..<sign]), .string(String(value[value.index(after: sign)...])))
      members = members.replacing([member])
    }
    return members
  }

  /// The catalog, or nil if it has errors. The findings for OpenMeter go to standard error.
  static func openMeterCatalog(
    _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> Catalog? {
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([.openmeter]))
    for report in input.reports(compilation) { try reportToError(report, invocation, notes: .hidden, &system) }
    return (compilation.diagnostics + compilation.idsDiagnostics).count(.error) > 0 ? nil : compilation.boundCatalog
  }

  /// The only item of these kinds whose id or key is the name.
  static func find(_ name: String, in catalog: Catalog, _ kinds: [Item.Kind]) throws(CommandError) -> Item {
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
  static func item(_ item: Item, at id: String?) throws(CommandError) -> Item {
    guard let id else { return item }
    if let price = item.writtenPrices.first(where: { ScalarString($0.id) == ScalarString(id) }) { return item.at(price) }
    let ids = item.writtenPrices.map(\.id)
    let what = "\(item.kind.described) \(quoted(item.header.id))"
    let help =
      ids.isEmpty ? "omit `--price`; the \(item.kind.described) has no prices" : "use \(list(ids.map { quoted($0) }, and: "or"))"
    throw CommandError(
      "unknown price \(quoted(id)) of \(what)", help: bestMatch(for: id, among: ids).map { "did you mean \(quoted($0))?" } ?? help
    )
  }

  /// Checks a timestamp of RFC 3339: `2027-01-15T12:00:00Z`, optionally with a fraction or an offset.
  private static func timestamp(_ text: String?) throws(CommandError) -> String? {
    guard let text else { return nil }
    if Instant(text) != nil { return text }
    throw CommandError.invalidValue(text, for: "at", help: "use an RFC 3339 time such as `2027-01-15T12:00:00Z`")
  }
}
