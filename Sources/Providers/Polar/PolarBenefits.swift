import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// What products give: one benefit for each thing that a customer can have, shared by all products that give it.
///
/// Sources: server/polar/benefit/strategies (meter_credit, feature_flag) in polarsource/polar.
struct PolarBenefits {
  /// In the order in which products first need them.
  private(set) var offers: [PolarOffers.Benefit] = []
  private(set) var meters: PolarMeters
  private let input: LoweringInput
  private var created: Set<ExactString> = []
  /// The first feature whose benefits have a text.
  private var texts: [ExactString: Int] = [:]
  private var reported: Set<Fact> = []

  /// What is reported once for a feature, however many benefits it has.
  private enum Fact: Hashable {
    case limit(Int), description(Int), text(Int), sameText(Int)
  }

  /// A benefit to be created.
  private struct Draft {
    let kind: PolarOffers.Benefit.Kind
    /// Of its id.
    let parts: [String]
    let feature: Int
    let layers: [LayeredMetadata.Layer]
    let compiler: [JSON.Member]
  }

  init(_ input: LoweringInput) {
    self.input = input
    meters = PolarMeters(input)
  }

  private var catalog: Catalog { input.catalog }

  // MARK: Entitlements

  /// The request that creates the benefit of an entitlement; nil where the customer does not get the feature, and where Polar
  /// cannot give it.
  mutating func request(
    for entitlement: Entitlement, of item: Item, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let feature = catalog.features[entitlement.feature]
    var parts = ["feature", feature.header.id]
    var compiler = [JSON.Member("catalogFeatureId", .string(feature.header.id))]
    var kind = PolarOffers.Benefit.Kind.flag
    switch entitlement.value {
    case .boolean(enabled: false): return nil
    case .boolean: break
    case .static(let config):
      guard check(config, of: entitlement, &findings) else { return nil }
      parts.append(Self.readable(config))
      compiler.append(.init("catalogConfig", .string(config)))
    case .metered(let allowance):
      checkLimit(allowance, of: entitlement, &findings)
      let meter = meters.request(for: entitlement.feature, &findings)
      guard let units = units(allowance.amount, orElse: "the benefit is skipped", at: entitlement.place, &findings), let meter
      else { return nil }
      parts.append(String(units))
      kind = .credit(meter: meter, units: units, rollover: false)
    }
    // Metadata of its own makes a benefit the item's own.
    if !entitlement.metadata.isEmpty { parts += [item.kind.rawValue, item.header.id] }
    return add(
      Draft(
        kind: kind, parts: parts, feature: entitlement.feature,
        layers: [.settings(input.settings), .feature(feature), .entitlement(entitlement, of: item)], compiler: compiler),
      &metadata, &findings)
  }

  private func check(_ config: String, of entitlement: Entitlement, _ findings: inout Findings) -> Bool {
    guard let limits = input.limits.metadata else { return true }
    let problem: String? =
      if config.isEmpty {
        "no empty ones"
      } else if config.isLonger(than: limits.valueLength) {
        "up to \(limits.valueLength) characters, found \(config.unicodeScalars.count)"
      } else if let scalar = config.unicodeScalars.first(where: { !limits.allowsInValue($0) }) {
        "no `\(escaped(scalar))` in them"
      } else {
        nil
      }
    guard let problem else { return true }
    findings.report(
      .polarStaticValue, "Polar keeps static values as metadata and takes \(problem); the benefit is skipped",
      at: entitlement.place["config"])
    return false
  }

  /// Reported where the catalog says it, and once for a feature where it does not.
  private mutating func checkLimit(_ allowance: Allowance, of entitlement: Entitlement, _ findings: inout Findings) {
    guard
      allowance.isSoftLimit == false
        || (allowance.isSoftLimit == nil && reported.insert(.limit(entitlement.feature)).inserted)
    else { return }
    findings.report(
      .polarLimit, "Polar never blocks usage; your application must compare the balance", at: entitlement.place["isSoftLimit"])
  }

  // MARK: Top-ups

  /// The request that creates the credit of a top-up; nil where Polar cannot give it.
  mutating func request(
    for topup: Topup, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let header = topup.header
    let feature = catalog.features[topup.feature]
    let consequence = "this top-up is not for sale"
    guard let meter = meters.request(for: topup.feature, &findings) else {
      findings.report(
        .polarTopupWithoutCredit, "Polar cannot credit \(quoted(feature.header.id)); \(consequence)",
        at: header.place["feature"], related: [.init("the feature", at: feature.header.place.name)])
      return nil
    }
    guard let units = units(topup.amount, orElse: consequence, at: header.place["amount"], &findings) else { return nil }
    return add(
      Draft(
        // The next reset would take what does not roll over. Only the catalog's own word makes it so.
        kind: .credit(meter: meter, units: units, rollover: topup.grant.maxRolloverAmount?.isZero != true),
        parts: ["topup", header.id], feature: topup.feature,
        layers: [.settings(input.settings), .feature(feature), .grant(topup)],
        compiler: input.compilerMetadata(Item(topup))),
      &metadata, &findings)
  }

  private func units(
    _ amount: ExactDecimal, orElse consequence: String, at place: Place, _ findings: inout Findings
  ) -> Int64? {
    guard let limits = input.limits.units else { return nil }
    if amount.isZero {
      findings.report(.zeroUnitsUnsupported, "Polar cannot grant 0 units; \(consequence)", at: place)
      return nil
    }
    if let units = amount.integer, units <= limits.maximum { return units }
    findings.report(
      .unitsUnsupported, "Polar gives whole units up to \(limits.maximum), found \(amount); \(consequence)", at: place,
      help: amount.isInteger ? "count in larger units" : "count in smaller units")
    return nil
  }

  // MARK: Benefits

  private mutating func add(
    _ draft: Draft, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let header = catalog.features[draft.feature].header
    let name = PolarText.trimmed(header.name)
    var text = name
    if case .credit(_, let units, _) = draft.kind { text = "\(units) \(name)" }
    guard let text = self.text(text, of: draft.feature, &findings) else { return nil }
    let key = draft.parts.map { Request.id($0) }.joined(separator: "/")
    let id = "benefits/\(key)"
    if !created.insert(ExactString(id)).inserted { return id }
    if case .credit = draft.kind { meters.need(for: draft.feature) }
    if let description = header.description, !description.isEmpty,
      reported.insert(.description(draft.feature)).inserted
    {
      findings.report(
        .descriptionNotSent, "Polar benefits have no text beside the name; the description is ignored",
        at: header.place["description"])
    }
    let members = metadata.members(
      draft.layers, compiler: draft.compiler + [.init("catalogBenefitId", .string(key))], owner: header.place.name, &findings)
    offers.append(.init(request: id, kind: draft.kind, text: text, metadata: .object(members)))
    return id
  }

  /// What customers read of a benefit; nil where Polar does not take it.
  private mutating func text(_ text: String, of feature: Int, _ findings: inout Findings) -> String? {
    let header = catalog.features[feature].header
    let place = Place.nameOf(header)
    let limits = input.limits.text
    if text.unicodeScalars.count < limits.shortestName, !reported.insert(.text(feature)).inserted { return nil }
    guard PolarText.isName(text, limits, orElse: "its benefits are skipped", at: place, &findings) else { return nil }
    var result = text
    if let limit = limits.featureName, text.isLonger(than: limit.length) {
      if reported.insert(.text(feature)).inserted { _ = limit.cut(text, "the text of the benefit", at: place, &findings) }
      result = PolarText.cut(text, to: limit.length)
    }
    let first = texts[ExactString(result), default: feature]
    texts[ExactString(result)] = first
    if first != feature, reported.insert(.sameText(feature)).inserted {
      let other = catalog.features[first].header
      findings.report(
        .polarSameDescription,
        "customers cannot tell \(quoted(header.id)) from \(quoted(other.id)); both are shown as \(quoted(result))",
        at: place, help: "rename one of the features", related: [.init("the other", at: .nameOf(other))])
    }
    return result
  }

  /// A short plain text as it is, any other by its hash: part of an id.
  private static func readable(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if isPlain, text.utf8.count <= 40, !text.hasPrefix("sha256-") { return text }
    return PolarText.digest(text)
  }
}
