import Catalog
import Diagnostics
import Syntax

extension Catalog {
  /// The usage that the application must grant when a top-up is paid, with the terms of the grant:
  /// `1000 of `credits` (priority 5 and expiration after 6 months)`.
  package func usage(of topup: Topup) -> String {
    let grant = topup.grant
    var terms: [String] = []
    if let priority = grant.priority { terms.append("priority \(priority)") }
    if let expiration = grant.expiration { terms.append("expiration after \(expiration.described)") }
    if let rollover = grant.maxRolloverAmount { terms.append("maxRolloverAmount \(rollover)") }
    if !grant.metadata.isEmpty { terms.append("metadata") }
    let usage = "\(topup.amount) of \(quoted(features[topup.feature].header.id))"
    return terms.isEmpty ? usage : "\(usage) (\(list(terms)))"
  }
}

extension Findings {
  /// Reports a top-up that the provider charges for, but does not grant.
  package mutating func reportGrantByApplication(of topup: Topup, in catalog: Catalog) {
    report(
      .grantByApplication,
      "\(title) only collects the payment for \(quoted(topup.header.id)); your application must then grant "
        + catalog.usage(of: topup),
      at: topup.header.place.name, help: "run `catalogc grant` for the OpenMeter request that grants it")
  }
}
