import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// Converts a provider's events into OpenMeter requests, one event at a time.
package struct Bridge: Sendable {
  /// The version of the output format.
  package static let format: Int64 = 1

  package struct Options: Sendable {
    /// False omits entitlements and grants.
    package var givesEntitlements = true
    /// The metadata entry with the customer's key; `id` for the customer's id at the provider.
    package var customerFrom: String?
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
  }

  private let access: OpenMeterAccess
  let source: EventSource
  let options: Options
  let index: CatalogIndex
  private var memory = EventDeduplicator()
  /// The ids that have been reported as identified only by metadata.
  var reported: Set<ScalarString> = []

  package init(_ catalog: Catalog, source: EventSource, options: Options = Options()) {
    access = OpenMeterAccess(catalog)
    self.source = source
    self.options = options
    index = CatalogIndex(catalog, provider: source.provider)
  }

  /// - Parameter text: one payload, or one envelope of headers and a body.
  /// - Parameter now: in seconds since 1970.
  package mutating func process(_ text: SourceText, now: Int64) -> Outcome {
    switch Envelope.open(text, source.signature, options, now: now) {
    case .failure(let failure): return Outcome(line: nil, diagnostics: failure.diagnostics)
    case .success(let envelope):
      var payload = Payload(envelope.tree, headers: envelope.headers)
      guard let event = source.event(&payload), payload.findings.isEmpty else {
        var findings = payload.findings
        if findings.isEmpty {
          findings = [Finding(.eventFieldType, "not a \(source.provider.title) event", at: .value(.root))]
        }
        return Outcome(line: nil, diagnostics: envelope.diagnostics(for: findings))
      }
      let hash = { hexadecimalText(SHA256.hash(envelope.body).prefix(16)) }
      let (line, findings) = translate(event, id: event.id ?? "sha256-\(hash())")
      return Outcome(line: line, diagnostics: envelope.diagnostics(for: findings))
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

  private mutating func translate(_ event: BillingEvent, id: String) -> (line: JSON, findings: [Finding]) {
    var translation = Translation(event, id: id, of: source.provider.name)
    translation.resolveCustomer(options)
    if event.type == "unknown" {
      translation.report(.eventUnknown, "unknown \(source.provider.title) event \(quoted(event.providerType))")
      return (translation.line(requests: []), translation.findings)
    }
    if memory.isRepeated(id) {
      translation.isDuplicate = true
      _ = translation.resolveLines(index)
      // The findings were reported the first time.
      return (translation.line(requests: []), [])
    }
    let isResolved = translation.resolveLines(index)
    reportMetadata(&translation)
    var requests = [translation.audit()].compactMap(\.self)
    if let subscription = event.subscription, let time = event.time, let isEnd = translation.isEnd {
      translation.isStale = memory.isStale(subscription, at: time, isEnd: isEnd)
    }
    if options.givesEntitlements, isResolved, !translation.isStale { requests += translation.requests(access) }
    return (translation.line(requests: requests), translation.findings)
  }

  private mutating func reportMetadata(_ translation: inout Translation) {
    for line in translation.linesByPurchase {
      guard let id = line.ids.first, reported.count < EventDeduplicator.limit, reported.insert(ScalarString(id)).inserted else {
        continue
      }
      translation.report(
        .eventItemFromMetadata,
        "unknown \(source.provider.title) id \(quoted(id)); falling back to the purchase's metadata", at: line.node,
        help: "add it to the catalog: `\"providerIds\": {\"\(source.provider.name)\": …}`")
    }
  }
}

func hexadecimalText(_ bytes: some Sequence<UInt8>) -> String { bytes.map { hexadecimal($0) }.joined() }
