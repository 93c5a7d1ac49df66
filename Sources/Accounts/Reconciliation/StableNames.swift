import Catalog
import Foundations
import Providers

/// Names of what requests create that survive a change of ids: with keys and lookup keys in their place.
struct StableNames {
  private let items: [ScalarString: Item]
  private let keys: [ScalarString: String]
  private let prefix: String

  init(_ catalog: Catalog) {
    prefix = catalog.id.map { $0 + ":" } ?? ""
    var items: [ScalarString: Item] = [:]
    for item in catalog.items { items[ScalarString(Request.id(item.kind.rawValue, item.header.id))] = item }
    self.items = items
    var keys: [ScalarString: String] = [:]
    for feature in catalog.features { keys[ScalarString(Request.id("feature", feature.header.id))] = feature.header.key }
    for meter in catalog.meters { keys[ScalarString(Request.id("meter", meter.header.id))] = meter.header.key }
    self.keys = keys
  }

  /// The stable name for the id of a request.
  func name(of request: String) -> String {
    var parts = request.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2 else { return request }
    // `prices/plan/pro/monthly`, `benefits/feature/tokens/1000`, and OpenMeter's `plans/pro/monthly`.
    let isNamed = parts.count >= 3 && ["plan", "addon", "topup", "feature", "meter"].contains(parts[1])
    let kind = isNamed ? parts[1] : parts[0].hasSuffix("s") ? String(parts[0].dropLast()) : parts[0]
    let index = isNamed ? 2 : 1
    let subject = ScalarString("\(kind)/\(parts[index])")
    if let key = keys[subject] {
      parts[index] = Request.id(key)
      return parts.joined(separator: "/")
    }
    guard let item = items[subject] else { return request }
    parts[index] = Request.id(item.header.key)
    // A price has its lookup key, which may stay when its id changes.
    if parts.count == index + 2, let price = item.prices.first(where: { Request.id($0.id) == parts[index + 1] }) {
      let key = price.lookupKey
      parts[index + 1] = Request.id(key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : key)
    }
    return parts.joined(separator: "/")
  }
}
