import Catalog
import Diagnostics
import Foundations
import Syntax

/// The credits that Creem grants when a top-up is paid.
///
/// A product may carry a feature of type `customerCredits`: Creem adds the amount to the customer's account of the given
/// name when the payment arrives. Credits are whole numbers, an account has one balance, and credits never expire or reset.
/// Any other grant is left to the application, because credits would outlast what the customer bought.
///
/// Source: `CustomerCreditsFeatureEntity` of Creem's TypeScript SDK and its guide to usage-based billing, both of
/// September 2026. One credit is a minor unit of money only if a prepaid usage price debits the account; those of a catalog are
/// postpaid.
struct CreemCredits {
  /// A whole number.
  let amount: String
  let unit: String
  /// The name of the customer's account.
  let account: String
}

extension CreemLowering {
  /// Reported here, because these fields are not ignored, as SharedChecks would report: they leave the whole grant to the
  /// application.
  var ownFamilies: [RuleFamily] { [.grantExpirationUnsupported, .grantPriorityUnsupported, .grantRolloverUnsupported] }

  /// Nil if the application must grant the usage of the top-up.
  func credits(for topup: Topup, _ findings: inout Findings) -> CreemCredits? {
    // If Creem grants nothing, SharedChecks reports the top-up.
    guard input.limits.keeps.contains(.grants) else { return nil }
    // The catalog's rule `topup-grants-nothing` reports an amount of 0.
    guard !topup.amount.isZero, canBeCredits(topup, &findings) else {
      findings.reportGrantByApplication(of: topup, in: catalog)
      return nil
    }
    let place = topup.header.place
    if topup.grant.priority != nil {
      findings.report(
        .grantPriorityUnsupported, "Creem has no grant priorities; `priority` is ignored", at: place["grant", "priority"])
    }
    if !topup.grant.metadata.isEmpty {
      findings.report(
        .metadataNotSent, "Creem credits have no metadata; `metadata` is ignored", at: place["grant", "metadata"])
    }
    let feature = catalog.features[topup.feature].header
    let amount = topup.amount.description
    findings.report(
      .creemTopupCredits,
      "Creem adds \(amount) credits to the customer's account \(quoted(feature.key)); your application must spend them, "
        + "not grant them",
      at: place.name, help: "set option `topupCredits` to false if your application grants the usage")
    return CreemCredits(
      amount: amount, unit: feature.name.isBlank ? feature.key : feature.name, account: feature.key)
  }

  /// Whether a grant can be credits. Reports every reason against it.
  private func canBeCredits(_ topup: Topup, _ findings: inout Findings) -> Bool {
    let feature = catalog.features[topup.feature].header
    let place = topup.header.place
    let amount = topup.amount.description
    let end = "your application must grant the usage"
    let help: Phrase = "set option `topupCredits` to false if your application grants all top-ups"
    var canBe = true
    func refuse(_ family: RuleFamily, _ reason: String, at place: Place) {
      canBe = false
      findings.report(family, "\(reason); \(end)", at: place, help: help)
    }
    if !amount.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      refuse(
        .unitsUnsupported, "Creem credits are whole numbers of at most 40 digits, found \(amount)", at: place["amount"])
    }
    if let quantity = topup.quantity, quantity.max != 1 {
      refuse(.unitsUnsupported, "Creem does not document how many credits several units grant", at: place["quantity"])
    }
    if topup.grant.expiration != nil {
      refuse(.grantExpirationUnsupported, "Creem credits do not expire", at: place["grant", "expiration"])
    }
    // A rollover of the full amount is not a limit.
    if let rollover = topup.grant.maxRolloverAmount, rollover < topup.amount {
      refuse(
        .grantRolloverUnsupported, "Creem credits never reset, so the entire balance rolls over",
        at: place["grant", "maxRolloverAmount"])
    }
    if feature.key.isBlank {
      canBe = false
      findings.report(
        .creemCreditAccount, "Creem names the credit account after the feature's key, but this key is blank; \(end)",
        at: .keyOf(feature), help: "write a key that is not blank")
    }
    return canBe
  }
}
