import JSONText

extension API {
  /// Version 1, by default of OpenMeter's cloud. There are no idempotency keys, but slugs and keys are unique: creating a
  /// duplicate fails with 409 (api/openapi.yaml).
  static let openmeter = API(
    baseURL: "https://openmeter.cloud",
    authentication: .bearer("OPENMETER_API_KEY"),
    resources: [
      // What a meter counts, and how, cannot be changed (MeterUpdate).
      Resource("meters", "/api/v1/meters") { request in
        Call(.put, "/api/v1/meters/{}", body: request.body?.only(["name", "description", "metadata", "groupBy"]))
      },
      Resource("features", "/api/v1/features"),
      // An active version cannot be changed: a POST with its key creates the next version, and publishing that archives it
      // (openmeter/productcatalog/plan/service/plan.go).
      Resource("plans", "/api/v1/plans", change: .replaced(nil)),
      Resource("addons", "/api/v1/addons", change: .replaced(nil)),
      Resource("plan-addons", "/api/v1/plans/", hasID: false),
      Resource("publish", "/api/v1/", hasID: false),
    ])
}
