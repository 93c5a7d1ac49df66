import Catalog
import Foundations
import JSONText
import Providers

/// Finds the plan, add-on or top-up of the catalog that an event refers to.
struct CatalogIndex: Sendable {
  enum Match {
    case found(Item, isByPurchase: Bool)
    case ambiguous
    case none

    var isFound: Bool { if case .found = self { true } else { false } }
  }

  private let items: [Item]
  /// Indices into ``items`` by name, without duplicates.
  private var ids: [ScalarString: [Int]] = [:]
  private var lookupKeys: [ScalarString: [Int]] = [:]
  /// The ids and lookup keys of usage prices.
  private var usage: Set<ScalarString> = []
  private var objectNames: [ScalarString: [Int]] = [:]
  private var names: [Item.Kind: (ids: [ScalarString: Int], keys: [ScalarString: [Int]])] = [:]
  /// By the common prefix of the ids of an item's requests.
  private var requests: [ScalarString: Int] = [:]

  init(_ catalog: Catalog, provider: Provider) {
    items = catalog.items
    for (index, item) in items.enumerated() {
      names[item.kind, default: ([:], [:])].ids[ScalarString(item.header.id)] = index
      names[item.kind, default: ([:], [:])].keys[ScalarString(item.header.key), default: []].append(index)
      requests[ScalarString(Request.id(item.kind.rawValue, item.header.id))] = index
      if let id = item.id(at: provider.name) { add(id, index, to: \.ids) }
      for price in item.prices {
        if let id = price.id(at: provider.name) { add(id, index, to: \.ids) }
        add(price.lookupKey, index, to: \.lookupKeys)
        for charge in price.usage {
          add(charge.lookupKey, index, to: \.lookupKeys)
          usage.insert(ScalarString(charge.lookupKey))
          guard let id = charge.price.id(at: provider.name) else { continue }
          add(id, index, to: \.ids)
          usage.insert(ScalarString(id))
        }
      }
    }
    // The objects that the setup creates: some have an id chosen by the compiler, some only a name.
    for request in provider.compile(catalog).artifact.setup {
      guard request.method == .post, let body = request.body, let index = index(ofRequest: request, body) else { continue }
      for field in ["id", "plan_id"] {
        if case .string(let id) = body[field] { add(id, index, to: \.ids) }
      }
      if case .string(let name) = body["name"] { add(name, index, to: \.objectNames) }
    }
  }

  private mutating func add(_ name: String, _ index: Int, to table: WritableKeyPath<CatalogIndex, [ScalarString: [Int]]>) {
    if self[keyPath: table][ScalarString(name)]?.contains(index) != true {
      self[keyPath: table][ScalarString(name), default: []].append(index)
    }
  }

  /// The item of a request for a product or a price, from its metadata or else from the id of the request.
  private func index(ofRequest request: Request, _ body: JSON) -> Int? {
    if case .object(let metadata) = body["metadata"] { return index(metadata, [.plan, .addon, .topup]) }
    let parts = request.id.split(separator: "/")
    guard parts.count > 2, parts[0] == "products" || parts[0] == "prices" else { return nil }
    return requests[ScalarString("\(parts[1])/\(parts[2])")]
  }

  /// The item named by metadata that the compiler has added.
  private func index(_ metadata: [JSON.Member], _ kinds: [Item.Kind]) -> Int? {
    for kind in [Item.Kind.topup, .addon, .plan] where kinds.contains(kind) {
      if let id = metadata.text(kind.idField), let index = names[kind]?.ids[ScalarString(id)] { return index }
      if let key = metadata.text(kind.keyField), let indices = names[kind]?.keys[ScalarString(key)], indices.count == 1 {
        return indices[0]
      }
    }
    return nil
  }

  // MARK: Finding

  /// Whether a line charges the usage of an item, and has no quantity of it. The metadata of a usage price names its feature,
  /// like that of a top-up.
  func isUsage(_ line: BillingEvent.Line) -> Bool {
    let names = line.ids + [line.lookupKey].compactMap(\.self)
    return names.contains { usage.contains(ScalarString($0)) }
      || line.metadata.text("catalogFeatureId") != nil && line.metadata.text(Item.Kind.topup.idField) == nil
  }

  func match(_ line: BillingEvent.Line) -> Match {
    var found: Set<Int> = []
    for id in line.ids { found.formUnion(ids[ScalarString(id)] ?? []) }
    if let key = line.lookupKey { found.formUnion(lookupKeys[ScalarString(key)] ?? []) }
    if let index = index(line.metadata, [.plan, .addon, .topup]) { found.insert(index) }
    if found.isEmpty, let name = line.name { found.formUnion(objectNames[ScalarString(name)] ?? []) }
    if let index = found.first { return found.count == 1 ? .found(items[index], isByPurchase: false) : .ambiguous }

    if let index = index(line.purchase, line.kinds) { return .found(items[index], isByPurchase: true) }
    // A checkout that the application creates itself may contain only the plan's name.
    guard line.kinds.contains(.plan), let name = line.purchase.text("plan"), let plans = names[.plan] else { return .none }
    var named = Set(plans.keys[ScalarString(name)] ?? [])
    if let index = plans.ids[ScalarString(name)] { named.insert(index) }
    guard let index = named.first else { return .none }
    return named.count == 1 ? .found(items[index], isByPurchase: true) : .ambiguous
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
