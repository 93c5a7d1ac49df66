import Catalog
import Diagnostics

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
