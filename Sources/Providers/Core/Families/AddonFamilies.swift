import Diagnostics

// Add-ons beside plans.
extension RuleFamily {
  static let addonFamilies: [RuleFamily] = [
    addonCurrencyMismatch, addonIntervalMismatch, addonMixedInterval, addonWithoutPlan, tooManyAddons, addonSeparateSubscription,
    oneTimeAllowance,
  ]

  static let addonCurrencyMismatch = RuleFamily("addon-currency-mismatch", .warning) { _ in
    "An add-on has no price in a currency of a plan it goes with"
  } explanation: { title in
    """
    A subscription at \(title) is charged in one currency, so customers of that plan cannot buy the add-on. Add a price in the \
    plan's currency, or leave the plan out of `compatiblePlans`.
    """
  } example: { example in
    let plans = #""compatiblePlans": ["pro"]"#
    return (
      example.addon(
        #""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("500", in: example.quote(example.otherCurrency))),
      example.addon(plans)
    )
  }

  static let addonIntervalMismatch = RuleFamily("addon-interval-mismatch", .warning) { _ in
    "No price of an add-on recurs in step with a plan it goes with"
  } explanation: { title in
    """
    \(title) charges an add-on together with the plan, and their intervals do not fit, such as a week and a month. Customers \
    of that plan cannot buy the add-on. Add a price at the plan's interval, or leave the plan out of `compatiblePlans`.
    """
  } example: { example in
    (
      example.addon(#""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("500", every: #""week""#)),
      example.addon(#""compatiblePlans": ["pro"]"#)
    )
  }

  static let addonMixedInterval = RuleFamily("addon-mixed-interval", .note) { _ in
    "An add-on is charged at another interval than a plan it goes with"
  } explanation: { title in
    """
    \(title) allows it because one interval is a whole multiple of the other, and customers get invoices at the shorter one. \
    Add a price at the plan's interval to charge both together.
    """
  } example: { example in
    (
      example.addon(#""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("5000", every: #""year""#)),
      example.addon(#""compatiblePlans": ["pro"]"#)
    )
  }

  static let addonWithoutPlan = RuleFamily("addon-without-plan", .warning) { title in
    "No plan at \(title) can be sold with a price of an add-on"
  } explanation: { title in
    """
    Customers buy add-ons with a plan, and no plan for sale at \(title) fits the currency and the interval of this price. It \
    is not for sale. Add a plan price that fits, or change this one.
    """
  } example: { example in
    if example.limits.addons.step == .divides {
      func addon(_ weekly: String) -> String {
        example.catalog([
          FamilyExample.booleans, #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price())}}}"#,
          #""addons": {"extra": {"entitlements": {"sso": true}, "prices": {"monthly": \#(example.price("500")), \#(weekly)}}}"#,
        ])
      }
      return (
        addon(#"⟦"weekly"⟧: \#(example.price("200", every: #""week""#))"#),
        addon(#""yearly": \#(example.price("5000", every: #""year""#))"#)
      )
    }
    return (
      example.catalog([
        FamilyExample.booleans, #""plans": {"custom": {"entitlements": {"api": true}}}"#,
        #""addons": {"extra": {"entitlements": {"sso": true}, "prices": {⟦"extra"⟧: \#(example.price("500"))}}}"#,
      ]), example.addon()
    )
  }

  static let tooManyAddons = RuleFamily("too-many-addons", .warning) { title in
    "More add-ons go with a plan than a \(title) subscription takes"
  } explanation: { title in
    """
    \(title) may refuse a customer who buys all of them. Name fewer plans in `compatiblePlans` of the add-ons, or see to it \
    in your application that a subscription does not get too many.
    """
  } example: { example in
    let count = (example.limits.addons.perSubscription ?? 3) + 1
    func catalog(_ plan: String, last: String) -> String {
      let addons = (1...count).map { number in
        #"""
        "extra\#(number)": {"compatiblePlans": [\#(number == count ? last : #""pro""#)], "entitlements": {"sso": true},
             "prices": {"monthly": \#(example.price("500"))}}
        """#
      }
      return example.catalog([
        FamilyExample.booleans,
        #"""
        "plans": {
           \#(plan): {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price())}},
           "team": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price("5000"))}}}
        """#, "\"addons\": {\n   \(addons.joined(separator: ",\n   "))}",
      ])
    }
    return (catalog(#"⟦"pro"⟧"#, last: #""pro""#), catalog(#""pro""#, last: #""team""#))
  }

  static let addonSeparateSubscription = RuleFamily("addon-separate-subscription", .note) { title in
    "A recurring add-on is a separate subscription at \(title)"
  } explanation: { title in
    """
    The add-on has a checkout and a billing date of its own, and is charged until it is canceled, even after the plan has \
    ended. Your application must cancel it with the plan.
    """
  } example: { example in
    (example.addon(id: #"⟦"extra"⟧"#), example.addon(price: example.once()))
  }

  static let oneTimeAllowance = RuleFamily("one-time-allowance", .warning) { _ in
    "An add-on that is paid once has an allowance that resets"
  } explanation: { title in
    """
    The allowance should come back with each period, and the customer pays only once. Check that customers get what they \
    paid for: sell usage that is granted once as a top-up, and usage that comes back as a recurring add-on.
    """
  } example: { example in
    func addon(_ entitlement: String, price: String) -> String {
      example.allowance(
        and: #""addons": {"extra": {"entitlements": {"calls": \#(entitlement)}, "prices": {"extra": \#(price)}}}"#)
    }
    let allowance = #"{"amount": 500, "reset": "month"}"#
    return (addon(marked(allowance), price: example.once()), addon(allowance, price: example.price("500")))
  }
}
