import Catalog
import Diagnostics

/// Plans for a message: the first few, and their total count.
package struct PlanSample: Sendable {
  package static let shown = 5
  static let none = PlanSample(first: [], count: 0)

  /// At most ``shown`` of them.
  package let first: [Plan]
  package let count: Int

  package var isEmpty: Bool { count == 0 }
}

/// Lists the quoted ids of entries for a message, the first few by name.
package func names(_ headers: [Header]) -> String {
  // The parts of a plan that is split by its prices share a header.
  var all: [Header] = []
  for header in headers where all.last !== header { all.append(header) }
  return names(all.prefix(PlanSample.shown), of: all.count)
}

package func names(_ plans: PlanSample) -> String { names(plans.first.map(\.header), of: plans.count) }

/// - Parameters:
///   - headers: the entries to show.
///   - count: the total number of entries.
package func names(_ headers: some Collection<Header>, of count: Int) -> String {
  let shown = headers.map { quoted($0.id) }
  return count > shown.count ? shown.joined(separator: ", ") + " and \(count - shown.count) more" : list(shown)
}
