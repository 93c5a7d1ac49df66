import Accounts
import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// Reads a provider's events and brings customers in OpenMeter to what they say, one event at a time.
package struct Bridge {
  /// The version of the output format.
  package static let format: Int64 = 2

  package struct Options: Sendable {
    /// False omits entitlements and grants.
    package var givesEntitlements = true
    /// The metadata entry with the customer's key; `id` for the customer's id at the provider.
    package var customerFrom: String?
    /// The metadata entry in which the application names the plan of a purchase.
    package var planFrom: String?
    /// Whether customers that OpenMeter does not have are created.
    package var createsCustomers = true
    /// The kind of events that count; nil for all.
    package var mode: News.Mode?
    /// Keys to verify signatures with; nil to skip verification.
    package var keys: [[UInt8]]?
    /// The maximum difference between the time of a signature and now, in seconds; nil for no limit.
    package var tolerance: Int64? = 300

    package init() {}
  }

  /// The result of one payload.
  package struct Outcome: Sendable {
    /// Nil if the payload was rejected.
    package let line: JSON?
    package let diagnostics: [Diagnostic]
    /// Why the event was not, or not completely, carried out; nil if it was.
    package var failure: AccountError?
  }

  let source: EventSource
  let options: Options
  let index: CatalogIndex
  let terms: CatalogTerms
  /// What customers have, as far as it is known without asking OpenMeter.
  package private(set) var states: CustomerStates
  /// The ids that have been reported as identified only by metadata.
  private var reported: Set<ScalarString> = []
  /// The top-ups that have been reported as credited by the provider.
  private var credited: Set<ScalarString> = []
  private var modes: Set<News.Mode> = []
  private static let mostReports = 100_000

  /// - Parameter states: what customers have, for runs that do not ask OpenMeter.
  package init(_ catalog: Catalog, source: EventSource, options: Options = Options(), states: CustomerStates = CustomerStates()) {
    self.source = source
    self.options = options
    self.states = states
    index = CatalogIndex(catalog, provider: source.provider, planFrom: options.planFrom)
    terms = CatalogTerms(catalog)
  }

  /// Plans what an event demands, and remembers the result for the events that follow. Nothing is sent: the event is planned
  /// for its own time, and for a customer who has what the state says.
  ///
  /// - Parameter text: one payload, or one envelope of headers and a body.
  /// - Parameter now: in seconds since 1970, for signatures.
  package mutating func process(_ text: SourceText, now: Int64) -> Outcome {
    read(text, now: now) { interpretation, bridge in
      var kept: [JSON] = []
      if interpretation.isOfUnknown, let time = interpretation.news.time {
        if let owner = bridge.states.customer(ofPayments: interpretation.change.payments) {
          interpretation.attribute(to: owner)
        } else {
          kept = bridge.states.keep(interpretation.change, at: time)
          interpretation.awaitPayment()
        }
      }
      guard let key = interpretation.customer, let time = interpretation.news.time else {
        return ([.init("operations", .array(kept + bridge.audit(interpretation).map(\.json)))], nil)
      }
      let planned = bridge.states.plan(
        key, interpretation.change, bridge.terms.customers, bridge.customer(interpretation), at: time)
      return (
        JSON.members([
          "stale": interpretation.isStale(in: planned.before) ? true : nil,
          "assumes": .string(bridge.states.isRead ? "state" : "empty"),
          "operations": .array(kept + planned.requests + bridge.audit(interpretation).map(\.json)),
        ]), nil
      )
    }
  }

  /// Carries out what an event demands.
  package mutating func process(_ text: SourceText, now: Int64, _ client: inout CustomerClient) -> Outcome {
    var own = client
    defer { client = own }
    return read(text, now: now) { interpretation, bridge in
      var kept: [CustomerOperation] = []
      var done: [CustomerOperation] = []
      var failure: AccountError?
      var isStale = false
      var audited: [JSON] = []
      do throws(AccountError) {
        if interpretation.isOfUnknown {
          let payments = interpretation.change.payments
          // What was bought together with the other id of its payment was granted about then.
          let since = interpretation.change.refunds.isEmpty ? interpretation.news.time?.adding(seconds: -2 * 86_400) : nil
          var owner = try own.customer(ofPayments: payments, since: since)
          if owner == nil {
            try own.keep(interpretation.change, done: &kept)
            // The payment may have arrived in the meantime.
            owner = try own.customer(ofPayments: payments, since: since)
          }
          if let owner { interpretation.attribute(to: owner) } else { interpretation.awaitPayment() }
        }
        if let key = interpretation.customer, !interpretation.change.isEmpty || interpretation.news.type == "trial.ended" {
          let settled = try own.settle(
            key, interpretation.change, bridge.terms.customers, bridge.customer(interpretation), done: &done)
          isStale = interpretation.isStale(in: settled)
        }
        for request in bridge.audit(interpretation) {
          try own.send(request)
          audited.append(request.json)
        }
      } catch {
        failure = error
      }
      let key = interpretation.customer ?? ""
      return (
        JSON.members([
          "stale": isStale ? true : nil, "failed": failure.map { .string($0.message) },
          "operations": .array(
            kept.map { $0.request(customer: Journal.refundsKey).json } + done.map { $0.request(customer: key).json } + audited),
        ]), failure
      )
    }
  }

  private func customer(_ interpretation: Interpretation) -> CustomerStates.Newcomer {
    CustomerStates.Newcomer(
      subject: interpretation.subject ?? interpretation.customer ?? "", name: interpretation.news.customerName,
      isCreated: options.createsCustomers)
  }

  private func audit(_ interpretation: Interpretation) -> [Request] { [interpretation.audit].compactMap(\.self) }

  private mutating func read(
    _ text: SourceText, now: Int64, _ act: (inout Interpretation, inout Bridge) -> (result: [JSON.Member], failure: AccountError?)
  ) -> Outcome {
    switch Envelope.open(text, source.signature, options, now: now) {
    case .failure(let failure): return Outcome(line: nil, diagnostics: failure.diagnostics)
    case .success(let envelope):
      var payload = Payload(envelope.tree, headers: envelope.headers)
      guard let news = source.news(&payload), payload.findings.isEmpty else {
        var findings = payload.findings
        if findings.isEmpty {
          findings = [Finding(.eventFieldType, "not a \(source.title) event", at: .value(.root))]
        }
        return Outcome(line: nil, diagnostics: envelope.diagnostics(for: findings))
      }
      let hash = { hexadecimalText(SHA256.hash(envelope.body).prefix(16)) }
      var interpretation = interpret(news, id: news.id ?? "sha256-\(hash())")
      let (result, failure) =
        interpretation.isIgnored ? ([.init("operations", [])], nil) : act(&interpretation, &self)
      return Outcome(
        line: interpretation.line(result), diagnostics: envelope.diagnostics(for: interpretation.findings), failure: failure)
    }
  }

  /// The result of a payload that is longer than ``PayloadSplitter/limit``.
  package static let tooLong = Outcome(
    line: nil,
    diagnostics: [
      Diagnostic(
        rule: Rule.eventTooLong.name, severity: .error, message: "the payload exceeds \(PayloadSplitter.limit >> 20) MiB",
        path: "",
        pointer: "", range: ByteRange(0, 0))
    ])

  // MARK: One event

  private mutating func interpret(_ news: News, id: String) -> Interpretation {
    var interpretation = Interpretation(news, id: id, of: source.name)
    interpretation.resolveCustomer(options)
    if news.type == "unknown" {
      interpretation.report(.eventUnknown, "unknown \(source.title) event \(quoted(news.providerType))")
      interpretation.isIgnored = true
      return interpretation
    }
    if let mode = news.mode {
      if let wanted = options.mode, mode != wanted {
        interpretation.report(.eventMode, "this is a \(mode.rawValue) event; it is ignored")
        interpretation.isIgnored = true
        return interpretation
      }
      if modes.insert(mode).inserted, modes.count > 1 {
        interpretation.report(
          .eventMode, "the stream has test and live events, which change access alike", help: "pass `--mode live`")
      }
    }
    if options.givesEntitlements { interpretation.interpret(index, terms) } else { interpretation.name(index, terms) }
    reportMetadata(&interpretation)
    reportCredits(&interpretation)
    return interpretation
  }

  private mutating func reportCredits(_ interpretation: inout Interpretation) {
    for topup in interpretation.grantedTopups where index.isCredited(topup) {
      let id = topup.header.id
      guard credited.insert(ScalarString(id)).inserted else { continue }
      interpretation.report(
        .eventCreditedTwice, "\(source.title) credits what \(quoted(id)) adds, and it is granted in OpenMeter as well",
        help: "set option `topupCredits` to false")
    }
  }

  private mutating func reportMetadata(_ interpretation: inout Interpretation) {
    for line in interpretation.linesByPurchase {
      guard let id = line.ids.first, reported.count < Self.mostReports, reported.insert(ScalarString(id)).inserted else {
        continue
      }
      interpretation.report(
        .eventItemFromMetadata,
        "unknown \(source.title) id \(quoted(id)); falling back to the purchase's metadata", at: line.node,
        help: "add it to the catalog: `\"providerIds\": {\"\(source.name)\": …}`")
    }
  }
}

func hexadecimalText(_ bytes: some Sequence<UInt8>) -> String { bytes.map { hexadecimal($0) }.joined() }
