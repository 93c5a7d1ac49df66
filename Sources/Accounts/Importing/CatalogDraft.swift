import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Providers

/// A catalog in the making. Each entry knows the objects of the account that it was made from.
struct CatalogDraft {
  /// An object of the account.
  struct Source {
    let kind: String
    let id: String
    /// The request that would create it; nil if it is described by another object.
    let request: String?

    init(_ kind: String, _ id: String, _ request: String? = nil) {
      self.kind = kind
      self.id = id
      self.request = request
    }
  }

  /// A price of an item, or a code of a discount.
  struct Part {
    let id: String
    var fields: [JSON.Member]
    var sources: [Source]
  }

  struct Entry {
    let id: String
    var fields: [JSON.Member]
    var sources: [Source]
    var parts: [Part] = []
  }

  enum Section: String, CaseIterable {
    case meters, features, plans, addons, topups, discounts

    /// The field that has the parts of an entry.
    fileprivate var parts: String { self == .discounts ? "codes" : "prices" }
    fileprivate var isOfItems: Bool { self == .plans || self == .addons || self == .topups }
    /// The part of the ids of requests that names the kind of item: `plan`.
    var word: String { String(rawValue.dropLast()) }
  }

  /// An entry, or one of its parts.
  struct Place: Hashable {
    let section: Section
    let entry: Int
    var part: Int?
  }

  let provider: Provider
  /// The id that the marks of objects name.
  var catalogID: String?
  /// Options of the provider.
  var options: [JSON.Member] = []
  var sections: [Section: [Entry]] = [:]
  /// What must be checked, because the account does not say it.
  var notes: [String] = []
  private(set) var omissions: [Import.Omission] = []

  init(_ provider: Provider) { self.provider = provider }

  var isEmpty: Bool { sections.values.allSatisfy(\.isEmpty) }

  // MARK: Building

  mutating func add(_ entry: Entry, to section: Section) { sections[section, default: []].append(entry) }

  /// An id that no entry of the section has: the given one, or one with a number.
  func uniqueID(_ id: String, in section: Section) -> String {
    Self.unique(id, among: (sections[section] ?? []).map(\.id))
  }

  static func unique(_ id: String, among others: [String]) -> String {
    let taken = Set(others.map { ScalarString($0) })
    if !taken.contains(ScalarString(id)) { return id }
    var number = 2
    while taken.contains(ScalarString("\(id)-\(number)")) { number += 1 }
    return "\(id)-\(number)"
  }

  /// Leaves an object out of the catalog.
  mutating func omit(_ noun: String, _ object: AccountState.Object, because reason: String) {
    omissions.append(Import.Omission(noun: noun, id: object.id, name: object.json.importName, reason: reason))
  }

  /// Why an object is left out, in words that several providers need.
  static let unused = "nothing that is for sale uses it"
  static let unknownFilter = "a catalog cannot express its filter"

  static func unknownAmount(_ provider: Provider) -> String { "\(provider.title) does not keep how much a top-up adds" }

  // MARK: Removing

  /// Removes an entry or a part. An item without its last price would be free, so it is removed, too.
  mutating func remove(_ place: Place, because reason: String, _ api: AccountAPI, _ state: AccountState) {
    guard var entry = sections[place.section]?[place.entry] else { return }
    if let part = place.part {
      // Prices in several currencies can be one object.
      let ids = Set(entry.parts[part].sources.map { ScalarString("\($0.kind) \($0.id)") })
      let kept = entry.parts.indices.filter { index in
        index != part && !entry.parts[index].sources.contains { ids.contains(ScalarString("\($0.kind) \($0.id)")) }
      }
      if !kept.isEmpty || !place.section.isOfItems {
        let sources = entry.parts[part].sources
        entry.parts = kept.map { entry.parts[$0] }
        omit(sources, because: reason, api, state)
        sections[place.section]?[place.entry] = entry
        return
      }
    }
    sections[place.section]?.remove(at: place.entry)
    let sources = entry.sources + entry.parts.flatMap(\.sources)
    omit(sources, because: reason, api, state)
  }

  mutating func removeAll(because reason: String, _ api: AccountAPI, _ state: AccountState) {
    for section in Section.allCases {
      for entry in (sections[section] ?? []).indices.reversed() {
        remove(Place(section: section, entry: entry), because: reason, api, state)
      }
    }
  }

  private mutating func omit(_ sources: [Source], because reason: String, _ api: AccountAPI, _ state: AccountState) {
    for source in sources {
      guard let kind = api.kinds.first(where: { $0.name == source.kind }), !kind.isPart,
        let object = state.object(source.kind, id: source.id),
        !omissions.contains(where: { $0.id == source.id && $0.noun == kind.noun })
      else { continue }
      omit(kind.noun, object, because: reason)
    }
  }

  // MARK: Finding

  /// The entry or part whose object a request creates, by the sources, or else by the parts of the request's id.
  func place(ofRequest request: String) -> Place? {
    if let place = place(where: { $0.request.map { $0.hasSameScalars(as: request) } ?? false }) { return place }
    let parts = request.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return nil }
    func entry(_ section: Section, _ id: String) -> Int? { sections[section]?.firstIndex { Request.id($0.id) == id } }
    if parts.count > 2, let section = Section.allCases.first(where: { $0.isOfItems && $0.word == parts[1] }),
      let index = entry(section, parts[2])
    {
      let own = sections[section]?[index].parts ?? []
      let part = parts.count == 4 && parts[0] != "usage" ? own.firstIndex { Request.id($0.id) == parts[3] } : nil
      return Place(section: section, entry: index, part: part)
    }
    let section: Section
    switch parts[0] {
    case "coupons", "promotion-codes", "discounts": section = .discounts
    case "benefits" where parts.count > 2: return entry(.features, parts[2]).map { Place(section: .features, entry: $0) }
    default:
      guard let named = Section(rawValue: parts[0]) else { return nil }
      section = named
    }
    guard let index = entry(section, parts[1]) else { return nil }
    let own = sections[section]?[index].parts ?? []
    return Place(
      section: section, entry: index, part: parts.count > 2 ? own.firstIndex { Request.id($0.id) == parts[2] } : nil)
  }

  func place(ofObject id: String, _ kind: String) -> Place? { place { $0.id == id && $0.kind == kind } }

  private func place(where matches: (Source) -> Bool) -> Place? {
    for section in Section.allCases {
      for (index, entry) in (sections[section] ?? []).enumerated() {
        if entry.sources.contains(where: matches) { return Place(section: section, entry: index) }
        if let part = entry.parts.firstIndex(where: { $0.sources.contains(where: matches) }) {
          return Place(section: section, entry: index, part: part)
        }
      }
    }
    return nil
  }

  /// The entry or part that a JSON pointer leads into.
  func place(at pointer: String) -> Place? {
    let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(Self.unescaped)
    guard steps.count > 1, let section = Section(rawValue: steps[0]),
      let index = sections[section]?.firstIndex(where: { $0.id.hasSameScalars(as: steps[1]) })
    else { return nil }
    let own = sections[section]?[index].parts ?? []
    let part = steps.count > 3 && steps[2] == section.parts ? own.firstIndex { $0.id.hasSameScalars(as: steps[3]) } : nil
    return Place(section: section, entry: index, part: part)
  }

  /// A step of a JSON pointer (RFC 6901).
  private static func unescaped(_ step: Substring) -> String {
    var text = ""
    var isEscape = false
    for scalar in step.unicodeScalars {
      switch (isEscape, scalar) {
      case (true, "0"): text += "~"
      case (true, "1"): text += "/"
      case (_, "~"): break
      default: text.unicodeScalars.append(scalar)
      }
      isEscape = scalar == "~"
    }
    return text
  }

  // MARK: Contents

  /// Every object that the catalog has, with the request that creates it.
  var sources: [Source] {
    Section.allCases.flatMap { sections[$0] ?? [] }.flatMap { $0.sources + $0.parts.flatMap(\.sources) }
  }

  /// The catalog.
  var json: JSON {
    func entries(_ section: Section) -> JSON? {
      guard let entries = sections[section], !entries.isEmpty else {
        return section == .features || section == .plans ? .object([]) : nil
      }
      return .object(
        entries.map { entry in
          let parts = entry.parts.map { JSON.Member($0.id, .object($0.fields)) }
          return .init(entry.id, .object(entry.fields + (parts.isEmpty ? [] : [.init(section.parts, .object(parts))])))
        })
    }
    return .fields([
      "id": catalogID.map(JSON.string), "meters": entries(.meters), "features": entries(.features), "plans": entries(.plans),
      "addons": entries(.addons), "topups": entries(.topups), "discounts": entries(.discounts),
      "providers": .object([.init(provider.name, options.isEmpty ? [:] : ["options": .object(options)])]),
    ])
  }
}

/// Amounts of a provider as money of a catalog.
struct ImportedMoney {
  private let table: MoneyTable

  init(_ provider: Provider) {
    let empty = analyze(
      SourceText(name: "catalog.json", bytes: Array(#"{"features": {}, "plans": {}}"#.utf8)), providers: Provider.declarations)
    table = empty.catalog.map { LoweringInput($0, provider).limits.money } ?? MoneyTable()
  }

  /// - Parameter amount: in the provider's unit.
  func money(_ amount: JSON?, _ currency: String?) -> JSON? {
    guard let amount = amount?.decimal, let currency = currency.flatMap({ Currency(code: $0.uppercased()) }) else { return nil }
    let unit = table.units[currency.code] ?? MoneyTable.Unit()
    return amount.multiplied(by: unit.divisor).divided(by: unit.factor, decimals: 30).map { Self.money(minorUnits: $0, currency) }
  }

  /// - Parameter amount: in the major unit, as people write it.
  func money(majorUnits amount: JSON?, _ currency: String?) -> JSON? {
    guard let amount = amount?.decimal, let currency = currency.flatMap({ Currency(code: $0.uppercased()) }) else { return nil }
    return Self.money(minorUnits: amount.scaled(by: currency.minorUnitDigits), currency)
  }

  /// A whole number of minor units, or text in the major unit.
  private static func money(minorUnits amount: ExactDecimal, _ currency: Currency) -> JSON {
    amount.integer.map(JSON.integer) ?? .string(amount.scaled(by: -currency.minorUnitDigits).plain)
  }
}

extension JSON {
  /// A name for people.
  fileprivate var importName: String? {
    ["name", "display_name", "code", "lookup_key", "nickname", "description", "item.name"].lazy.compactMap { at($0)?.text }.first
    {
      !$0.isEmpty
    }
  }

  /// The user's own entries of metadata.
  func userEntries(_ member: String = "metadata") -> JSON? {
    let own = (self[member]?.members ?? []).filter { !Mark.isOwn($0.name) }
    return own.isEmpty ? nil : .object(own)
  }

  /// Text that is not empty.
  func filledText(_ path: String) -> String? {
    guard let text = at(path)?.text, !text.isEmpty else { return nil }
    return text
  }

  /// A member that is not null.
  func value(_ name: String) -> JSON? { self[name].flatMap { $0.isNull ? nil : $0 } }
}

/// Text as an id: lowercase letters, digits and hyphens.
func slug(_ text: String, orElse fallback: String) -> String {
  var slug = ""
  for scalar in text.lowercased().unicodeScalars {
    switch scalar {
    case "a"..."z", "0"..."9", "_": slug.unicodeScalars.append(scalar)
    default: if !slug.isEmpty, !slug.hasSuffix("-") { slug += "-" }
    }
  }
  while slug.hasSuffix("-") { slug.removeLast() }
  return slug.isEmpty ? fallback : slug
}
