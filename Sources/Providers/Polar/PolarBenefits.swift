import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What products give: one benefit for each thing that a customer can have, shared by all products that give it.
///
/// Sources: server/polar/benefit/strategies (meter_credit, feature_flag) in polarsource/polar.
struct PolarBenefits {
  /// The requests that make benefits, in the order in which products first need them.
  private(set) var requests: [Request] = []
  private(set) var meters = PolarMeters()
  /// The request of an entitlement's benefit: nil in it where there is none. What stands against it is said once.
  private var known: [Place: String?] = [:]
  private var made: Set<ExactString> = []
  /// The first feature whose benefits have a description.
  private var descriptions: [ExactString: Int] = [:]
  private var reportedTexts: Set<Place> = []

  // MARK: Entitlements

  /// The request that makes the benefit of an entitlement; nil where the customer does not get the feature, and where Polar
  /// cannot give it.
  mutating func request(
    for entitlement: Entitlement, of item: Item, _ metadata: inout PolarMetadata, _ lowering: inout Lowering
  ) -> String? {
    if let known = known[entitlement.place] { return known }
    let request = make(entitlement, of: item, &metadata, &lowering)
    known[entitlement.place] = .some(request)
    return request
  }

  private mutating func make(
    _ entitlement: Entitlement, of item: Item, _ metadata: inout PolarMetadata, _ lowering: inout Lowering
  ) -> String? {
    let feature = lowering.catalog.features[entitlement.feature].header
    var parts = ["feature", feature.id]
    var compiler = [JSON.Member("catalogFeatureId", .string(feature.id))]
    var kind = Kind.flag
    switch entitlement.value {
    case .boolean(enabled: false): return nil
    case .boolean: break
    case .static(let config):
      guard check(config, of: entitlement, &lowering) else { return nil }
      parts.append(Self.readable(config))
      compiler.append(.init("catalogConfig", .string(config)))
    case .metered(let allowance):
      check(allowance, of: entitlement, &lowering)
      let meter = meters.request(for: entitlement.feature, &lowering)
      if allowance.amount.isZero {
        lowering.report(
          .polarZeroCredit, "Polar cannot credit nothing: no benefit stands for this allowance",
          at: entitlement.place,
          help: "the application takes a customer without a balance for one with a balance of 0")
        return nil
      }
      guard let units = units(allowance.amount, at: entitlement.place, &lowering), let meter else { return nil }
      parts.append(String(units))
      kind = .credit(meter: meter, units: units, rollover: false)
    }
    // Metadata of its own makes a benefit the item's own.
    if !entitlement.metadata.isEmpty { parts += [item.kind.rawValue, item.header.id] }
    let layers = [
      PolarMetadata.Layer(feature.metadata, feature.place, reserved: ReservedMetadata.feature),
      .init(entitlement.metadata, entitlement.place, reserved: ReservedMetadata.feature),
    ]
    return add(kind, parts, entitlement.feature, layers, compiler, &metadata, &lowering)
  }

  private mutating func check(_ config: String, of entitlement: Entitlement, _ lowering: inout Lowering) -> Bool {
    let count = config.unicodeScalars.count
    let problem: String? =
      if config.isEmpty {
        "an empty text"
      } else if count > PolarMetadata.valueLength {
        "a text of \(count) characters, at most \(PolarMetadata.valueLength)"
      } else if config.unicodeScalars.contains("\0") {
        "a text with '\\u{0}' in it"
      } else {
        nil
      }
    guard let problem else { return true }
    lowering.report(
      .polarStaticValue, "the value goes into the metadata of a benefit, which takes no \(problem): it is not sent",
      at: entitlement.place["config"])
    return false
  }

  private mutating func check(_ allowance: Allowance, of entitlement: Entitlement, _ lowering: inout Lowering) {
    // Said where the catalog says it, and once for a feature where it does not.
    let feature = lowering.catalog.features[entitlement.feature].header.place
    if allowance.isSoftLimit == false || (allowance.isSoftLimit == nil && reportedTexts.insert(feature["limit"]).inserted) {
      lowering.report(
        .polarLimit, "Polar never blocks usage: the application compares the balance",
        at: entitlement.place["isSoftLimit"])
    }
    if allowance.preserveOverageAtReset == true {
      lowering.report(
        .polarOverage, "Polar's meters begin at 0 after a reset: overuse is not carried over",
        at: entitlement.place["preserveOverageAtReset"])
    }
  }

  // MARK: Top-ups

  /// The request that makes the credit of a top-up; nil where Polar cannot give it.
  mutating func request(
    for topup: Topup, _ metadata: inout PolarMetadata, _ lowering: inout Lowering
  ) -> String? {
    let header = topup.header
    guard let meter = meters.request(for: topup.feature, &lowering) else {
      let feature = lowering.catalog.features[topup.feature].header
      lowering.report(
        .polarTopupWithoutCredit, "Polar cannot credit \(quoted(feature.id)): the top-up is not sent, "
          + "because who buys it would get nothing",
        at: header.place["feature"], related: [.init("the feature", at: feature.place.name)])
      return nil
    }
    let place = header.place["amount"]
    if topup.amount.isZero {
      lowering.report(.polarZeroCredit, "Polar cannot credit nothing: the top-up is not sent", at: place)
      return nil
    }
    guard let units = units(topup.amount, at: place, &lowering) else { return nil }
    let feature = lowering.catalog.features[topup.feature].header
    return add(
      // The next reset would take what does not roll over. Only the catalog's own word makes it so.
      .credit(meter: meter, units: units, rollover: topup.grant.maxRolloverAmount?.isZero != true),
      ["topup", header.id], topup.feature,
      [
        .init(feature.metadata, feature.place, reserved: ReservedMetadata.feature),
        .init(topup.grant.metadata, header.place["grant"], reserved: ReservedMetadata.topup),
      ],
      [
        .init("catalogTopupId", .string(header.id)), .init("catalogTopupKey", .string(header.key)),
        .init("catalogFeatureId", .string(feature.id)),
      ],
      &metadata, &lowering)
  }

  /// Credits are whole: 1 to 2147483647 (server/polar/benefit/strategies/meter_credit/schemas.py).
  private func units(_ amount: ExactDecimal, at place: Place, _ lowering: inout Lowering) -> Int64? {
    if let units = amount.integer, units <= Int64(Int32.max) { return units }
    lowering.report(
      .polarCreditUnits, "Polar credits whole units, at most \(Int32.max), found \(amount): no benefit is made", at: place,
      help: amount.isInteger ? "count in larger units" : "count in smaller units")
    return nil
  }

  // MARK: Requests

  private enum Kind {
    case flag
    case credit(meter: String, units: Int64, rollover: Bool)
  }

  private mutating func add(
    _ kind: Kind, _ parts: [String], _ feature: Int, _ layers: [PolarMetadata.Layer], _ compiler: [JSON.Member],
    _ metadata: inout PolarMetadata, _ lowering: inout Lowering
  ) -> String? {
    let header = lowering.catalog.features[feature].header
    let type: String
    let text: String
    let properties: JSON
    var match: JSON?
    switch kind {
    case .flag:
      (type, text, properties) = ("feature_flag", polarTrimmed(header.name), .object([]))
    case .credit(let meter, let units, let rollover):
      (type, text) = ("meter_credit", "\(units) \(polarTrimmed(header.name))")
      properties = ["meter_id": .ref(meter), "units": .integer(units), "rollover": .bool(rollover)]
      match = ["properties": properties]
    }
    let key = parts.map { Request.id($0) }.joined(separator: "/")
    let id = "benefits/\(key)"
    guard let description = description(text, of: feature, &lowering) else { return nil }
    if !made.insert(ExactString(id)).inserted { return id }
    if case .credit = kind { meters.need(for: feature, lowering.catalog) }
    if let description = header.description, !description.isEmpty,
      reportedTexts.insert(header.place["description"]).inserted
    {
      lowering.report(
        .polarDescription, "a benefit has one text, the name of the feature: this one is not sent",
        at: header.place["description"])
    }
    let object = metadata.object(
      layers, compiler: compiler + [.init("catalogBenefitId", .string(key))], owner: header.place.name, &lowering)
    let query = PolarMetadata.query(["catalogBenefitId"], in: object, and: ["type": .string(type)])
    requests.append(
      Request(
        id, .post, "/v1/benefits/", lookup: query.map { .init("/v1/benefits/", query: $0, match: match) },
        body: .fields([
          "type": .string(type), "description": .string(description), "properties": properties, "metadata": object,
          "organization_id": lowering.polarOrganization,
        ])))
    return id
  }

  /// 3 to 42 characters, which customers read (server/polar/benefit/schemas.py).
  private mutating func description(_ text: String, of feature: Int, _ lowering: inout Lowering) -> String? {
    let header = lowering.catalog.features[feature].header
    let place = Place.nameOf(header)
    let count = text.unicodeScalars.count
    guard count >= 3 else {
      if reportedTexts.insert(place).inserted {
        lowering.report(
          .polarNameTooShort, "the text of a benefit has at least 3 characters, \(quoted(text)) has fewer: it is not sent",
          at: place, help: "give the feature a longer name")
      }
      return nil
    }
    if count > 42, reportedTexts.insert(place).inserted {
      lowering.report(
        .polarTextLength, "the text of the benefit has \(count) characters, and Polar takes 42: it is cut", at: place,
        help: "shorten the name of the feature")
    }
    let description = polarTrimmed(String(String.UnicodeScalarView(text.unicodeScalars.prefix(42))))
    let first = descriptions[ExactString(description), default: feature]
    descriptions[ExactString(description)] = first
    if first != feature, reportedTexts.insert(place["benefit"]).inserted {
      let other = lowering.catalog.features[first].header
      lowering.report(
        .polarSameDescription,
        "\(quoted(other.id)) reads \(quoted(description)) too, and customers see nothing but that text",
        at: place, help: "give one of the features another name", related: [.init("the other", at: .nameOf(other))])
    }
    return description
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
    return polarDigest(text)
  }
}
