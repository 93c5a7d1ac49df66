import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What can be said of the entries of a catalog one by one.
enum OpenMeterChecks {
  /// - Parameter bills: whether OpenMeter bills: it knows plans and add-ons then.
  static func run(_ lowering: inout Lowering, bills: Bool) {
    let catalog = lowering.catalog
    checkKeys(catalog.meters.map(\.header), "a meter", &lowering)
    checkKeys(catalog.features.map(\.header), "a feature", &lowering)
    for feature in catalog.features where OpenMeterKey.isTakenForID(feature.header.key) {
      lowering.report(
        .openmeterFeatureKeyID,
        "the server takes a key of 26 characters that begins with 0 to 7 for an id, and refuses the feature",
        at: .keyOf(feature.header))
    }
    if bills {
      checkKeys(catalog.plans.map(\.header), "a plan", &lowering)
      checkKeys(catalog.addons.map(\.header), "an add-on", &lowering)
    }
    var reserved = ["catalogMeterId", "catalogFeatureId", "catalogPlanId", "catalogAddonId"]
    reserved += ["catalogTopupId", "catalogTopupKey", "paymentId", "idempotencyKey"] + (bills ? ["catalogPriceId"] : [])
    reportReserved(lowering.settings.metadata, reserved, owner: lowering.settings.place, &lowering)
    for item in catalog.items {
      if !bills || item.kind == .topup { checkUnsent(item, &lowering) }
      checkMetadata(item, bills: bills, &lowering)
      if case .named = item.compatiblePlans, !bills || item.kind == .topup {
        lowering.report(
          .openmeterCompatiblePlans, "OpenMeter does not hold \(quoted(item.header.id)) to its plans: the application does",
          at: .compatiblePlans(item.header))
      }
      if !bills, let addon = item.addon, addon.quantity != nil {
        lowering.report(
          .openmeterQuantity,
          "OpenMeter does not hold customers to the quantity of \(quoted(item.header.id)): the application does",
          at: item.header.place["quantity"])
      }
    }
  }

  // MARK: Keys

  private static func checkKeys(_ headers: [Header], _ what: String, _ lowering: inout Lowering) {
    let illegal = headers.filter { !OpenMeterKey.isLegal($0.key) }
    guard !illegal.isEmpty else { return }
    let taken = Set(headers.map(\.key))
    for header in illegal {
      let suggested = OpenMeterKey.snakeCase(header.key)
      let isFree = OpenMeterKey.isLegal(suggested) && !taken.contains(suggested)
      let help =
        isFree ? "write \"key\": \"\(suggested)\"" : "choose a key of small letters, digits and single '_' between them"
      let (count, maximum) = (header.key.unicodeScalars.count, OpenMeterKey.maximumLength)
      let message =
        count > maximum
        ? "the key of \(what) has at most \(maximum) characters, this one has \(count)"
        : "the key of \(what) has small letters, digits and single '_' between them: OpenMeter refuses \(quoted(header.key))"
      lowering.report(.openmeterKeyPattern, message, at: .keyOf(header), help: help)
    }
  }

  // MARK: What is not sent

  /// One note an item for all that only its payment provider has a use for.
  private static func checkUnsent(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    var fields: [String] = []
    // That of a top-up is metadata of its grant.
    if item.kind != .topup, header.key != header.id { fields.append("key") }
    if header.name != header.key { fields.append("name") }
    if header.description != nil { fields.append("description") }
    if item.kind != .topup {
      if !item.prices.isEmpty { fields.append("prices") }
      if !header.metadata.isEmpty { fields.append("metadata") }
    }
    if item.id(at: "openmeter") != nil { fields.append("id") }
    // A key and a name alone are no loss: nobody reads them there.
    guard fields.contains(where: { $0 != "key" && $0 != "name" }) else { return }
    lowering.report(
      .openmeterPricesNotSent,
      "customers of \(quoted(header.id)) are billed elsewhere: OpenMeter does not get its \(list(fields))",
      at: header.place.name)
  }

  // MARK: Metadata

  /// The names that requests of this provider add to those that every artifact has.
  private static func checkMetadata(_ item: Item, bills: Bool, _ lowering: inout Lowering) {
    let place = item.header.place
    if let topup = item.topup {
      let names = ["paymentId", "idempotencyKey"]
      reportReserved(item.header.metadata, names, owner: place, &lowering)
      reportReserved(topup.grant.metadata, names, owner: place["grant"], &lowering)
    } else if bills {
      if !item.prices.isEmpty { reportReserved(item.header.metadata, ["catalogPriceId"], owner: place, &lowering) }
      for price in item.prices where hasOwnLookupKey(price, of: item) {
        reportReserved(price.metadata, ["lookupKey"], owner: price.place, &lowering)
      }
    }
    if item.kind == .addon {
      for entitlement in item.entitlements {
        guard case .metered = entitlement.value else { continue }
        reportReserved(entitlement.metadata, ["idempotencyKey"], owner: entitlement.place, &lowering)
      }
    }
  }

  private static func reportReserved(
    _ metadata: [JSON.Member], _ names: [String], owner: Place, _ lowering: inout Lowering
  ) {
    for member in metadata where names.contains(member.name) {
      lowering.report(
        .openmeterReservedMetadata, "the compiler writes '\(member.name)' itself, and its value wins",
        at: owner["metadata", member.name].name, help: "give the entry another name")
    }
  }

  /// True where the catalog gives the price a lookup key.
  static func hasOwnLookupKey(_ price: Price, of item: Item) -> Bool {
    price.lookupKey != "\(item.header.key):\(price.id)"
  }

  // MARK: Amounts

  /// Usage amounts are JSON numbers, which the server reads as doubles (IssueAfterReset, EntitlementGrantCreateInputV2).
  static func checkAmount(_ amount: ExactDecimal, at place: Place, _ lowering: inout Lowering) {
    guard amount.exceedsDouble else { return }
    lowering.report(
      .openmeterAmountPrecision,
      "OpenMeter reads amounts as doubles, which keep no more than about 15 digits: \(amount) may become another",
      at: place)
  }

  /// The settings of an add-on's allowance that a plan's entitlement to the same feature has otherwise.
  static func droppedLimits(_ allowance: Allowance, beside grants: [OpenMeterCoverage.Grant]) -> [String] {
    let plans = { (setting: (Allowance) -> Bool?, own: Bool) in
      grants.contains { grant in
        guard case .metered(let plan) = grant.entitlement.value else { return false }
        return (setting(plan) ?? false) != own
      }
    }
    var dropped: [String] = []
    if let own = allowance.isSoftLimit, plans(\.isSoftLimit, own) { dropped.append("'isSoftLimit'") }
    if let own = allowance.preserveOverageAtReset, plans(\.preserveOverageAtReset, own) {
      dropped.append("'preserveOverageAtReset'")
    }
    return dropped
  }
}
