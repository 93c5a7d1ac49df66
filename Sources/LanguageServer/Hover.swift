import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Portability
import Providers
import Syntax

extension Document {
  /// What is known about the field, the value or the name at a position, as Markdown.
  mutating func hover(_ params: JSON) throws(ResponseError) -> JSON {
    let offset = try positions.offset(of: params["position"])
    let tree = compilation().tree
    guard let found = tree.node(at: offset), found.value != .root else { return .null }
    let paragraphs = self.paragraphs(found, tree)
    if paragraphs.isEmpty { return .null }
    return [
      "contents": ["kind": "markdown", "value": .string(paragraphs.joined(separator: "\n\n"))],
      "range": positions.range(tree.range(found.node)),
    ]
  }

  private mutating func paragraphs(_ found: NodePlace, _ tree: SyntaxTree) -> [String] {
    var paragraphs: [String] = []
    if let reference = references().first(where: { $0.node == found.node }) {
      paragraphs.append(declared(reference.entry, tree))
    }
    if found.isKey, found.place.isEntry {
      if found.place.section != nil { paragraphs.append(declared(found.value, tree)) }
      if let price = price(at: found.place) ?? tree.writtenPrice(found.value) { paragraphs.append("**\(price)**") }
      if let answers = answers(at: found.place) { paragraphs.append(answers) }
    } else if let money = tree.money(found.value, at: found.place, in: found.containers) {
      paragraphs.append("**\(money)**")
    }
    if !found.isKey, case .rule = found.place.type, let rules = Rule.all.selected(by: tree.text(found.value))?.rules {
      paragraphs.append(rules.count == 1 ? sentence(rules[0].summary) : "\(rules.count) rules")
    }
    if let provider = provider(found) { paragraphs.append("**\(provider.title)**") }
    paragraphs += documentation(found, tree)
    return paragraphs
  }

  // MARK: Fields

  private func documentation(_ found: NodePlace, _ tree: SyntaxTree) -> [String] {
    if let option = option(found.place) { return [sentence(option.summary), "Default: \(option.defaultValue)"] }
    guard let field = found.place.field, !found.place.isEntry || !found.isKey else { return [] }
    var paragraphs = [field.spec.documentation]
    if case .word(let words) = field.spec.type {
      let spelled = words.allowed.map { format == .swift ? "`.\(WordType.member(of: $0))`" : "`\($0)`" }
      paragraphs.append("Values: \(spelled.joined(separator: ", "))")
    }
    if let value = field.spec.defaultValue { paragraphs.append("Default: `\(value.compact)`") }
    return paragraphs
  }

  private func option(_ place: FieldPlace) -> OptionDeclaration? {
    guard place.path.count == 4, place.path[0] == CatalogField.providers.rawValue, place.path[2] == "options" else { return nil }
    return place.path[1].flatMap { Provider.named($0) }?.options.first { $0.name == place.key }
  }

  /// The provider whose name is the key.
  private func provider(_ found: NodePlace) -> Provider? {
    guard found.isKey, found.place.isEntry, case .perProvider? = found.place.field?.spec.type else { return nil }
    return found.place.key.flatMap { Provider.named($0) }
  }

  private func sentence(_ summary: String) -> String { summary.prefix(1).uppercased() + summary.dropFirst() + "." }

  // MARK: Entries

  /// An entry in a sentence: `metered feature “AI tokens”`.
  private func declared(_ entry: NodeID, _ tree: SyntaxTree) -> String {
    let place = tree.node(at: tree.range(tree.key(ofValue: entry)).start)?.place
    func text(_ field: String) -> String? {
      tree.value(of: entry, named: field).flatMap { tree.kind($0) == .string ? tree.text($0) : nil }
    }
    let kind =
      switch place?.section {
      case .meters?: "meter"
      case .features?: (text(FeatureField.type.rawValue).map { "\($0) " } ?? "") + "feature"
      case .plans?: Item.Kind.plan.described
      case .addons?: Item.Kind.addon.described
      case .topups?: Item.Kind.topup.described
      case .discounts?, nil: "discount"
      }
    let name = text("name").map { " · \(escapedMarkdown($0))" } ?? ""
    let meter = text(FeatureField.meter.rawValue).map { " · meter \(quoted($0))" } ?? ""
    return "\(kind) \(quoted(tree.text(tree.key(ofValue: entry))))\(name)\(meter)"
  }

  /// Text of the catalog, which must not become markup.
  private func escapedMarkdown(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      "\\`*_{}[]<>#|&~".unicodeScalars.contains(scalar) ? "\\\(scalar)" : escaped(scalar)
    }.joined()
  }

  /// What a price of the catalog costs; nil if the catalog has errors, or if the place is not that of a price.
  private mutating func price(at place: FieldPlace) -> String? {
    guard let (entry, id) = pricePath(place), let catalog = compilation().catalog else { return nil }
    return item(entry, in: catalog)?.writtenPrices.first { $0.id.hasSameScalars(as: id) }?.described
  }

  private func item(_ path: (section: String, id: String), in catalog: Catalog) -> Item? {
    catalog.items.first { "\($0.kind.rawValue)s" == path.section && $0.header.id.hasSameScalars(as: path.id) }
  }

  /// The item of a price and the price's id: `plans.pro.prices.monthly`.
  private func pricePath(_ place: FieldPlace) -> (entry: (section: String, id: String), price: String)? {
    guard place.path.count == 4, let section = place.path[0], let id = place.path[1], place.path[2] == "prices",
      let price = place.path[3]
    else { return nil }
    return ((section, id), price)
  }

  // MARK: Providers

  /// What each provider that is checked does with an item, a price or a discount; nil for anything else.
  private mutating func answers(at place: FieldPlace) -> String? {
    let price = pricePath(place)
    guard price != nil || place.section != nil, let section = place.path[0], let id = place.path[1],
      let portability = portability(),
      let index = portability.entries.firstIndex(where: { $0.kind.section == section && $0.id.hasSameScalars(as: id) })
    else { return nil }
    var priceIndex: Int?
    if let price {
      priceIndex = portability.entries[index].prices.firstIndex { $0.hasSameScalars(as: price.price) }
      if priceIndex == nil { return nil }
    }
    let lines = portability.providers.flatMap { provider -> [String] in
      let cell = provider.cells[index]
      let answer = priceIndex.map { cell.prices[$0] } ?? cell.answer
      let blockers = cell.blockers.map { provider.blockers[$0] }.filter { blocker in
        price.map { wanted in blocker.price.map { $0.hasSameScalars(as: wanted.price) } ?? true } ?? true
      }
      return ["- **\(provider.title)**: \(answer.described)"]
        + blockers.map { "  - \($0.diagnostic.message) [\($0.diagnostic.rule)]" }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension Portability.Answer {
  fileprivate var described: String {
    switch self {
    case .exact: "exact"
    case .difference: "differs"
    case .application: "needs your application"
    case .notPossible: "not for sale"
    }
  }
}
