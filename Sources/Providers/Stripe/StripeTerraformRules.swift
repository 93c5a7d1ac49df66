import CatalogReading
import Diagnostics

/// What `compile --emit terraform` reports: where Terraform does not do what `catalogc apply` does.
extension Rule {
  package static let stripeTerraformRules: [Rule] = [
    terraformID, terraformDefaultPrice, terraformMeter, terraformTextStays, terraformTaxCodeStays, terraformAttachment,
  ]

  private static let source = "stripe/terraform-provider-stripe 0.3.0"

  package static let terraformID = Rule(
    "stripe/terraform-own-id", .detail("the ids are in the output `catalogc_ids`"),
    "Terraform cannot choose the ids of products and coupons",
    explanation: """
      `catalogc apply` creates products and coupons with ids made of keys. Terraform's provider has no argument for them, so Stripe \
      generates ids. Read them in the output `catalogc_ids`, or name them with `--ids`. Only `--emit terraform` reports this.
      """,
    source: "\(source), docs/resources/product.md",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "providerIds": {"stripe": "prod_pro"},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  package static let terraformDefaultPrice = Rule(
    "stripe/terraform-default-price", .detail("Terraform ends with an error, after the new price exists"),
    "Terraform cannot replace the default price of a product",
    explanation: """
      Stripe does not archive the default price of a product, and Terraform's provider cannot choose another one. If such a price \
      changes, Terraform creates the new price and then ends with an error. Products have a default price only if someone has chosen \
      one, such as in Stripe's Dashboard; remove it there. `catalogc apply` moves the default. Only `--emit terraform` reports this.
      """,
    source: "stripe/terraform-provider-stripe#35",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"free": {"default": true, "entitlements": {"api": true}}}}
      """#)

  package static let terraformMeter = Rule(
    "stripe/terraform-meter-kept", .detail("Terraform refuses the plan, and usage is billed as before"),
    "Terraform will refuse to replace a meter",
    explanation: """
      The event name and the aggregation of a meter cannot change at Stripe, and running subscriptions are billed through it. The \
      file therefore has `prevent_destroy` for meters: a plan that would replace or destroy one is an error. Add a meter with \
      another id and another event type instead. Only `--emit terraform` reports this.
      """,
    source: "Stripe's API reference, POST /v1/billing/meters",
    wrong: #"""
      {"meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"calls": 500},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  package static let terraformTextStays = Rule(
    "stripe/terraform-text-stays", .detail("customers read a text that the catalog no longer has"),
    "Terraform keeps the description of a product",
    explanation: """
      Terraform keeps what is at Stripe when the file no longer has an argument, and an empty text is an error. Remove the description \
      in Stripe's Dashboard. Only `--emit terraform` with `--previous` reports this.
      """,
    source: "\(source), internal/provider/resources",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"description": "For small teams", "entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  package static let terraformTaxCodeStays = Rule(
    "stripe/terraform-tax-code-stays", .money("customers pay the tax of a code that the catalog no longer has"),
    "Terraform keeps the tax code of products",
    explanation: """
      Terraform keeps what is at Stripe when the file no longer has an argument. Remove the tax code in Stripe's Dashboard. Only \
      `--emit terraform` with `--previous` reports this.
      """,
    source: "\(source), internal/provider/resources",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": ⟦{}⟧}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": {"options": {"taxCode": "txcd_10103000"}}}}
      """#)

  package static let terraformAttachment = Rule(
    "stripe/terraform-attachment-unknown", .access("products may lack the feature until it is imported"),
    "Terraform does not know that a feature is attached to a product",
    explanation: """
      Ids files have the ids of products and features, but not of the features of products. Terraform creates what it does not know, \
      and Stripe may refuse to attach a feature twice. Save the account with `catalogc plan --save-state FILE`, and pass it with \
      `--state FILE`. Only `--emit terraform` with ids reports this.
      """,
    source: "\(source), docs/resources/product_feature.md",
    wrong: #"""
      {"features": {"api": {"type": "boolean", "providerIds": {"stripe": "feat_api"}}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true}, "providerIds": {"stripe": "prod_pro"},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean", "providerIds": {"stripe": "feat_api"}}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)
}
