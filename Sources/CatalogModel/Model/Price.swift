import JSONText
import Syntax

/// How often a recurring price is charged.
package struct Cadence: Hashable, Sendable {
  package let period: Period
  /// Positive.
  package let count: Int64

  package init(_ period: Period, _ count: Int64 = 1) {
    self.period = period
    self.count = count
  }

  /// As people say it: `month`, `3 months`.
  package var described: String { count == 1 ? period.rawValue : "\(count) \(period.rawValue)s" }
}

/// Where the tree has the names of a price.
struct PriceName: Sendable {
  let origin: NodeID
  /// The string that is the key of the item.
  let itemKey: NodeID
  /// The lookup key that the catalog gives, not empty.
  let ownLookupKey: NodeID?

  func id(in tree: SyntaxTree) -> NodeID { tree.key(ofValue: origin) }

  func lookupKey(in tree: SyntaxTree) -> String {
    ownLookupKey.map { tree.text($0) } ?? "\(tree.text(itemKey)):\(tree.text(id(in: tree)))"
  }
}

package struct Price: Sendable {
  let tree: SyntaxTree
  let name: PriceName
  /// In the currency's ISO 4217 minor unit; not negative.
  package let amount: Int64
  package let currency: Currency
  /// Nil for a price that is paid once.
  let period: Period?
  /// As the catalog writes it: a count of 1 that is left out stays out.
  package let intervalCount: Int64?
  /// Not negative; only with a cadence.
  package let trialDays: Int64?
  /// The price's ids at providers that have it already.
  package internal(set) var providerIds: [ProviderID]
  let metadataNode: NodeID?

  package var id: String { tree.text(name.id(in: tree)) }
  /// Unique in the catalog.
  package var lookupKey: String { name.lookupKey(in: tree) }
  package var origin: NodeID { name.origin }
  /// In the order of the file, JSON values as written.
  package var metadata: [JSON.Member] { metadataNode.map { tree.jsonMembers(of: $0) } ?? [] }
  /// Nil for a price that is paid once.
  package var cadence: Cadence? { period.map { Cadence($0, intervalCount ?? 1) } }

  /// The word of the file: `month`, or `one_time`.
  package var interval: String { period?.rawValue ?? "one_time" }

  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }
}

package struct ProviderID: Sendable {
  package let provider: String
  package let id: String

  package init(provider: String, id: String) {
    self.provider = provider
    self.id = id
  }
}
