import JSONText

/// What a field means, for people who write catalogs.
struct FieldNote: Sendable {
  /// A sentence or two, with their full stops.
  let summary: String
  /// What holds where the field is left out, if that can be written in its place.
  let defaultValue: JSON?
  let examples: [JSON]

  init(_ summary: String, default defaultValue: JSON? = nil, examples: [JSON] = []) {
    self.summary = summary
    self.defaultValue = defaultValue
    self.examples = examples
  }

  static let key = FieldNote("The name that providers and programs know it by. The id where it is left out.")
  static let name = FieldNote("What people read. The key where it is left out.")
  static let description = FieldNote("What there is to say about it, for people.")
  static let metadata = FieldNote("Entries of your own, which go to the providers as far as they take them.")
  static let entitlements = FieldNote(
    "What a customer gets of each feature, by the feature's id: at least one.",
    examples: [["apiAccess": true, "tokens": ["amount": 100_000, "reset": "month"], "support": "email"]])
  static let providerIds = FieldNote(
    "The ids at providers that have it already: it is updated or left alone there, and not made again.")
  static let compatiblePlans = FieldNote(
    "The plans that it goes with, by id or key. Every plan where it is left out or empty.", default: [])
}

extension CatalogField {
  var note: FieldNote {
    switch self {
    case .schema: FieldNote("The JSON Schema that an editor checks the file with. The compiler ignores it.")
    case .meters: FieldNote("How usage events are counted, by id.")
    case .features: FieldNote("What a customer may have: access, an allowance, or a setting; by id.")
    case .plans: FieldNote("What a customer subscribes to, by id.")
    case .addons: FieldNote("What is sold beside a plan, by id.")
    case .topups: FieldNote("Usage that is bought once, by id.")
    case .providers: FieldNote("What only one provider needs, by the provider's name.")
    }
  }
}

extension MeterField {
  var note: FieldNote {
    switch self {
    case .key: .key
    case .name: .name
    case .description: .description
    case .eventType: FieldNote("The 'type' of the CloudEvents that are counted.", examples: ["ai.tokens"])
    case .aggregation: FieldNote("What is made of the events of a period. All but 'count' read a value from each.")
    case .valueProperty:
      FieldNote(
        "A JSONPath to the value in the event's data. Needed by all aggregations but 'count'.", examples: ["$.tokens"])
    case .groupBy:
      FieldNote(
        "The dimensions that usage can be split by: names, and JSONPaths into the event's data.",
        examples: [["model": "$.model"]])
    case .metadata: .metadata
    }
  }
}

extension FeatureField {
  var note: FieldNote {
    switch self {
    case .key: .key
    case .type:
      FieldNote("boolean: access, or none. metered: a quantity of usage. static: a setting, which is a text.")
    case .name: .name
    case .description: .description
    case .meter: FieldNote("The id of the meter that counts the usage of a metered feature.")
    case .metadata: .metadata
    }
  }
}

extension PlanField {
  var note: FieldNote {
    switch self {
    case .key: .key
    case .name: .name
    case .description: .description
    case .entitlements: .entitlements
    case .prices: FieldNote("What the plan costs, by id. Each price recurs.")
    case .providerIds: .providerIds
    case .metadata: .metadata
    }
  }
}

extension AddonField {
  var note: FieldNote {
    switch self {
    case .key: .key
    case .name: .name
    case .description: .description
    case .entitlements: .entitlements
    case .prices: FieldNote("What the add-on costs, by id. A price recurs, or is paid once.")
    case .compatiblePlans: .compatiblePlans
    case .multiple: FieldNote("Whether a customer may hold more than one.", default: false)
    case .quantity: FieldNote("How many one customer may hold.")
    case .providerIds: .providerIds
    case .metadata: .metadata
    }
  }
}

extension QuantityField {
  var note: FieldNote {
    switch self {
    case .min: FieldNote("The smallest number that is sold.")
    case .max: FieldNote("The largest number that is sold; not below 'min'.")
    }
  }
}

extension TopupField {
  var note: FieldNote {
    switch self {
    case .key: .key
    case .name: .name
    case .description: .description
    case .feature: FieldNote("The id of the metered feature that it adds to.")
    case .amount: FieldNote("How much it adds, in the feature's own unit.", examples: [1_000_000])
    case .prices: FieldNote("What the top-up costs, by id: at least one price. Each is paid once.")
    case .compatiblePlans: .compatiblePlans
    case .grant: FieldNote("How the bought usage is spent, and when it lapses.")
    case .providerIds: .providerIds
    case .metadata: .metadata
    }
  }
}

extension GrantField {
  var note: FieldNote {
    switch self {
    case .priority: FieldNote("What is spent first: a grant with a lower number.")
    case .expiration: FieldNote("When what is left lapses. It does not where this is left out.")
    case .maxRolloverAmount: FieldNote("How much of what is left survives a reset of the allowance.")
    case .metadata: .metadata
    }
  }
}

extension ExpirationField {
  var note: FieldNote {
    switch self {
    case .duration: FieldNote("A unit of time since the purchase.")
    case .count: FieldNote("How many of them.", default: 1)
    }
  }
}

extension PriceField {
  var note: FieldNote {
    switch self {
    case .amount:
      FieldNote(
        "What it costs, as an integer in the currency's minor unit: 2000 is 20.00 USD, and 2000 JPY.", examples: [2000])
    case .currency:
      FieldNote("An active currency of ISO 4217, in capital or small letters.", examples: ["USD", "EUR", "INR"])
    case .interval: FieldNote("How often it is charged; 'one_time' is paid once.")
    case .intervalCount: FieldNote("Every so many intervals: 3 with 'month' is a quarter.", default: 1)
    case .trialDays: FieldNote("How many days are free before the first charge.", examples: [14])
    case .lookupKey:
      FieldNote(
        "The name that programs find the price by; one of a kind. The item's key, a colon and the price's id where left out.")
    case .providerIds: .providerIds
    case .metadata: .metadata
    }
  }
}

extension EntitlementField {
  var note: FieldNote {
    switch self {
    case .type: FieldNote("The type of the feature, which the other fields tell as well.")
    case .enabled: FieldNote("Whether the customer gets the feature. False: nothing is emitted for it.", default: true)
    case .amount: FieldNote("How much comes with each period, in the feature's own unit.", examples: [100_000])
    case .reset: FieldNote("When the allowance comes back.", default: "month")
    case .isSoftLimit: FieldNote("Whether access stays when the allowance is used up.")
    case .preserveOverageAtReset: FieldNote("Whether overuse is carried into the next period.")
    case .config: FieldNote("The setting. Where a provider wants JSON, it is encoded.")
    case .metadata: .metadata
    }
  }
}

extension ProviderField {
  var note: FieldNote {
    switch self {
    case .enabled: FieldNote("False takes the provider out of 'all'.", default: true)
    case .options: FieldNote("What only this provider needs.")
    case .metadata: FieldNote("Entries that are put on every object that the provider's setup makes.")
    }
  }
}
