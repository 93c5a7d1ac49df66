import Diagnostics
import JSONText
import Syntax

/// Keys, lookup keys and the names of metadata: what entries must not have in common.
extension Validator {
  mutating func checkKeys(_ names: EntryNames, _ what: String) {
    // Without a key of its own, an entry has its id for one, and one id twice is a duplicate key of the file.
    let tree = draft.tree
    var seen = StringTable(in: tree, capacity: names.count)
    for (index, key) in names.keys.enumerated() {
      let first = seen.add(key)
      let id = names.ids[index]
      guard let first = first.map({ names.ids[$0] }), !tree.haveSameText(first, id) else { continue }
      report(
        .duplicateKey, "two \(what) have the key \(quoted(tree.text(key)))", at: Place(tree.value(ofKey: id))["key"],
        help: "keys tell \(what) apart at the providers: give one of them another",
        related: [.init("the first is \(quoted(tree.text(first)))", at: Place(tree.value(ofKey: first))["key"])])
    }
  }

  mutating func checkLookupKeys() {
    let names = priceNames()
    let tree = draft.tree
    var seen = TextTable(capacity: names.count)
    var text: [UInt8] = []
    for index in names.indices {
      let name = names[index]
      let first = seen.insert(Int32(truncatingIfNeeded: index), hash: name.hash(in: tree, &text)) {
        names[Int($0)].lookupKey(in: tree).utf8.elementsEqual(name.lookupKey(in: tree).utf8)
      }
      guard let first = first.map({ names[Int($0)] }) else { continue }
      // Two items with one key, or one item twice, have the same lookup keys; that is told where their keys stand.
      if areInOneSection(first, name), tree.haveSameText(first.itemKey, name.itemKey), name.ownLookupKey == nil,
        first.ownLookupKey == nil
      {
        continue
      }
      report(
        .duplicateLookupKey, "two prices have the lookup key \(quoted(name.lookupKey(in: tree)))",
        at: Place(name.origin)["lookupKey"], help: "give one of them a \"lookupKey\" of its own",
        related: [.init("the first stands here", at: Place(first.origin)["lookupKey"])])
    }
  }

  /// Those of all items, in the order of the file, in which sections may stand in any order.
  private func priceNames() -> [PriceName] {
    var names: [PriceName] = []
    for plan in draft.plans { plan.prices.addNames(to: &names) }
    for addon in draft.addons { addon.plan.prices.addNames(to: &names) }
    for topup in draft.topups { topup.prices.addNames(to: &names) }
    for index in names.indices.dropFirst() where names[index].origin < names[index - 1].origin {
      names.sort { $0.origin < $1.origin }
      break
    }
    return names
  }

  /// - Parameters:
  ///   - one: a price.
  ///   - other: one behind it.
  private func areInOneSection(_ one: PriceName, _ other: PriceName) -> Bool {
    func begins(_ item: Header?) -> Bool { item.map { one.origin < $0.origin && $0.origin < other.origin } ?? false }
    return !begins(draft.plans.first?.header) && !begins(draft.addons.first?.plan.header) && !begins(draft.topups.first?.header)
  }

  // MARK: Metadata

  mutating func checkMetadata() {
    for meter in draft.meters { check(meter.header.metadata, Place(meter.header.origin), reserved: ReservedMetadata.meter) }
    for feature in draft.features {
      check(feature.header.metadata, Place(feature.header.origin), reserved: ReservedMetadata.feature)
    }
    for plan in draft.plans { checkMetadata(of: plan, reserved: ReservedMetadata.plan) }
    for addon in draft.addons { checkMetadata(of: addon.plan, reserved: ReservedMetadata.addon) }
    for topup in draft.topups {
      check(topup.header.metadata, Place(topup.header.origin), reserved: ReservedMetadata.topup)
      check(topup.grant.metadata, Place(topup.header.origin)["grant"], reserved: ReservedMetadata.topup)
      checkMetadata(of: topup.prices, reserved: ReservedMetadata.topup)
    }
    for settings in draft.providers { check(settings.metadata, Place(settings.origin), reserved: ReservedMetadata.all) }
  }

  private mutating func checkMetadata(of plan: Draft.Plan, reserved: [String]) {
    check(plan.header.metadata, Place(plan.header.origin), reserved: reserved)
    checkMetadata(of: plan.prices, reserved: reserved)
    for entitlement in draft.entitlements[plan.entitlements] {
      check(
        entitlement.metadata, Place(entitlement.origin),
        reserved: reserved.filter { $0.hasSuffix("Id") } + ReservedMetadata.feature)
    }
  }

  private mutating func checkMetadata(of prices: Draft.Prices, reserved: [String]) {
    for price in prices.whole { check(price.metadata, Place(price.origin), reserved: reserved + ReservedMetadata.price) }
  }

  private mutating func check(_ metadata: [JSON.Member], _ owner: Place, reserved: @autoclosure () -> [String]) {
    if metadata.isEmpty { return }
    let reserved = reserved()
    for member in metadata where reserved.contains(member.name) {
      report(
        .reservedMetadata, "the compiler writes '\(member.name)' itself, and its value wins",
        at: owner["metadata", member.name].name, help: "give the entry another name")
    }
  }
}

extension Draft.Prices {
  fileprivate func addNames(to names: inout [PriceName]) {
    for index in whole.indices { names.append(whole[index].name) }
    names += broken
  }
}

extension PriceName {
  /// A hash of the lookup key.
  ///
  /// - Parameter text: space to put it together in.
  fileprivate func hash(in tree: SyntaxTree, _ text: inout [UInt8]) -> Int {
    if let ownLookupKey { return tree.textHash(ownLookupKey) }
    text.removeAll(keepingCapacity: true)
    tree.appendText(itemKey, to: &text)
    text.append(UInt8(ascii: ":"))
    tree.appendText(id(in: tree), to: &text)
    return textHash(text.span)
  }
}
