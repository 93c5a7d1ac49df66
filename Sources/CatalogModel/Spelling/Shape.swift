import JSONText
import Syntax

/// What stands at a place of a catalog: its spelling and the JSON Schema are made from it.
indirect enum Shape: Sendable {
  /// An object with known fields, and the type of the library that stands for it in Swift.
  case object(String, [ShapedField])
  /// An object whose names are ids, none of them empty, with so many entries at least.
  case map(Shape, least: Int = 0)
  /// An object whose names are providers.
  case perProvider(Shape)
  /// An object from features to what a customer gets of them; not empty.
  case entitlements
  case list(Shape)
  /// A shorthand, or an object with the fields of an entitlement.
  case entitlement
  /// A word of a closed set.
  case word(Words)
  case currency
  /// A quantity of usage; not negative.
  case amount
  case integer(ClosedRange<Int64>)
  /// A text that is not empty.
  case name
  case text, flag
  /// An object of any JSON values.
  case metadata
  /// An object of the options that a provider declares.
  case options
  /// Any JSON value.
  case any
}

/// A closed set of words.
struct Words: Sendable {
  /// Its type in Swift.
  let type: String
  /// The words that the type has a member for.
  let known: [String]
  /// Those that may stand at this place.
  let allowed: [String]

  init<Word: RawRepresentable<String> & CaseIterable>(_ type: String, _: Word.Type, allowed: [Word]? = nil) {
    self.type = type
    known = Word.allCases.map(\.rawValue)
    self.allowed = allowed?.map(\.rawValue) ?? known
  }
}

extension ClosedRange<Int64> {
  static let nonNegative = 0...Int64.max
  static let positive = 1...Int64.max
}

struct ShapedField: Sendable {
  let name: String
  let shape: Shape
  let note: FieldNote
  /// False where the object may go without it.
  let isRequired: Bool
}

extension CatalogFieldName {
  /// The fields of an object, in the order in which they are written.
  static func shapes(_ shape: (Self) -> Shape) -> [ShapedField] {
    allCases.map {
      ShapedField(name: $0.rawValue, shape: shape($0), note: $0.note, isRequired: required.contains($0))
    }
  }
}

extension Shape {
  static let catalog = Shape.object(
    "Catalog",
    CatalogField.shapes { field in
      switch field {
      case .schema: .any
      case .meters: .map(meter)
      case .features: .map(feature)
      case .plans: .map(plan)
      case .addons: .map(addon)
      case .topups: .map(topup)
      case .providers: .perProvider(provider)
      }
    })

  private static let meter = Shape.object(
    "Meter",
    MeterField.shapes { field in
      switch field {
      case .key, .name, .eventType: .name
      case .description, .valueProperty: .text
      case .aggregation: .word(Words("Aggregation", Meter.Aggregation.self))
      case .groupBy: .map(.name)
      case .metadata: .metadata
      }
    })

  private static let feature = Shape.object(
    "Feature",
    FeatureField.shapes { field in
      switch field {
      case .key, .name: .name
      case .description, .meter: .text
      case .type: .word(Words("FeatureType", Feature.Kind.self))
      case .metadata: .metadata
      }
    })

  private static let plan = Shape.object(
    "Plan",
    PlanField.shapes { field in
      switch field {
      case .key, .name: .name
      case .description: .text
      case .entitlements: .entitlements
      case .prices: .map(price(of: .plan))
      case .providerIds: .perProvider(.name)
      case .metadata: .metadata
      }
    })

  private static let addon = Shape.object(
    "Addon",
    AddonField.shapes { field in
      switch field {
      case .key, .name: .name
      case .description: .text
      case .entitlements: .entitlements
      case .prices: .map(price(of: .addon))
      case .compatiblePlans: .list(.text)
      case .multiple: .flag
      case .quantity: .object("Quantity", QuantityField.shapes { _ in .integer(.nonNegative) })
      case .providerIds: .perProvider(.name)
      case .metadata: .metadata
      }
    })

  private static let topup = Shape.object(
    "Topup",
    TopupField.shapes { field in
      switch field {
      case .key, .name: .name
      case .description, .feature: .text
      case .amount: .amount
      case .prices: .map(price(of: .topup), least: 1)
      case .compatiblePlans: .list(.text)
      case .grant: grant
      case .providerIds: .perProvider(.name)
      case .metadata: .metadata
      }
    })

  private static let grant = Shape.object(
    "Grant",
    GrantField.shapes { field in
      switch field {
      case .priority: .integer(.nonNegative)
      case .expiration:
        .object(
          "Expiration",
          ExpirationField.shapes { field in
            switch field {
            case .duration: .word(Words("Duration", Grant.Expiration.Unit.self))
            case .count: .integer(.positive)
            }
          })
      case .maxRolloverAmount: .amount
      case .metadata: .metadata
      }
    })

  private static func price(of owner: PriceOwner) -> Shape {
    .object(
      "Price",
      PriceField.shapes { field in
        switch field {
        case .amount, .trialDays: .integer(.nonNegative)
        case .currency: .currency
        case .interval: .word(Words("Interval", Interval.self, allowed: owner.intervals))
        case .intervalCount: .integer(.positive)
        case .lookupKey: .name
        case .providerIds: .perProvider(.name)
        case .metadata: .metadata
        }
      })
  }

  private static let provider = Shape.object(
    "ProviderSettings",
    ProviderField.shapes { field in
      switch field {
      case .enabled: .flag
      case .options: .options
      case .metadata: .metadata
      }
    })

  static let entitlementFields: [ShapedField] = EntitlementField.shapes { field in
    switch field {
    case .type: .word(Words("FeatureType", Feature.Kind.self))
    case .enabled, .isSoftLimit, .preserveOverageAtReset: .flag
    case .amount: .amount
    case .reset: .word(Words("Reset", Period.self))
    case .config: .text
    case .metadata: .metadata
    }
  }

  var isEntitlement: Bool {
    if case .entitlement = self { return true }
    return false
  }

  /// What stands behind each name of an object without known fields.
  var entry: Shape {
    switch self {
    case .map(let entry, _), .perProvider(let entry): entry
    case .entitlements: .entitlement
    default: .any
    }
  }

  /// The fields of the object that stands here, and the shape of what else it may hold.
  var fields: [ShapedField]? {
    switch self {
    case .object(_, let fields): fields
    case .entitlement: Self.entitlementFields
    default: nil
    }
  }
}

extension SyntaxTree {
  /// The kind of an entitlement that is an object: its type, or that of the first field that only one kind has.
  func entitlementKind(_ node: NodeID) -> String {
    if let type = value(of: node, named: EntitlementField.type.rawValue) { return text(type) }
    let fields = members(of: node).lazy.compactMap { EntitlementField(rawValue: self.text($0.key)) }
    return (fields.compactMap(\.kind).first ?? .boolean).rawValue
  }

  /// The value that says all that an entitlement object does: that of its only member besides the type.
  func entitlementLiteral(_ node: NodeID) -> NodeID? {
    let members = members(of: node).filter { !hasText($0.key, EntitlementField.type.rawValue) }
    guard members.count == 1, let name = EntitlementField(rawValue: text(members[0].key)) else { return nil }
    return [.enabled, .amount, .config].contains(name) ? members[0].value : nil
  }
}
