import Catalog
import Foundations
import JSONText
import Providers

/// What `apply` knows about one account and writes to the ids file: the objects that it created, and what it has begun.
///
/// Each creation is entered before its request is sent, and completed after the answer, so that a run that was interrupted can be
/// resumed without creating anything twice.
package struct Ledger: Sendable, Equatable {
  /// An object that was created, or that is used.
  package struct Entry: Sendable, Equatable {
    /// The id of the request that creates it now: `prices/plan/pro/monthly`.
    package var request: String
    /// The same by keys instead of ids; see ``StableNames``.
    package var name: String
    /// The provider's id.
    package var id: String
    /// The fields that were sent last, and the user's entries as `metadata.ENTRY`.
    package var sent: [String]
    /// What an imported object lacks, and may go on lacking: hashes of its names, by field, and `true` for the marks in its metadata.
    package var withheld: [JSON.Member]
    /// The terms of a price, for `compile --ids`.
    package var terms: JSON?

    package init(
      request: String, name: String, id: String, sent: [String] = [], withheld: [JSON.Member] = [], terms: JSON? = nil
    ) {
      self.request = request
      self.name = name
      self.id = id
      self.sent = sent
      self.withheld = withheld
      self.terms = terms
    }
  }

  /// A creation whose outcome is not known.
  package struct Intent: Sendable, Equatable {
    package var request: String
    package var name: String
    /// Seconds since 1970, shortly before the request was sent.
    package var since: Int64
    /// What the request was sent with; nil if the provider knows none.
    package var idempotencyKey: String?
    /// A hash of the body: another body needs another key.
    package var digest: String
  }

  package let provider: String
  /// Nil until the first apply.
  package var account: AccountIdentity?
  package var catalogID: String?
  package var entries: [Entry]
  /// Objects that were replaced or removed. They are still ours.
  package var retired: [Entry]
  /// Ids of objects that `import` could not express. They are left alone.
  package var ignored: [String]
  /// Objects that were given up, so that another catalog can take them over. They lose the catalog's marks.
  package var released: [Entry]
  package var intents: [Intent]

  package init(
    provider: String, account: AccountIdentity? = nil, catalogID: String? = nil, entries: [Entry] = [], retired: [Entry] = [],
    ignored: [String] = [], released: [Entry] = [], intents: [Intent] = []
  ) {
    self.provider = provider
    self.account = account
    self.catalogID = catalogID
    self.entries = entries
    self.retired = retired
    self.ignored = ignored
    self.released = released
    self.intents = intents
  }

  package func entry(id: String, kind: String) -> Entry? {
    (entries + retired).first { $0.id == id && Request.kind(of: $0.request) == kind }
  }

  // MARK: Changes

  /// Enters an object. The one that had the request before is retired.
  package mutating func record(_ entry: Entry) {
    intents.removeAll { $0.name.hasSameScalars(as: entry.name) }
    retired.removeAll { $0.id == entry.id && Request.kind(of: $0.request) == Request.kind(of: entry.request) }
    released.removeAll { $0.id == entry.id && Request.kind(of: $0.request) == Request.kind(of: entry.request) }
    // A request creates one object: an entry with an earlier name, such as another lookup key, is out of date.
    let others = entries.filter { $0.request.hasSameScalars(as: entry.request) && !$0.name.hasSameScalars(as: entry.name) }
    entries.removeAll { others.contains($0) }
    retired += others.filter { $0.id != entry.id }
    if let index = entries.firstIndex(where: { $0.name.hasSameScalars(as: entry.name) }) {
      if entries[index].id != entry.id { retired.append(entries[index]) }
      entries[index] = entry
    } else {
      entries.append(entry)
    }
  }

  /// Moves an object to those that are out of use.
  package mutating func retire(_ name: String, id: String) {
    guard let index = entries.firstIndex(where: { $0.name.hasSameScalars(as: name) && $0.id == id }) else { return }
    retired.append(entries.remove(at: index))
  }

  /// Gives up the objects of an item, a feature or a meter, also those that were replaced.
  ///
  /// - Returns: how many there were.
  package mutating func release(_ section: Section, _ id: String) -> Int {
    let isMeant = { (entry: Entry) in entry.isPart(of: section, id) }
    let given = entries.filter(isMeant) + retired.filter(isMeant)
    entries.removeAll(where: isMeant)
    retired.removeAll(where: isMeant)
    intents.removeAll { Entry(request: $0.request, name: $0.name, id: "").isPart(of: section, id) }
    released += given
    return given.count
  }

  /// Forgets an object that was deleted.
  package mutating func forget(id: String, kind: String) {
    entries.removeAll { $0.id == id && Request.kind(of: $0.request) == kind }
    retired.removeAll { $0.id == id && Request.kind(of: $0.request) == kind }
  }
}

extension Ledger.Entry {
  /// Whether it was created for an entry of the catalog: `prices/plan/pro/monthly` for the plan `pro`.
  fileprivate func isPart(of section: Section, _ id: String) -> Bool {
    let steps = request.split(separator: "/", omittingEmptySubsequences: false)
    let kind =
      switch section {
      case .plans: Item.Kind.plan.rawValue
      case .addons: Item.Kind.addon.rawValue
      case .topups: Item.Kind.topup.rawValue
      case .meters, .features, .discounts: section.rawValue
      }
    return zip(steps, steps.dropFirst()).contains { $0 == kind && String($1).hasSameScalars(as: id) }
  }
}
