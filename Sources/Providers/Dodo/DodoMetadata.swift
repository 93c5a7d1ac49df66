import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Metadata of a product and of the checkouts that sell it.
///
/// A product stands for one price of one item, so it carries the entries of both, above those of the provider's settings.
/// What is wrong with an entry is said once, however many products carry it.
struct DodoMetadata {
  /// 50 pairs, names of letters, digits, `_` and `-` (Dodo's documentation, api-reference/metadata.mdx). Values are sent as
  /// strings: API 1.53.2 takes nothing else.
  static let limits = MetadataLimits(entries: 50, nameLength: 40, valueLength: 500) { scalar in
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }

  private struct Entry {
    let member: JSON.Member
    let place: Place
  }

  /// The entries that Dodo takes, by the place at which they stand; nil for those that it does not take.
  private var texts: [Place: JSON.Member?] = [:]
  private var reported: Set<Place> = []
  /// What has been made, by price: a product and its checkout carry the same.
  private var objects: [Place: JSON] = [:]

  /// The compiler's entries alone, by which a product is found again; nil where one of the ids is not sent.
  static func match(_ price: Price, of item: Item, in metadata: JSON) -> JSON? {
    guard let itemID = metadata[item.kind.idField], let priceID = metadata["catalogPriceId"] else { return nil }
    return ["metadata": .object([.init(item.kind.idField, itemID), .init("catalogPriceId", priceID)])]
  }

  mutating func object(_ price: Price, of item: Item, _ lowering: inout Lowering) -> JSON {
    if let known = objects[price.place] { return known }
    let object = make(price, of: item, &lowering)
    objects[price.place] = object
    return object
  }

  private mutating func make(_ price: Price, of item: Item, _ lowering: inout Lowering) -> JSON {
    let fromItem = lowering.compilerMetadata(item)
    let compiler = lowering.merged([
      Array(fromItem.prefix(2)), [.init("catalogPriceId", .string(price.id))], Array(fromItem.dropFirst(2)),
      [.init("provider", .string(lowering.provider))],
    ])
    let header = item.header
    for member in header.metadata {
      let place = header.place["metadata", member.name]
      guard let other = price.metadata.first(where: { $0.name == member.name }), other.value != member.value,
        reported.insert(place).inserted
      else { continue }
      lowering.report(
        .dodoMetadataOverridden,
        "the price \(quoted(price.id)) has an entry of this name, which its product carries instead",
        at: place, related: [.init("the entry of the price", at: price.place["metadata", member.name])])
    }

    var own: [Entry] = []
    let owners = [
      (lowering.settings.metadata, lowering.settings.place), (header.metadata, header.place),
      (price.metadata, price.place),
    ]
    for (index, (members, owner)) in owners.enumerated() {
      for member in members {
        let isOverridden = owners[(index + 1)...].contains { $0.0.contains { $0.name == member.name } }
        guard !isOverridden, !compiler.contains(where: { $0.name == member.name }),
          let text = text(member, of: owner, &lowering)
        else { continue }
        own.append(Entry(member: text, place: owner["metadata", member.name]))
      }
    }

    let room = Self.limits.entries - compiler.count
    for entry in own.dropFirst(room) where reported.insert(entry.place).inserted {
      lowering.report(
        .dodoMetadata,
        "the metadata entry \(quoted(entry.member.name)) is left out: there are at most \(Self.limits.entries) entries, "
          + "\(compiler.count) of them the compiler's",
        at: entry.place)
    }
    let added = lowering.textMetadata(
      compiler, compiler: compiler.count, within: Self.limits, .dodoMetadata, owner: price.place)
    guard case .object(let members) = added else { return added }
    return .object(own.prefix(room).map(\.member) + members)
  }

  /// One entry as text; nil where it is beyond the limits.
  private mutating func text(_ member: JSON.Member, of owner: Place, _ lowering: inout Lowering) -> JSON.Member? {
    let place = owner["metadata", member.name]
    if let known = texts[place] { return known }
    let checked = lowering.textMetadata([member], compiler: 0, within: Self.limits, .dodoMetadata, owner: owner)
    let text = checked[member.name].map { JSON.Member(member.name, $0) }
    texts[place] = .some(text)
    return text
  }
}
