import CatalogModel
import Diagnostics
import Syntax

/// What Razorpay cannot express of a price.
///
/// Warnings are told of every price, notes only of those that are sent: what is left out anyway needs no advice.
enum RazorpayPriceChecks {
  static func check(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    checkMoney(price, of: item, &lowering)
    if let cadence = price.cadence {
      switch item.kind {
      case .plan: checkCycle(cadence, place, &lowering)
      case .addon:
        lowering.report(
          .razorpayAddonChargedOnce,
          "Razorpay charges an add-on once, when the subscription starts, and not every \(cadence.described)",
          at: place["interval"], help: "the application adds it again before each later invoice")
      case .topup: break
      }
    }
    if item.kind == .addon, let days = price.trial?.days, days > 0 {
      lowering.report(
        .razorpayAddonTrial, "the trial of an add-on is not sent: its amount is taken when the customer authorises payments",
        at: place["trialDays"])
    }
    checkIDs(price, of: item, &lowering)
    if RazorpayRequests.isSent(price, of: item) { advise(price, of: item, &lowering) }
  }

  // MARK: Money

  private static func checkMoney(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    let code = price.currency.code
    do throws(RazorpayMoney.Problem) {
      try RazorpayMoney.check(price)
      if code != "INR", price.base.minorUnits < 100 {
        lowering.report(
          .razorpayAmountSmall, "Razorpay may refuse \(price.base.minorUnits) minor units of \(code): its own tools take 100 or more",
          at: place["amount"])
      }
    } catch {
      switch error {
      case .unsupportedCurrency:
        lowering.report(.razorpayCurrency, "Razorpay does not take \(code): the price is not sent", at: place["currency"])
      case .zero:
        let what =
          switch item.kind {
          case .plan: "plan"
          case .addon: "add-on"
          case .topup: "order"
          }
        lowering.report(
          .razorpayAmountZero, "Razorpay has no \(what) that costs nothing: the price is not sent", at: place["amount"],
          help: item.kind == .plan ? "a free plan needs no subscription: the application gives it" : nil)
      case .belowMinimum:
        lowering.report(
          .razorpayAmountMinimum,
          "Razorpay charges at least 100 paise (1.00 INR), found \(price.base.minorUnits): the price is not sent",
          at: place["amount"])
      case .tooFine:
        lowering.report(
          .razorpayAmountPrecision, "Razorpay takes amounts in \(code) as multiples of 10 only: the price is not sent",
          at: place["amount"], help: "write \(price.base.minorUnits - price.base.minorUnits % 10), or 10 more")
      }
    }
  }

  // MARK: Cadence

  private static func checkCycle(_ cadence: Cadence, _ place: Place, _ lowering: inout Lowering) {
    do throws(RazorpayCycle.Problem) {
      _ = try RazorpayCycle(cadence)
      if cadence == Cadence(.day, 7) {
        lowering.report(
          .razorpaySevenDays, "Razorpay's pages disagree on whether a plan may recur every 7 days",
          at: place["intervalCount"], help: #"write "interval": "week", which is as long"#)
      }
    } catch {
      switch error {
      case .tooShort:
        lowering.report(
          .razorpayIntervalShort,
          "Razorpay charges at most every 7 days, and not every \(cadence.described): the price is not sent",
          at: cadence.count == 1 ? place["interval"] : place["intervalCount"])
      case .tooLong:
        lowering.report(
          .razorpayIntervalLong,
          "a subscription ends within 100 years, before it is charged every \(cadence.described): the price is not sent",
          at: place["intervalCount"])
      }
    }
  }

  /// The option `totalCount` beyond 100 years: one finding for each cadence, in the order in which they first stand.
  static func checkTotalCount(_ lowering: inout Lowering) {
    guard let option = lowering.settings.integer("totalCount") else { return }
    var seen: Set<Cadence> = []
    for item in lowering.catalog.items where item.kind == .plan {
      for price in item.prices where RazorpayRequests.isSent(price, of: item) {
        guard let cadence = price.cadence, let cycle = try? RazorpayCycle(cadence), option > cycle.limit,
          seen.insert(cadence).inserted
        else { continue }
        lowering.report(
          .razorpayTotalCountLimit,
          """
          a subscription ends within 100 years: what is charged every \(cadence.described) is sent with a total count of \
          \(cycle.limit), not \(option)
          """,
          at: lowering.settings.place["options", "totalCount"],
          related: [.init("the first price with this cadence", at: price.place.name)])
      }
    }
  }

  // MARK: Ids

  private static func checkIDs(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    if let id = price.id(at: "razorpay") {
      let own = place["providerIds", "razorpay"]
      if item.kind != .plan {
        lowering.report(
          .razorpayUnusedID,
          "Razorpay has no object for a price of \(item.kind == .addon ? "an add-on" : "a top-up"): the id is not used",
          at: own, help: "remove it")
      } else {
        if !isPlanID(id) {
          lowering.report(
            .razorpayPlanID, "\(quoted(id)) does not look like the id of a Razorpay plan", at: own,
            help: "the ids of plans are 'plan_' and 14 letters and digits")
        }
        lowering.report(
          .razorpayExistingPlan,
          "the plan \(quoted(id)) is used as it is: Razorpay cannot change its amount, cadence, name or notes", at: own)
      }
    }
  }

  /// Source: the examples in Razorpay's documentation, api/payments/subscriptions/create-subscription.md.
  private static func isPlanID(_ id: String) -> Bool {
    let prefix = "plan_"
    let rest = id.utf8.dropFirst(prefix.utf8.count)
    return id.utf8.starts(with: prefix.utf8) && rest.count == 14
      && rest.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: false
        }
      }
  }

  // MARK: What is worth knowing

  private static func advise(_ price: Price, of item: Item, _ lowering: inout Lowering) {
    let place = price.place
    if price.currency.code != "INR" {
      lowering.report(
        .razorpayInternational, "charging \(price.currency.code) needs international payments on the account, and a card",
        at: place["currency"])
    }
    if price.lookupKey != "\(item.header.key):\(price.id)" {
      lowering.report(.razorpayLookupKey, "Razorpay has no lookup keys: this one is not sent", at: place["lookupKey"])
    }
    guard item.kind == .plan, let cadence = price.cadence, let cycle = try? RazorpayCycle(cadence) else { return }
    if price.currency.code == "INR", price.base.minorUnits > RazorpayMoney.automaticDebitCeiling {
      lowering.report(
        .razorpayDebitCeiling, "above 15,000.00 INR a card asks the customer to approve each charge, and UPI takes none",
        at: place["amount"])
    }
    if !cycle.isDefinedFrequency {
      lowering.report(
        .razorpayMandateFrequency, "a card's mandate for a charge every \(cadence.described) is registered 'as presented'",
        at: place["intervalCount"])
    }
    if lowering.settings.integer("totalCount") == nil {
      let count = cycle.assumed
      lowering.report(
        .razorpayTotalCountAssumed,
        "subscriptions at Razorpay end: this one after \(count) \(count == 1 ? "charge" : "charges")",
        at: price.place.name, help: "say how many in the option 'totalCount'")
    }
    if let days = price.trial?.days, days > 0 {
      lowering.report(
        .razorpayTrial,
        "Razorpay has no trials: the application sends when the first charge is due, after \(days) \(days == 1 ? "day" : "days")",
        at: place["trialDays"])
    }
  }
}
