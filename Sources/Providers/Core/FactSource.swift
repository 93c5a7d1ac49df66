import Diagnostics

/// A document that facts about a provider were read in.
package struct FactSource: Sendable {
  /// How sources of rules begin, such as `Stripe's API reference`.
  package let name: String
  /// The date of the text that was read, as its publisher gives it: of a version, a commit or a page. Shorter if only the month
  /// or the year is known.
  package let date: String

  package init(_ name: String, _ date: String) {
    self.name = name
    self.date = date
  }
}

extension Provider {
  /// The date of a rule's source, which is the document with the longest matching name; nil if it is in none of them.
  package func date(of source: String) -> String? {
    sources.filter { source.utf8.starts(with: $0.name.utf8) }.max { $0.name.utf8.count < $1.name.utf8.count }?.date
  }
}

extension Rule {
  /// When the fact of a provider's rule was read: the date of its source.
  package var sourceDate: String? {
    guard let source, let provider = provider.flatMap(Provider.named) else { return nil }
    return provider.date(of: source)
  }
}

// MARK: The documents

extension [FactSource] {
  /// The release of the Python client is 16.1.0, of API version 2026-10-28.endive.
  static var stripe: [FactSource] {
    [
      FactSource("Stripe's API reference", "2026-10-28"),
      // The lengths are in no client, but in a copy of this version's description.
      FactSource("Stripe's OpenAPI description", "2026-01-28"),
      FactSource("Stripe's documentation", "2026-09-30"),
      FactSource("Stripe's documentation, \"Supported currencies\"", "2026-07-10"),
      FactSource("Stripe's documentation, \"Minimum and maximum charge amounts\"", "2026-07-10"),
      FactSource("Stripe's documentation, \"Mixed interval subscriptions\"", "2026-04-30"),
      FactSource("an error message of Stripe's API, quoted in stripe/stripe-ruby#804", "2019-06-26"),
      FactSource("an error message of Stripe's API, quoted in stripe/stripe-node#2503", "2025-11-16"),
      FactSource("ISO 4217", "2026"),
      FactSource("stripe/terraform-provider-stripe 0.3.0", "2026-08-13"),
      FactSource("stripe/terraform-provider-stripe#35", "2026-08"),
    ]
  }

  /// The documentation is razorpay/markdown-docs at ab3bda5.
  static var razorpay: [FactSource] {
    [
      FactSource("Razorpay's documentation", "2026-04-09"),
      FactSource("the examples in Razorpay's documentation", "2026-04-09"),
      FactSource("razorpay/razorpay-mcp-server", "2026-01-16"),
      FactSource("an error message of Razorpay's API, quoted in razorpay/razorpay-ruby#65", "2018"),
      FactSource("an error message of Razorpay's checkout", "2026"),
    ]
  }

  /// The documentation is dodopayments/dodo-docs at 2570212.
  static var dodo: [FactSource] {
    [
      FactSource("the Python SDK dodopayments 1.123.0", "2026-11"),
      FactSource("Dodo's documentation", "2025-09-18"),
      FactSource("Dodo's OpenAPI description 1.53.2", "2025-09-18"),
    ]
  }

  /// openmeterio/openmeter at 7e57a394.
  static var openmeter: [FactSource] {
    [
      FactSource("OpenMeter's api/openapi.yaml", "2026-08-18"),
      FactSource("OpenMeter's openmeter/", "2026-08-18"),
      FactSource("openmeterio/openmeter#3293", "2025-09-01"),
    ]
  }

  /// polarsource/polar at c6c3645, and newer pages.
  static var polar: [FactSource] {
    [
      FactSource("Polar's OpenAPI description 2026-04", "2026-08-22"),
      FactSource("Polar's documentation", "2026-08-22"),
      FactSource("Polar's documentation, features/unit-based-pricing", "2026-09-01"),
      FactSource("server/polar/", "2026-08-22"),
      FactSource("server/polar/product/schemas.py and tiers.py", "2026-09-03"),
    ]
  }

  /// armitage-labs/creem at 3d39163 and f0c8673.
  static var creem: [FactSource] {
    [
      FactSource("Creem's OpenAPI description", "2026"),
      FactSource("Creem's TypeScript SDK", "2026-09-16"),
      FactSource("Creem's command line", "2026-04-30"),
      FactSource("Creem's documentation", "2026-04-30"),
      FactSource("Creem's documentation, code/webhooks.mdx", "2026"),
      FactSource("Creem's documentation, features/trials.mdx", "2026-09-13"),
      FactSource("Creem's documentation, features/usage-based-billing.mdx", "2026-09"),
    ]
  }

  /// useautumn/autumn at 187c0a7. Payments go through the seller's Stripe account, so its limits apply, too.
  static var autumn: [FactSource] {
    stripe + [
      FactSource("the Python SDK autumn-sdk 1.2.0", "2026-10-15"),
      FactSource("useautumn/autumn", "2026-08-22"),
      FactSource("Autumn's documentation", "2026-08-22"),
      FactSource("Autumn's server", "2026-08-22"),
      FactSource("validateProductItems.ts", "2026-08-22"),
    ]
  }
}
