import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// What OpenMeter has in common with other providers.
  static var openmeter: [RuleFamily.Entry] {
    let plans: [JSON.Member] = [.init("mode", "plans")]
    let ids = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01G65Z755AFWAKHE12NY0CQ9FH"]
    let alignment = "OpenMeter's openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign"
    let free = #"{"amount": 0, "currency": "USD", "interval": "month"}"#
    let addonID = "OpenMeter's api/openapi.yaml, `addonId` of PlanAddonCreate"
    return [
      .of(
        .itemWithoutPrice, "OpenMeter's api/openapi.yaml, PlanCreate and AddonCreate, `currency`",
        note: """
          It is created in the currency that all prices of the catalog have, and a plan is billed monthly. In mode \
          `entitlements` it makes no difference.
          """,
        example: (
          OpenMeterExample.plans(#"\#(OpenMeterExample.pro), ⟦"free"⟧: {"entitlements": {"api": true}}"#),
          OpenMeterExample.plans(
            #"\#(OpenMeterExample.pro), "free": {"entitlements": {"api": true}, "prices": {"monthly": \#(free)}}"#)
        )),
      .of(
        .quantityNotEnforced, "OpenMeter's api/openapi.yaml, PlanAddonCreate",
        note: "In mode `plans` OpenMeter enforces the maximum."),
      .of(
        .compatiblePlansNotEnforced, "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2",
        note: "In mode `plans` add-ons are assigned to their plans, and top-ups are not."),
      .of(
        .descriptionNotSent, "OpenMeter's api/openapi.yaml, FeatureCreateInputs", formerly: "feature-description"),
      .of(.textTooLong, "OpenMeter's api/openapi.yaml, `maxLength`"),
      .of(
        .keyUnsupported,
        "OpenMeter's api/openapi.yaml, `key` of PlanCreate, AddonCreate and FeatureCreateInputs, `slug` of MeterCreate; "
          + "openmeter/productcatalog/feature/connector.go, CreateFeature",
        note: """
          Keys have 1 to 64 small letters and digits, with single underscores between them. A feature key of 26 characters that \
          begins with a digit from 0 to 7 is read as one of OpenMeter's ids. The key is sent as it is, and the request fails \
          until it is changed. Keys of plans and add-ons matter in mode `plans` only.
          """, formerly: "key-pattern", "feature-key-id"),
      .of(.idTaken, addonID, ids: ids, options: plans, formerly: "provider-id"),
      .of(.idUnused, addonID, ids: ids, options: plans, formerly: "provider-id"),
      .of(
        .idMalformed, addonID,
        note: """
          Ids have 26 characters, such as `01ARZ3NDEKTSV4RRFFQ69G5FAV`. An add-on without a usable id is not for sale; \
          customers subscribe to a plan by its key.
          """, ids: ids, options: plans, formerly: "provider-id"),
      .of(
        .existingObjectKept,
        "OpenMeter's api/openapi.yaml, PlanReferenceInput; openmeter/productcatalog/plan/service/plan.go",
        note: """
          A published version of a plan cannot change. Customers subscribe to a plan by its key, so the plan with this id must \
          have the key that the catalog gives it.
          """, ids: ids, options: plans, formerly: "existing-plan"),
      .of(
        .objectPerPrice, "OpenMeter's api/openapi.yaml, PlanCreate; openmeter/productcatalog/plan.go",
        note: """
          If there are several prices, the id of the price is part of the key, such as `pro_yearly`. Adding a second price later \
          changes the key of the first.
          """, options: plans, formerly: "offer-per-price"),
      .of(
        .metadataOverridden, nil,
        example: (
          Example.topup(#""metadata": {"tier": "gold"}, "grant": {"metadata": {"tier": ⟦"silver"⟧}}"#),
          Example.topup(#""metadata": {"tier": "gold"}, "grant": {"metadata": {"level": "silver"}}"#)
        )),
      .of(
        .metadataReserved, nil,
        note: """
          A grant has `paymentId` and `idempotencyKey`, by which a script finds the payment that was granted. In mode `plans` \
          a plan has `catalogPriceId`, and the rate card of a price its `lookupKey`.
          """,
        example: (
          Example.topup(#""metadata": {⟦"paymentId"⟧: "order"}"#), Example.topup(#""metadata": {"paymentKind": "order"}"#)
        ), formerly: "reserved-metadata"),
      .of(
        .numberTooLong, "OpenMeter's api/openapi.yaml, IssueAfterReset and EntitlementGrantCreateInputV2, `format: double`",
        formerly: "amount-precision"),
      .of(
        .intervalUnsupported, "OpenMeter's openmeter/productcatalog/errors.go, ErrPlanBillingCadenceAllowedValues",
        note: "Plans are billed every 1, 2 or 4 weeks, every 1, 3, 6 or 12 months, or every year.", options: plans,
        formerly: "cadence-unsupported"),
      .of(.trialIgnored, "OpenMeter's api/openapi.yaml, AddonCreate", options: plans, formerly: "addon-trial"),
      .of(
        .addonCurrencyMismatch, "OpenMeter's openmeter/productcatalog/planaddon.go", options: plans, formerly: "addon-currency"),
      .of(.addonIntervalMismatch, alignment, options: plans, formerly: "addon-cadence"),
      .of(.addonMixedInterval, alignment, options: plans, formerly: "addon-mixed-cadence"),
      .of(
        .addonWithoutPlan, "OpenMeter's api/openapi.yaml, createPlanAddon and createSubscriptionAddon", options: plans,
        formerly: "addon-unpaired"),
      .of(
        .featureWithoutMeter, "OpenMeter's openmeter/entitlement/metered/connector.go",
        note: "A feature that OpenMeter has already, with a meter that the catalog does not know, is not affected."),
      .of(
        .balanceAggregationUnsupported, "OpenMeter's openmeter/productcatalog/feature/connector.go, validMeterAggregations",
        note: """
          `unique_count` and `latest` work, too. The feature is created without its meter, and its entitlements are refused.
          """,
        formerly: "feature-aggregation"),
      .of(
        .countValueIgnored, "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation", formerly: "count-value-property"),
      .of(.zeroUnitsUnsupported, "OpenMeter's openmeter/credit/grant.go", formerly: "grant-of-nothing"),
    ]
  }
}

extension Rule {
  /// What OpenMeter alone has to say.
  static let openmeterRules: [Rule] = openmeterMeterRules + openmeterCustomerRules + openmeterPlanRules

  // MARK: Meters

  private static let openmeterMeterRules: [Rule] = [openmeterJSONPath, openmeterGroupByName, openmeterGroupByValue]

  static let openmeterJSONPath = Rule(
    "openmeter/json-path", .warning, "A path into the event does not begin with `$`",
    explanation: "OpenMeter refuses such a path. `tokens` is sent as `$.tokens`, which is most likely meant.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation and validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": ⟦"tokens"⟧"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens""#))

  static let openmeterGroupByName = Rule(
    "openmeter/group-by-name", .warning, "The name of a group has characters that OpenMeter refuses",
    explanation: """
      Names have letters, digits and underscores, and do not begin with a digit. The meter is created without the group.
      """,
    source: "OpenMeter's openmeter/meter/meter.go, groupByKeyRegExp",
    wrong: meter(#""aggregation": "count", "groupBy": {⟦"model-name"⟧: "$.model"}"#),
    right: meter(#""aggregation": "count", "groupBy": {"model_name": "$.model"}"#))

  static let openmeterGroupByValue = Rule(
    "openmeter/group-by-value", .warning, "A meter is grouped by the value that it reads",
    explanation: "OpenMeter refuses a group with the path of the meter's value. The meter is created without the group.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"tokens": ⟦"$.tokens"⟧}"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"model": "$.model"}"#))

  private static func meter(_ fields: String) -> String {
    Example.sections(#""meters": {"tokens": {"eventType": "ai.tokens", \#(fields)}}, "features": {}, "plans": {}"#)
  }
}
