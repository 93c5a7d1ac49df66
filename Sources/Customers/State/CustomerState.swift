import Accounts
import Catalog
import Foundations
import JSONText

/// A customer as OpenMeter has them: what the bridge compares with what they should have.
package struct CustomerState: Sendable, Equatable {
  package struct Customer: Sendable, Equatable {
    package let id: String
    package let subjects: [String]

    package init(id: String, subjects: [String]) {
      self.id = id
      self.subjects = subjects
    }
  }

  package enum Kind: String, Sendable { case metered, boolean, `static` }

  /// An entitlement that is in force.
  package struct Entitlement: Sendable, Equatable {
    package let id: String
    package let feature: String
    package let kind: Kind
    /// The text of a JSON object; nil unless static.
    package let config: String?
    package let metadata: [JSON.Member]
    /// The usage period of a metered one, as it was when the entitlement was read.
    package let period: Range<Instant>?

    package init(
      id: String, feature: String, kind: Kind, config: String? = nil, metadata: [JSON.Member] = [], period: Range<Instant>? = nil
    ) {
      self.id = id
      self.feature = feature
      self.kind = kind
      self.config = config
      self.metadata = metadata
      self.period = period
    }
  }

  /// A grant on a metered entitlement, whether it is in force or not.
  package struct Grant: Sendable, Equatable {
    package let id: String
    package let feature: String
    package let amount: ExactDecimal
    package let effectiveAt: Instant
    /// Nil if it does not recur.
    package let recurrence: Cycle?
    package let expiresAt: Instant?
    package var voidedAt: Instant?
    package let createdAt: Instant
    package var metadata: [JSON.Member]

    package init(
      id: String, feature: String, amount: ExactDecimal, effectiveAt: Instant, recurrence: Cycle? = nil,
      expiresAt: Instant? = nil,
      voidedAt: Instant? = nil, createdAt: Instant, metadata: [JSON.Member]
    ) {
      self.id = id
      self.feature = feature
      self.amount = amount
      self.effectiveAt = effectiveAt
      self.recurrence = recurrence
      self.expiresAt = expiresAt
      self.voidedAt = voidedAt
      self.createdAt = createdAt
      self.metadata = metadata
    }

    /// Whether it counts now or later.
    package func isInForce(at now: Instant) -> Bool { voidedAt == nil && expiresAt.map { $0 > now } ?? true }
  }

  /// The customer's key, by which they are found.
  package let key: String
  /// Nil if OpenMeter does not have the customer.
  package var customer: Customer?
  package var entitlements: [Entitlement] = []
  package var grants: [Grant] = []
  /// How much of each grant was used since it was given or has recurred, for the features that were measured.
  package var used: [ScalarString: ExactDecimal] = [:]
  /// How much of it was used before the usage period, for grants that are older.
  package var usedBefore: [ScalarString: ExactDecimal] = [:]
  /// How much of what was granted once was used until a full minute.
  package var usedOnce: [ScalarString: ExactDecimal] = [:]
  package var usedOnceUntil: Instant?
  /// The features whose balances were read.
  package var measured: Set<ScalarString> = []

  package init(key: String) { self.key = key }

  package func entitlement(_ feature: String) -> Entitlement? {
    entitlements.first { $0.feature.hasSameScalars(as: feature) }
  }

  package func grants(_ feature: String) -> [Grant] { grants.filter { $0.feature.hasSameScalars(as: feature) } }

  /// The entitlement that holds the journal.
  package var journalEntitlement: Entitlement? { entitlement(Journal.featureKey) }
  package var journal: Journal { Journal(journalEntitlement?.metadata ?? []) }
}

// MARK: From OpenMeter's answers

extension CustomerState.Customer {
  /// An answer of `GET /api/v1/customers/{key}`.
  init?(_ json: JSON) {
    guard let id = json["id"]?.text else { return nil }
    self.init(id: id, subjects: (json.at("usageAttribution.subjectKeys")?.elements ?? []).compactMap(\.text))
  }
}

extension CustomerState.Entitlement {
  /// An element of the list of a customer's entitlements.
  init?(_ json: JSON) {
    guard let id = json["id"]?.text, let feature = json["featureKey"]?.text,
      let kind = json["type"]?.text.flatMap({ CustomerState.Kind(rawValue: $0) })
    else { return nil }
    var period: Range<Instant>?
    if let from = json.at("currentUsagePeriod.from")?.text.flatMap({ Instant($0) }),
      let to = json.at("currentUsagePeriod.to")?.text.flatMap({ Instant($0) }), from <= to
    {
      period = from..<to
    }
    self.init(
      id: id, feature: feature, kind: kind, config: json["config"]?.text, metadata: json["metadata"]?.members ?? [],
      period: period)
  }

  var json: JSON {
    .fields([
      "id": .string(id), "featureKey": .string(feature), "type": .string(kind.rawValue), "config": config.map(JSON.string),
      "metadata": metadata.isEmpty ? nil : .object(metadata),
      "currentUsagePeriod": period.map {
        ["from": .string($0.lowerBound.description), "to": .string($0.upperBound.description)]
      },
    ])
  }
}

extension CustomerState.Grant {
  /// An element of the list of an entitlement's grants.
  init?(_ json: JSON, feature: String) {
    func time(_ path: String) -> Instant? { json.at(path)?.text.flatMap { Instant($0) } }
    guard let id = json["id"]?.text, let amount = json["amount"]?.decimal, let effectiveAt = time("effectiveAt") else {
      return nil
    }
    let period = json.at("recurrence.interval")?.text.flatMap(Self.period)
    self.init(
      id: id, feature: feature, amount: amount, effectiveAt: effectiveAt,
      recurrence: period.map { Cycle(time("recurrence.anchor") ?? effectiveAt, $0) }, expiresAt: time("expiresAt"),
      voidedAt: time("voidedAt") ?? time("deletedAt"), createdAt: time("createdAt") ?? effectiveAt,
      metadata: json["metadata"]?.members ?? [])
  }

  /// RecurringPeriodIntervalEnum, or the duration that means the same.
  private static func period(_ text: String) -> Period? {
    switch text {
    case "DAY", "P1D": .day
    case "WEEK", "P1W", "P7D": .week
    case "MONTH", "P1M": .month
    case "YEAR", "P1Y", "P12M": .year
    default: nil
    }
  }

  var json: JSON {
    .fields([
      "id": .string(id), "amount": .number(amount), "effectiveAt": .string(effectiveAt.description),
      "recurrence": recurrence.map {
        ["interval": .string($0.period.rawValue.uppercased()), "anchor": .string($0.anchor.description)]
      }, "expiresAt": expiresAt.map { .string($0.description) }, "voidedAt": voidedAt.map { .string($0.description) },
      "createdAt": .string(createdAt.description), "metadata": .object(metadata),
    ])
  }
}

// MARK: As a file

extension CustomerState {
  /// The form of an element of a state file.
  package var json: JSON {
    .fields([
      "key": .string(key),
      "customer": customer.map { ["id": .string($0.id), "usageAttribution": ["subjectKeys": .strings($0.subjects)]] },
      "entitlements": .array(
        entitlements.map { entitlement in
          let grants = grants(entitlement.feature)
          guard case .object(var members) = entitlement.json else { return entitlement.json }
          if !grants.isEmpty { members.append(.init("grants", .array(grants.map(\.json)))) }
          return .object(members)
        }),
    ])
  }

  /// Reads an element of a state file; nil if it is not one.
  package init?(_ json: JSON) {
    guard let key = json["key"]?.text else { return nil }
    self.init(key: key)
    customer = json["customer"].flatMap { Customer($0) }
    for element in json["entitlements"]?.elements ?? [] {
      guard let entitlement = Entitlement(element) else { return nil }
      entitlements.append(entitlement)
      for grant in element["grants"]?.elements ?? [] {
        guard let grant = Grant(grant, feature: entitlement.feature) else { return nil }
        grants.append(grant)
      }
    }
  }
}
