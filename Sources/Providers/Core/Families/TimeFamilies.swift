import Catalog
import Diagnostics

extension RuleFamily {
  static let timeFamilies: [RuleFamily] = [intervalTooLong, intervalUnsupported, trialTooLong, trialIgnored, trialCardRequired]

  static let intervalTooLong = RuleFamily("interval-too-long", .time("the price is not for sale at this interval")) { title in
    "The interval is longer than \(title) supports"
  } explanation: { title in
    """
    \(title) limits the time between two charges, so the price is not for sale. Use a shorter interval.
    """
  } example: { example in
    let longest = example.limits.cadence.longest
    let period = [Period.month, .year, .week, .day].first { longest[$0] != nil } ?? .month
    let count = longest[period] ?? 36
    func plan(_ count: String) -> String {
      example.plan(price: example.price(every: example.quote(period.rawValue), #""intervalCount": \#(count)"#))
    }
    return (plan("⟦\(count + 1)⟧"), plan("\(count)"))
  }

  static let intervalUnsupported = RuleFamily("interval-unsupported", .time("the price is not for sale at this interval")) {
    title in
    "\(title) does not charge at this interval"
  } explanation: { title in
    """
    \(title) has no subscriptions with this interval, so the price is not for sale. Use a supported interval.
    """
  } example: { example in
    (
      example.plan(price: example.price(every: #"⟦"day"⟧"#)),
      example.plan(price: example.price())
    )
  }

  static let trialTooLong = RuleFamily("trial-too-long", .time("customers pay at once")) { title in
    "The trial is longer than \(title) supports"
  } explanation: { title in
    """
    catalogc does not shorten the trial but ignores it, so customers pay immediately. Shorten the trial.
    """
  } example: { example in
    let longest = min(example.limits.trial.longest, 100_000)
    return (
      example.plan(price: example.price("2000", #""trialDays": ⟦\#(longest + 1)⟧"#)),
      example.plan(price: example.price("2000", #""trialDays": \#(longest)"#))
    )
  }

  static let trialIgnored = RuleFamily("trial-ignored", .time("customers pay at once")) { title in
    "A price has a trial that \(title) does not support"
  } explanation: { title in
    """
    \(title) has no trials for this kind of price; an add-on, for example, is charged with the plan's subscription. The trial \
    is ignored. Remove it, or add a trial to the plan.
    """
  } example: { example in
    let sale = [Sale.recurringAddon, .plan].first { !example.limits.trial.sales.contains($0) }
    let trial = #""trialDays": ⟦14⟧"#
    switch sale {
    case .recurringAddon:
      return (example.addon(price: example.price("500", trial)), example.addon())
    case .plan: return (example.plan(price: example.price("2000", trial)), example.plan(price: example.price()))
    default: return (example.plan(price: example.price("0", trial)), example.plan(price: example.price("0")))
    }
  }

  static let trialCardRequired = RuleFamily(
    "trial-card-required", .time("customers who enter no payment method cannot try the plan")
  ) { title in
    "\(title) begins a trial only with a payment method"
  } explanation: { title in
    """
    `"trialCard": false` says that customers can try the plan without a payment method. \(title) asks for one, so fewer customers \
    will try it, and those who do are charged when the trial ends.
    """
  } example: { example in
    (
      example.plan(price: example.price("2000", #""trialDays": 14, "trialCard": ⟦false⟧"#)),
      example.plan(price: example.price("2000", #""trialDays": 14"#))
    )
  }
}
