import JSONText

extension API {
  /// Version 2.5.0 (the Python SDK autumn-sdk 1.2.0). Every call is a POST. Ids come from the catalog, and creating a duplicate fails.
  static let autumn = API(
    baseURL: "https://api.useautumn.com",
    authentication: .bearer("AUTUMN_SECRET_KEY"),
    keyPrefixes: (["am_sk_test_"], ["am_sk_live_"]),
    headers: [("x-api-version", "2.5.0")],
    resources: [
      // The type and use of a feature cannot change once it is in use (server, detectFeatureUpdateBlockers.ts).
      Resource("features", "/v1/features.create") { request in
        Call(.post, "/v1/features.update", body: request.body?.only(["feature_id", "name", "event_names", "credit_schema"]))
      },
      Resource("products", "/v1/plans.create"),
      Resource("prices", "/v1/plans.create"),
      // The value and duration of a reward cannot change. The catalog chooses its id.
      Resource("discounts", "/v1/rewards.create", hasID: false),
    ])
}
