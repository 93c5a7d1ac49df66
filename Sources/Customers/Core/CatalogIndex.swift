import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// Finds the plan, add-on or top-up of the catalog that an event refers to, and the price.
struct CatalogIndex: Sendable {
  enum Match {
    /// The item, as those have it who pay the price.
    case found(Item, isByPurchase: Bool)
    /// The item, whose prices grant different things. It is unknown which of them is paid.
    case unpriced(Item)
    case ambiguous
    /// The item belongs to another catalog.
    case foreign(String)
    case none

    var isFound: Bool {
      switch self {
      case .found, .unpriced: true
      case .ambiguous, .foreign, .none: false
      }
    }
  }

  /// An item and one of its prices, by index; any price if nil.
  private struct Target: Hashable {
    let item: Int
    var price: Int?
  }

  private let catalogID: String?
  private let items: [Item]
  /// By name, without duplicates.
  private var ids: [ScalarString: [Target]] = [:]
  private var lookupKeys: [ScalarString: [Target]] = [:]
  /// The ids and lookup keys of usage prices.
  private var usage: Set<ScalarString> = []
  private var objectNames: [ScalarString: [Target]] = [:]
  /// Indices into ``items``.
  private var names: [Item.Kind: (ids: [ScalarString: Int], keys: [ScalarString: [Int]])] = [:]
  /// By the common prefix of the ids of an item's requests.
  private var requests: [ScalarString: Int] = [:]

  /// The indices of the items whose products add credits to the customer's account at the provider.
  private var credited: Set<Int> = []

  /// The metadata entry in which the application names the plan; nil for none.
  private let planEntry: String?

  init(_ catalog: Catalog, provider: Provider?, planFrom planEntry: String? = nil) {
    catalogID = catalog.id
    self.planEntry = planEntry
    items = catalog.items
    for (index, item) in items.enumerated() {
      names[item.kind, default: ([:], [:])].ids[ScalarString(item.header.id)] = index
      names[item.kind, default: ([:], [:])].keys[ScalarString(item.header.key), default: []].append(index)
      requests[ScalarString(Request.id(item.kind.rawValue, item.header.id))] = index
      if let id = provider.flatMap({ item.id(at: $0.name) }) { add(id, Target(item: index), to: \.ids) }
      for (number, price) in item.prices.enumerated() {
        let target = Target(item: index, price: number)
        if let id = provider.flatMap({ price.id(at: $0.name) }) { add(id, target, to: \.ids) }
        add(price.lookupKey, target, to: \.lookupKeys)
        for charge in price.usage {
          add(charge.lookupKey, target, to: \.lookupKeys)
          usage.insert(ScalarString(charge.lookupKey))
          guard let id = provider.flatMap({ charge.price.id(at: $0.name) }) else { continue }
          add(id, target, to: \.ids)
          usage.insert(ScalarString(id))
        }
      }
    }
    guard let provider else { return }
    // The objects that the setup creates, or has created: some have an id chosen by the compiler, some only a name.
    for request in provider.compile(catalog.withEverythingSold(keepingIDs: true)).artifact.setup {
      guard request.method == .post, let body = request.body, let target = target(ofRequest: request, body) else { continue }
      for field in ["id", "plan_id"] {
        if case .string(let id) = body[field] { add(id, target, to: \.ids) }
      }
      if case .string(let name) = body["name"] { add(name, target, to: \.objectNames) }
      if body["features"]?.elements.contains(where: { $0["customer_credits"] != nil }) == true { credited.insert(target.item) }
    }
  }

  /// Whether the provider itself credits what a top-up adds.
  func isCredited(_ topup: Topup) -> Bool { credited.contains { items[$0].header === topup.header } }

  private mutating func add(
    _ name: String, _ target: Target, to table: WritableKeyPath<CatalogIndex, [ScalarString: [Target]]>
  ) {
    if self[keyPath: table][ScalarString(name)]?.contains(target) != true {
      self[keyPath: table][ScalarString(name), default: []].append(target)
    }
  }

  /// The item of a request for a product or a price, from its metadata or else from the id of the request.
  private func target(ofRequest request: Request, _ body: JSON) -> Target? {
    if case .object(let metadata) = body["metadata"] { return target(metadata, [.plan, .addon, .topup]) }
    let parts = request.id.split(separator: "/")
    guard parts.count > 2, parts[0] == "products" || parts[0] == "prices",
      let item = requests[ScalarString("\(parts[1])/\(parts[2])")]
    else { return nil }
    // The product of a price that grants something else is named by it, too.
    let price = parts.count > 3 ? items[item].prices.firstIndex { Request.id($0.id) == parts[3] } : nil
    return Target(item: item, price: price)
  }

  /// The item and the price named by metadata that the compiler has added.
  private func target(_ metadata: [JSON.Member], _ kinds: [Item.Kind]) -> Target? {
    for kind in [Item.Kind.topup, .addon, .plan] where kinds.contains(kind) {
      guard let item = item(metadata, kind) else { continue }
      // In the metadata of a usage price, which names its feature, the id is not that of a price of the item.
      let isUsage = kind != .topup && metadata.text("catalogFeatureId") != nil
      guard let id = metadata.text(isUsage ? "catalogUnderPriceId" : "catalogPriceId") else { return Target(item: item) }
      return Target(item: item, price: items[item].prices.firstIndex { $0.id.hasSameScalars(as: id) })
    }
    return nil
  }

  private func item(_ metadata: [JSON.Member], _ kind: Item.Kind) -> Int? {
    if let id = metadata.text(kind.idField), let index = names[kind]?.ids[ScalarString(id)] { return index }
    if let key = metadata.text(kind.keyField), let indices = names[kind]?.keys[ScalarString(key)], indices.count == 1 {
      return indices[0]
    }
    return nil
  }

  // MARK: Finding

  /// Whether a line charges the usage of an item, and has no quantity of it. The metadata of a usage price names its feature,
  /// like that of a top-up.
  func isUsage(_ line: News.Line) -> Bool {
    let names = line.ids + [line.lookupKey].compactMap(\.self)
    return names.contains { usage.contains(ScalarString($0)) }
      || line.metadata.text("catalogFeatureId") != nil && line.metadata.text(Item.Kind.topup.idField) == nil
  }

  func match(_ line: News.Line) -> Match {
    if let other = foreignCatalog(line.metadata) { return .foreign(other) }
    var found = Candidates()
    for id in line.ids { found.add(ids[ScalarString(id)] ?? []) }
    if let key = line.lookupKey { found.add(lookupKeys[ScalarString(key)] ?? []) }
    if let target = target(line.metadata, [.plan, .addon, .topup]) { found.add([target]) }
    // The purchase may be older than a change to an item of this catalog.
    if found.isEmpty, let other = foreignCatalog(line.purchase) { return .foreign(other) }
    if found.isEmpty, let name = line.name { found.add(objectNames[ScalarString(name)] ?? []) }
    if !found.isEmpty { return match(found, isByPurchase: false) }

    if let target = target(line.purchase, line.kinds) {
      found.add([target])
      return match(found, isByPurchase: true)
    }
    // A checkout that the application creates itself may contain only the plan's name.
    guard line.kinds.contains(.plan), let planEntry, let name = line.purchase.text(planEntry), let plans = names[.plan] else {
      return .none
    }
    found.add((plans.keys[ScalarString(name)] ?? []).map { Target(item: $0) })
    if let index = plans.ids[ScalarString(name)] { found.add([Target(item: index)]) }
    return found.isEmpty ? .none : match(found, isByPurchase: true)
  }

  private func match(_ candidates: Candidates, isByPurchase: Bool) -> Match {
    guard let (index, paid) = candidates.only else { return .ambiguous }
    let item = items[index]
    // Prices without entitlements of their own grant the same.
    let prices = item.prices.indices.filter { paid?.contains($0) ?? true }.map { item.prices[$0] }
    let owning = prices.filter { !$0.ownEntitlements.isEmpty }
    if owning.isEmpty { return .found(item, isByPurchase: isByPurchase) }
    return prices.count == 1 ? .found(item.at(prices[0]), isByPurchase: isByPurchase) : .unpriced(item)
  }

  /// The id of another catalog that an object or a purchase is marked with.
  private func foreignCatalog(_ metadata: [JSON.Member]) -> String? {
    guard let id = metadata.text("catalogId"), catalogID.map({ !$0.hasSameScalars(as: id) }) ?? true else { return nil }
    return id
  }

  /// What the names of a line refer to.
  private struct Candidates {
    /// The prices of each item that all names allow; nil for any.
    private var prices: [Int: Set<Int>?] = [:]

    var isEmpty: Bool { prices.isEmpty }

    /// The only item, with its possible prices.
    var only: (item: Int, prices: Set<Int>?)? { prices.count == 1 ? prices.first.map { ($0.key, $0.value) } : nil }

    /// Adds the targets of one name.
    mutating func add(_ targets: [Target]) {
      for item in Set(targets.map(\.item)) {
        let named = targets.filter { $0.item == item }.map(\.price)
        let new = named.contains(nil) ? nil : Set(named.compactMap(\.self))
        guard let known = prices[item] else {
          prices[item] = .some(new)
          continue
        }
        guard let known, let new else {
          prices[item] = .some(known ?? new)
          continue
        }
        // Names that contradict each other leave it open.
        let common = known.intersection(new)
        prices[item] = .some(common.isEmpty ? known.union(new) : common)
      }
    }
  }
}

extension [JSON.Member] {
  /// The text of a metadata entry; nil if it is missing, empty or not a string.
  func text(_ name: String) -> String? {
    for member in self where member.name.hasSameScalars(as: name) {
      if case .string(let text) = member.value, !text.isEmpty { return text }
    }
    return nil
  }
}
