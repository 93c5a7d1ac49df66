import CatalogModel
import Diagnostics

extension Catalog {
  /// What the application has to grant when a top-up is paid, with the terms that a payment provider does not keep:
  /// `1000 of 'credits' (priority 5 and expiration 6 MONTH)`.
  package func usage(of topup: Topup) -> String {
    let grant = topup.grant
    var terms: [String] = []
    if let priority = grant.priority { terms.append("priority \(priority)") }
    if let expiration = grant.expiration { terms.append("expiration \(expiration.count) \(expiration.unit.rawValue)") }
    if let rollover = grant.maxRolloverAmount { terms.append("maxRolloverAmount \(rollover)") }
    if !grant.metadata.isEmpty { terms.append("metadata") }
    let usage = "\(topup.amount) of \(quoted(features[topup.feature].header.id))"
    return terms.isEmpty ? usage : "\(usage) (\(list(terms)))"
  }
}

extension Lowering {
  package func usage(of topup: Topup) -> String { catalog.usage(of: topup) }
}
