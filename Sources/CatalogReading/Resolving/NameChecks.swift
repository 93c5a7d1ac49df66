import Catalog
import Diagnostics
import Foundations
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
    var seen: [ExactString: PricedKey] = [:]
    for price in pricedKeys {
      guard let first = seen.updateValue(price, forKey: ExactString(price.lookupKey)) else { continue }
      seen[ExactString(price.lookupKey)] = first
      // Two items with one key, or one item twice, have the same lookup keys, which is reported at their keys.
      if first.kind == price.kind, first.owner.key.isExactly(price.owner.key), first.isDefault, price.isDefault { continue }
      report(
        .duplicateLookupKey, "two prices have the lookup key \(quoted(price.lookupKey))", at: Place(price.node)["lookupKey"],
        help: "give one of them a \"lookupKey\" of its own",
        related: [.init("the first stands here", at: Place(first.node)["lookupKey"])])
    }
  }

  /// The lookup key of each price, in the order of the file.
  private var pricedKeys: [PricedKey] {
    var keys: [PricedKey] = []
    func add(_ prices: Draft.Prices, of owner: Header, _ kind: Item.Kind) {
      func add(_ id: String, _ lookupKey: String?, _ node: NodeID) {
        keys.append(
          PricedKey(
            owner: owner, kind: kind, lookupKey: lookupKey ?? Price.defaultLookupKey(id, of: owner), isDefault: lookupKey == nil,
            node: node))
      }
      for price in prices.read { add(price.id, price.ownLookupKey, price.place.node) }
      for price in prices.unread { add(price.id, price.lookupKey, price.node) }
    }
    for plan in draft.plans { add(plan.prices, of: plan.header, .plan) }
    for addon in draft.addons { add(addon.plan.prices, of: addon.plan.header, .addon) }
    for topup in draft.topups { add(topup.prices, of: topup.header, .topup) }
    return keys.sorted { $0.node < $1.node }
  }

  /// True where all lookup keys are made of items' keys that differ and have no colon: then they differ, too.
  private var haveDifferentLookupKeys: Bool {
    func isPlain(_ header: Header, _ prices: Draft.Prices) -> Bool {
      !header.key.utf8.contains(UInt8(ascii: ":")) && prices.haveDefaultLookupKeys
    }
    // Where two plans have one key, that is reported.
    guard draft.plans.allSatisfy({ isPlain($0.header, $0.prices) }) else { return false }
    var keys: Set<ExactString> = []
    func isApart(_ header: Header, _ prices: Draft.Prices) -> Bool {
      isPlain(header, prices) && plans.find(header.key) == .missing && keys.insert(ExactString(header.key)).inserted
    }
    return draft.addons.allSatisfy { isApart($0.plan.header, $0.plan.prices) }
      && draft.topups.allSatisfy { isApart($0.header, $0.prices) }
  }
}

/// The lookup key of a price.
private struct PricedKey {
  /// The item that is sold at the price.
  let owner: Header
  let kind: Item.Kind
  let lookupKey: String
  /// True where the lookup key is made of the item's key and the price's id.
  let isDefault: Bool
  let node: NodeID
}
