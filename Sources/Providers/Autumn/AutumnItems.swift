import CatalogModel
import JSONText

/// What a plan at Autumn gives: the same for all prices of an item, but for a top-up.
struct AutumnItems {
  /// The largest `included` (POST /v1/plans.create). Beyond it there is `unlimited`, which would give more than was said.
  static let largestAllowance = ExactDecimal(10_000_000_000_000)

  /// The name of the metadata entry that holds the values of static features, by the key of the feature.
  static let configName = "catalogConfig"

  private(set) var items: [JSON] = []
  /// The features whose use goes on when the balance is empty; it is then below zero, and no one is charged for it (Autumn's
  /// documentation, customers/billing-controls, "Overage Allowed").
  private(set) var softLimits: [JSON] = []
  private(set) var configs: [JSON.Member] = []

  /// - Parameter features: those that are made; what gives another one is left out.
  init(_ item: Item, _ catalog: Catalog, features: Set<Int>) {
    for entitlement in item.entitlements where entitlement.isGranted && features.contains(entitlement.feature) {
      let key = JSON.string(catalog.features[entitlement.feature].header.key)
      switch entitlement.value {
      case .boolean: items.append(["feature_id": key])
      case .static(let config):
        items.append(["feature_id": key])
        configs.append(.init(catalog.features[entitlement.feature].header.key, .string(config)))
      case .metered(let allowance):
        items.append([
          "feature_id": key, "included": .number(min(allowance.amount, Self.largestAllowance)),
          "reset": ["interval": .string(allowance.reset.rawValue)],
        ])
        if allowance.isSoftLimit == true { softLimits.append(["feature_id": key, "enabled": true]) }
      }
    }
  }

  /// Whether so many units can be sold at once; what stands against it, ``AutumnChecks`` reports.
  static func isSellable(_ amount: ExactDecimal) -> Bool {
    !amount.isZero && amount <= largestAllowance && !amount.exceedsDouble
  }

  /// The item of a top-up: so many units for the price, once, and as often as they are bought. A price of nothing is no
  /// price at Autumn; what is free is included.
  static func topup(_ topup: Topup, _ price: JSON?, _ catalog: Catalog) -> JSON {
    let key = JSON.string(catalog.features[topup.feature].header.key)
    guard let price else {
      return ["feature_id": key, "included": .number(topup.amount), "reset": ["interval": "one_off"]]
    }
    return ["feature_id": key, "price": price]
  }
}
