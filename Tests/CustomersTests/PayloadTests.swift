import Customers
import Foundation
import JSONText
import Providers
import TestSupport
import Testing

/// The payloads of each provider, with every event, and their exact results.
@Suite struct PayloadTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let providers = EventSource.all.compactMap(\.provider?.name)

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  private func payloads(_ provider: String) throws -> [String] {
    try text("Tests/CustomersTests/payloads/\(provider).jsonl").split(separator: "\n").map(String.init)
  }

  @Test func `every provider has an event source`() {
    #expect(Self.providers == Provider.all.map(\.name))
    #expect(Set(EventSource.all.map(\.secretVariable)).count == EventSource.all.count)
  }

  @Test(arguments: providers) func `the results of the payloads match the golden file`(provider: String) throws {
    var bridging = try Bridging(provider, try text("Tests/CustomersTests/payloads/catalog.json"))
    let lines = try payloads(provider).map { payload in
      let (line, findings) = bridging.send(payload)
      #expect(!findings.contains { $0.hasPrefix("error") })
      return line?.compact ?? ""
    }
    let golden = try text("golden/bridge/\(provider).jsonl").split(separator: "\n").map(String.init)
    #expect(lines.count == golden.count)
    for (index, pair) in zip(lines, golden).enumerated() where pair.0 != pair.1 {
      Issue.record("\(provider).jsonl:\(index + 1): `make golden` writes the file; read the difference\n\(pair.0)")
    }
  }

  @Test(arguments: providers) func `the payloads contain every mapped event and an unknown one`(
    provider: String
  ) throws {
    var bridging = try Bridging(provider)
    let events = try payloads(provider).compactMap { bridging.send($0).line?["event"] }
    let sent = Set(events.compactMap { $0["providerType"]?.string })
    let source = try #require(EventSource.named(provider))
    #expect(sent.isSuperset(of: source.eventTypes), "missing: \(source.eventTypes.filter { !sent.contains($0) })")
    #expect(events.contains { $0["type"] == "unknown" })
  }

  @Test(arguments: providers) func `refunds and scheduled cancellations do not revoke access`(provider: String) throws {
    var bridging = try Bridging(provider, try text("Tests/CustomersTests/payloads/catalog.json"))
    for payload in try payloads(provider) {
      guard let line = bridging.send(payload).line, let type = line.type else { continue }
      if ["subscription.past_due", "trial.ending", "invoice.payment_failed"].contains(type) {
        #expect(!line.operationIDs.contains { $0.hasPrefix("removals/") || $0.hasPrefix("voids/") }, "\(provider): \(type)")
      }
      if type == "subscription.cancel_scheduled", let key = line["event"]?["customer"]?["key"]?.string {
        #expect(!bridging.gives(key).isEmpty, "\(provider)")
      }
      if type == "invoice.refunded" { #expect(!line.operationIDs.contains { $0.hasPrefix("entitlements/") }, "\(provider)") }
    }
  }
}
