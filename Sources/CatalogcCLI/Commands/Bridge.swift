import Accounts
import Catalog
import Customers
import Diagnostics
import JSONText
import Providers
import Reporting

extension Option {
  static let eventProvider = Option(
    "provider", letter: "p", value: "NAME", values: .words(EventSource.all.map(\.name)),
    summary: "the provider that sends the events, or generic (default: the only one named in the catalog)")
  static let entitlementRequests = Option(
    "entitlements", value: "WHICH", values: .words(["catalog", "none"]),
    summary: "catalog (default), or none to only record the events")
  static let customerFrom = Option(
    "customer-from", value: "NAME",
    summary: "metadata entry with the OpenMeter customer key, or id for the provider's customer id")
  static let planFrom = Option(
    "plan-from", value: "NAME", summary: "metadata entry in which the application names the plan of a purchase")
  static let eventMode = Option(
    "mode", value: "MODE", values: .words(News.Mode.allCases.map(\.rawValue)),
    summary: "ignore events of the other mode: test or live")
  static let existingCustomers = Option("existing-customers", summary: "create no customers in OpenMeter")
  static let applyCustomers = Option("apply", summary: "change the customers in OpenMeter instead of printing what would change")
  static let customerState = Option("state", value: "FILE", summary: "what customers have, from --save-state (default: nothing)")
  static let saveCustomerState = Option("save-state", value: "FILE", summary: "write what customers have afterwards to FILE")
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
    summary: "bring customers in OpenMeter to what a provider's events say",
    details: """
      Reads webhook payloads, one per line, from a file or as they arrive on standard input. For each payload, prints one
      line with a provider-neutral event and the OpenMeter requests that follow, in order. Invalid payloads are reported and
      skipped. docs/bridge.md says what customers get, and when.

      With --apply, each event is carried out before its line is printed: the customer is read from OpenMeter, what is missing
      is sent, and the customer is read again. Events may come in any order, several times, and to several processes at once.
      Without --apply, nothing is read or sent: each event is planned at its own time for customers who have what --state says,
      by default nothing, and what the events before have given them.

      Without --provider, the events are those of the provider that the catalog names under `providers`, if there is only one
      besides OpenMeter.

      --verify-signature reads the endpoint's signing secret from the environment (separate several with spaces):
      \(EventSource.all.map { "  \($0.name.padded(to: 10))\($0.secretVariable)" }.joined(separator: "\n"))

      The exit status is 1 if an event cannot be read, and 2 if one cannot be carried out: deliver it again.
      """,
    options: [
      .eventProvider, .applyCustomers, .customerState, .saveCustomerState, .entitlementRequests, .customerFrom, .planFrom,
      .eventMode,
      .existingCustomers, .verifySignature, .tolerance, .ids, .accountURL, .format, .from,
    ],
    examples: [
      "catalogc bridge catalog.json events.jsonl --provider stripe",
      "catalogc bridge catalog.json --provider stripe --verify-signature --apply",
      "catalogc bridge catalog.json --provider polar --customer-from tenant",
    ]
  ) { invocation, system throws(CommandError) in
    let asked = try eventSource(invocation)
    var options = try bridgeOptions(invocation)
    let events = invocation.operands.count > 1 ? invocation.operands[1] : "-"
    if events == "-", invocation.operands[0] == "-" {
      throw CommandError("standard input cannot be both the catalog and the events", help: "pass one of them as a file")
    }
    let states = try customerStates(invocation, &system)
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    let source = if let asked { asked } else { try eventSource(of: catalog) }
    if invocation.has(.verifySignature) { options.keys = try signingKeys(of: source, system) }
    guard catalog.settings(for: source.name).isEnabled else {
      throw CommandError("\(source.title) is disabled in this catalog")
    }
    if options.givesEntitlements { try requireEntitlements(catalog, help: "use `--entitlements none`") }
    var stream = EventStream(
      name: events == "-" ? "<stdin>" : events,
      bridge: Bridge(catalog, source: source, options: options, states: states),
      client: invocation.has(.applyCustomers) ? try customerClient(invocation, system) : nil)
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
    try save(stream.bridge.states, invocation, &system)
    return stream.hasFailures ? .failed : stream.hasErrors ? .found : .done
  }

  /// Refuses a catalog whose customers get their entitlements from OpenMeter's own subscriptions.
  static func requireEntitlements(_ catalog: Catalog, help: String) throws(CommandError) {
    guard catalog.settings(for: "openmeter").text("mode") == "plans" else { return }
    throw CommandError("in mode `plans`, OpenMeter's own subscriptions grant the entitlements", help: help)
  }

  static func customerClient(_ invocation: Invocation, _ system: any System) throws(CommandError) -> CustomerClient {
    let url = invocation.value(.accountURL) ?? system.environment("CATALOGC_BASE_URL")
    let connection: Connection
    do throws(AccountError) {
      connection = try Connection(.openmeter, baseURL: url) { system.environment($0) }
    } catch {
      throw CommandError(error.message, help: error.help)
    }
    return CustomerClient(Sender(system.transport(connection), .openmeter, resuming: "do the same again: nothing is done twice"))
  }

  static func customerStates(_ invocation: Invocation, _ system: inout any System) throws(CommandError) -> CustomerStates {
    for option in [Option.customerState, .saveCustomerState] where invocation.has(option) && invocation.has(.applyCustomers) {
      throw CommandError("`--\(option.name)` cannot be used with `--apply`", help: "omit one of them")
    }
    guard let path = invocation.value(.customerState) else { return CustomerStates() }
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try system.read(path) } catch { throw CommandError(error) }
    guard let states = JSON(parsing: bytes).flatMap({ CustomerStates($0) }) else {
      throw CommandError("\(quoted(path)) is not a state of customers", help: "write one with `--save-state FILE`")
    }
    return states
  }

  static func save(_ states: CustomerStates, _ invocation: Invocation, _ system: inout any System) throws(CommandError) {
    guard let path = invocation.value(.saveCustomerState) else { return }
    do throws(SystemError) {
      try system.write([(path, states.json.text(pretty: true) + [UInt8(ascii: "\n")])])
    } catch {
      throw CommandError(error)
    }
  }

  private static let sourceNames = EventSource.all.map(\.name)

  /// The source that `--provider` names; nil if it is not given.
  private static func eventSource(_ invocation: Invocation) throws(CommandError) -> EventSource? {
    if invocation.all(.eventProvider) == [EventSource.generic.name] { return .generic }
    guard let selected = try selection(invocation) else { return nil }
    if case .named(let providers) = selected, providers.count == 1, let source = EventSource.named(providers[0].name) {
      return source
    }
    throw CommandError(
      "`bridge` accepts exactly one `--provider`", help: "set it to \(list(sourceNames.map { "`\($0)`" }, and: "or"))")
  }

  /// The only source that the catalog names. OpenMeter is the target of the requests.
  private static func eventSource(of catalog: Catalog) throws(CommandError) -> EventSource {
    let named = catalog.namedProviders.filter { $0.name != Provider.openmeter.name }
    if named.count > 1 { throw severalProviders(named, help: "choose one with `--provider`") }
    guard let provider = named.first, let source = EventSource.named(provider.name) else { throw missingProvider(sourceNames) }
    return source
  }

  private static func bridgeOptions(_ invocation: Invocation) throws(CommandError) -> Bridge.Options {
    var options = Bridge.Options()
    options.customerFrom = invocation.value(.customerFrom)
    options.planFrom = invocation.value(.planFrom)
    options.createsCustomers = !invocation.has(.existingCustomers)
    if let name = invocation.value(.eventMode) {
      guard let mode = News.Mode(rawValue: name) else {
        throw CommandError.invalidValue(name, for: "mode", among: News.Mode.allCases.map(\.rawValue))
      }
      options.mode = mode
    }
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
      throw CommandError("`\(name)` is not a valid \(source.title) signing secret")
    }
    return keys
  }
}

/// A stream of events that is processed payload by payload.
private struct EventStream {
  let name: String
  var bridge: Bridge
  /// Nil if nothing is sent.
  var client: CustomerClient?
  var records = PayloadSplitter()
  var hasErrors = false
  /// Whether an event was not carried out.
  var hasFailures = false

  init(name: String, bridge: Bridge, client: CustomerClient?) {
    self.name = name
    self.bridge = bridge
    self.client = client
  }

  mutating func read(
    _ bytes: [UInt8], isLast: Bool, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) {
    records.append(bytes)
    for record in records.take(atEnd: isLast) {
      let text = SourceText(name: name, bytes: record.bytes, start: record.start, isConfidential: true)
      let outcome = record.isTooLong ? Bridge.tooLong : process(text, system.now)
      if outcome.diagnostics.count(.error) > 0 { hasErrors = true }
      if !outcome.diagnostics.isEmpty {
        try reportToError(Report(source: text, diagnostics: outcome.diagnostics), invocation, notes: .shown, &system)
      }
      if let failure = outcome.failure {
        hasFailures = true
        // The event was read; another delivery of it will be carried out, too.
        system.writeError(
          "catalogc: error: \(failure.message)\n" + (failure.help.map { "  = help: \($0)\n" } ?? ""))
      }
      if let line = outcome.line { try output(line.text(pretty: false) + [UInt8(ascii: "\n")], &system) }
    }
  }

  private mutating func process(_ text: SourceText, _ now: Int64) -> Bridge.Outcome {
    guard var client else { return bridge.process(text, now: now) }
    defer { self.client = client }
    return bridge.process(text, now: now, &client)
  }
}
