import JSONText

extension API {
  /// As of SDK 1.123.0: bearer tokens, and a separate host for test keys. These requests have no idempotency keys.
  static let dodo = API(
    baseURL: "https://live.dodopayments.com",
    testURL: "https://test.dodopayments.com",
    authentication: .bearer("DODO_PAYMENTS_API_KEY"),
    resources: [
      // What a meter counts cannot change (SDK 1.123.0, `meter_update_params`).
      Resource("meters", "/meters") { request in
        Call(.patch, "/meters/{}", body: request.body?.only(["name", "description", "measurement_unit"]))
      },
      // `precision` cannot change (SDK 1.123.0, `credit_entitlement_update_params`).
      Resource("credits", "/credit-entitlements") { request in
        Call(.patch, "/credit-entitlements/{}", body: request.body?.without(["precision"]))
      },
      // `integration_type` cannot change (SDK 1.123.0, `entitlement_update_params`).
      Resource("features", "/entitlements") { request in
        Call(.patch, "/entitlements/{}", body: request.body?.without(["integration_type"]))
      },
      // Amounts change in place, for new customers (Dodo's documentation, features/products).
      Resource("prices", "/products"),
      Resource("prices", "/addons"),
      Resource("discounts", "/discounts") { Call(.patch, "/discounts/{}", body: $0.body) },
    ])
}
