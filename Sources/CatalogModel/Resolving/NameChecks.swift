import Diagnostics
import JSONText
import Syntax

/// Keys and lookup keys: what entries must not have in common.
extension Resolver {
  mutating func checkKeys(_ headers: [Header], _ what: String) {
    // Keys that are ids are the same where the ids are, and that is reported as such.
    if headers.allSatisfy(\.hasDefaultKey) { return }
    var seen: [ExactString: Header] = Dictionary(minimumCapacity: headers.count)
    for header in headers {
      let key = ExactString(header.key)
      guard let first = seen[key] else {
        seen[key] = header
        continue
      }
      // One id twice is a duplicate key of the file, and reported as such.
      if first.id.isExactly(header.id) { continue }
      report(
        .duplicateKey, "two \(what) have the key \(quoted(header.key))", at: header.place["key"],
        help: "keys tell \(what) apart at the providers: give one of them another",
        related: [.init("the first is \(quoted(first.id))", at: first.place["key"])])
    }
  }

  mutating func checkLookupKeys() {
    if haveDifferentLookupKeys { return }
    // The sections of a file may be in any order: the later of two prices is the one that the file has later.
    let items = draft.items.sorted { $0.header.place.node < $1.header.place.node }
    var seen: [ExactString: (item: Draft.Item, price: Draft.Price)] = [:]
    for item in items {
      for price in item.prices {
        let lookupKey = price.lookupKey ?? Price.defaultLookupKey(price.id, of: item.header)
        guard let first = seen.updateValue((item, price), forKey: ExactString(lookupKey)) else { continue }
        seen[ExactString(lookupKey)] = first
        // Two items with one key, or one item twice, have the same lookup keys, which is reported at their keys.
        if first.item.kind == item.kind, first.item.header.key.isExactly(item.header.key), price.lookupKey == nil,
          first.price.lookupKey == nil
        {
          continue
        }
        report(
          .duplicateLookupKey, "two prices have the lookup key \(quoted(lookupKey))", at: Place(price.node)["lookupKey"],
          help: "give one of them a \"lookupKey\" of its own",
          related: [.init("the first stands here", at: Place(first.price.node)["lookupKey"])])
      }
    }
  }

  /// True where all lookup keys are made of items' keys that differ and have no colon: then they differ, too.
  private var haveDifferentLookupKeys: Bool {
    func isPlain(_ header: Header, _ prices: [Draft.Price]) -> Bool {
      !header.key.utf8.contains(UInt8(ascii: ":")) && prices.allSatisfy { $0.lookupKey == nil }
    }
    // Where two plans have one key, that is reported.
    guard draft.plans.allSatisfy({ isPlain($0.header, $0.prices) }) else { return false }
    var keys: Set<ExactString> = []
    func isApart(_ header: Header, _ prices: [Draft.Price]) -> Bool {
      isPlain(header, prices) && plans.find(header.key) == .missing && keys.insert(ExactString(header.key)).inserted
    }
    return draft.addons.allSatisfy { isApart($0.plan.header, $0.plan.prices) }
      && draft.topups.allSatisfy { isApart($0.header, $0.prices) }
  }
}
