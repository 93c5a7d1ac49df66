extension FactGroup {
  static let all: [FactGroup] = [
    items, ids, prices, trials, lookupKeys, texts, metadata, entitlements, grants, offering, discounts, usage,
  ]

  /// Items, their compatible plans and quantities.
  static let items = FactGroup(
    name: "items",
    facts: [
      Fact("without a price", .plan, #"{"plans": {"pro": {"prices": null}}}"#),
      Fact(
        "two prices", .plan,
        #"{"plans": {"pro": {"prices": {"y": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}"#),
      Fact(
        "another currency at the same interval", .plan,
        #"{"plans": {"pro": {"prices": {"e": {"amount": 1800, "currency": "EUR", "interval": "month"}}}}}"#),

      Fact("without a price", .addon, #"{"addons": {"x": {"prices": null}}}"#),
      Fact(
        "without a price, with bounds and plans", .addon,
        #"{"addons": {"x": {"prices": null, "quantity": {"max": 3}, "compatiblePlans": ["pro"]}}}"#),
      Fact("at most 3", .addon, #"{"addons": {"x": {"quantity": {"max": 3}}}}"#),
      Fact("at least 2", .addon, #"{"addons": {"x": {"quantity": {"min": 2}}}}"#),
      Fact("at most 1", .addon, #"{"addons": {"x": {"quantity": {"max": 1}}}}"#),
      Fact("multiple", .addon, #"{"addons": {"x": {"multiple": true}}}"#),
      Fact("multiple, 2 to 10", .addon, #"{"addons": {"x": {"multiple": true, "quantity": {"min": 2, "max": 10}}}}"#),
      Fact("for named plans", .addon, #"{"addons": {"x": {"compatiblePlans": ["pro"]}}}"#),
      Fact("for an empty list of plans", .addon, #"{"addons": {"x": {"compatiblePlans": []}}}"#),
      Fact("yearly, with a monthly plan", .addon, #"{"addons": {"x": {"prices": {"m": {"interval": "year"}}}}}"#),
      Fact("in another currency than the plan", .addon, #"{"addons": {"x": {"prices": {"m": {"currency": "EUR"}}}}}"#),
      Fact(
        "paid once or monthly", .addon,
        #"{"addons": {"x": {"prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}"#),

      Fact("without a price", .oneTimeAddon, #"{"addons": {"x": {"prices": null}}}"#),
      Fact("at most 3", .oneTimeAddon, #"{"addons": {"x": {"quantity": {"max": 3}}}}"#),
      Fact("multiple", .oneTimeAddon, #"{"addons": {"x": {"multiple": true}}}"#),
      Fact("for named plans", .oneTimeAddon, #"{"addons": {"x": {"compatiblePlans": ["pro"]}}}"#),
      Fact("in another currency than the plan", .oneTimeAddon, #"{"addons": {"x": {"prices": {"once": {"currency": "EUR"}}}}}"#),

      Fact("for named plans", .topup, #"{"topups": {"pack": {"compatiblePlans": ["pro"]}}}"#),
      Fact("for an empty list of plans", .topup, #"{"topups": {"pack": {"compatiblePlans": []}}}"#),
      Fact("in another currency than the plan", .topup, #"{"topups": {"pack": {"prices": {"once": {"currency": "EUR"}}}}}"#),
    ])

  /// Ids of existing objects at the provider.
  static let ids = FactGroup(
    name: "ids",
    facts: [
      Fact("id of an item with one price", .plan, #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
      Fact("id of a price", .plan, #"{"plans": {"pro": {"prices": {"m": {"providerIds": {"PROVIDER": "id_1"}}}}}}"#),
      Fact(
        "ids of an item and of its price", .plan,
        #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}, "prices": {"m": {"providerIds": {"PROVIDER": "id_2"}}}}}}"#),
      Fact(
        "one id of an item and of its price", .plan,
        #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}, "prices": {"m": {"providerIds": {"PROVIDER": "id_1"}}}}}}"#),
      Fact(
        "id of an item with two prices", .plan,
        #"""
        {"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}, "prices": {"y": {"amount": 20000, "currency": "USD",
         "interval": "year"}}}}}
        """#),
      Fact("id of an item without a price", .plan, #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}, "prices": null}}}"#),
      Fact(
        "one id of two prices", .plan,
        #"""
        {"plans": {"pro": {"prices": {"m": {"providerIds": {"PROVIDER": "id_1"}},
          "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"PROVIDER": "id_1"}}}}}}
        """#),
      Fact(
        "one id of two plans", .plan,
        #"""
        {"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}}, "max": {"entitlements": {"api": true},
          "providerIds": {"PROVIDER": "id_1"}, "prices": {"m": {"amount": 4000, "currency": "USD", "interval": "month"}}}}}
        """#),
      Fact(
        "one id of a plan and an add-on", .addon,
        #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id_1"}}}, "addons": {"x": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
      Fact("id of an add-on", .addon, #"{"addons": {"x": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
      Fact("id of a price of an add-on", .addon, #"{"addons": {"x": {"prices": {"m": {"providerIds": {"PROVIDER": "id_1"}}}}}}"#),
      Fact("id of a one-time add-on", .oneTimeAddon, #"{"addons": {"x": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
      Fact(
        "id of a price of a one-time add-on", .oneTimeAddon,
        #"{"addons": {"x": {"prices": {"once": {"providerIds": {"PROVIDER": "id_1"}}}}}}"#),
      Fact("id of a top-up", .topup, #"{"topups": {"pack": {"providerIds": {"PROVIDER": "id_1"}}}}"#),
      Fact(
        "id of a price of a top-up", .topup,
        #"{"topups": {"pack": {"prices": {"once": {"providerIds": {"PROVIDER": "id_1"}}}}}}"#),
      Fact("id with a space", .plan, #"{"plans": {"pro": {"providerIds": {"PROVIDER": "id 1"}}}}"#),
    ])
}
