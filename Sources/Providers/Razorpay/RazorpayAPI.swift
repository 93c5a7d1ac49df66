extension API {
  /// Version 1: basic authentication with one host for test and live keys, and lists of at most 100 (`count`, `skip`;
  /// Razorpay's documentation, api/authentication and api/understand). There are no idempotency keys for plans.
  static let razorpay = API(
    baseURL: "https://api.razorpay.com",
    authentication: .basic(user: "RAZORPAY_KEY_ID", password: "RAZORPAY_KEY_SECRET"),
    keyPrefixes: (["rzp_test_"], ["rzp_live_"]),
    lists: .init(member: "items", parameter: "skip", hasMore: "(.items | length) >= 100", next: "$page * 100"),
    resources: [
      // A plan is final, and never goes away (payments/subscriptions/create-plans): a price on other terms is another plan.
      Resource("prices", "/v1/plans", change: .replaced(nil))
    ],
    search: { Search($0.lookup, terms: ["period", "interval", "item"]) })
}
