import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Merges the metadata of a provider's objects from layers. Each layer overrides those before it, and the compiler's entries
/// override all layers.
///
/// A problem of an entry is reported once, even if many objects carry it, so use one value of this type per compilation.
package struct LayeredMetadata {
  /// The entries of one owner in the catalog.
  package struct Layer {
    fileprivate enum Owner {
      case settings(ProviderSettings)
      case meter(Header)
      case feature(Header)
      case discount(Header)
      case item(Item)
      case price(Price, of: Item)
      case usage(UsagePrice, of: Item)
      case entitlement(Entitlement, of: Item)
      case grant(Topup)
    }

    fileprivate let owner: Owner
    let members: [JSON.Member]

    private init(_ owner: Owner, _ members: [JSON.Member]) {
      self.owner = owner
      self.members = members
    }
  }

  private struct Fault: Hashable {
    enum Kind { case limit, overridden, reserved }

    let place: Place
    let kind: Kind
  }

  private let limits: MetadataLimits
  private let countsEachLayer: Bool
  private var reported: Set<Fault> = []

  /// - Parameters:
  ///   - limits: nil if the provider accepts any JSON.
  ///   - countsEachLayer: whether the limit on entries applies after each layer, instead of once at the end. An overriding
  ///     entry then takes the room of the one it overrides.
  package init(_ limits: MetadataLimits?, countsEachLayer: Bool = false) {
    self.limits = limits ?? .none
    self.countsEachLayer = countsEachLayer
  }

  /// The members of one object, in the order of the layers. The compiler's entries come last and are never dropped for room.
  ///
  /// - Parameters:
  ///   - layers: from the weakest to the strongest.
  ///   - compiler: the compiler's entries, sent unchanged.
  ///   - owner: the place of findings about the compiler's entries.
  package mutating func members(
    _ layers: [Layer], compiler: [JSON.Member], owner: Place, _ findings: inout Findings
  ) -> [JSON.Member] {
    var own: [Kept] = []
    if layers.contains(where: { !$0.members.isEmpty }) {
      let winners = Winners(layers, compiler)
      for (index, layer) in layers.enumerated() {
        if countsEachLayer { own.removeAll(overriddenBy: layer) }
        for member in layer.members {
          switch winners.winner(over: member.name, in: index) {
          case .compiler: reportReserved(member, layer, &findings)
          case .layer(let winner):
            reportOverridden(member, layer, by: layers[winner], &findings)
            let text = JSON.Member(member.name, limits.value(member.value))
            if countsEachLayer, limits.problem(text, findings.title) == nil { own.append(Kept(text, layer, isLast: false)) }
          case nil:
            if let taken = taken(member, layer, &findings) { own.append(Kept(taken, layer, isLast: true)) }
          }
        }
        if countsEachLayer { removeSurplus(of: &own, beside: compiler.count, &findings) }
      }
    }
    removeSurplus(of: &own, beside: compiler.count, &findings)
    var members = own.map(\.member)
    for member in compiler where takes(member, of: owner, &findings) { members.append(member) }
    return members
  }

  /// An entry that is within the limits.
  fileprivate struct Kept {
    let member: JSON.Member
    let layer: Layer
    /// False if a later layer overrides the entry.
    let isLast: Bool

    init(_ member: JSON.Member, _ layer: Layer, isLast: Bool) {
      self.member = member
      self.layer = layer
      self.isLast = isLast
    }
  }

  // MARK: One name in several layers

  /// Finds the layer that overrides an entry.
  private struct Winners {
    enum Winner {
      case compiler
      case layer(Int)
    }

    private let layers: [Layer]
    private let compiler: [JSON.Member]
    /// The last layer with each name, filled only for many names. The compiler's index is the number of layers.
    private var last: [ScalarString: Int] = [:]

    init(_ layers: [Layer], _ compiler: [JSON.Member]) {
      self.layers = layers
      self.compiler = compiler
      guard layers.reduce(0, { $0 + $1.members.count }) > 30 else { return }
      for (index, members) in (layers.map(\.members) + [compiler]).enumerated() {
        for member in members { last[ScalarString(member.name)] = index }
      }
    }

    /// Nil if the entry of this layer is the one that is sent.
    func winner(over name: String, in layer: Int) -> Winner? {
      if !last.isEmpty {
        guard let index = last[ScalarString(name)], index > layer else { return nil }
        return index == layers.count ? .compiler : .layer(index)
      }
      if compiler.contains(where: { $0.name.hasSameScalars(as: name) }) { return .compiler }
      return layers.indices.last { $0 > layer && layers[$0][name] != nil }.map(Winner.layer)
    }
  }

  private mutating func reportReserved(_ member: JSON.Member, _ layer: Layer, _ findings: inout Findings) {
    // Names reserved at every provider are reported by the catalog's own rule.
    guard !layer.reserved.contains(where: { $0.hasSameScalars(as: member.name) }), isNew(.reserved, member, layer) else { return }
    findings.report(
      .metadataReserved, "metadata \(quoted(member.name)) is ignored; catalogc reserves this name", at: layer.place(member).name,
      help: "rename the entry")
  }

  /// Overriding a provider setting is intended and not reported; an item and its price that disagree are.
  private mutating func reportOverridden(
    _ member: JSON.Member, _ layer: Layer, by winner: Layer, _ findings: inout Findings
  ) {
    guard !layer.isSettings, let other = winner[member.name],
      !other.value.compact.hasSameScalars(as: member.value.compact), isNew(.overridden, member, layer)
    else { return }
    findings.report(
      .metadataOverridden, "metadata \(quoted(member.name)) is ignored; \(winner.described) overrides it",
      at: layer.place(member), help: "rename one of the two entries",
      related: [.init("overridden here", at: winner.place(other))])
  }

  // MARK: Limits

  private mutating func removeSurplus(of own: inout [Kept], beside compiler: Int, _ findings: inout Findings) {
    let room = max(limits.entries - compiler, 0)
    let surplus = own.count - room
    guard surplus > 0 else { return }
    for entry in own[room...] where entry.isLast && isNew(.limit, entry.member, entry.layer) {
      findings.report(
        .metadataLimit,
        "metadata \(quoted(entry.member.name)) is ignored; \(findings.title) allows \(limits.entries) entries, "
          + "of which catalogc uses \(compiler)",
        at: entry.layer.place(entry.member), help: "remove \(surplus) \(surplus == 1 ? "entry" : "entries")")
    }
    own.removeLast(surplus)
  }

  /// The entry in the provider's form; nil if it exceeds the limits.
  private mutating func taken(_ member: JSON.Member, _ layer: Layer, _ findings: inout Findings) -> JSON.Member? {
    let taken = JSON.Member(member.name, limits.value(member.value))
    guard let (problem, help) = limits.problem(taken, findings.title) else { return taken }
    if isNew(.limit, member, layer) {
      findings.report(
        .metadataLimit, "metadata \(quoted(member.name)) is ignored; \(problem)", at: layer.place(member), help: help)
    }
    return nil
  }

  private mutating func takes(_ member: JSON.Member, of owner: Place, _ findings: inout Findings) -> Bool {
    guard let (problem, _) = limits.problem(member, findings.title) else { return true }
    if reported.insert(Fault(place: owner[member.name], kind: .limit)).inserted {
      findings.report(
        .metadataLimit, "catalogc's metadata \(quoted(member.name)) is ignored; \(problem)", at: owner)
    }
    return false
  }

  private mutating func isNew(_ kind: Fault.Kind, _ member: JSON.Member, _ layer: Layer) -> Bool {
    reported.insert(Fault(place: layer.place(member), kind: kind)).inserted
  }
}

extension [LayeredMetadata.Kept] {
  fileprivate mutating func removeAll(overriddenBy layer: LayeredMetadata.Layer) {
    guard !isEmpty, !layer.members.isEmpty else { return }
    let names = Set(layer.members.lazy.map { ScalarString($0.name) })
    removeAll { names.contains(ScalarString($0.member.name)) }
  }
}

extension MetadataLimits {
  fileprivate func value(_ value: JSON) -> JSON {
    switch (values, value) {
    case (.json, _), (_, .string): value
    case (.scalars, .bool): value
    case (.scalars, .integer(let number)) where !ExactDecimal(number).exceedsDouble: value
    case (.scalars, .number(let number)) where !number.exceedsDouble: value
    default: .string(value.compact)
    }
  }

  fileprivate func problem(_ member: JSON.Member, _ title: String) -> (problem: String, help: Phrase)? {
    if nameLength < .max, member.name.isEmpty || member.name.isLonger(than: nameLength) {
      let help: Phrase = member.name.isEmpty ? "give the entry a name" : "shorten the name"
      return ("\(title) requires names of 1 to \(nameLength) characters", help)
    }
    if let scalar = member.name.unicodeScalars.first(where: { !allowsInName($0) }) {
      return ("\(title) does not allow `\(escaped(scalar))` in names", "rename the entry")
    }
    guard case .string(let text) = member.value else { return nil }
    if text.isLonger(than: valueLength) {
      let count = text.unicodeScalars.count
      return ("\(title) allows values of up to \(valueLength) characters, found \(count)", "shorten the value")
    }
    if text.isEmpty, !allowsEmpty { return ("\(title) does not allow empty values", "remove the entry") }
    if let scalar = text.unicodeScalars.first(where: { !allowsInValue($0) }) {
      return ("\(title) does not allow `\(escaped(scalar))` in values", "remove the character")
    }
    return nil
  }
}

// MARK: Layers

extension LayeredMetadata.Layer {
  /// - Parameter allKinds: false to leave out the names that the compiler writes on any kind of object.
  package static func settings(_ settings: ProviderSettings, allKinds: Bool = true) -> Self {
    let members = settings.metadata
    return Self(
      .settings(settings),
      allKinds ? members : members.filter { member in !ReservedMetadata.all.contains { $0.hasSameScalars(as: member.name) } })
  }

  package static func meter(_ meter: Meter) -> Self { Self(.meter(meter.header), meter.header.metadata) }
  package static func feature(_ feature: Feature) -> Self { Self(.feature(feature.header), feature.header.metadata) }
  package static func discount(_ discount: Discount) -> Self { Self(.discount(discount.header), discount.header.metadata) }
  package static func item(_ item: Item) -> Self { Self(.item(item), item.header.metadata) }
  package static func price(_ price: Price, of item: Item) -> Self { Self(.price(price, of: item), price.metadata) }
  package static func usage(_ price: UsagePrice, of item: Item) -> Self { Self(.usage(price, of: item), price.metadata) }
  package static func entitlement(_ entitlement: Entitlement, of item: Item) -> Self {
    Self(.entitlement(entitlement, of: item), entitlement.metadata)
  }
  package static func grant(_ topup: Topup) -> Self { Self(.grant(topup), topup.grant.metadata) }

  fileprivate subscript(name: String) -> JSON.Member? { members.first { $0.name.hasSameScalars(as: name) } }

  fileprivate func place(_ member: JSON.Member) -> Place { place["metadata", member.name] }

  fileprivate var isSettings: Bool {
    if case .settings = owner { true } else { false }
  }

  private var place: Place {
    switch owner {
    case .settings(let settings): settings.place
    case .meter(let header), .feature(let header), .discount(let header): header.place
    case .item(let item): item.header.place
    case .price(let price, _): price.place
    case .usage(let price, _): price.place
    case .entitlement(let entitlement, _): entitlement.place
    case .grant(let topup): topup.header.place["grant"]
    }
  }

  /// The owner's name for messages.
  fileprivate var described: String {
    switch owner {
    case .settings(let settings): "`providers.\(settings.provider)`"
    case .meter(let header): "meter \(quoted(header.id))"
    case .feature(let header): "feature \(quoted(header.id))"
    case .discount(let header): "discount \(quoted(header.id))"
    case .item(let item): "\(item.kind.described) \(quoted(item.header.id))"
    case .price(let price, _): "price \(quoted(price.id))"
    case .usage(let price, _): "usage price \(quoted(price.id))"
    case .entitlement(_, let item): "the entitlement of \(quoted(item.header.id))"
    case .grant(let topup): "the grant of \(quoted(topup.header.id))"
    }
  }

  /// The names that the catalog's rule `reserved-metadata` already reports.
  fileprivate var reserved: [String] {
    switch owner {
    case .settings: ReservedMetadata.all
    case .meter: ReservedMetadata.meter
    case .feature: ReservedMetadata.feature
    case .discount: ReservedMetadata.discount
    case .item(let item): ReservedMetadata.names(item.kind)
    case .price(_, let item): ReservedMetadata.names(item.kind) + ReservedMetadata.price
    case .usage(_, let item): ReservedMetadata.names(item.kind) + ReservedMetadata.feature + ReservedMetadata.price
    case .entitlement(_, let item):
      ReservedMetadata.names(item.kind).filter { $0.hasSuffix("Id") } + ReservedMetadata.feature
    case .grant: ReservedMetadata.topup
    }
  }
}
