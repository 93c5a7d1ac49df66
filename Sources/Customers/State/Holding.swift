import Accounts
import Catalog
import Foundations
import JSONText

/// What a purchased item gives of one feature, in OpenMeter's terms.
///
/// It is kept in the customer's ``Journal``, so that it can be taken away even when the catalog no longer has it.
package struct Holding: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case access
    /// The text of a JSON object.
    case setting(String)
    /// Limits add up; one that is set raises the sum to its amount. Nil for no limit.
    case limit(ExactDecimal?, isSet: Bool)
    case usage(Usage)
  }

  /// Usage that a grant gives.
  package struct Usage: Sendable, Equatable {
    package enum Part: String, Sendable {
      case allowance
      /// What may be used beyond an allowance for nothing; it is used last.
      case overage
      /// What may be used beyond an allowance and is charged later; there is none in a trial.
      case charged
    }

    package let part: Part
    /// Above zero.
    package let amount: ExactDecimal
    /// Nil if it is granted once.
    package let period: Period?
    package let priority: Int64

    package init(_ amount: ExactDecimal, _ period: Period?, part: Part = .allowance, priority: Int64) {
      self.part = part
      self.amount = amount
      self.period = period
      self.priority = priority
    }

    /// What two grants of the same item and feature differ in.
    var terms: String { "\(amount.plain)/\(period?.rawValue ?? Self.once)/\(priority)" }

    private static let once = "once"

    private static func every(terms: String) -> Substring? { terms.split(separator: "/").dropFirst().first }

    /// Whether terms are those of something that is granted once.
    static func isOnce(terms: String) -> Bool { every(terms: terms).map { $0 == once } ?? true }

    /// Nil if it is granted once.
    static func period(terms: String) -> Period? { every(terms: terms).flatMap { Period(rawValue: String($0)) } }
  }

  /// The feature's key.
  package let feature: String
  package let value: Value
  /// For a grant, or an entitlement with a value.
  package let metadata: [JSON.Member]

  package init(_ feature: String, _ value: Value, metadata: [JSON.Member] = []) {
    self.feature = feature
    self.value = value
    self.metadata = metadata
  }
}

/// A plan or an add-on that a customer has.
package struct HeldItem: Sendable, Equatable {
  package let kind: Item.Kind
  package let id: String
  /// The price, if it grants something else than the item.
  package let price: String?
  package var quantity: Int64
  package var holdings: [Holding]

  package init(_ kind: Item.Kind, _ id: String, price: String? = nil, quantity: Int64, holdings: [Holding]) {
    self.kind = kind
    self.id = id
    self.price = price
    self.quantity = quantity
    self.holdings = holdings
  }

  func isSame(as other: HeldItem) -> Bool { kind == other.kind && id.hasSameScalars(as: other.id) }
}

// MARK: As JSON

extension Holding {
  var json: JSON {
    var fields: [JSON.Member] = [.init("feature", .string(feature))]
    switch value {
    case .access: fields.append(.init("access", true))
    case .setting(let text): fields.append(.init("setting", .string(text)))
    case .limit(let amount, let isSet):
      fields.append(.init("limit", amount.map { .string($0.plain) } ?? "unlimited"))
      if isSet { fields.append(.init("set", true)) }
    case .usage(let usage):
      fields.append(.init("amount", .string(usage.amount.plain)))
      if let period = usage.period { fields.append(.init("every", .string(period.rawValue))) }
      if usage.part != .allowance { fields.append(.init("part", .string(usage.part.rawValue))) }
      fields.append(.init("priority", .integer(usage.priority)))
    }
    if !metadata.isEmpty { fields.append(.init("metadata", .object(metadata))) }
    return .object(fields)
  }

  init?(_ json: JSON) {
    guard let feature = json["feature"]?.text else { return nil }
    let value: Value
    if json["access"] == true {
      value = .access
    } else if let text = json["setting"]?.text {
      value = .setting(text)
    } else if let limit = json["limit"] {
      value = .limit(limit == "unlimited" ? nil : limit.decimal, isSet: json["set"] == true)
    } else if let amount = json["amount"]?.decimal {
      let period = json["every"]?.text.flatMap { Period(rawValue: $0) }
      let part = json["part"]?.text.flatMap { Usage.Part(rawValue: $0) } ?? .allowance
      value = .usage(Usage(amount, period, part: part, priority: json["priority"]?.decimal?.integer ?? 1))
    } else {
      return nil
    }
    self.init(feature, value, metadata: json["metadata"]?.members ?? [])
  }
}

extension HeldItem {
  var json: JSON {
    .fields([
      kind.rawValue: .string(id), "price": price.map(JSON.string), "quantity": quantity == 1 ? nil : .integer(quantity),
      "gives": .array(holdings.map(\.json)),
    ])
  }

  init?(_ json: JSON) {
    guard let kind = [Item.Kind.plan, .addon].first(where: { json[$0.rawValue] != nil }), let id = json[kind.rawValue]?.text
    else { return nil }
    self.init(
      kind, id, price: json["price"]?.text, quantity: json["quantity"]?.decimal?.integer ?? 1,
      holdings: (json["gives"]?.elements ?? []).compactMap { Holding($0) })
  }
}
