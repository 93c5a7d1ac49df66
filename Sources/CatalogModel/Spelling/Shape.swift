import JSONText
import Syntax

/// What stands at a place of a catalog, as far as its spelling depends on it.
indirect enum Shape: Sendable {
  /// An object with known fields, and the type of the library that stands for it in Swift.
  case object(String, [ShapedField])
  /// An object whose names are ids.
  case map(Shape)
  case list(Shape)
  /// A shorthand, or an object with the fields of an entitlement.
  case entitlement
  /// A word of a closed set, and its type in Swift.
  case word(String)
  /// A quantity of usage.
  case amount
  case text, integer, flag
  /// Any JSON value.
  case any
}

struct ShapedField: Sendable {
  let name: String
  let shape: Shape
}

extension FieldName {
  /// The fields of an object, in the order in which they are written.
  static func shapes(_ shape: (Self) -> Shape) -> [ShapedField] {
    allCases.map { ShapedField(name: $0.rawValue, shape: shape($0)) }
  }
}

extension Shape {
  static let catalog = Shape.object(
    "Catalog",
    CatalogField.shapes { field in
      switch field {
      case .schema: .text
      case .meters: .map(meter)
      case .features: .map(feature)
      case .plans: .map(plan)
      case .addons: .map(addon)
      case .topups: .map(topup)
      case .providers: .map(provider)
      }
    })

  private static let meter = Shape.object(
    "Meter",
    MeterField.shapes { field in
      switch field {
      case .key, .name, .description, .eventType, .valueProperty: .text
      case .aggregation: .word("Aggregation")
      case .groupBy: .map(.text)
      case .metadata: .any
      }
    })

  private static let feature = Shape.object(
    "Feature",
    FeatureField.shapes { field in
      switch field {
      case .key, .name, .description, .meter: .text
      case .type: .word("FeatureType")
      case .metadata: .any
      }
    })

  private static let plan = Shape.object(
    "Plan",
    PlanField.shapes { field in
      switch field {
      case .key, .name, .description: .text
      case .entitlements: .map(.entitlement)
      case .prices: .map(price)
      case .providerIds: .map(.text)
      case .metadata: .any
      }
    })

  private static let addon = Shape.object(
    "Addon",
    AddonField.shapes { field in
      switch field {
      case .key, .name, .description: .text
      case .entitlements: .map(.entitlement)
      case .prices: .map(price)
      case .compatiblePlans: .list(.text)
      case .multiple: .flag
      case .quantity: .object("Quantity", QuantityField.shapes { _ in .integer })
      case .providerIds: .map(.text)
      case .metadata: .any
      }
    })

  private static let topup = Shape.object(
    "Topup",
    TopupField.shapes { field in
      switch field {
      case .key, .name, .description, .feature: .text
      case .amount: .amount
      case .prices: .map(price)
      case .compatiblePlans: .list(.text)
      case .grant: grant
      case .providerIds: .map(.text)
      case .metadata: .any
      }
    })

  private static let grant = Shape.object(
    "Grant",
    GrantField.shapes { field in
      switch field {
      case .priority: .integer
      case .expiration:
        .object(
          "Expiration",
          ExpirationField.shapes { field in
            switch field {
            case .duration: .word("Duration")
            case .count: .integer
            }
          })
      case .maxRolloverAmount: .amount
      case .metadata: .any
      }
    })

  private static let price = Shape.object(
    "Price",
    PriceField.shapes { field in
      switch field {
      case .amount, .intervalCount, .trialDays: .integer
      case .currency, .lookupKey: .text
      case .interval: .word("Interval")
      case .providerIds: .map(.text)
      case .metadata: .any
      }
    })

  private static let provider = Shape.object(
    "ProviderSettings",
    ProviderField.shapes { field in
      switch field {
      case .enabled: .flag
      case .options, .metadata: .any
      }
    })

  static let entitlementFields: [ShapedField] = EntitlementField.shapes { field in
    switch field {
    case .type: .word("FeatureType")
    case .enabled, .isSoftLimit, .preserveOverageAtReset: .flag
    case .amount: .amount
    case .reset: .word("Reset")
    case .config: .text
    case .metadata: .any
    }
  }

  var isEntitlement: Bool {
    if case .entitlement = self { return true }
    return false
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
    let fields = members(of: node).lazy.compactMap { EntitlementField(rawValue: text($0.key)) }
    return (fields.compactMap(\.kind).first ?? .boolean).rawValue
  }

  /// The value that says all that an entitlement object does: that of its only member besides the type.
  func entitlementLiteral(_ node: NodeID) -> NodeID? {
    let members = members(of: node).filter { !hasText($0.key, EntitlementField.type.rawValue) }
    guard members.count == 1, let name = EntitlementField(rawValue: text(members[0].key)) else { return nil }
    return [.enabled, .amount, .config].contains(name) ? members[0].value : nil
  }
}
