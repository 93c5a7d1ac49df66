import Diagnostics
import JSONText
import Syntax

/// Keys, lookup keys and the names of metadata: what entries must not have in common.
extension Validator {
  mutating func checkKeys(_ names: EntryNames, _ what: String) {
    // Without a key of its own, an entry has its id for one, and one id twice is a duplicate key of the file.
    guard names.ids != names.keys else { return }
    let tree = draft.tree
    var seen = TextTable(capacity: names.count)
    for (index, key) in names.keys.enumerated() {
      let first = seen.insert(Int32(truncatingIfNeeded: index), hash: tree.textHash(key)) {
        tree.haveSameText(names.keys[Int($0)], key)
      }
      let id = names.ids[index]
      guard let first = first.map({ names.ids[Int($0)] }), !tree.haveSameText(first, id) else { continue }
      report(
        .duplicateKey, "two \(what) have the key \(quoted(tree.text(key)))", at: Place(tree.value(ofKey: id))["key"],
        help: "keys tell \(what) apart at the providers: give one of them another",
        related: [.init("the first is \(quoted(tree.text(first)))", at: Place(tree.value(ofKey: first))["key"])])
    }
  }

  mutating func checkLookupKeys() {
    guard lookupKeysMayRepeat else { return }
    // The sections of a file may stand in any order: the later one is the one that the file has later.
    let sections = [draft.plans.map(\.prices), draft.addons.map(\.plan.prices), draft.topups.map(\.prices)]
      .sorted { $0.firstOrigin < $1.firstOrigin }
    var names: [PriceName] = []
    var ends: [Int] = []
    for section in sections {
      for prices in section { prices.addNames(to: &names) }
      ends.append(names.count)
    }
    let tree = draft.tree
    var seen = TextTable(capacity: names.count)
    var text: [UInt8] = []
    for (index, name) in names.enumerated() {
      let first = seen.insert(Int32(truncatingIfNeeded: index), hash: name.hash(in: tree, &text)) {
        names[Int($0)].lookupKey(in: tree).utf8.elementsEqual(name.lookupKey(in: tree).utf8)
      }
      guard let first = first.map({ Int($0) }) else { continue }
      // Two items with one key, or one item twice, have the same lookup keys; that is told where their keys stand.
      if !ends.contains(where: { (first + 1...index).contains($0) }),
        tree.haveSameText(names[first].itemKey, name.itemKey), name.ownLookupKey == nil, names[first].ownLookupKey == nil
      {
        continue
      }
      report(
        .duplicateLookupKey, "two prices have the lookup key \(quoted(name.lookupKey(in: tree)))",
        at: Place(name.origin)["lookupKey"], help: "give one of them a \"lookupKey\" of its own",
        related: [.init("the first stands here", at: Place(names[first].origin)["lookupKey"])])
    }
  }

  /// False where all lookup keys have hashes of their own, as they have in nearly all catalogs: no list of them is made then.
  private var lookupKeysMayRepeat: Bool {
    let tree = draft.tree
    var count = 0
    forEachItem { count += $0.count }
    var hashes = TextTable(capacity: count)
    var text: [UInt8] = []
    var mayRepeat = false
    func add(_ name: PriceName) {
      if hashes.insert(0, hash: name.hash(in: tree, &text), isSame: { _ in true }) != nil { mayRepeat = true }
    }
    forEachItem { prices in
      for index in prices.whole.indices { add(prices.whole[index].name) }
      for index in prices.broken.indices { add(prices.broken[index]) }
    }
    return mayRepeat
  }

  /// Hands out the prices of each plan, add-on and top-up.
  private func forEachItem(_ take: (Draft.Prices) -> Void) {
    for index in draft.plans.indices { take(draft.plans[index].prices) }
    for index in draft.addons.indices { take(draft.addons[index].plan.prices) }
    for index in draft.topups.indices { take(draft.topups[index].prices) }
  }

  // MARK: Metadata

  mutating func checkMetadata() {
    for meter in draft.meters { checkMetadata(of: meter.header, reserved: ReservedMetadata.meter) }
    for feature in draft.features { checkMetadata(of: feature.header, reserved: ReservedMetadata.feature) }
    for plan in draft.plans { checkMetadata(of: plan, reserved: ReservedMetadata.plan) }
    for addon in draft.addons { checkMetadata(of: addon.plan, reserved: ReservedMetadata.addon) }
    for topup in draft.topups {
      checkMetadata(of: topup.header, reserved: ReservedMetadata.topup)
      check(topup.grant.metadata, Place(topup.header.origin)["grant"], reserved: ReservedMetadata.topup)
      checkMetadata(of: topup.prices, reserved: ReservedMetadata.topup)
    }
    for settings in draft.providers { check(settings.metadata, Place(settings.origin), reserved: ReservedMetadata.all) }
  }

  private mutating func checkMetadata(of plan: Draft.Plan, reserved: [String]) {
    checkMetadata(of: plan.header, reserved: reserved)
    checkMetadata(of: plan.prices, reserved: reserved)
    // Most entries have no metadata: no list of names is put together for them.
    for entitlement in plan.entitlements where !entitlement.metadata.isEmpty {
      check(
        entitlement.metadata, Place(entitlement.feature.node),
        reserved: reserved.filter { $0.hasSuffix("Id") } + ReservedMetadata.feature)
    }
  }

  private mutating func checkMetadata(of prices: Draft.Prices, reserved: [String]) {
    for price in prices.whole where price.metadataNode != nil {
      check(price.metadata, Place(price.origin), reserved: reserved + ReservedMetadata.price)
    }
  }

  private mutating func checkMetadata(of header: Header, reserved: [String]) {
    guard let node = header.metadataNode else { return }
    let tree = draft.tree
    // Few have such a name, and nearly all have metadata: nothing is made of it to find that out.
    guard tree.members(of: node).contains(where: { key, _ in reserved.contains { tree.hasText(key, $0) } }) else { return }
    check(header.metadata, Place(header.origin), reserved: reserved)
  }

  private mutating func check(_ metadata: [JSON.Member], _ owner: Place, reserved: [String]) {
    for member in metadata where reserved.contains(member.name) {
      report(
        .reservedMetadata, "the compiler writes '\(member.name)' itself, and its value wins",
        at: owner["metadata", member.name].name, help: "give the entry another name")
    }
  }
}

extension Draft.Prices {
  fileprivate var count: Int { whole.count + broken.count }

  fileprivate func addNames(to names: inout [PriceName]) {
    let start = names.count
    for index in whole.indices { names.append(whole[index].name) }
    if broken.isEmpty { return }
    names += broken
    names[start...].sort { $0.origin < $1.origin }
  }
}

extension [Draft.Prices] {
  /// Where the first price of a section stands.
  fileprivate var firstOrigin: NodeID {
    var names: [PriceName] = []
    first { !$0.isEmpty }?.addNames(to: &names)
    return names.first?.origin ?? .root
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
    return text.withUnsafeBufferPointer { textHash($0) }
  }
}
