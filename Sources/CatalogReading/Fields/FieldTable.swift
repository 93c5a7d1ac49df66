import Catalog
import JSONText

// The fields of each object of a catalog, in the order in which they are printed and documented.

extension FieldType {
  /// The whole file.
  package static let catalog = FieldType.object(ObjectType("Catalog", CatalogField.self))
}

extension FieldSpec {
  fileprivate static let key = FieldSpec(.name, "The name that providers and programs know it by. The id where it is left out.")
  fileprivate static let name = FieldSpec(.name, "What people read. The key where it is left out.")
  fileprivate static let description = FieldSpec(.text, "What there is to say about it, for people.")
  fileprivate static let metadata = FieldSpec(
    .metadata, "Entries of your own, which go to the providers as far as they take them.")
  fileprivate static let entitlements = required(
    .entitlements, "What a customer gets of each feature, by the feature's id: at least one.",
    examples: [["apiAccess": true, "tokens": ["amount": 100_000, "reset": "month"], "support": "email"]])
  fileprivate static let providerIds = FieldSpec(
    .perProvider(.name), "The ids at providers that have it already: it is updated or left alone there, and not made again.")
  fileprivate static let compatiblePlans = FieldSpec(
    .list(.text), "The plans that it goes with, by id or key. Every plan where it is left out or empty.", default: [])
}

package enum CatalogField: String, Field {
  case schema = "$schema"
  case meters, features, plans, addons, topups, providers
  package static let table = FieldTable<CatalogField>()
  package static let owner = "the catalog"

  package var spec: FieldSpec {
    switch self {
    case .schema:
      FieldSpec(.any, "The JSON Schema that an editor checks the file with. The compiler ignores it.", changed: .schema)
    case .meters: FieldSpec(.map(MeterField.object), "How usage events are counted, by id.")
    case .features:
      .required(.map(FeatureField.object), "What a customer may have: access, an allowance, or a setting; by id.")
    case .plans: .required(.map(PlanField.object), "What a customer subscribes to, by id.")
    case .addons: FieldSpec(.map(AddonField.object), "What is sold beside a plan, by id.")
    case .topups: FieldSpec(.map(TopupField.object), "Usage that is bought once, by id.")
    case .providers: FieldSpec(.perProvider(ProviderField.object), "What only one provider needs, by the provider's name.")
    }
  }
}

enum MeterField: String, Field {
  case key, name, description, eventType, aggregation, valueProperty, groupBy, metadata
  static let table = FieldTable<MeterField>()
  static let owner = "a meter"
  static let object = FieldType.object(
    ObjectType(
      "Meter", MeterField.self,
      condition: FieldCondition(
        Self.aggregation, isOneOf: Meter.Aggregation.allCases.filter(\.needsValue), .requires(valueProperty.rawValue))))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.meterKey)
    case .name: .name.changing(.meterName)
    case .description: .description.changing(.meterDescription)
    case .eventType:
      .required(.name, "The `type` of the CloudEvents that are counted.", examples: ["ai.tokens"], changed: .meterEventType)
    case .aggregation:
      .required(
        .word(WordType("Aggregation", Meter.Aggregation.self)),
        "What is made of the events of a period. All but `count` read a value from each.", changed: .meterAggregation)
    case .valueProperty:
      FieldSpec(
        .text, "A JSONPath to the value in the event's data. Needed by all aggregations but `count`.", examples: ["$.tokens"],
        changed: .meterValueProperty)
    case .groupBy:
      FieldSpec(
        .map(.name), "The dimensions that usage can be split by: names, and JSONPaths into the event's data.",
        examples: [["model": "$.model"]], changed: .meterGroupBy)
    case .metadata: .metadata.changing(.meterMetadata)
    }
  }
}

enum FeatureField: String, Field {
  case key, type, name, description, meter, metadata
  static let table = FieldTable<FeatureField>()
  static let owner = "a feature"
  static let object = FieldType.object(
    ObjectType(
      "Feature", FeatureField.self,
      condition: FieldCondition(
        Self.type, isOneOf: Feature.Kind.allCases.filter { $0 != .metered }, .forbids([meter.rawValue]))))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.featureKey)
    case .type:
      .required(
        .word(WordType("FeatureType", Feature.Kind.self)),
        "boolean: access, or none. metered: a quantity of usage. static: a setting, which is a text.", changed: .featureType)
    case .name: .name.changing(.featureName)
    case .description: .description.changing(.featureDescription)
    case .meter: FieldSpec(.text, "The id of the meter that counts the usage of a metered feature.", changed: .featureMeter)
    case .metadata: .metadata.changing(.featureMetadata)
    }
  }
}

enum PlanField: String, Field {
  case key, name, description, entitlements, prices, providerIds, metadata
  static let table = FieldTable<PlanField>()
  static let owner = "a plan"
  static let object = FieldType.object(ObjectType("Plan", PlanField.self))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .entitlements: .entitlements
    case .prices: FieldSpec(.map(PriceField.object(of: .plan)), "What the plan costs, by id. Each price recurs.")
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

enum AddonField: String, Field {
  case key, name, description, entitlements, prices, compatiblePlans, multiple, quantity, providerIds, metadata
  static let table = FieldTable<AddonField>()
  static let owner = "an add-on"
  static let object = FieldType.object(ObjectType("Addon", AddonField.self))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .entitlements: .entitlements
    case .prices:
      FieldSpec(.map(PriceField.object(of: .addon)), "What the add-on costs, by id. A price recurs, or is paid once.")
    case .compatiblePlans: .compatiblePlans.changing(.compatiblePlans)
    case .multiple: FieldSpec(.flag, "Whether a customer may hold more than one.", default: false, changed: .multiple)
    case .quantity: FieldSpec(QuantityField.object, "How many one customer may hold.")
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

enum QuantityField: String, Field {
  case min, max
  static let table = FieldTable<QuantityField>()
  static let owner = "a quantity"
  static let object = FieldType.object(ObjectType("Quantity", QuantityField.self))

  var spec: FieldSpec {
    switch self {
    case .min: FieldSpec(.integer(.nonNegative), "The smallest number that is sold.", changed: .quantityMin)
    case .max: FieldSpec(.integer(.nonNegative), "The largest number that is sold; not below `min`.", changed: .quantityMax)
    }
  }
}

enum TopupField: String, Field {
  case key, name, description, feature, amount, prices, compatiblePlans, grant, providerIds, metadata
  static let table = FieldTable<TopupField>()
  static let owner = "a top-up"
  static let object = FieldType.object(ObjectType("Topup", TopupField.self))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .feature: .required(.text, "The id of the metered feature that it adds to.", changed: .topupFeature)
    case .amount: .required(.amount, "How much it adds, in the feature's own unit.", examples: [1_000_000], changed: .topupAmount)
    case .prices:
      .required(
        .map(PriceField.object(of: .topup), least: 1),
        "What the top-up costs, by id: at least one price. Each is paid once.")
    case .compatiblePlans: .compatiblePlans.changing(.compatiblePlans)
    case .grant: FieldSpec(GrantField.object, "How the bought usage is spent, and when it lapses.")
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

enum GrantField: String, Field {
  case priority, expiration, maxRolloverAmount, metadata
  static let table = FieldTable<GrantField>()
  static let owner = "a grant"
  static let object = FieldType.object(ObjectType("Grant", GrantField.self))

  var spec: FieldSpec {
    switch self {
    case .priority:
      FieldSpec(.integer(.nonNegative), "What is spent first: a grant with a lower number.", changed: .grantPriority)
    case .expiration:
      FieldSpec(
        ExpirationField.object, "When what is left lapses. It does not where this is left out.", changed: .grantExpiration)
    case .maxRolloverAmount:
      FieldSpec(.amount, "How much of what is left survives a reset of the allowance.", changed: .grantRollover)
    case .metadata: .metadata.changing(.grantMetadata)
    }
  }
}

enum ExpirationField: String, Field {
  case duration, count
  static let table = FieldTable<ExpirationField>()
  static let owner = "an expiration"
  static let object = FieldType.object(ObjectType("Expiration", ExpirationField.self))

  var spec: FieldSpec {
    switch self {
    case .duration:
      .required(
        .word(WordType("Duration", Grant.Expiration.Unit.self)), "A unit of time since the purchase.", changed: .grantExpiration)
    case .count: FieldSpec(.integer(.positive), "How many of them.", default: 1, changed: .grantExpiration)
    }
  }
}

package enum PriceField: String, Field {
  case amount, currency, interval, intervalCount, trialDays, lookupKey, providerIds, metadata
  package static let table = FieldTable<PriceField>()
  package static let owner = "a price"

  /// The fields that a price which is paid once cannot have.
  static let recurring: [PriceField] = [.intervalCount, .trialDays]

  /// A price of an item of that kind: they differ in the intervals that they may have, and in what those forbid.
  static func object(of kind: Item.Kind) -> FieldType {
    let forbidden = FieldCondition(
      interval, isOneOf: [Interval.oneTime], .forbids(recurring.map(\.rawValue)))
    return .object(
      ObjectType(
        "Price", PriceField.self, without: kind == .topup ? recurring : [],
        condition: kind == .addon ? forbidden : nil
      ) { field, spec in
        guard field == .interval else { return spec }
        return .required(
          .word(WordType("Interval", Interval.self, allowed: kind.intervals)), spec.documentation, changed: spec.changed)
      })
  }

  package var spec: FieldSpec {
    switch self {
    case .amount:
      .required(
        .integer(.nonNegative),
        "What it costs, as an integer in the currency's minor unit: 2000 is 20.00 USD, and 2000 JPY.", examples: [2000],
        changed: .priceAmount)
    case .currency:
      .required(
        .currency, "An active currency of ISO 4217, in capital or small letters.", examples: ["USD", "EUR", "INR"],
        changed: .priceCurrency)
    case .interval:
      .required(
        .word(WordType("Interval", Interval.self)), "How often it is charged; `one_time` is paid once.", changed: .priceInterval)
    case .intervalCount:
      FieldSpec(.integer(.positive), "Every so many intervals: 3 with `month` is a quarter.", default: 1, changed: .priceInterval)
    case .trialDays:
      FieldSpec(
        .integer(.nonNegative), "How many days are free before the first charge.", examples: [14], changed: .priceTrialDays)
    case .lookupKey:
      FieldSpec(
        .name,
        "The name that programs find the price by; one of a kind. The item's key, a colon and the price's id where left out.",
        changed: .priceLookupKey)
    case .providerIds: .providerIds.changing(.priceProviderIds)
    case .metadata: .metadata.changing(.priceMetadata)
    }
  }
}

package enum EntitlementField: String, Field {
  case type, enabled, amount, reset, isSoftLimit, preserveOverageAtReset, config, metadata
  package static let table = FieldTable<EntitlementField>()
  package static let owner = "an entitlement"

  package var spec: FieldSpec {
    switch self {
    case .type:
      FieldSpec(
        .word(WordType("FeatureType", Feature.Kind.self)), "The type of the feature, which the other fields tell as well.")
    case .enabled:
      FieldSpec(
        .flag, "Whether the customer gets the feature. False: nothing is emitted for it.", default: true, changed: .entitlement)
    case .amount:
      FieldSpec(
        .amount, "How much comes with each period, in the feature's own unit.", examples: [100_000], changed: .entitlementAmount)
    case .reset:
      FieldSpec(
        .word(WordType("Reset", Period.self)), "When the allowance comes back.", default: "month", changed: .entitlementReset)
    case .isSoftLimit: FieldSpec(.flag, "Whether access stays when the allowance is used up.", changed: .entitlementSoftLimit)
    case .preserveOverageAtReset:
      FieldSpec(.flag, "Whether overuse is carried into the next period.", changed: .entitlementOverage)
    case .config: FieldSpec(.text, "The setting. Where a provider wants JSON, it is encoded.", changed: .entitlementConfig)
    case .metadata: .metadata.changing(.entitlementMetadata)
    }
  }

  /// The kind of entitlement that alone has this member; nil where all have it.
  package var kind: Feature.Kind? {
    switch self {
    case .type, .metadata: nil
    case .enabled: .boolean
    case .amount, .reset, .isSoftLimit, .preserveOverageAtReset: .metered
    case .config: .static
    }
  }
}

extension Feature.Kind {
  /// The member that an entitlement of this kind cannot do without, where it is an object.
  package var neededField: EntitlementField? {
    switch self {
    case .boolean: nil
    case .metered: .amount
    case .static: .config
    }
  }

  /// The member that may be written alone in the place of the object.
  package var literalField: EntitlementField {
    switch self {
    case .boolean: .enabled
    case .metered: .amount
    case .static: .config
    }
  }
}

enum ProviderField: String, Field {
  case enabled, options, metadata
  static let table = FieldTable<ProviderField>()
  static let owner = "a provider's settings"
  static let object = FieldType.object(ObjectType("ProviderSettings", ProviderField.self))

  var spec: FieldSpec {
    switch self {
    case .enabled: FieldSpec(.flag, "False takes the provider out of `all`.", default: true, changed: .providerEnabled)
    case .options: FieldSpec(.options, "What only this provider needs.", changed: .providerOptions)
    case .metadata:
      FieldSpec(.metadata, "Entries that are put on every object that the provider's setup makes.", changed: .providerMetadata)
    }
  }
}
