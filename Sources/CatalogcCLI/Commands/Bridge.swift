import Catalog
import Customers
import Diagnostics
import JSONText
import Providers
import Reporting

extension Option {
  static let eventProvider = Option(
    "provider", letter: "p", value: "NAME", values: .words(Provider.all.map(\.name)), summary: "the provider that sends the events")
  static let entitlementRequests = Option(
    "entitlements", value: "WHICH", values: .words(["catalog", "none"]),
    summary: "catalog (the default), or none: only the events and their records")
  static let customerFrom = Option(
    "customer-from", value: "NAME",
    summary: "the metadata entry with the customer's key in OpenMeter; id: the customer's id at the provider")
  static let verifySignature = Option(
    "verify-signature", summary: "drop what the provider did not sign; each line is {\"headers\": {…}, \"body\": \"…\"}")
  static let tolerance = Option(
    "tolerance", value: "SECONDS", summary: "how old a signature may be: 300 seconds; 0 for any age")
}

extension Command {
  static let bridge = Command(
    name: "bridge",
    operands: "CATALOG [EVENTS]",
    operandCount: 1...2,
    summary: "turn a provider's webhook events into requests to OpenMeter",
    details: """
      Reads payloads of webhooks, one to a line, from a file or from standard input, as they come in. Prints a line for each:
      what happened, in words that do not depend on the provider, and the requests to send to OpenMeter, in order. A payload
      that cannot be read is reported, and the others go on. docs/bridge.md says what follows from which event.

      With --verify-signature the endpoint's secret is in the environment; several have a space between them:
      \(EventSource.all.map { "  \($0.provider.name.padded(to: 10))\($0.secretVariable)" }.joined(separator: "\n"))
      """,
    options: [.eventProvider, .entitlementRequests, .customerFrom, .verifySignature, .tolerance, .format, .from],
    examples: [
      "catalogc bridge catalog.json events.jsonl --provider stripe",
      "catalogc bridge catalog.json --provider polar --customer-from tenant",
    ]
  ) { invocation, system throws(CommandError) in
    let source = try eventSource(invocation)
    let options = try bridgeOptions(invocation, source, system)
    let events = invocation.operands.count > 1 ? invocation.operands[1] : "-"
    if events == "-", invocation.operands[0] == "-" {
      throw CommandError("standard input cannot be the catalog and the events", help: "name a file for one of them")
    }
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    guard catalog.settings(for: source.provider.name).isEnabled else {
      throw CommandError("the catalog switches \(source.provider.title) off")
    }
    if options.givesEntitlements, catalog.settings(for: "openmeter").text("mode") == "plans" {
      throw CommandError(
        "in mode `plans` OpenMeter's own subscriptions give the entitlements", help: "write --entitlements none")
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

  private static func eventSource(_ invocation: Invocation) throws(CommandError) -> EventSource {
    let known = list(EventSource.all.map(\.provider.name), and: "or")
    switch try selection(invocation) {
    case nil: throw CommandError("`bridge` needs a provider", help: "write --provider and one of \(known)")
    case .named(let providers)?:
      if providers.count == 1, let source = EventSource.named(providers[0].name) { return source }
      fallthrough
    case .all?: throw CommandError("the events are those of one provider", help: "write --provider and one of \(known)")
    }
  }

  private static func bridgeOptions(
    _ invocation: Invocation, _ source: EventSource, _ system: any System
  ) throws(CommandError) -> Bridge.Options {
    var options = Bridge.Options()
    options.customerFrom = invocation.value(.customerFrom)
    switch invocation.value(.entitlementRequests) ?? "catalog" {
    case "catalog": break
    case "none": options.givesEntitlements = false
    case let other:
      throw CommandError(
        "\(quoted(other)) is no value of `--entitlements`",
        help: nearest(to: other, among: ["catalog", "none"]).map { "did you mean `\($0)`?" } ?? "write catalog or none")
    }
    if let text = invocation.value(.tolerance) {
      guard let seconds = Int64(text), seconds >= 0 else {
        throw CommandError("\(quoted(text)) is no number of seconds", help: "write --tolerance 300, or 0 for any age")
      }
      options.tolerance = seconds == 0 ? nil : seconds
    }
    guard invocation.has(.verifySignature) else { return options }
    let name = source.secretVariable
    guard let secrets = system.environment(name), !secrets.isEmpty else {
      throw CommandError("the environment has no `\(name)`", help: "put the secret of the webhook endpoint there")
    }
    guard let keys = source.signature.keys(secrets) else {
      throw CommandError("`\(name)` holds no secret as \(source.provider.title) writes them")
    }
    options.keys = keys
    return options
  }
}

/// A stream of events on its way through the bridge.
private struct EventStream {
  let name: String
  var bridge: Bridge
  var records = Records()
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
        try reportToError(Report(source: text, diagnostics: outcome.diagnostics), invocation, showNotes: true, &system)
      }
      if let line = outcome.line { try output(line.text(pretty: false) + [UInt8(ascii: "\n")], &system) }
    }
  }
}
