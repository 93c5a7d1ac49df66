import Catalog
import CatalogReading
import Diagnostics
import Foundation
import Fuzzing
import JSONText
import Providers
import TestSupport
import Testing

@testable import Accounts

/// `compile --emit terraform`: the setup of Stripe as resources of the provider stripe/stripe. `make terraform-check` runs Terraform.
@Suite struct TerraformTests {
  typealias Outcome = MemorySystem.Outcome

  // MARK: Text

  @Test(arguments: [
    ("100% for $5", "100% for $5"), ("${x}", "$${x}"), ("%{if}", "%%{if}"), ("$${x}", "$$${x}"), ("$$${x}", "$$$${x}"),
    ("${${", "$${$${"), ("%${x}", "%$${x}"), ("$", "$"), ("$ {x}", "$ {x}"), ("{x}", "{x}"), ("é${", "é$${"),
  ])
  func `what begins a template is escaped once`(text: String, escaped: String) {
    #expect(TerraformText.literal(text) == escaped)
  }

  @Test func `names and values of metadata are escaped, and so are texts`() throws {
    let catalog = plan(#""name": "${a}", "description": "%{b}", "metadata": {"${c}": "$${d}"}, "#)
    let product = try resource("stripe_product", "plan_pro", catalog)
    #expect(product["name"] == "$${a}")
    #expect(product["description"] == "%%{b}")
    #expect(product["metadata"]?["$${c}"] == "$$${d}")
  }

  // MARK: Names

  @Test(arguments: [
    ("products/plan/pro", "plan_pro"), ("products/plan/pro/large", "plan_pro__large"),
    ("prices/plan/pro/monthly", "plan_pro__monthly"), ("usage/plan/pro/calls/usd", "plan_pro__calls__usd"),
    ("product-features/addon/extra/sso", "addon_extra__sso"), ("features/sso", "feature_sso"), ("meters/calls", "meter_calls"),
    ("meters/calls/large", "meter_calls__large"), ("coupons/launch", "discount_launch"),
    ("promotion-codes/launch/LAUNCH20", "discount_launch__LAUNCH20"), ("products/plan/a_b-c", "plan_a_b-c"),
    ("products/plan/1%20month", "plan_1--20-month"), ("products/plan/a__b", "plan_a--5F---5F-b"),
    ("products/plan/_", "plan_--5F-"), ("products/plan/é", "plan_--E9-"),
  ])
  func `a name is made of ids`(request: String, name: String) {
    #expect(TerraformAddress("type", request).name == name)
  }

  @Test func `different requests have different names, which Terraform accepts`() {
    let letters = ["a", "2", "0", "_", "-", " ", "/", "%", "é"]
    var ids: [String] = [""]
    var all: [String] = []
    for _ in 0..<3 {
      ids = ids.flatMap { id in letters.map { id + $0 } }
      all += ids
    }
    let requests =
      all.map { Request.id("products", "plan", $0) }
      + all.flatMap { id in ["a", "_", "__", "20-"].map { Request.id("prices", "plan", id, $0) } }
    let names = requests.map { TerraformAddress("type", $0).name }
    #expect(Set(names).count == requests.count)
    for name in names {
      let isValid =
        name.utf8.allSatisfy { byte in
          (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95 || byte == 45
        } && (name.utf8.first.map { $0 > 64 } ?? false)
      #expect(isValid, "\(name)")
    }
  }

  // MARK: Arguments

  @Test func `a plan is a product, its prices, and its features`() throws {
    let resources = try file(plan(#""name": "Pro", "#))["resource"]
    expectJSON(
      resources,
      #"""
      {"stripe_entitlements_feature": {"feature_api": {
         "name": "api", "lookup_key": "api", "metadata": {"catalogFeatureId": "api"}}},
       "stripe_product": {"plan_pro": {
         "name": "Pro", "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro"}, "active": true}},
       "stripe_price": {"plan_pro__monthly": {
         "currency": "usd", "product": "${stripe_product.plan_pro.id}", "unit_amount": 2000,
         "recurring": [{"interval": "month", "interval_count": 1, "usage_type": "licensed"}],
         "lookup_key": "pro:monthly", "transfer_lookup_key": true,
         "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "stripe"},
         "active": true, "lifecycle": [{"create_before_destroy": true}]}},
       "stripe_product_feature": {"plan_pro__api": {
         "product": "${stripe_product.plan_pro.id}",
         "entitlement_feature": "${stripe_entitlements_feature.feature_api.id}"}}}
      """#)
  }

  @Test func `usage is a meter with all of its blocks, and a tiered price`() throws {
    let resources = try file(usage(#"{"amount": 100, "prices": {"usd": {"amount": "0.055", "currency": "USD"}}}"#))["resource"]
    expectJSON(
      resources?["stripe_billing_meter"],
      #"""
      {"meter_calls": {
        "display_name": "calls", "event_name": "api.call", "default_aggregation": [{"formula": "count"}],
        "customer_mapping": [{"type": "by_id", "event_payload_key": "stripe_customer_id"}],
        "value_settings": [{"event_payload_key": "value"}], "lifecycle": [{"prevent_destroy": true}]}}
      """#)
    let price = resources?["stripe_price"]?["plan_pro__calls__usd"]
    #expect(price?["billing_scheme"] == "tiered")
    expectJSON(price?["tiers"], #"[{"up_to": "100", "unit_amount": 0}, {"up_to": "inf", "unit_amount_decimal": "5.5"}]"#)
    expectJSON(
      price?["recurring"],
      #"""
      [{"interval": "month", "interval_count": 1, "usage_type": "metered", "meter": "${stripe_billing_meter.meter_calls.id}"}]
      """#)
  }

  @Test func `a price per package has a name of its own, so that an amount for each unit replaces it`() throws {
    let package = try file(usage(#"{"prices": {"usd": {"amount": 5, "currency": "USD", "package": 1000}}}"#))
    let prices = package["resource"]?["stripe_price"]
    expectJSON(prices?["package_plan_pro__calls__usd"]?["transform_quantity"], #"{"divide_by": 1000, "round": "up"}"#)
    #expect(prices?["package_plan_pro__calls__usd"]?["unit_amount"] == integer(5))
    let unit = try file(usage(#"{"prices": {"usd": {"amount": 5, "currency": "USD"}}}"#))["resource"]?["stripe_price"]
    #expect(unit?["plan_pro__calls__usd"] != nil && unit?["package_plan_pro__calls__usd"] == nil)
  }

  @Test func `the tax behavior is a part of the name of a price, because Stripe cannot change it`() throws {
    let settings = #""providers": {"stripe": {"options": {"taxBehavior": "inclusive", "taxCode": "txcd_1"}}}"#
    let catalog = plan("", and: settings)
    #expect(try resource("stripe_price", "inclusive_plan_pro__monthly", catalog)["tax_behavior"] == "inclusive")
    #expect(try resource("stripe_product", "plan_pro", catalog)["tax_code"] == "txcd_1")
  }

  @Test func `discounts are coupons and promotion codes, named by their limits`() throws {
    let discount = #"""
      "discounts": {"launch": {"percent": 12.5, "duration": {"months": 3}, "maxRedemptions": 9, "codes": {"LAUNCH": {}}},
        "gift": {"amounts": {"USD": 500, "EUR": 450}, "duration": "once", "codes": {
          "GIFT": {"firstPurchaseOnly": true, "expiresAt": "2027-03-31T23:59:59Z", "minimum": {"USD": 1000, "EUR": 900}}}}}
      """#
    let resources = try file(plan("", and: discount))["resource"]
    expectJSON(
      resources?["stripe_coupon"],
      #"""
      {"limited_discount_launch": {
         "name": "launch", "percent_off": 12.5, "duration": "repeating", "duration_in_months": 3, "max_redemptions": 9,
         "applies_to": [{"products": ["${stripe_product.plan_pro.id}"]}], "metadata": {"catalogDiscountId": "launch"}},
       "discount_gift": {
         "name": "gift", "amount_off": 500, "currency": "usd", "duration": "once",
         "currency_options": [{"key": "eur", "amount_off": 450}],
         "applies_to": [{"products": ["${stripe_product.plan_pro.id}"]}], "metadata": {"catalogDiscountId": "gift"}}}
      """#)
    let codes = resources?["stripe_promotion_code"]
    expectJSON(codes?["discount_launch__LAUNCH"]?["restrictions"], #"[{"first_time_transaction": false}]"#)
    let gift = codes?["expiring_minimum_discount_gift__GIFT"]
    expectJSON(gift?["promotion"], #"[{"type": "coupon", "coupon": "${stripe_coupon.discount_gift.id}"}]"#)
    expectJSON(
      gift?["restrictions"],
      #"""
      [{"first_time_transaction": true, "minimum_amount": 1000, "minimum_amount_currency": "usd",
        "currency_options": [{"key": "eur", "minimum_amount": 900}]}]
      """#)
  }

  // MARK: Every field

  @Test func `every field that is sent to Stripe has an argument`() throws {
    for kind in AccountAPI.stripe.kinds {
      for request in kind.requests {
        let arguments = try #require(TerraformArguments.stripe(for: request + "/x"), "\(request)")
        let fields = arguments.fields.map(\.name)
        for field in kind.fields { #expect(fields.contains(field.name), "\(request): \(field.name)") }
      }
    }
    #expect(Set(AccountAPI.stripe.kinds.flatMap(\.requests)) == Set(Provider.stripe.api.resources.map(\.kind)))
  }

  @Test(arguments: 0..<30) func `a file has a resource for each request of the setup`(seed: Int) throws {
    let source = SourceText(name: "catalog.json", bytes: RandomCatalog(seed: UInt64(seed)).bytes)
    let catalog = try #require(analyze(source, providers: Provider.declarations).catalog)
    try expectComplete(catalog)
  }

  @Test(arguments: exampleCatalogs) func `a file of an example has a resource for each request`(example: ExampleCatalog) throws {
    try expectComplete(try #require(analyze(example.source, providers: Provider.declarations).catalog))
  }

  private func expectComplete(_ catalog: Catalog) throws {
    let file = try TerraformFile(catalog).json
    let setup = Provider.stripe.compile(catalog.withoutItemIDs).artifact.setup
    let updates = setup.filter { Request.kind(of: $0.id) == "coupons" && $0.path != "/v1/coupons" }
    #expect(file["resource"]?.members.flatMap(\.value.members).count == setup.count - updates.count)
  }

  @Test func `a field without an argument is an error, wherever it is`() throws {
    let price = try #require(TerraformArguments.stripe(for: "prices/plan/pro/monthly"))
    func problem(_ body: JSON) -> String? {
      do throws(TerraformArguments.Unknown) {
        _ = try price.members(of: Request("prices/plan/pro/monthly", .post, "/v1/prices", body: body), [:])
        return nil
      } catch {
        return error.path
      }
    }
    #expect(problem(["currency": "usd", "unit_amount": 5]) == nil)
    #expect(problem(["currency": "usd", "billing_thresholds": 5]) == "billing_thresholds")
    #expect(problem(["recurring": ["interval": "month", "aggregate_usage": "sum"]]) == "recurring.aggregate_usage")
    #expect(problem(["unit_amount": "5"]) == "unit_amount")
    #expect(problem(["product": .ref("products/plan/gone")]) == "product")
  }

  // MARK: What exists

  @Test func `ids are imported`() throws {
    let ids = #"""
      {"format": 2, "providers": {"stripe": {"objects": {
        "features/api": {"id": "feat_1"}, "products/plan/pro": {"id": "plan_pro"},
        "prices/plan/pro/monthly": {"id": "price_1"}}}}}
      """#
    let outcome = emit(plan(""), "--ids", "ids.json", others: ["ids.json": ids])
    expectJSON(
      JSON.read(outcome.output)["import"],
      #"""
      [{"to": "stripe_entitlements_feature.feature_api", "id": "feat_1"}, {"to": "stripe_product.plan_pro", "id": "plan_pro"},
       {"to": "stripe_price.plan_pro__monthly", "id": "price_1"}]
      """#)
    #expect(outcome.error.contains("warning: Stripe may refuse to attach features to `pro` twice"))
    // The account tells the id of the attachment.
    let state = #"""
      {"format": 1, "provider": "stripe", "account": {"host": "https://api.stripe.com"}, "objects": {"attachments": [
        {"id": "prodft_1", "parent": "plan_pro", "object": {"entitlement_feature": {"id": "feat_1"}}}]}}
      """#
    let known = emit(
      plan(""), "--ids", "ids.json", "--state", "state.json", others: ["ids.json": ids, "state.json": state])
    #expect(
      JSON.read(known.output)["import"]?.elements?.last
        == ["to": "stripe_product_feature.plan_pro__api", "id": "plan_pro/prodft_1"])
    #expect(!known.error.contains("twice"))
  }

  @Test func `what the catalog names is imported, and features that it uses as they are have no resource`() throws {
    let catalog = #"""
      {"features": {"api": {"type": "boolean", "providerIds": {"stripe": "feat_9"}}},
       "plans": {"pro": {"entitlements": {"api": true}, "providerIds": {"stripe": "prod_9"},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    let file = try file(catalog)
    expectJSON(file["import"], #"[{"to": "stripe_product.plan_pro", "id": "prod_9"}]"#)
    #expect(file["resource"]?["stripe_entitlements_feature"] == nil)
    #expect(file["resource"]?["stripe_product_feature"]?["plan_pro__api"]?["entitlement_feature"] == "feat_9")
    #expect(file["resource"]?["stripe_product"]?["plan_pro"] != nil)
  }

  @Test func `ids are an output, by request`() throws {
    expectJSON(
      try file(plan(""))["output"]?["catalogc_ids"]?["value"],
      #"""
      {"features/api": "${stripe_entitlements_feature.feature_api.id}", "products/plan/pro": "${stripe_product.plan_pro.id}",
       "prices/plan/pro/monthly": "${stripe_price.plan_pro__monthly.id}"}
      """#)
  }

  // MARK: What existed

  private let renamed = #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"solo": {"key": "pro", "entitlements": {"api": true}, "prices": {
       "month": {"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "pro:monthly"}}}}}
    """#

  private let moves = #"""
    [{"from": "stripe_product.plan_pro", "to": "stripe_product.plan_solo"},
     {"from": "stripe_price.plan_pro__monthly", "to": "stripe_price.plan_solo__month"},
     {"from": "stripe_product_feature.plan_pro__api", "to": "stripe_product_feature.plan_solo__api"}]
    """#

  @Test func `what was renamed since another catalog is moved`() throws {
    let file = JSON.read(emit(renamed, "--previous", "old.json", others: ["old.json": plan("")]).output)
    expectJSON(file["moved"], moves)
    #expect(file["removed"] == nil)
    // Without a change, nothing is moved.
    #expect(JSON.read(emit(renamed, "--previous", "old.json", others: ["old.json": renamed]).output)["moved"] == nil)
  }

  @Test func `what was renamed since an ids file is moved, and imported`() throws {
    let ids = #"""
      {"format": 2, "providers": {"stripe": {"objects": {
        "products/plan/pro": {"id": "plan_pro", "name": "products/plan/pro"},
        "prices/plan/pro/monthly": {"id": "price_1", "name": "prices/plan/pro/pro:monthly"}}}}}
      """#
    let outcome = emit(renamed, "--ids", "ids.json", others: ["ids.json": ids])
    let file = JSON.read(outcome.output)
    expectJSON(file["moved"], moves)
    expectJSON(
      file["import"],
      #"""
      [{"to": "stripe_product.plan_solo", "id": "plan_pro"}, {"to": "stripe_price.plan_solo__month", "id": "price_1"}]
      """#)
  }

  @Test func `what is no longer sold is not there, and its customers keep their features`() throws {
    let file = try file(plan(#""sold": false, "#))
    #expect(file["resource"]?["stripe_product"] == nil)
    expectJSON(
      file["removed"],
      #"""
      [{"from": "stripe_product_feature.plan_pro__api", "lifecycle": [{"destroy": false}]},
       {"from": "stripe_entitlements_feature.feature_api", "lifecycle": [{"destroy": false}]}]
      """#)
  }

  @Test func `a meter without a price for sale goes on`() throws {
    let kept = #"[{"from": "stripe_billing_meter.meter_calls", "lifecycle": [{"destroy": false}]}]"#
    expectJSON(try file(usage("500"))["removed"], kept)
    let priced = usage(#"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)
    #expect(try file(priced)["removed"] == nil)
    // Without --previous, a meter that has left the catalog is not known.
    #expect(try file(plan(""))["removed"] == nil)
    expectJSON(JSON.read(emit(plan(""), "--previous", "old.json", others: ["old.json": priced]).output)["removed"], kept)
  }

  @Test func `a feature that a product for sale no longer has is detached`() throws {
    let without = plan("").replacingOccurrences(of: #""api": true"#, with: "")
    #expect(JSON.read(emit(without, "--previous", "old.json", others: ["old.json": plan("")]).output)["removed"] == nil)
  }

  // MARK: Options

  @Test func `a file begins with what it needs, and ends with a line break`() throws {
    let outcome = emit(plan(""))
    #expect(outcome.status == 0 && outcome.output.hasSuffix("}\n"))
    let file = JSON.read(outcome.output)
    expectJSON(
      file["terraform"],
      #"{"required_version": ">= 1.11", "required_providers": {"stripe": {"source": "stripe/stripe", "version": "~> 0.3.0"}}}"#)
    expectJSON(file["provider"], #"{"stripe": {}}"#)
    #expect(emit(plan("")) == outcome)
  }

  @Test func `the file has the extension that Terraform reads`() {
    let system = MemorySystem(["a.json": plan("")])
    #expect(system.run("compile", "a.json", "-p", "stripe", "--emit", "terraform", "--out-dir", "d").status == 0)
    #expect(system.writes == [["d/stripe.tf.json"]])
    #expect(system.run("compile", "a.json", "-p", "stripe", "--emit", "terraform", "--out-dir", "d", "--check").status == 0)
  }

  @Test(arguments: [
    ("dodo", "Dodo Payments: its Terraform provider publishes no list of arguments"),
    ("polar", "Polar: its only Terraform provider is a community's, without a stable version"),
    ("openmeter", "OpenMeter: it has no Terraform provider"), ("razorpay", "Razorpay: it has no Terraform provider"),
    ("creem", "Creem: it has no Terraform provider"), ("autumn", "Autumn: it has no Terraform provider"),
    ("stripe,dodo", "Dodo Payments: its Terraform provider publishes no list of arguments"),
  ])
  func `other providers are refused with the reason`(provider: String, reason: String) {
    let outcome = MemorySystem(["a.json": plan("")])
      .run("compile", "a.json", "--provider", provider, "--emit", "terraform", "--out-dir", "d")
    #expect(
      outcome
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `--emit terraform` does not support \(reason)
              = help: use `catalogc apply`, or `--provider stripe`

            """))
  }

  @Test(arguments: ["previous", "state"]) func `what only Terraform needs requires the form`(option: String) {
    let outcome = MemorySystem(["a.json": plan("")]).run("compile", "a.json", "-p", "stripe", "--\(option)", "a.json")
    #expect(outcome == Outcome(status: 2, error: "catalogc: error: `--\(option)` requires `--emit terraform`\n"))
  }

  @Test func `a previous catalog with errors is reported`() {
    let outcome = emit(plan(""), "--previous", "old.json", others: ["old.json": "{"])
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(outcome.error.contains("old.json:1"))
  }

  @Test func `with --strict, a difference about money or access is an error`() {
    let ids = #"""
      {"format": 2, "providers": {"stripe": {"objects": {"products/plan/pro": {"id": "p"}, "features/api": {"id": "f"}}}}}
      """#
    let outcome = emit(plan(""), "--ids", "ids.json", "--strict", others: ["ids.json": ids])
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(outcome.error.contains("[stripe/terraform-attachment-unknown]"))
    #expect(emit(plan(""), "--strict").status == 0)
  }

  // MARK: Catalogs

  /// A plan at 20 USD a month with the feature `api`.
  private func plan(_ fields: String, and sections: String? = nil) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {\#(fields)"entitlements": {"api": true}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}\#(sections.map { ", \($0)" } ?? "")}
    """#
  }

  /// The same with usage.
  private func usage(_ entitlement: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private func emit(_ catalog: String, _ options: String..., others: [String: String] = [:]) -> Outcome {
    MemorySystem(others.merging(["a.json": catalog]) { $1 })
      .run(["compile", "a.json", "-p", "stripe", "--emit", "terraform"] + options)
  }

  private func file(_ catalog: String) throws -> JSON {
    let outcome = emit(catalog)
    try #require(outcome.status == 0, "\(outcome.error)")
    return JSON.read(outcome.output)
  }

  private func resource(_ type: String, _ name: String, _ catalog: String) throws -> JSON {
    let resources = try file(catalog)["resource"]
    return try #require(resources?[type]?[name], "\(resources?[type]?.members.map(\.name) ?? [])")
  }

  /// A number as it is read.
  private func integer(_ value: Int) -> JSON { JSON.read("\(value)") }
}
