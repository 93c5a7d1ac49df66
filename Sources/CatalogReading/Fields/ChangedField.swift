/// A part of a catalog that can change, named as in the documentation. Providers use these to declare what they cannot update.
package enum ChangedField: String, CaseIterable, Sendable {
  case schema = "$schema"
  case catalogID = "id"

  case meterID = "meters.* (id)"
  case meterKey = "meters.*.key"
  case meterName = "meters.*.name"
  case meterDescription = "meters.*.description"
  case meterEventType = "meters.*.eventType"
  case meterAggregation = "meters.*.aggregation"
  case meterValueProperty = "meters.*.valueProperty"
  case meterGroupBy = "meters.*.groupBy"
  case meterProviderIds = "meters.*.providerIds"
  case meterMetadata = "meters.*.metadata"

  case featureID = "features.* (id)"
  case featureKey = "features.*.key"
  case featureName = "features.*.name"
  case featureDescription = "features.*.description"
  case featureType = "features.*.type"
  case featureMeter = "features.*.meter"
  case featureWhere = "features.*.where"
  case featureCosts = "features.*.costs"
  case featureProviderIds = "features.*.providerIds"
  case featureMetadata = "features.*.metadata"

  /// The id of a plan, an add-on or a top-up.
  case itemID = "item (id)"
  case itemKey = "item.key"
  case itemName = "item.name"
  case itemDescription = "item.description"
  case itemProviderIds = "item.providerIds"
  case itemMetadata = "item.metadata"
  case itemSold = "item.sold"
  case onRequest = "item.onRequest"
  case planDefault = "plans.*.default"
  case planGroup = "plans.*.group"
  case compatiblePlans = "item.compatiblePlans"
  /// Whether several can be bought.
  case quantity = "item.quantity"
  case quantityFeature = "item.quantity.feature"
  case quantityMin = "item.quantity.min"
  case quantityMax = "item.quantity.max"
  case topupFeature = "topups.*.feature"
  case topupAmount = "topups.*.amount"

  case grantPriority = "grant.priority"
  case grantExpiration = "grant.expiration"
  case grantRollover = "grant.maxRolloverAmount"
  case grantMetadata = "grant.metadata"

  /// Whether an item includes a feature at all.
  case entitlement = "entitlement"
  case entitlementAmount = "entitlement.amount"
  case entitlementReset = "entitlement.reset"
  case entitlementPerUnit = "entitlement.perUnit"
  case entitlementMax = "entitlement.max"
  case entitlementSet = "entitlement.set"
  case entitlementSoftLimit = "entitlement.isSoftLimit"
  case entitlementOverage = "entitlement.preserveOverageAtReset"
  case entitlementConfig = "entitlement.config"
  case entitlementMetadata = "entitlement.metadata"

  case usagePrice = "usage price"
  case usagePriceRate = "usage price: rate"
  case usagePriceCurrency = "usage price.currency"
  case usagePriceLookupKey = "usage price.lookupKey"
  case usagePriceProviderIds = "usage price.providerIds"
  case usagePriceMetadata = "usage price.metadata"

  /// The id of a price.
  case priceID = "price (id)"
  case priceAmount = "price.amount"
  case priceTiers = "price.tiers"
  case priceCurrency = "price.currency"
  case priceInterval = "price.interval"
  /// From `one_time` to an interval, or back.
  case priceRecurrence = "price.interval: one_time"
  case priceTrialDays = "price.trialDays"
  case priceTrialCard = "price.trialCard"
  case priceSold = "price.sold"
  case priceLookupKey = "price.lookupKey"
  case priceProviderIds = "price.providerIds"
  case priceMetadata = "price.metadata"

  /// Whether there is a discount at all.
  case discount = "discount"
  case discountName = "discounts.*.name"
  /// The percentage or the amounts.
  case discountValue = "discounts.*.percent or .amounts"
  case discountDuration = "discounts.*.duration"
  case discountItems = "discounts.*.appliesTo"
  case discountMaxRedemptions = "discounts.*.maxRedemptions"
  case discountExpiresAt = "discounts.*.expiresAt"
  case discountProviderIds = "discounts.*.providerIds"
  case discountMetadata = "discounts.*.metadata"
  /// Whether a discount has the code.
  case code = "discounts.*.codes"
  case codeTerms = "discounts.*.codes: terms"

  case providerEnabled = "providers.*.enabled"
  case providerOptions = "providers.*.options"
  case providerMetadata = "providers.*.metadata"

  case lint = "lint"

  /// The order of entries, which every list of an artifact follows.
  case order = "order"
}
