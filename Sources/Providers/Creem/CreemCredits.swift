import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Creem grants when a top-up is paid.
///
/// A product may carry a feature of type `customerCredits`: Creem adds the amount to the customer's account of the given
/// name when the payment arrives. Credits are whole numbers, an account has one balance, and nothing in it lapses or is
/// reset. A grant that asks for something else is left to the application, because credits would outlive what the
/// customer bought.
///
/// Source: `CustomerCreditsFeatureEntity` of Creem's TypeScript SDK and its guide to usage-based billing, both of
/// September 2026. There one credit is a minor unit of money only where a usage price debits the account, and no price of
/// a catalog does.
struct CreemCredits {
  /// The product's features: the credits, or none.
  let features: [JSON]

  init(_ topup: Topup, _ lowering: inout Lowering) {
    features = Self.feature(topup, &lowering).map { [$0] } ?? []
    if features.isEmpty {
      lowering.report(
        .creemGrant,
        "Creem takes the payment of \(quoted(topup.header.id)); the application grants \(lowering.usage(of: topup)) "
          + "when it arrives",
        at: topup.header.place.name, help: "'catalogc grant' prints the request that does it in OpenMeter")
    }
  }

  private static func feature(_ topup: Topup, _ lowering: inout Lowering) -> JSON? {
    // A top-up of nothing has been reported with the catalog's own warnings.
    guard JSON.object(lowering.settings.options)["topupCredits"] != false, !topup.amount.isZero else { return nil }
    let feature = lowering.catalog.features[topup.feature].header
    let grant = topup.header.place["grant"]
    let amount = topup.amount.description
    var isExpressible = true
    let leave = "the application grants the usage"
    let help = "set the option 'topupCredits' to false, and let the application grant what top-ups give"
    if !amount.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      isExpressible = false
      lowering.report(
        .creemCreditAmount, "Creem's credits are whole numbers of at most 40 digits, found \(amount): \(leave)",
        at: topup.header.place["amount"], help: help)
    }
    if feature.key.isBlank {
      isExpressible = false
      lowering.report(
        .creemCreditAccount, "Creem's accounts are named by the feature's key, and this one is blank: \(leave)",
        at: .keyOf(feature))
    }
    if topup.grant.expiration != nil {
      isExpressible = false
      lowering.report(.creemGrantExpiration, "Creem's credits never lapse: \(leave)", at: grant["expiration"], help: help)
    }
    if let rollover = topup.grant.maxRolloverAmount, rollover < topup.amount {
      isExpressible = false
      lowering.report(
        .creemGrantRollover, "Creem's credits are never reset, and all of them are carried over: \(leave)",
        at: grant["maxRolloverAmount"], help: help)
    }
    guard isExpressible else { return nil }

    if topup.grant.priority != nil {
      lowering.report(
        .creemGrantTerms, "the credits of an account are alike, and none lapses: no order is kept among them",
        at: grant["priority"])
    }
    if !topup.grant.metadata.isEmpty {
      lowering.report(.creemGrantTerms, "Creem's credits have no metadata: this is not sent", at: grant["metadata"])
    }
    let unit = feature.name.isBlank ? feature.key : feature.name
    lowering.report(
      .creemTopupCredits,
      "Creem adds \(amount) credits to the customer's account \(quoted(feature.key)): the application spends them, and "
        + "grants nothing itself",
      at: topup.header.place.name,
      help: "set the option 'topupCredits' to false where the application or a metering provider grants the usage")
    return [
      "type": "customerCredits", "description": .string("\(amount) \(unit)"),
      "customer_credits": [
        "amount": .string(amount), "unit_label": .string(unit), "bucket_name": .string(feature.key),
      ],
    ]
  }
}
