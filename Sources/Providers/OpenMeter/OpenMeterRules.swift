import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// The shared rules that apply to OpenMeter.
  static var openmeter: [RuleFamily.Entry] {
    let plans: [JSON.Member] = [.init("mode", "plans")]
    let ids = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01G65Z755AFWAKHE12NY0CQ9FH"]
    let alignment = "OpenMeter's openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign"
    let usage = #""prices": {"usage": {"amount": 2, "currency": "USD"}}"#
    let calls = #"{"amount": 1000, \#(usage)}"#
    func monthly(_ days: String = "") -> String {
      #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"\#(days)}}"#
    }
    let pack = #"""

       "topups": {"pack": {"feature": "calls", "amount": 500,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
      """#
    let free = #"{"amount": 0, "currency": "USD", "interval": "month"}"#
    let addonID = "OpenMeter's api/openapi.yaml, `addonId` of PlanAddonCreate"
    return [
      .of(
        .itemWithoutPrice, "OpenMeter's api/openapi.yaml, PlanCreate and AddonCreate, `currency`",
        note: """
          It is created in the currency that all prices of the catalog share, and a plan is billed monthly. In mode \
          `entitlements`, this does not matter.
          """,
        example: (
          OpenMeterExample.plans(#"\#(OpenMeterExample.pro), ⟦"free"⟧: {"entitlements": {"api": true}}"#),
          OpenMeterExample.plans(
            #"\#(OpenMeterExample.pro), "free": {"entitlements": {"api": true}, "prices": {"monthly": \#(free)}}"#)
        )),
      .of(.defaultNotGiven, "OpenMeter's api/openapi.yaml, SubscriptionCreate and createCustomerEntitlementV2"),
      .of(
        .quantityNotEnforced, "OpenMeter's api/openapi.yaml, PlanAddonCreate",
        note: "In mode `plans`, OpenMeter enforces the maximum."),
      .of(
        .situationUnsupported, "OpenMeter's api/openapi.yaml, createSubscriptionAddon",
        note: "An add-on belongs to a subscription that exists.", options: [.init("mode", "plans")]),
      .of(
        .compatiblePlansNotEnforced, "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2",
        note: "In mode `plans`, OpenMeter enforces the compatible plans of add-ons, but not those of top-ups."),
      .of(
        .descriptionNotSent, "OpenMeter's api/openapi.yaml, FeatureCreateInputs", formerly: "feature-description"),
      .of(.textTooLong, "OpenMeter's api/openapi.yaml, `maxLength`"),
      .of(.heldLimitNotEnforced, "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs"),
      .of(
        .keyUnsupported,
        "OpenMeter's api/openapi.yaml, `key` of PlanCreate, AddonCreate and FeatureCreateInputs, `slug` of MeterCreate; "
          + "openmeter/productcatalog/feature/connector.go, CreateFeature",
        note: """
          Keys have 1 to 64 characters: lowercase letters and digits, with single underscores between them. OpenMeter mistakes \
          a feature key of 26 characters that begins with a digit from 0 to 7 for an id. An invalid key is sent unchanged, and \
          the request fails. Keys of plans and add-ons matter only in mode `plans`.
          """, formerly: "key-pattern", "feature-key-id"),
      .of(.idTaken, addonID, ids: ids, options: plans, formerly: "provider-id"),
      .of(.idUnused, addonID, ids: ids, options: plans, formerly: "provider-id"),
      .of(
        .idMalformed, addonID,
        note: """
          Ids have 26 characters, such as `01ARZ3NDEKTSV4RRFFQ69G5FAV`. An add-on with an invalid id is not for sale. A plan \
          is, because customers subscribe to it by its key.
          """, ids: ids, options: plans, formerly: "provider-id"),
      .of(
        .existingObjectKept,
        "OpenMeter's api/openapi.yaml, PlanReferenceInput; openmeter/productcatalog/plan/service/plan.go",
        note: """
          A published version of a plan cannot be changed. Customers subscribe to a plan by its key, so the plan with this id \
          must have the key that the catalog gives it.
          """, ids: ids, options: plans, formerly: "existing-plan"),
      .of(
        .objectPerPrice, "OpenMeter's api/openapi.yaml, PlanCreate; openmeter/productcatalog/plan.go",
        note: """
          If there are several prices, the key includes the id of the price, such as `pro_yearly`. Prices that are no \
          longer sold do not count. Adding a second price later changes the key of the first.
          """, options: plans, formerly: "offer-per-price"),
      .of(
        .metadataOverridden, "OpenMeter's api/openapi.yaml, Metadata",
        example: (
          Example.topup(#""metadata": {"tier": "gold"}, "grant": {"metadata": {"tier": ⟦"silver"⟧}}"#),
          Example.topup(#""metadata": {"tier": "gold"}, "grant": {"metadata": {"level": "silver"}}"#)
        )),
      .of(
        .metadataReserved, "OpenMeter's api/openapi.yaml, Metadata",
        note: """
          catalogc writes `paymentId` and `idempotencyKey` on a grant, so that senders find the grant of a payment. In mode \
          `plans`, it also writes `catalogPriceId` on plans and add-ons, and `lookupKey` on the rate card of a price.
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
      .of(
        .chargeUnsupported,
        "OpenMeter's api/openapi.yaml, SubscriptionCreate; openmeter/productcatalog/addon.go, ValidateAddonHasCompatiblePrices; "
          + "openmeter/productcatalog/ratecard.go, ValidateRateCardsHaveCompatiblePrice",
        note: """
          Plans are sold one at a time; sell the units as an add-on with `quantity`. Usage is charged in plans, and in add-ons \
          that are bought once and bring a feature of their own.
          """,
        example: (
          OpenMeterExample.plans(#""team": {"entitlements": {"api": true}, "quantity": ⟦{}⟧, \#(monthly())}"#),
          OpenMeterExample.plans(#""team": {"entitlements": {"api": true}, \#(monthly())}"#)
        )),
      .of(
        .usageCycleUnsupported, alignment,
        note: "Days align with every interval, months and years with each other. An add-on has one interval for all its charges.",
        options: plans),
      .of(
        .chargeApproximated, "OpenMeter's openmeter/entitlement/hooks/subscription/hook.go",
        note: """
          A feature with top-ups is granted outside the subscription, so its entitlement does not know the trial, in which \
          nothing is charged.
          """,
        example: (
          OpenMeterExample.usage(calls, monthly(#", "trialDays": ⟦14⟧"#), pack),
          OpenMeterExample.usage(calls, monthly(), pack)
        )),
      .of(
        .boughtUnitsCharged, "OpenMeter's openmeter/billing/rating/service/pricer.go",
        note: """
          A usage price with a `max` ends access at that maximum and what was bought together.
          """, options: plans),
      .of(.trialIgnored, "OpenMeter's api/openapi.yaml, AddonCreate", options: plans, formerly: "addon-trial"),
      .of(
        .addonCurrencyMismatch, "OpenMeter's openmeter/productcatalog/planaddon.go", options: plans, formerly: "addon-currency"),
      .of(.addonIntervalMismatch, alignment, options: plans, formerly: "addon-cadence"),
      .of(.addonMixedInterval, alignment, options: plans, formerly: "addon-mixed-cadence"),
      .of(
        .addonWithoutPlan, "OpenMeter's api/openapi.yaml, createPlanAddon and createSubscriptionAddon", options: plans,
        formerly: "addon-unpaired"),
      .of(
        .usageWithoutMeter, "OpenMeter's openmeter/productcatalog/errors.go, ErrCodeRateCardUsageBasedPriceWithFeatureAndNoMeter"),
      .of(
        .featureWithoutMeter, "OpenMeter's openmeter/entitlement/metered/connector.go",
        note: "A feature that already exists at OpenMeter, with a meter that is not in the catalog, is not affected."),
      .of(
        .balanceAggregationUnsupported, "OpenMeter's openmeter/productcatalog/feature/connector.go, validMeterAggregations",
        note: """
          `unique_count` and `latest` also work. The feature is created without its meter, and OpenMeter rejects its \
          entitlements.
          """,
        formerly: "feature-aggregation"),
      .of(
        .countValueIgnored, "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation", formerly: "count-value-property"),
      .of(.zeroUnitsUnsupported, "OpenMeter's openmeter/credit/grant.go", formerly: "grant-of-nothing"),
      .of(.quantityFeatureByApplication, "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs"),
      .of(.groupNotEnforced, "OpenMeter's api/openapi.yaml, SubscriptionCreate", options: plans),
      .of(
        .poolCountedByApplication, "OpenMeter's api/openapi.yaml, FeatureCreateInputs, `meterSlug`",
        note: "The pool has a meter of its own, with the pool's key as its slug."),
      .of(
        .discountUnsupported, "OpenMeter's api/openapi.yaml, Discounts",
        note: """
          In mode `plans`, a percentage lowers plans for whole periods. In mode `entitlements`, discounts belong to the provider \
          that bills.
          """, options: plans),
      .of(
        .discountApproximated, "OpenMeter's api/openapi.yaml, DiscountPercentage and PlanPhase",
        note: """
          A percentage is a part of a plan. Each price becomes another plan, whose first phase is cheaper; customers get the \
          discount by subscribing to it, because OpenMeter has no codes.
          """,
        example: (
          OpenMeterExample.plans(OpenMeterExample.pro, #""discounts": {⟦"launch"⟧: {"percent": 20, "duration": "once"}}"#),
          OpenMeterExample.plans(OpenMeterExample.pro)
        )),
      .of(
        .discountLimitNotEnforced, "OpenMeter's api/openapi.yaml, DiscountPercentage",
        example: (
          OpenMeterExample.plans(
            OpenMeterExample.pro,
            #""discounts": {"launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxRedemptions": ⟦100⟧}}}}"#),
          OpenMeterExample.plans(OpenMeterExample.pro, #""discounts": {"launch": {"percent": 20, "duration": "once"}}"#)
        )),
    ]
  }
}

extension Rule {
  /// The rules that only OpenMeter has.
  static let openmeterRules: [Rule] = openmeterMeterRules + openmeterCustomerRules + openmeterPlanRules

  // MARK: Meters

  private static let openmeterMeterRules: [Rule] = [
    openmeterJSONPath, openmeterGroupByName, openmeterGroupByValue, openmeterFilter,
  ]

  static let openmeterJSONPath = Rule(
    "openmeter/json-path", .detail("the path is completed as the catalog means it"), "A JSONPath does not begin with `$`",
    explanation: "OpenMeter rejects such a path, so catalogc adds what is missing: `tokens` is sent as `$.tokens`.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation and validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": ⟦"tokens"⟧"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens""#))

  static let openmeterGroupByName = Rule(
    "openmeter/group-by-name", .detail("reports have one group less"), "The name of a group is not valid at OpenMeter",
    explanation: """
      Names consist of letters, digits and underscores, and do not begin with a digit. The meter is created without the group.
      """,
    source: "OpenMeter's openmeter/meter/meter.go, groupByKeyRegExp",
    wrong: meter(#""aggregation": "count", "groupBy": {⟦"model-name"⟧: "$.model"}"#),
    right: meter(#""aggregation": "count", "groupBy": {"model_name": "$.model"}"#))

  static let openmeterGroupByValue = Rule(
    "openmeter/group-by-value", .detail("reports have one group less"), "A meter is grouped by the value that it aggregates",
    explanation: "OpenMeter rejects a group with the same path as `valueProperty`. The meter is created without the group.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"tokens": ⟦"$.tokens"⟧}"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"model": "$.model"}"#))

  static let openmeterFilter = Rule(
    "openmeter/filter-unsupported", .access("allowances are rejected, and usage prices are not for sale"),
    "OpenMeter cannot filter the events of a feature",
    explanation: """
      The filter needs a group that the meter has at OpenMeter, and values that are not empty. The feature is created without \
      its meter, so that no other events are counted; its allowances are rejected, and its usage prices are not for sale.
      """,
    source: "OpenMeter's openmeter/productcatalog/feature/feature.go, MeterGroupByFilters; pkg/filter/filter.go, FilterString",
    wrong: filter(#"⟦""⟧"#),
    right: filter(#""large""#))

  private static func filter(_ value: String) -> String {
    Example.sections(
      #"""
      "meters": {"calls": {"eventType": "api.call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"calls": {"type": "metered", "meter": "calls", "where": {"model": \#(value)}}}, "plans": {}
      """#)
  }

  private static func meter(_ fields: String) -> String {
    Example.sections(#""meters": {"tokens": {"eventType": "ai.tokens", \#(fields)}}, "features": {}, "plans": {}"#)
  }
}
