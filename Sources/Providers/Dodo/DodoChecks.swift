import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// What Dodo cannot express of a catalog.
enum DodoChecks {
  /// - Returns: the recurring prices of add-ons that match no price of a plan, for which that has been reported.
  static func run(_ lowering: inout Lowering) -> Set<Place> {
    let catalog = lowering.catalog
    for meter in catalog.meters {
      lowering.report(
        .dodoMeterNotSent, "the meter \(quoted(meter.header.id)) is not sent: no price is charged by usage",
        at: meter.header.place.name)
    }
    for feature in catalog.features { check(feature, &lowering) }
    for item in catalog.items {
      check(item, &lowering)
      for price in item.prices { check(price, of: item, &lowering) }
    }
    var addons = DodoAddonChecks(catalog)
    for addon in catalog.addons { addons.check(addon, &lowering) }
    for topup in catalog.topups {
      lowering.report(
        .dodoGrant,
        "Dodo takes the payment of \(quoted(topup.header.id)); the application grants \(lowering.usage(of: topup)) when it "
          + "arrives",
        at: topup.header.place.name, help: "'catalogc grant' prints the request that does it in OpenMeter")
    }
    return addons.unfit
  }

  private static func check(_ feature: Feature, _ lowering: inout Lowering) {
    let what =
      switch feature.kind {
      case .boolean: "gives access to it"
      case .metered: "keeps its allowances"
      case .static: "holds its values"
      }
    lowering.report(
      .dodoFeatureNotSent, "Dodo does not know who has \(quoted(feature.header.id)): the application \(what)",
      at: feature.header.place.name)
  }

  // MARK: Items

  private static func check(_ item: Item, _ lowering: inout Lowering) {
    let header = item.header
    if item.prices.isEmpty {
      lowering.report(
        .dodoItemWithoutPrice, "\(quoted(header.id)) has no price, and a Dodo product has exactly one: none is made",
        at: header.place.name)
    }
    if let id = item.id(at: lowering.provider) {
      let place = header.place["providerIds", lowering.provider]
      if item.prices.count != 1 {
        lowering.report(
          .dodoItemID, "Dodo has an object for each price and none for the \(item.kind.described): the id is not used",
          at: place, help: item.prices.isEmpty ? nil : "give the id to the price that it belongs to")
      } else if let own = item.prices[0].id(at: lowering.provider), own != id {
        lowering.report(
          .dodoItemID, "the only price has another id at Dodo, which is used instead of this one", at: place,
          help: "remove one of the two",
          related: [.init("the id of the price", at: item.prices[0].place["providerIds", lowering.provider])])
      }
    }
    if case .named? = item.compatiblePlans, item.prices.contains(where: { $0.cadence == nil }) {
      lowering.report(
        .dodoPlansNotEnforced, "Dodo sells what is paid once to any customer: the application checks the plan",
        at: .compatiblePlans(header))
    }
    guard let addon = item.addon else { return }
    if addon.quantity != nil {
      lowering.report(
        .dodoQuantity, "Dodo does not hold customers to the quantity of \(quoted(header.id)): the application does",
        at: header.place["quantity"])
    }
    if !header.metadata.isEmpty, item.prices.contains(where: { $0.cadence != nil }) {
      lowering.report(
        .dodoAddonMetadata, "Dodo's add-ons have no metadata: the checkout carries it", at: header.place["metadata"])
    }
  }

  // MARK: Prices

  private static func check(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    if !DodoMoney.takes(price.currency) {
      lowering.report(
        .dodoCurrency, "Dodo does not take \(price.currency.code): the price is not sent", at: place["currency"])
    } else {
      if price.currency.minorUnitDigits == 3 {
        lowering.report(
          .dodoThreeDecimals,
          "Dodo does not say how many decimals \(price.currency.code) has: \(price.base.minorUnits) is sent for "
            + "\(price.currency.majorUnits(price.base.minorUnits))",
          at: place["currency"])
      }
      checkAmount(price, of: item, &lowering)
    }
    if !DodoMoney.isWithinTwentyYears(price.cadence) {
      lowering.report(
        .dodoInterval, "a subscription ends after 20 years at Dodo, within the first cycle: the price is not sent",
        at: place["intervalCount"])
    }
    if let days = price.trial?.days, days > 0 {
      if item.kind == .addon {
        lowering.report(
          .dodoAddonTrial, "the trial of an add-on is not sent: a subscription has one trial, the plan's",
          at: place["trialDays"])
      } else if !DodoMoney.trialDays.contains(days) {
        lowering.report(
          .dodoTrialLength, "Dodo gives at most 10000 days of trial: this one is not sent", at: place["trialDays"])
      }
    }
    if price.lookupKey != "\(item.header.key):\(price.id)" {
      lowering.report(
        .dodoLookupKey, "Dodo has no lookup keys: this one is not sent", at: place["lookupKey"])
    }
    if item.kind == .addon {
      if price.cadence == nil {
        lowering.report(
          .dodoAddonOneTime,
          "Dodo's add-ons recur: \(quoted(price.id)) is sold as a product of its own, outside the subscription",
          at: place["interval"])
      } else if !price.metadata.isEmpty {
        lowering.report(
          .dodoAddonMetadata, "Dodo's add-ons have no metadata: the checkout carries it", at: place["metadata"])
      }
    }
  }

  private static func checkAmount(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place["amount"]
    let currency = price.currency
    let isRecurringAddon = item.kind == .addon && price.cadence != nil
    if price.base.minorUnits > DodoMoney.largestAmount {
      lowering.report(
        .dodoAmountMaximum, "Dodo takes amounts up to \(DodoMoney.largestAmount) minor units: the price is not sent",
        at: place)
    } else if isRecurringAddon {
      // An add-on is part of a cart: the minimum holds for the whole of it.
      return
    } else if price.base.minorUnits == 0, price.cadence == nil {
      lowering.report(
        .dodoOneTimeFree,
        "Dodo's checkout takes no payment of nothing: \(quoted(item.header.id)) cannot be bought at this price",
        at: place)
    } else if price.base.minorUnits == 0 {
      lowering.report(
        .dodoRecurringFree, "Dodo's checkout asks for a means of payment, although nothing is charged", at: place)
    } else if let minimum = DodoMoney.minimum(currency), price.base.minorUnits < minimum {
      lowering.report(
        .dodoAmountMinimum,
        "Dodo charges at least \(currency.majorUnits(minimum)) \(currency.code), found \(currency.majorUnits(price.base.minorUnits))",
        at: place)
    } else if price.cadence != nil, currency.code == "INR", price.base.minorUnits > 1_500_000 {
      lowering.report(
        .dodoMandate, "mandates on Indian cards cover 15000.00 INR by default, found \(currency.majorUnits(price.base.minorUnits))",
        at: place, help: "set 'mandate_min_amount_inr_paise' where the application sends the checkout")
    }
  }
}
