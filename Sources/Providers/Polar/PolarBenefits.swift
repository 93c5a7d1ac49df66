import Catalog
import CatalogDiff
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The benefits of products: one for each entitlement or top-up, shared by all products that grant it.
///
/// Sources: server/polar/benefit/strategies (meter_credit, feature_flag) in polarsource/polar.
struct PolarBenefits {
  /// In the order in which products first need them.
  private(set) var offers: [PolarOffers.Benefit] = []
  var meters: PolarMeters
  private let input: LoweringInput
  private var created: Set<ScalarString> = []
  /// The ids of existing benefits, by the requests that would create them.
  private var existing: [ScalarString: String] = [:]
  /// By text: the first feature whose benefits have it.
  private var texts: [ScalarString: Int] = [:]
  private var reported: Set<Fact> = []

  /// Facts that are reported once per feature, even if it has several benefits.
  private enum Fact: Hashable {
    case limit(Int)
    case description(Int)
    case text(Int)
    case sameText(Int)
  }

  /// A benefit to be created.
  private struct NewBenefit {
    let kind: PolarOffers.Benefit.Kind
    /// The parts of its id.
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

  /// The request that creates the benefit of an entitlement; nil if the feature is disabled, or if Polar cannot grant it.
  ///
  /// - Parameter isOnce: whether the product that grants it is paid once. Its credit rolls over, or the renewal of any product with
  ///   the meter would take it away (server/polar/customer_meter/service.py, `get_rollover_units`).
  mutating func request(
    for entitlement: Entitlement, of item: Item, isOnce: Bool, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let feature = catalog.features[entitlement.feature]
    if let id = feature.providerIds.first(where: { $0.provider == "polar" })?.id {
      if case .boolean(enabled: true) = entitlement.value { return existingRequest(feature, id, &findings) }
      reportUnusedID(of: feature, &findings)
    }
    var parts = ["feature", feature.header.id]
    var compiler = input.mark + [JSON.Member("catalogFeatureId", .string(feature.header.id))]
    var kind = PolarOffers.Benefit.Kind.flag
    switch entitlement.value {
    case .boolean(enabled: false): return nil
    case .boolean: break
    case .static(let config):
      guard check(config.text, of: entitlement, &findings) else { return nil }
      parts.append(Provider.polarIDPart(config.text))
      compiler.append(.init("catalogConfig", .string(config.text)))
    case .limit(let limit):
      parts += [limit.amount.description] + (limit.isSet ? ["set"] : [])
      compiler.append(.init("catalogLimit", .string(limit.amount.description)))
      if item.quantity != nil, limit.perUnit ?? (item.kind != .plan) {
        parts.append("each")
        compiler.append(.init("catalogLimitIsPerUnit", .string("true")))
      }
      if limit.isSet { compiler.append(.init("catalogLimitIsSet", .string("true"))) }
    case .unlimited:
      parts.append("unlimited")
      compiler.append(.init("catalogLimit", .string("unlimited")))
    case .metered(let allowance):
      if item.isSoldByUnit, entitlement.creditsEachUnit(of: item) {
        findings.report(
          .polarCreditPerUnit,
          "Polar credits an allowance once, however many are bought; your application must grant \(quoted(feature.header.id))",
          at: entitlement.place["perUnit"])
        return nil
      }
      if allowance.prices.isEmpty { checkLimit(allowance, of: entitlement, &findings) }
      meters.checkBalance(of: entitlement.feature, &findings)
      let meter = meters.request(for: entitlement.feature, &findings)
      guard let units = units(allowance.amount, orElse: "the benefit is skipped", at: entitlement.place, &findings), let meter
      else { return nil }
      parts += [String(units)] + (isOnce ? ["once"] : [])
      kind = .credit(meter: meter, units: units, rollover: isOnce)
    }
    // An entitlement with its own metadata needs a benefit of its own, and that of a price differs from the item's.
    if !entitlement.metadata.isEmpty {
      parts += [item.kind.rawValue, item.header.id]
      if let price = item.prices.first(where: { $0.ownEntitlements.contains { $0.place == entitlement.place } }) {
        parts.append(price.id)
      }
    }
    return add(
      NewBenefit(
        kind: kind, parts: parts, feature: entitlement.feature,
        layers: [.settings(input.settings), .feature(feature), .entitlement(entitlement, of: item)], compiler: compiler),
      &metadata, &findings)
  }

  /// The request of an existing benefit, which is not sent; nil, reported, if the id is malformed.
  private mutating func existingRequest(_ feature: Feature, _ id: String, _ findings: inout Findings) -> String? {
    guard PolarText.isUUID(id) else {
      findings.report(
        .idMalformed, "\(quoted(id)) is not a valid Polar id; the benefit is skipped",
        at: feature.header.place["providerIds", "polar"], help: "Polar ids are version 4 UUIDs")
      return nil
    }
    let request = Request.id("benefits", "feature", feature.header.id)
    existing[ScalarString(request)] = id.lowercased()
    return request
  }

  /// A boolean feature is one benefit; any other has one for each amount or value.
  private func reportUnusedID(of feature: Feature, _ findings: inout Findings) {
    guard feature.kind != .boolean else { return }
    findings.report(
      .idUnused, "Polar has a benefit for each amount or value of a feature; this id is ignored",
      at: feature.header.place["providerIds", "polar"], help: "remove the id")
  }

  /// The benefit's id in the body of another request.
  func reference(_ request: String) -> JSON { existing[ScalarString(request)].map(JSON.string) ?? .ref(request) }

  private func check(_ config: String, of entitlement: Entitlement, _ findings: inout Findings) -> Bool {
    guard let limits = input.limits.metadata else { return true }
    let problem: String? =
      if config.isEmpty {
        "which cannot be empty"
      } else if config.isLonger(than: limits.valueLength) {
        "which is limited to \(limits.valueLength) characters, found \(config.unicodeScalars.count)"
      } else if let scalar = config.unicodeScalars.first(where: { !limits.allowsInValue($0) }) {
        "which cannot contain `\(escaped(scalar))`"
      } else {
        nil
      }
    guard let problem else { return true }
    findings.report(
      .polarStaticValue, "Polar stores static values as metadata, \(problem); the benefit is skipped",
      at: entitlement.place["config"])
    return false
  }

  /// Reports an explicit limit each time, and an implicit one once per feature.
  private mutating func checkLimit(_ allowance: Allowance, of entitlement: Entitlement, _ findings: inout Findings) {
    guard
      allowance.isSoftLimit == false
        || (allowance.isSoftLimit == nil && reported.insert(.limit(entitlement.feature)).inserted)
    else { return }
    findings.report(
      .polarLimit, "Polar does not block usage at the limit; your application must check the balance",
      at: entitlement.place["isSoftLimit"])
  }

  // MARK: Top-ups

  /// The request that creates the credit of a top-up; nil if Polar cannot grant it.
  mutating func request(
    for topup: Topup, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let header = topup.header
    let feature = catalog.features[topup.feature]
    let consequence = "this top-up is not for sale"
    meters.checkBalance(of: topup.feature, &findings)
    guard let meter = meters.request(for: topup.feature, &findings) else {
      findings.report(
        .polarTopupWithoutCredit, "Polar cannot credit \(quoted(feature.header.id)); \(consequence)",
        at: header.place["feature"], related: [.init("the feature", at: feature.header.place.name)])
      return nil
    }
    guard let units = units(topup.amount, orElse: consequence, at: header.place["amount"], &findings) else { return nil }
    return add(
      NewBenefit(
        // Without rollover, the next reset would take the credit away. Do that only if the catalog says so.
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
      .unitsUnsupported, "Polar credits are whole numbers up to \(limits.maximum), found \(amount); \(consequence)", at: place,
      help: amount.isInteger ? "count the feature in larger units" : "count the feature in smaller units")
    return nil
  }

  // MARK: Benefits

  private mutating func add(
    _ benefit: NewBenefit, _ metadata: inout LayeredMetadata, _ findings: inout Findings
  ) -> String? {
    let header = catalog.features[benefit.feature].header
    let name = PolarText.trimmed(header.name)
    var text = name
    if case .credit(_, let units, _) = benefit.kind { text = "\(units) \(name)" }
    guard let text = self.text(text, of: benefit.feature, &findings) else { return nil }
    let key = benefit.parts.map { Request.id($0) }.joined(separator: "/")
    let id = "benefits/\(key)"
    if !created.insert(ScalarString(id)).inserted { return id }
    if case .credit = benefit.kind { meters.need(for: benefit.feature) }
    if let description = header.description, !description.isEmpty,
      reported.insert(.description(benefit.feature)).inserted
    {
      findings.report(
        .descriptionNotSent, "Polar benefits have only a name; `description` is ignored",
        at: header.place["description"])
    }
    let members = metadata.members(
      benefit.layers, compiler: benefit.compiler + [.init("catalogBenefitId", .string(key))], owner: header.place.name, &findings)
    offers.append(.init(request: id, kind: benefit.kind, text: text, metadata: .object(members)))
    return id
  }

  /// The text of a benefit that customers see; nil if Polar does not accept it.
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
    let first = texts[ScalarString(result), default: feature]
    texts[ScalarString(result)] = first
    if first != feature, reported.insert(.sameText(feature)).inserted {
      let other = catalog.features[first].header
      findings.report(
        .polarSameDescription,
        "customers cannot tell \(quoted(header.id)) from \(quoted(other.id)); both are shown as \(quoted(result))",
        at: place, help: "rename one of the features", related: [.init("the other feature", at: .nameOf(other))])
    }
    return result
  }
}

extension Provider {
  /// The part of an id for a text: a short plain text unchanged, any other as its hash.
  package static func polarIDPart(_ text: String) -> String {
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
