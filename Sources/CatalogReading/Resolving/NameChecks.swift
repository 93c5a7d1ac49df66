import Catalog
import Diagnostics
import Foundations
import Syntax

/// Checks that keys and lookup keys are unique.
extension Resolver {
  mutating func checkKeys(_ headers: [Header], _ what: String) {
    // Default keys collide only if the ids do, which is reported as a duplicate id.
    if headers.allSatisfy(\.hasDefaultKey) { return }
    var seen: [ScalarString: Header] = Dictionary(minimumCapacity: headers.count)
    for header in headers {
      let key = ScalarString(header.key)
      guard let first = seen[key] else {
        seen[key] = header
        continue
      }
      // Equal ids are reported as a duplicate key of the JSON object.
      if first.id.hasSameScalars(as: header.id) { continue }
      report(
        .duplicateKey, "duplicate \(what) key \(quoted(header.key))", at: header.place["key"],
        help: "give one of them a different key",
        related: [.init("first used by \(quoted(first.id))", at: first.place["key"])])
    }
  }

  mutating func checkLookupKeys() {
    if haveDifferentLookupKeys { return }
    var seen: [ScalarString: PricedKey] = [:]
    for price in pricedKeys {
      guard let first = seen.updateValue(price, forKey: ScalarString(price.lookupKey)) else { continue }
      seen[ScalarString(price.lookupKey)] = first
      // Items with equal keys or ids have equal lookup keys; that is reported at the keys.
      if first.kind == price.kind, first.isUsage == price.isUsage, first.owner.key.hasSameScalars(as: price.owner.key),
        first.isDefault, price.isDefault
      {
        continue
      }
      report(
        .duplicateLookupKey, "duplicate lookup key \(quoted(price.lookupKey))", at: Place(price.node)["lookupKey"],
        help: "set a different `lookupKey` on one of them",
        related: [.init("first used here", at: Place(first.node)["lookupKey"])])
    }
  }

  /// The lookup key of each price, in the order of the file.
  private var pricedKeys: [PricedKey] {
    var keys: [PricedKey] = []
    func addUsage(_ entitlements: [Draft.Entitlement], of owner: Header, _ kind: Item.Kind, _ price: String? = nil) {
      for entitlement in entitlements {
        guard case .metered(let allowance) = entitlement.value else { continue }
        for own in allowance.prices {
          // A reference that does not resolve is reported; its name is as good as its key.
          let feature = draft.features.first { $0.header.id.hasSameScalars(as: entitlement.feature.name) }?.header
          let header = feature ?? Header(entitlement.feature.name, in: .features)
          let key = own.ownLookupKey ?? UsagePrice.defaultLookupKey(own.id, of: owner, header, under: price)
          keys.append(
            PricedKey(
              owner: owner, kind: kind, lookupKey: key, isDefault: own.ownLookupKey == nil, isUsage: true, node: own.place.node))
        }
      }
    }
    func add(_ prices: Draft.Prices, of owner: Header, _ kind: Item.Kind) {
      func add(_ id: String, _ lookupKey: String?, _ node: NodeID) {
        keys.append(
          PricedKey(
            owner: owner, kind: kind, lookupKey: lookupKey ?? Price.defaultLookupKey(id, of: owner), isDefault: lookupKey == nil,
            node: node))
      }
      for (price, own) in zip(prices.read, prices.entitlements) {
        add(price.id, price.ownLookupKey, price.place.node)
        addUsage(own ?? [], of: owner, kind, price.id)
      }
      for price in prices.unread { add(price.id, price.lookupKey, price.node) }
    }
    for plan in draft.plans {
      add(plan.prices, of: plan.header, .plan)
      addUsage(plan.entitlements, of: plan.header, .plan)
    }
    for addon in draft.addons {
      add(addon.plan.prices, of: addon.plan.header, .addon)
      addUsage(addon.plan.entitlements, of: addon.plan.header, .addon)
    }
    for topup in draft.topups { add(topup.prices, of: topup.header, .topup) }
    return keys.sorted { $0.node < $1.node }
  }

  /// Whether all lookup keys are derived from item keys that differ and contain no colon. Then the lookup keys differ, too.
  private var haveDifferentLookupKeys: Bool {
    if draft.hasUsagePrices { return false }
    func isPlain(_ header: Header, _ prices: Draft.Prices) -> Bool {
      !header.key.utf8.contains(UInt8(ascii: ":")) && prices.haveDefaultLookupKeys
    }
    // Plans with equal keys are reported elsewhere.
    guard draft.plans.allSatisfy({ isPlain($0.header, $0.prices) }) else { return false }
    var keys: Set<ScalarString> = []
    func isApart(_ header: Header, _ prices: Draft.Prices) -> Bool {
      isPlain(header, prices) && plans.find(header.key) == .missing && keys.insert(ScalarString(header.key)).inserted
    }
    return draft.addons.allSatisfy { isApart($0.plan.header, $0.plan.prices) }
      && draft.topups.allSatisfy { isApart($0.header, $0.prices) }
  }
}

/// The lookup key of a price.
private struct PricedKey {
  /// The item that the price belongs to.
  let owner: Header
  let kind: Item.Kind
  let lookupKey: String
  /// Whether the lookup key is derived from the item's key and the price's id.
  let isDefault: Bool
  var isUsage = false
  let node: NodeID
}
