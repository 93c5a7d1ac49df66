import Catalog
import Customers
import Diagnostics
import JSONText
import Providers
import Reporting

extension Option {
  static let eventProvider = Option(
    "provider", letter: "p", value: "NAME", values: .words(Provider.all.map(\.name)),
    summary: "the provider that sends the events (default: the only one named in the catalog)")
  static let entitlementRequests = Option(
    "entitlements", value: "WHICH", values: .words(["catalog", "none"]),
    summary: "catalog (default), or none to emit only the events and their records")
  static let customerFrom = Option(
    "customer-from", value: "NAME",
    summary: "metadata entry with the OpenMeter customer key, or id for the provider's customer id")
  static let verifySignature = Option(
    "verify-signature", summary: "reject events with an invalid signature; each line is {\"headers\": {…}, \"body\": \"…\"}")
  static let tolerance = Option(
    "tolerance", value: "SECONDS", summary: "maximum age of a signature in seconds (default: 300); 0 accepts any age")
}

extension Command {
  static let bridge = Command(
    name: "bridge",
    operands: "CATALOG [EVENTS]",
    operandCount: 1...2,
    summary: "convert a provider's webhook events into OpenMeter requests",
    details: """
      Reads webhook payloads, one per line, from a file or as they arrive on standard input. For each payload, prints one
      line with a provider-neutral event and the OpenMeter requests to send, in order. Invalid payloads are reported and
      skipped. docs/bridge.md lists the requests for each event.

      Without --provider, the events are those of the provider that the catalog names under `providers`, if there is only one
      besides OpenMeter.

      --verify-signature reads the endpoint's signing secret from the environment (separate several with spaces):
      \(EventSource.all.map { "  \($0.provider.name.padded(to: 10))\($0.secretVariable)" }.joined(separator: "\n"))
      """,
    options: [.eventProvider, .entitlementRequests, .customerFrom, .verifySignature, .tolerance, .format, .from],
    examples: [
      "catalogc bridge catalog.json events.jsonl --provider stripe",
      "catalogc bridge catalog.json --provider polar --customer-from tenant",
    ]
  ) { invocation, system throws(CommandError) in
    let asked = try eventSource(invocation)
    var options = try bridgeOptions(invocation)
    let events = invocation.operands.count > 1 ? invocation.operands[1] : "-"
    if events == "-", invocation.operands[0] == "-" {
      throw CommandError("standard input cannot be both the catalog and the events", help: "pass one of them as a file")
    }
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let source = if let asked { asked } else { try eventSource(of: catalog) }
    if invocation.has(.verifySignature) { options.keys = try signingKeys(of: source, system) }
    guard catalog.settings(for: source.provider.name).isEnabled else {
      throw CommandError("\(source.provider.title) is disabled in this catalog")
    }
    if options.givesEntitlements, catalog.settings(for: "openmeter").text("mode") == "plans" {
      throw CommandError(
        "in mode `plans`, OpenMeter's own subscriptions grant the entitlements", help: "use `--entitlements none`")
    }
    var stream = EventStream(
      name: events == "-" ? "<stdin>" : events, bridge: Bridge(catalog, source: source, options: options))
    if events == "-" {
      while true {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try system.readInput() } catch { throw CommandError(error) }
        try stream.read(bytes, isLast: bytes.isEmpty, invocation, &system)
        if bytes.isEmpty { break }
      }
    } else {
      let bytes: [UInt8]
      do throws(SystemError) { bytes = try system.read(events) } catch { throw CommandError(error) }
      try stream.read(bytes, isLast: true, invocation, &system)
    }
    return stream.hasErrors ? .found : .done
  }

  private static let providerNames = EventSource.all.map(\.provider.name)

  /// The source that `--provider` names; nil if it is not given.
  private static func eventSource(_ invocation: Invocation) throws(CommandError) -> EventSource? {
    guard let selected = try selection(invocation) else { return nil }
    if case .named(let providers) = selected, providers.count == 1, let source = EventSource.named(providers[0].name) {
      return source
    }
    throw CommandError(
      "`bridge` accepts exactly one `--provider`", help: "set it to \(list(providerNames.map { "`\($0)`" }, and: "or"))")
  }

  /// The only source that the catalog names. OpenMeter is the target of the requests.
  private static func eventSource(of catalog: Catalog) throws(CommandError) -> EventSource {
    let named = catalog.namedProviders.filter { $0.name != Provider.openmeter.name }
    if named.count > 1 { throw severalProviders(named, help: "choose one with `--provider`") }
    guard let provider = named.first, let source = EventSource.named(provider.name) else { throw missingProvider(providerNames) }
    return source
  }

  private static func bridgeOptions(_ invocation: Invocation) throws(CommandError) -> Bridge.Options {
    var options = Bridge.Options()
    options.customerFrom = invocation.value(.customerFrom)
    switch invocation.value(.entitlementRequests) ?? "catalog" {
    case "catalog": break
    case "none": options.givesEntitlements = false
    case let other:
      throw CommandError.invalidValue(other, for: "entitlements", among: ["catalog", "none"])
    }
    if let text = invocation.value(.tolerance) {
      guard let seconds = Int64(text), seconds >= 0 else {
        throw CommandError.invalidValue(
          text, for: "tolerance", help: "use a number of seconds such as `300`, or `0` to accept any age")
      }
      options.tolerance = seconds == 0 ? nil : seconds
    }
    return options
  }

  private static func signingKeys(of source: EventSource, _ system: any System) throws(CommandError) -> [[UInt8]] {
    let name = source.secretVariable
    guard let secrets = system.environment(name), !secrets.isEmpty else {
      throw CommandError("`\(name)` is not set", help: "set it to the signing secret of the webhook endpoint")
    }
    guard let keys = source.signature.keys(secrets) else {
      throw CommandError("`\(name)` is not a valid \(source.provider.title) signing secret")
    }
    return keys
  }
}

/// A stream of events that is processed payload by payload.
private struct EventStream {
  let name: String
  var bridge: Bridge
  var records = PayloadSplitter()
  var hasErrors = false

  mutating func read(
    _ bytes: [UInt8], isLast: Bool, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) {
    records.append(bytes)
    for record in records.take(atEnd: isLast) {
      let text = SourceText(name: name, bytes: record.bytes, start: record.start, isConfidential: true)
      let outcome = record.isTooLong ? Bridge.tooLong : bridge.process(text, now: system.now)
      if outcome.diagnostics.count(.error) > 0 { hasErrors = true }
      if !outcome.diagnostics.isEmpty {
        try reportToError(Report(source: text, diagnostics: outcome.diagnostics), invocation, notes: .shown, &system)
      }
      if let line = outcome.line { try output(line.text(pretty: false) + [UInt8(ascii: "\n")], &system) }
    }
  }
}
