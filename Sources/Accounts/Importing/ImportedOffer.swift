import Foundations
import JSONText
import Providers

/// What an account sells at one price, at a provider where each price is an object of its own.
struct ImportedOffer {
  /// How the objects of one item are named.
  enum Naming {
    /// The name of the item is followed by the id of the price, as in `Pro (monthly)`.
    case suffixed
    /// All have the name of the item.
    case same
  }

  let kind: String
  let object: AccountState.Object
  let section: CatalogDraft.Section
  /// The ids that marks name; nil without them.
  var item: String?
  var key: String?
  var price: String?
  let name: String
  /// The fields of the item. Offers of one item have the same.
  var fields: [JSON.Member]
  /// The fields of the prices: one for each currency. Empty if only usage is charged, or nothing.
  var prices: [[JSON.Member]]
  /// The part of the request's id for the price if it has none in the catalog.
  var impliedPrice: String?
  var metadata: JSON?
  /// Whether no other offer is of its item.
  var isAlone = false
  /// The key of the item if it has only this price, where keys end with the ids of several.
  var aloneKey: String?
  /// The first parts of the request's id: with a price, and without one. Nil for the usual ones, `prices/plan` and `products/plan`.
  var request: [String]?

  /// An id for a price, from how often it is charged.
  static func priceID(_ price: [JSON.Member]) -> String {
    let price = JSON.object(price)
    let interval = price["interval"]?.text ?? "once"
    if interval == "one_time" { return "once" }
    return price["intervalCount"]?.decimal?.integer.map { "\($0)-\(interval)s" } ?? interval
  }

  /// How often a recurring price is charged.
  static func cadence(_ interval: String, _ count: Int64 = 1) -> [JSON.Member] {
    JSON.members(["interval": .string(interval), "intervalCount": count == 1 ? nil : .integer(count)])
  }

  /// The name without the id of the price, and this id; nil if the name does not end so.
  fileprivate var split: (base: String, price: String)? {
    if let price {
      let suffix = " (\(price))"
      guard name.hasSuffix(suffix), name.utf8.count > suffix.utf8.count else { return nil }
      return (String(name.dropLast(suffix.count)), price)
    }
    guard name.hasSuffix(")"), let open = name.lastIndex(of: "("), open > name.startIndex else { return nil }
    let before = name.index(before: open)
    let own = name[name.index(after: open)...].dropLast()
    guard name[before] == " ", before > name.startIndex, !own.isEmpty else { return nil }
    return (String(name[..<before]), String(own))
  }
}

extension CatalogDraft {
  /// Offers that become prices of one item.
  private struct Group {
    let base: String
    var offers: [(offer: ImportedOffer, price: String)]
    /// Whether further offers may join.
    let isOpen: Bool

    func takes(_ offer: ImportedOffer, _ base: String, _ price: String) -> Bool {
      let first = offers[0].offer
      return isOpen && self.base.hasSameScalars(as: base) && first.section == offer.section && first.item == offer.item
        && first.key == offer.key && JSON.object(first.fields).matches(.object(offer.fields))
        && !offers.contains { $0.price.hasSameScalars(as: price) }
    }
  }

  /// Adds items with the offers as prices, and returns the items by the ids of the objects: `plans.pro`.
  @discardableResult
  mutating func add(_ offers: [ImportedOffer], naming: ImportedOffer.Naming) -> [String: String] {
    var groups: [Group] = []
    // Marked ids stay as they are.
    for offer in offers.filter({ $0.item != nil }) + offers.filter({ $0.item == nil }) {
      let split = naming == .suffixed ? offer.split : offer.price.map { (base: offer.name, price: $0) }
      if let split, !offer.prices.isEmpty, !offer.isAlone {
        if let index = groups.firstIndex(where: { $0.takes(offer, split.base, split.price) }) {
          groups[index].offers.append((offer, split.price))
        } else {
          groups.append(Group(base: split.base, offers: [(offer, split.price)], isOpen: true))
        }
      } else {
        groups.append(Group(base: offer.name, offers: [(offer, offer.price ?? "")], isOpen: false))
      }
    }
    var items: [String: String] = [:]
    for group in groups {
      let id = add(group, naming)
      for (offer, _) in group.offers { items[offer.object.id] = "\(offer.section.rawValue).\(id)" }
    }
    return items
  }

  private static func request(_ parts: [String]) -> String { parts.map { Request.id($0) }.joined(separator: "/") }

  private mutating func add(_ group: Group, _ naming: ImportedOffer.Naming) -> String {
    let first = group.offers[0].offer
    let section = first.section
    let isOne = group.offers.count == 1
    let name = isOne ? first.name : group.base
    let taken = Set((sections[section] ?? []).map { ScalarString($0.id) })
    let isSplit = first.item.map { taken.contains(ScalarString($0)) } ?? false
    let wanted = first.item.map { isSplit ? "\($0)-\(group.offers[0].price)" : $0 }
    let id = uniqueID(wanted ?? slug(name, orElse: section.word), in: section)
    let key = isOne && first.aloneKey != nil ? first.aloneKey : isSplit && !first.isAlone ? nil : first.key
    let isShared = group.offers.allSatisfy { ($0.offer.metadata ?? [:]).matches(first.metadata ?? [:]) }

    var entry = Entry(id: id, fields: [], sources: [])
    for (offer, price) in group.offers {
      if offer.prices.isEmpty {
        let first = offer.request ?? [offer.impliedPrice == nil ? "products" : "prices", section.word]
        entry.sources.append(
          Source(offer.kind, offer.object.id, Self.request(first + [id, offer.impliedPrice].compactMap(\.self))))
      }
      for (index, fields) in offer.prices.enumerated() {
        let currency = JSON.object(fields)["currency"]?.text?.lowercased() ?? ""
        let own = price.isEmpty ? ImportedOffer.priceID(fields) : price
        let priceID = Self.unique(index == 0 ? own : "\(own)-\(currency)", among: entry.parts.map(\.id))
        let request = index == 0 ? Self.request((offer.request ?? ["prices", section.word]) + [id, priceID]) : nil
        let metadata = isShared || index > 0 ? nil : offer.metadata
        entry.parts.append(
          Part(
            id: priceID, fields: fields + JSON.members(["metadata": metadata]),
            sources: [Source(offer.kind, offer.object.id, request)]))
      }
    }
    entry.fields = JSON.members([
      "key": key.flatMap { $0.hasSameScalars(as: id) ? nil : .string($0) }, "name": .string(name),
    ])
    entry.fields += first.fields + JSON.members(["metadata": isShared ? first.metadata : nil])
    add(entry, to: section)
    return id
  }
}

/// A discount at a provider where a discount has one code at most.
struct ImportedCode {
  let object: AccountState.Object
  /// The id that marks name; nil without them.
  var discount: String?
  let name: String
  /// What is lowered, by how much and for how long. The codes of one discount have the same.
  let terms: [JSON.Member]
  /// Nil for a discount that the application gives.
  let code: String?
  let limits: [JSON.Member]
}

extension CatalogDraft {
  /// Adds discounts with the codes.
  mutating func add(_ codes: [ImportedCode], naming: ImportedOffer.Naming) {
    var groups: [(base: String, codes: [ImportedCode])] = []
    for code in codes.filter({ $0.discount != nil }) + codes.filter({ $0.discount == nil }) {
      let suffix = " (\(code.code ?? ""))"
      let isSuffixed =
        naming == .suffixed && code.code != nil && code.name.hasSuffix(suffix) && code.name.utf8.count > suffix.utf8.count
      let base = isSuffixed ? String(code.name.dropLast(suffix.count)) : code.name
      let mayJoin = code.discount != nil && code.code != nil && (naming == .same || isSuffixed)
      let index = groups.firstIndex { group in
        let first = group.codes[0]
        return mayJoin && group.base.hasSameScalars(as: base) && first.discount == code.discount && first.code != nil
          && JSON.object(first.terms).matches(.object(code.terms)) && !group.codes.contains { $0.code == code.code }
      }
      if let index { groups[index].codes.append(code) } else { groups.append((base, [code])) }
    }
    for (base, codes) in groups {
      let first = codes[0]
      let name = codes.count == 1 ? first.name : base
      let id = uniqueID(first.discount ?? slug(name, orElse: "discount"), in: .discounts)
      var entry = Entry(id: id, fields: JSON.members(["name": .string(name)]) + first.terms, sources: [])
      for code in codes {
        guard let text = code.code else {
          entry.fields += code.limits
          entry.sources.append(Source("discounts", code.object.id, Request.id("discounts", id)))
          continue
        }
        entry.parts.append(
          Part(
            id: text, fields: code.limits, sources: [Source("discounts", code.object.id, Request.id("discounts", id, text))]))
      }
      add(entry, to: .discounts)
    }
  }
}
