import CatalogReading

// Scenario files have no schema: their fields have only a name and a type.

enum ScenarioField: String, Field {
  case plan, price, currency, quantity, addons, usage, topups, discount, expect
  static let table = FieldTable<ScenarioField>()
  static let owner = "a scenario"

  var spec: FieldSpec {
    switch self {
    case .plan: .required(.name, "The id or key of the plan.")
    case .price: FieldSpec(.name, "The id of the plan's price, if it has several.")
    case .currency: FieldSpec(.currency, "The currency, if the plan has prices in several.")
    case .quantity: FieldSpec(.integer(.positive), "How many of the plan are bought.")
    case .addons: FieldSpec(.map(.integer(.positive)), "How many are bought of each add-on.")
    case .usage: FieldSpec(.map(.amount), "The usage of each feature between two resets.")
    case .topups: FieldSpec(.map(.integer(.positive)), "How many are bought of each top-up.")
    case .discount: FieldSpec(.name, "The id of a discount.")
    case .expect: FieldSpec(.metadata, "What the customer pays.")
    }
  }
}

enum ExpectationField: String, Field {
  case total, lines
  static let table = FieldTable<ExpectationField>()
  static let owner = "an expectation"

  var spec: FieldSpec {
    switch self {
    case .total: FieldSpec(.any, "The total of the invoice, or that of each, by period.")
    case .lines: FieldSpec(.metadata, "The amounts of single lines.")
    }
  }
}

enum LinesField: String, Field {
  case plan, addons, usage, topups
  static let table = FieldTable<LinesField>()
  static let owner = "`lines`"

  var spec: FieldSpec {
    switch self {
    case .plan: FieldSpec(.money, "What is paid for the plan, apart from usage.")
    case .addons: FieldSpec(.map(.money), "What is paid for each add-on.")
    case .usage: FieldSpec(.map(.money), "What is paid for the usage of each feature.")
    case .topups: FieldSpec(.map(.money), "What is paid for each top-up.")
    }
  }
}
