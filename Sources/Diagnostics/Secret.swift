/// How secrets begin: Stripe's secret and restricted keys, webhook secrets (Stripe, Dodo and all that follow Standard
/// Webhooks), Autumn's keys, Polar's tokens.
package let secretPrefixes = [
  "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "am_sk_live_", "am_sk_test_", "polar_oat_", "polar_pat_",
]

/// The beginning that makes the text look like a provider's secret; nil where it does not.
package func secretPrefix(of text: String) -> String? {
  secretPrefixes.first { text.utf8.starts(with: $0.utf8) && text.utf8.count > $0.utf8.count }
}

/// The text as a report may show it: of a secret only the beginning.
package func redacted(_ text: String) -> String {
  secretPrefix(of: text).map { $0 + "…" } ?? text
}
