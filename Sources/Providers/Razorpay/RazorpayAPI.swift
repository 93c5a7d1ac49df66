extension API {
  /// Version 1. Basic authentication, and one host for test and live keys (Razorpay's documentation, api/authentication and
  /// api/understand). Plans have no idempotency keys.
  static let razorpay = API(
    baseURL: "https://api.razorpay.com",
    authentication: .basic(user: "RAZORPAY_KEY_ID", password: "RAZORPAY_KEY_SECRET"),
    keyPrefixes: (["rzp_test_"], ["rzp_live_"]),
    resources: [
      // A plan can be neither changed nor deleted (payments/subscriptions/create-plans), so new terms need a new plan.
      Resource("prices", "/v1/plans", change: .replaced(nil))
    ])
}
