import Catalog
import Diagnostics
import JSONText

// The fields of each object of a catalog, in the order in which they are printed and documented.

extension FieldType {
  /// The whole file.
  package static let catalog = FieldType.object(ObjectType("Catalog", CatalogField.self))
}

extension FieldSpec {
  fileprivate static let key = FieldSpec(.name, "The key that providers and programs use. Defaults to the id.")
  fileprivate static let name = FieldSpec(.name, "The display name. Defaults to the key.")
  fileprivate static let description = FieldSpec(.text, "A description for people.")
  fileprivate static let metadata = FieldSpec(
    .metadata, "Your own entries, passed on to the providers that support metadata.")
  fileprivate static let mode = FieldSpec(
    .word(WordType("TierMode", Rate.Mode.self)),
    "graduated: each unit costs what its own tier says. volume: all units cost what the tier of the last one says. Required "
      + "with `tiers`.", examples: ["graduated"])
  fileprivate static let entitlements = FieldSpec(
    .entitlements, "What the customer gets of each feature, by feature id; empty if the item has no features.",
    examples: [["apiAccess": true, "tokens": ["amount": 100_000, "reset": "month"], "support": "email"]])
  fileprivate static let quantity = FieldSpec(
    QuantityField.object, "How many can be bought together. Every price is then for one of them.", changed: .quantity)
  fileprivate static let providerIds = FieldSpec(
    .perProvider(.name), "Ids of existing objects by provider. They are updated or left alone instead of created.")
  fileprivate static let reusedIds = FieldSpec(
    .perProvider(.name), "Ids of existing objects by provider. They are used and never changed.")
  fileprivate static let sold = FieldSpec(
    .flag, "If false, it is not offered to new customers; those who have it keep it.", default: true)
  fileprivate static let onRequest = FieldSpec(
    .flag, "Whether the price is on request: it is offered, but nobody can buy it without asking.", default: false,
    changed: .onRequest)
  fileprivate static let expiresAt = FieldSpec(
    .time, "When it ends: an RFC 3339 time with an offset.", examples: ["2027-03-31T23:59:59Z"])
  fileprivate static let maxRedemptions = FieldSpec(.integer(.positive), "How often it can be used, by all customers together.")
  fileprivate static let compatiblePlans = FieldSpec(
    .list(.text), "The plans it is available with, by id or key. If omitted or empty, every plan.", default: [],
    names: .plans)
}

package enum CatalogField: String, Field {
  case schema = "$schema"
  case id, meters, features, plans, addons, topups, discounts, providers, lint
  package static let table = FieldTable<CatalogField>()
  package static let owner = "the catalog"

  package var spec: FieldSpec {
    switch self {
    case .schema:
      FieldSpec(.any, "The JSON Schema for editors. The compiler ignores it.", changed: .schema)
    case .id:
      FieldSpec(
        .catalogID, "Names the catalog in an account that it shares with others. Lookup keys and ids begin with it.",
        examples: ["chat"], changed: .catalogID)
    case .meters: FieldSpec(.map(MeterField.object), "How usage events are counted, by id.")
    case .features:
      .required(.map(FeatureField.object), "What customers can have, by id: access, an allowance, or a setting.")
    case .plans: .required(.map(PlanField.object), "What customers subscribe to, by id.")
    case .addons: FieldSpec(.map(AddonField.object), "What is sold in addition to a plan, by id.")
    case .topups: FieldSpec(.map(TopupField.object), "Usage that is bought once, by id.")
    case .discounts: FieldSpec(.map(DiscountField.object), "What lowers the price of a purchase, by id.")
    case .providers:
      FieldSpec(
        .perProvider(ProviderField.object), "The providers that commands check and compile for by default, and their settings.")
    case .lint: FieldSpec(LintField.object, "The levels of rules, as `--allow`, `--warn` and `--deny` set them.")
    }
  }
}

enum MeterField: String, Field {
  case key, name, description, eventType, aggregation, valueProperty, groupBy, providerIds, metadata
  static let table = FieldTable<MeterField>()
  static let owner = "a meter"
  static let exampleID = "calls"
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
      .required(.name, "The `type` of the CloudEvents to count.", examples: ["ai.tokens"], changed: .meterEventType)
    case .aggregation:
      .required(
        .word(WordType("Aggregation", Meter.Aggregation.self)),
        "How the events of a period are aggregated. All but `count` read a value from each event.", changed: .meterAggregation)
    case .valueProperty:
      FieldSpec(
        .text, "The JSONPath of the value in the event's data. Required for all aggregations but `count`.",
        examples: ["$.tokens"], changed: .meterValueProperty)
    case .groupBy:
      FieldSpec(
        .map(.name), "Dimensions to break usage down by: names and JSONPaths into the event's data.",
        examples: [["model": "$.model"]], changed: .meterGroupBy)
    case .providerIds: .reusedIds.changing(.meterProviderIds)
    case .metadata: .metadata.changing(.meterMetadata)
    }
  }
}

package enum FeatureField: String, Field {
  case key, type, name, description, meter, `where`, costs, providerIds, metadata
  package static let table = FieldTable<FeatureField>()
  package static let owner = "a feature"
  package static let exampleID = "api"
  static let object = FieldType.object(
    ObjectType(
      "Feature", FeatureField.self,
      condition: FieldCondition(
        Self.type, isOneOf: Feature.Kind.allCases.filter { $0 != .metered }, .forbids([meter.rawValue, costs.rawValue])),
      alternatives: .pool))

  package var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.featureKey)
    case .type:
      .required(
        .word(WordType("FeatureType", Feature.Kind.self)),
        "boolean: access or none. metered: a quantity of usage. limit: a number that is held, such as seats. static: a setting.",
        changed: .featureType)
    case .name: .name.changing(.featureName)
    case .description: .description.changing(.featureDescription)
    case .meter:
      FieldSpec(
        .text, "The id of the meter that counts the usage of a metered feature.", names: .meters, changed: .featureMeter)
    case .where:
      FieldSpec(
        .map(.filter),
        "The events of the meter that count, by the meter's groups: a value, a list of values, or `not` with a list of values.",
        examples: [["model": "large"], ["model": ["not": ["large"]]]], names: .groups, changed: .featureWhere)
    case .costs:
      FieldSpec(
        .map(.positiveAmount, least: 1),
        "Makes the feature a pool of credits: what one unit of other metered features costs, by feature id.",
        examples: [["pages": 5]], names: .features(.metered), changed: .featureCosts)
    case .providerIds: .reusedIds.changing(.featureProviderIds)
    case .metadata: .metadata.changing(.featureMetadata)
    }
  }
}

enum PlanField: String, Field {
  case key, name, description, entitlements, prices, quantity, `default`, group, sold, onRequest, providerIds, metadata
  static let table = FieldTable<PlanField>()
  static let owner = "a plan"
  static let exampleID = "pro"
  static let object = FieldType.object(ObjectType("Plan", PlanField.self, alternatives: .offer))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .entitlements: .entitlements
    case .prices: FieldSpec(.map(PriceField.object(of: .plan)), "What the plan costs, by price id. Prices must be recurring.")
    case .quantity: .quantity
    case .default:
      FieldSpec(
        .flag, "Whether customers have the plan who have bought none of its group. It must be free.", default: false,
        changed: .planDefault)
    case .group:
      FieldSpec(
        .name, "Plans of one group exclude each other. Plans without one form a group.", examples: ["hosting"],
        changed: .planGroup)
    case .sold: .sold.changing(.itemSold)
    case .onRequest: .onRequest
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

enum AddonField: String, Field {
  case key, name, description, entitlements, prices, compatiblePlans, multiple, quantity, sold, onRequest, providerIds, metadata
  static let table = FieldTable<AddonField>()
  static let owner = "an add-on"
  static let exampleID = "extra"
  static let object = FieldType.object(ObjectType("Addon", AddonField.self, alternatives: .offer))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .entitlements: .entitlements
    case .prices:
      FieldSpec(.map(PriceField.object(of: .addon)), "What the add-on costs, by price id. Prices can be recurring or one-time.")
    case .compatiblePlans: .compatiblePlans.changing(.compatiblePlans)
    case .multiple:
      FieldSpec(
        .flag, "Whether a customer can have more than one: `true` is the same as an empty `quantity`.", default: false,
        changed: .quantity)
    case .quantity: .quantity
    case .sold: .sold.changing(.itemSold)
    case .onRequest: .onRequest
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

enum QuantityField: String, Field {
  case feature, min, max
  static let table = FieldTable<QuantityField>()
  static let owner = "a quantity"
  static let object = FieldType.object(ObjectType("Quantity", QuantityField.self))

  var spec: FieldSpec {
    switch self {
    case .feature:
      FieldSpec(
        .text, "The id of a limit that the customer gets as many of as are bought.", examples: ["seats"],
        names: .features(.limit), changed: .quantityFeature)
    case .min: FieldSpec(.integer(.positive), "The minimum quantity.", default: 1, changed: .quantityMin)
    case .max: FieldSpec(.integer(.positive), "The maximum quantity; at least `min`.", changed: .quantityMax)
    }
  }
}

enum TopupField: String, Field {
  case key, name, description, feature, amount, prices, compatiblePlans, quantity, grant, sold, providerIds, metadata
  static let table = FieldTable<TopupField>()
  static let owner = "a top-up"
  static let exampleID = "pack"
  static let object = FieldType.object(ObjectType("Topup", TopupField.self))

  var spec: FieldSpec {
    switch self {
    case .key: .key.changing(.itemKey)
    case .name: .name.changing(.itemName)
    case .description: .description.changing(.itemDescription)
    case .feature:
      .required(.text, "The id of the metered feature to top up.", names: .features(.metered), changed: .topupFeature)
    case .amount: .required(.amount, "How much it adds, in the feature's own unit.", examples: [1_000_000], changed: .topupAmount)
    case .prices:
      .required(
        .map(PriceField.object(of: .topup), least: 1),
        "What the top-up costs, by price id. At least one; prices must be one-time.")
    case .compatiblePlans: .compatiblePlans.changing(.compatiblePlans)
    case .quantity: .quantity
    case .grant: FieldSpec(GrantField.object, "How the purchased usage is spent, and when it expires.")
    case .sold: .sold.changing(.itemSold)
    case .providerIds: .providerIds.changing(.itemProviderIds)
    case .metadata: .metadata.changing(.itemMetadata)
    }
  }
}

/// The fields of a filter that leaves events out.
enum FilterField: String, Field {
  case not
  static let table = FieldTable<FilterField>()
  static let owner = "a filter"

  var spec: FieldSpec {
    switch self {
    case .not: .required(.list(.text), "The values whose events do not count.")
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
      FieldSpec(.integer(.nonNegative), "Grants with a lower number are spent first.", changed: .grantPriority)
    case .expiration:
      FieldSpec(
        ExpirationField.object, "When the unused amount expires. If omitted, never.", changed: .grantExpiration)
    case .maxRolloverAmount:
      FieldSpec(.amount, "How much of the unused amount rolls over when the allowance resets.", changed: .grantRollover)
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
        .word(WordType("Expiration.Unit", Grant.Expiration.Unit.self)), "A unit of time, counted from the purchase.",
        changed: .grantExpiration)
    case .count: FieldSpec(.integer(.positive), "The number of units.", default: 1, changed: .grantExpiration)
    }
  }
}

package enum PriceField: String, Field {
  case amount, tiers, mode, currency, interval, intervalCount, trialDays, trialCard, entitlements, sold, lookupKey
  case providerIds, metadata
  package static let table = FieldTable<PriceField>()
  package static let owner = "a price"
  package static let exampleID = "monthly"

  /// The fields that a one-time price cannot have.
  static let recurring: [PriceField] = [.tiers, .mode, .intervalCount, .trialDays, .trialCard]

  /// The price of a kind of item. Kinds differ in the intervals they allow and the fields those forbid.
  static func object(of kind: Item.Kind) -> FieldType {
    let forbidden = FieldCondition(
      interval, isOneOf: [Interval.oneTime], .forbids(recurring.filter { $0 != .mode }.map(\.rawValue)))
    return .object(
      ObjectType(
        "Price", PriceField.self, without: kind == .topup ? recurring + [.entitlements] : [],
        condition: kind == .addon ? forbidden : nil, alternatives: kind == .topup ? nil : .tiered
      ) { field, spec in
        switch field {
        case .interval:
          return .required(
            .word(WordType("Interval", Interval.self, allowed: kind.intervals)), spec.documentation, changed: spec.changed)
        // What is paid once has no tiers instead.
        case .amount where kind == .topup:
          return .required(spec.type, spec.documentation, examples: spec.examples, changed: spec.changed)
        default: return spec
        }
      })
  }

  package var spec: FieldSpec {
    switch self {
    case .amount:
      FieldSpec(
        .money,
        "A whole number in the currency's minor unit, or a string in its major unit: 2000 and \"20.00\" are 20.00 USD.",
        examples: [2000, "20.00"],
        changed: .priceAmount)
    case .tiers:
      FieldSpec(
        .list(TierField.object), "The price for each unit, by the number of units that are bought. Instead of `amount`.",
        changed: .priceTiers)
    case .mode: .mode.changing(.priceTiers)
    case .currency:
      .required(
        .currency, "An active ISO 4217 currency code, in upper or lower case.", examples: ["USD", "EUR", "INR"],
        changed: .priceCurrency)
    case .interval:
      .required(
        .word(WordType("Interval", Interval.self)), "How often the price is charged; `one_time` for once.",
        changed: .priceInterval)
    case .intervalCount:
      FieldSpec(
        .integer(.positive), "The number of intervals between charges: 3 with `month` is a quarter.", default: 1,
        changed: .priceInterval)
    case .trialDays:
      FieldSpec(
        .integer(.nonNegative), "The number of free days before the first charge.", examples: [14], changed: .priceTrialDays)
    case .trialCard:
      FieldSpec(
        .flag, "Whether the trial needs a payment method.", default: true, changed: .priceTrialCard)
    case .entitlements:
      FieldSpec(
        .entitlements, "What those who pay this price get in place of what the item grants, by feature id, each as a whole.",
        examples: [["tokens": 100_000]])
    case .sold: .sold.changing(.priceSold)
    case .lookupKey:
      FieldSpec(
        .name,
        "The unique key that programs find the price by. Defaults to the item's key, a colon and the price's id, after the "
          + "catalog's id if it has one.",
        changed: .priceLookupKey)
    case .providerIds: .providerIds.changing(.priceProviderIds)
    case .metadata: .metadata.changing(.priceMetadata)
    }
  }
}

/// The fields of what usage beyond an allowance costs.
package enum UsagePriceField: String, Field {
  case amount, tiers, mode, currency, per, package, lookupKey, providerIds, metadata
  package static let table = FieldTable<UsagePriceField>()
  package static let owner = "a usage price"
  package static let exampleID = "usage"
  static let object = FieldType.object(ObjectType("UsagePrice", UsagePriceField.self, alternatives: .tieredUsage))

  package var spec: FieldSpec {
    switch self {
    case .amount:
      FieldSpec(
        .rate,
        "A whole number in the currency's minor unit, or a string in its major unit, which may have 12 decimals of the minor unit.",
        examples: [20, "0.002"], changed: .usagePriceRate)
    case .tiers: FieldSpec(.list(TierField.object), "The price by usage. Instead of `amount`.", changed: .usagePriceRate)
    case .mode: .mode.changing(.usagePriceRate)
    case .currency: PriceField.currency.spec.changing(.usagePriceCurrency)
    case .per:
      FieldSpec(
        .integer(.positive), "The number of units that an amount is for, in proportion.", default: 1, examples: [1_000_000],
        changed: .usagePriceRate)
    case .package:
      FieldSpec(
        .integer(.positive), "The number of units that are sold together: usage is rounded up to whole packages.",
        examples: [1000], changed: .usagePriceRate)
    case .lookupKey:
      FieldSpec(
        .name,
        "The unique key that programs find the price by. Defaults to the keys of the item and the feature and the price's id, "
          + "joined by colons.", changed: .usagePriceLookupKey)
    case .providerIds: .providerIds.changing(.usagePriceProviderIds)
    case .metadata: .metadata.changing(.usagePriceMetadata)
    }
  }
}

enum TierField: String, Field {
  case upTo, amount, flat
  static let table = FieldTable<TierField>()
  static let owner = "a tier"
  static let object = FieldType.object(ObjectType("Tier", TierField.self, alternatives: .tier))

  var spec: FieldSpec {
    switch self {
    case .upTo: FieldSpec(.amount, "The last unit of the tier, counted from 0. The last tier has none.", examples: [1000])
    case .amount:
      FieldSpec(
        .rate, "The price for each unit, as in a price; it may have 12 decimals of the minor unit.", examples: [20, "0.002"])
    case .flat: FieldSpec(.money, "An amount that is added once when the tier is entered.", examples: [500, "5.00"])
    }
  }
}

package enum EntitlementField: String, Field {
  case type, enabled, amount, reset, perUnit, isSoftLimit, preserveOverageAtReset, max, prices, set, config, metadata
  package static let table = FieldTable<EntitlementField>()
  package static let owner = "an entitlement"

  package var spec: FieldSpec {
    switch self {
    case .type:
      FieldSpec(
        .word(WordType("FeatureType", Feature.Kind.self)), "The type of the feature. Optional: the other fields imply it.")
    case .enabled:
      FieldSpec(
        .flag, "Whether the customer gets the feature. If false, nothing is emitted.", default: true, changed: .entitlement)
    case .amount:
      FieldSpec(
        .amount, "The allowance of each period, or the limit, in the feature's own unit.", examples: [100_000],
        changed: .entitlementAmount)
    case .reset:
      FieldSpec(
        .word(WordType("Reset", Reset.self)),
        "How often the allowance resets; `never` grants it once. If omitted, `month`, or `never` under a one-time price.",
        changed: .entitlementReset)
    case .perUnit:
      FieldSpec(
        .flag,
        "Whether the numbers are for each unit of the item. If omitted, they are for the customer in a plan, and for each unit in "
          + "an add-on.", changed: .entitlementPerUnit)
    case .isSoftLimit:
      FieldSpec(.flag, "Whether access continues after the allowance is used up.", changed: .entitlementSoftLimit)
    case .preserveOverageAtReset:
      FieldSpec(.flag, "Whether overage is carried into the next period.", changed: .entitlementOverage)
    case .max:
      FieldSpec(
        .amount, "The usage at which access ends, counted from 0; only with `prices`.", examples: [500_000],
        changed: .entitlementMax)
    case .prices:
      FieldSpec(
        .map(UsagePriceField.object), "What usage beyond the allowance costs, by price id: one for each currency.",
        examples: [["usd": ["amount": "0.002", "currency": "USD"]]])
    case .set:
      FieldSpec(
        .flag, "In an add-on: whether the limit is raised to the amount instead of by it.", default: false,
        changed: .entitlementSet)
    case .config:
      FieldSpec(.any, "The setting: a string or any other JSON value.", examples: ["email"], changed: .entitlementConfig)
    case .metadata: .metadata.changing(.entitlementMetadata)
    }
  }

  /// The kinds of entitlement with this field.
  package var kinds: FeatureKinds {
    switch self {
    case .type, .metadata: .all
    case .enabled: .boolean
    case .amount, .perUnit: [.metered, .limit]
    case .reset, .isSoftLimit, .preserveOverageAtReset, .max, .prices: .metered
    case .set: .limit
    case .config: .static
    }
  }

}

extension Feature.Kind {
  /// The field that an entitlement object of this kind requires.
  package var neededField: EntitlementField? {
    switch self {
    case .boolean: nil
    case .metered, .limit: .amount
    case .static: .config
    }
  }

  /// The field whose value can be written instead of the object.
  package var literalField: EntitlementField {
    switch self {
    case .boolean: .enabled
    case .metered, .limit: .amount
    case .static: .config
    }
  }
}

enum DiscountField: String, Field {
  case name, percent, amounts, duration, appliesTo, codes, maxRedemptions, expiresAt, providerIds, metadata
  static let table = FieldTable<DiscountField>()
  static let owner = "a discount"
  static let exampleID = "launch"
  static let object = FieldType.object(ObjectType("Discount", DiscountField.self, alternatives: .reduction))

  var spec: FieldSpec {
    switch self {
    case .name: FieldSpec(.name, "The display name. Defaults to the id.", changed: .discountName)
    case .percent:
      FieldSpec(
        .percent, "By how much each line of an invoice is lowered: above 0, at most 100.", examples: [20], changed: .discountValue
      )
    case .amounts:
      FieldSpec(
        .amounts, "By how much an invoice is lowered, by currency. Instead of `percent`.",
        examples: [["USD": 1000, "EUR": "9.00"]], changed: .discountValue)
    case .duration:
      .required(
        .duration, "once: the first invoice above 0. months: those issued within a number of months. forever: all of them.",
        examples: ["once", ["months": 3]], changed: .discountDuration)
    case .appliesTo:
      FieldSpec(
        .list(.text, least: 1),
        "The items that it lowers, by id or key; `plans.ID`, `addons.ID` or `topups.ID` if several have the name. If omitted, all.",
        examples: [["plans.pro"]], names: .items, changed: .discountItems)
    case .codes: FieldSpec(.codes, "What customers type to get it, by code.", examples: [["LAUNCH20": ["maxPerCustomer": 1]]])
    case .maxRedemptions: .maxRedemptions.changing(.discountMaxRedemptions)
    case .expiresAt: .expiresAt.changing(.discountExpiresAt)
    case .providerIds: .providerIds.changing(.discountProviderIds)
    case .metadata: .metadata.changing(.discountMetadata)
    }
  }
}

enum CodeField: String, Field {
  case maxRedemptions, maxPerCustomer, expiresAt, firstPurchaseOnly, minimum
  static let table = FieldTable<CodeField>()
  static let owner = "a code"
  static let exampleID = "LAUNCH20"
  static let object = FieldType.object(ObjectType("Code", CodeField.self))

  var spec: FieldSpec {
    switch self {
    case .maxRedemptions: .maxRedemptions.changing(.codeTerms)
    case .maxPerCustomer: FieldSpec(.integer(.positive), "How often one customer can use it.", changed: .codeTerms)
    case .expiresAt: .expiresAt.changing(.codeTerms)
    case .firstPurchaseOnly:
      FieldSpec(.flag, "Whether only a customer's first purchase can use it.", default: false, changed: .codeTerms)
    case .minimum:
      FieldSpec(
        .amounts, "The least amount of a purchase, by currency.", examples: [["USD": 7000]], changed: .codeTerms)
    }
  }
}

/// The fields of a discount's duration that has an end.
enum DurationField: String, Field {
  case months
  static let table = FieldTable<DurationField>()
  static let owner = "a duration"

  var spec: FieldSpec {
    switch self {
    case .months: .required(.integer(.discountMonths), "The number of months; `forever` is longer.")
    }
  }
}

enum ProviderField: String, Field {
  case enabled, options, metadata
  static let table = FieldTable<ProviderField>()
  static let owner = "provider settings"
  static let object = FieldType.object(ObjectType("ProviderSettings", ProviderField.self))

  var spec: FieldSpec {
    switch self {
    case .enabled:
      FieldSpec(
        .flag, "If false, the provider is not checked or compiled by default, nor part of `all`.", default: true,
        changed: .providerEnabled)
    case .options: FieldSpec(.options, "Options of this provider.", changed: .providerOptions)
    case .metadata:
      FieldSpec(.metadata, "Entries for every object that the provider's setup creates.", changed: .providerMetadata)
    }
  }
}

enum LintField: String, Field {
  case allow, warn, deny
  static let table = FieldTable<LintField>()
  static let owner = "lint levels"
  static let object = FieldType.object(ObjectType("Lint", LintField.self))

  var spec: FieldSpec {
    switch self {
    case .allow:
      FieldSpec(
        .list(.rule), "Rules that are not reported: names, or patterns such as `stripe/*`. Errors cannot be allowed.",
        examples: [["dominated-plan"]], changed: .lint)
    case .warn: FieldSpec(.list(.rule), "Rules that are reported as warnings.", examples: [["volume-cliff"]], changed: .lint)
    case .deny: FieldSpec(.list(.rule), "Rules that are reported as errors.", examples: [["stripe/*"]], changed: .lint)
    }
  }

  var level: LintLevels.Level {
    switch self {
    case .allow: .allow
    case .warn: .warn
    case .deny: .deny
    }
  }
}
