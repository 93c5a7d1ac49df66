import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Reporting

extension Option {
  static let customer = Option("customer", value: "KEY", summary: "the customer's key in OpenMeter")
  static let paymentID = Option(
    "payment-id", value: "ID", summary: "the payment's id: by it a retried payment is recognised")
  static let at = Option("at", value: "TIME", summary: "when the grant takes effect, as `2027-01-15T12:00:00Z`")
}

extension Command {
  static let entitlements = Command(
    name: "entitlements",
    operands: "CATALOG PLAN-OR-ADDON",
    operandCount: 2...2,
    summary: "print what a customer of a plan or an add-on is entitled to in OpenMeter",
    details: """
      Prints the entitlements as OpenMeter's API takes them, for the plan or add-on of that id or key. What is switched off in
      the catalog is not there: in OpenMeter, an entitlement that exists gives access.
      """,
    options: Option.lint + [.format, .from],
    examples: ["catalogc entitlements catalog.json pro"]
  ) { invocation, system throws(CommandError) in
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let items = catalog.plans.map { Item($0) } + catalog.addons.map { Item($0) }
    let item = try find(invocation.operands[1], among: items, "plan or add-on")
    try output(OpenMeterEntitlements.entry(for: item, in: catalog).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  static let grant = Command(
    name: "grant",
    operands: "CATALOG TOPUP",
    operandCount: 2...2,
    summary: "print the request that grants a top-up in OpenMeter",
    details: """
      Prints the request to send when a top-up, by its id or key, was paid for. What is not given stays a parameter. OpenMeter
      makes a second grant of a second request: the lookup finds the grant that an earlier one made by the payment's id in
      its metadata, and a script sends the request only where it finds none.
      """,
    options: [.customer, .paymentID, .at] + Option.lint + [.format, .from],
    examples: ["catalogc grant catalog.json token_pack --customer acme --payment-id pay_1 --at 2027-01-15T12:00:00Z"]
  ) { invocation, system throws(CommandError) in
    let time = try timestamp(invocation.value(.at))
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let item = try find(invocation.operands[1], among: catalog.topups.map { Item($0) }, "top-up")
    guard let topup = item.topup else { return .failed }
    let request = OpenMeterGrants.request(
      for: topup, in: catalog, customer: invocation.value(.customer), paymentId: invocation.value(.paymentID), at: time)
    try output(request.json.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }

  /// The catalog, where it has no errors; what there is to say about it for OpenMeter goes to standard error.
  static func openMeterCatalog(
    _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> Catalog? {
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([.openmeter]))
    try reportToError(
      Report(source: input.source, diagnostics: compilation.diagnostics), invocation, showNotes: false, &system)
    return compilation.diagnostics.count(.error) > 0 ? nil : compilation.catalog
  }

  /// The one item that has the name for its id or key.
  private static func find(_ name: String, among items: [Item], _ what: String) throws(CommandError) -> Item {
    let matches = items.filter { ExactString($0.header.id) == ExactString(name) || ExactString($0.header.key) == ExactString(name) }
    switch matches.count {
    case 1: return matches[0]
    case 0:
      let names = items.map(\.header.id)
      throw CommandError(
        "the catalog has no \(what) \(quoted(name))", help: nearest(to: name, among: names).map { "did you mean \(quoted($0))?" }
          ?? (names.isEmpty ? nil : "it has \(list(names.map { quoted($0) }))"))
    default:
      let described = matches.map { "the \($0.kind.described) with the id \(quoted($0.header.id)) and the key \(quoted($0.header.key))" }
      throw CommandError("\(quoted(name)) names more than one: \(list(described))", help: "write a name that only one of them has")
    }
  }

  /// Checks a point in time by RFC 3339: `2027-01-15T12:00:00Z`, with a fraction or an offset if need be.
  private static func timestamp(_ text: String?) throws(CommandError) -> String? {
    guard let text else { return nil }
    if Instant(text) != nil { return text }
    throw CommandError(
      "\(quoted(text)) is no point in time", help: "write it as RFC 3339 has it: 2027-01-15T12:00:00Z")
  }
}
