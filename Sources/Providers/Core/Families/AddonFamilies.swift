import Diagnostics

// Add-ons sold with plans.
extension RuleFamily {
  static let addonFamilies: [RuleFamily] = [
    addonCurrencyMismatch, addonIntervalMismatch, addonMixedInterval, addonWithoutPlan, tooManyAddons, addonSeparateSubscription,
    addonSeparatePurchase, oneTimeAllowance,
  ]

  static let addonCurrencyMismatch = RuleFamily(
    "addon-currency-mismatch", .access("customers of a compatible plan cannot buy the add-on")
  ) { _ in
    "An add-on has no price in the currency of a compatible plan"
  } explanation: { title in
    """
    Each subscription at \(title) is billed in a single currency, so customers of that plan cannot buy the add-on. Add a price \
    in the plan's currency, or remove the plan from `compatiblePlans`.
    """
  } example: { example in
    let plans = #""compatiblePlans": ["pro"]"#
    return (
      example.addon(
        #""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("500", in: example.quote(example.otherCurrency))),
      example.addon(plans)
    )
  }

  static let addonIntervalMismatch = RuleFamily(
    "addon-interval-mismatch", .access("customers of a compatible plan cannot buy the add-on")
  ) { _ in
    "No price of an add-on aligns with the billing interval of a compatible plan"
  } explanation: { title in
    """
    \(title) charges an add-on together with its plan, so their billing intervals must align; a week and a month, for example, \
    do not. Customers of that plan cannot buy the add-on. Add a price with the plan's interval, or remove the plan from \
    `compatiblePlans`.
    """
  } example: { example in
    (
      example.addon(#""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("500", every: #""week""#)),
      example.addon(#""compatiblePlans": ["pro"]"#)
    )
  }

  static let addonMixedInterval = RuleFamily(
    "addon-mixed-interval", .detail("both are charged when the catalog says, on invoices of their own")
  ) { _ in
    "An add-on and a compatible plan have different billing intervals"
  } explanation: { title in
    """
    \(title) allows this because one interval is a multiple of the other; customers are invoiced at the shorter one. To charge \
    both together, add a price with the plan's interval.
    """
  } example: { example in
    (
      example.addon(#""compatiblePlans": ⟦["pro"]⟧"#, price: example.price("5000", every: #""year""#)),
      example.addon(#""compatiblePlans": ["pro"]"#)
    )
  }

  static let addonWithoutPlan = RuleFamily("addon-without-plan", .access("nobody can buy the add-on at this price")) { title in
    "No plan at \(title) fits a price of an add-on"
  } explanation: { title in
    """
    Customers buy add-ons together with a plan, but no plan for sale at \(title) matches the currency and interval of this \
    price. The price is not for sale. Add a matching plan price, or change this one.
    """
  } example: { example in
    if example.limits.addons.step == .divides {
      func addon(_ weekly: String) -> String {
        example.catalog([
          FamilyExample.booleans,
          #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price())}}}"#,
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

  static let tooManyAddons = RuleFamily("too-many-addons", .access("a customer who wants all of them is rejected")) { title in
    "A plan has more compatible add-ons than \(title) allows per subscription"
  } explanation: { title in
    """
    \(title) may reject a customer who buys all of them. List fewer plans in the add-ons' `compatiblePlans`, or limit the \
    number of add-ons per subscription in your application.
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

  static let addonSeparateSubscription = RuleFamily(
    "addon-separate-subscription", .application("the application cancels the add-on with its plan")
  ) { title in
    "A recurring add-on is a separate subscription at \(title)"
  } explanation: { title in
    """
    The add-on has its own checkout and billing date, and is charged until it is canceled, even after the plan has ended. Your \
    application must cancel it when the plan ends.
    """
  } example: { example in
    (example.addon(id: #"⟦"extra"⟧"#), example.plan(price: example.price()))
  }

  static let addonSeparatePurchase = RuleFamily(
    "addon-separate-purchase", .money("customers who leave after the first of two checkouts do not pay for both")
  ) { title in
    "A one-time add-on has a checkout of its own at \(title)"
  } explanation: { title in
    """
    A checkout at \(title) cannot contain both a plan and a one-time price. Customers who should pay once when they subscribe, \
    such as for a setup, have to complete two checkouts, and can leave after the first. Your application must send them to both.
    """
  } example: { example in
    (example.addon(id: #"⟦"extra"⟧"#, price: example.once()), example.plan(price: example.price()))
  }

  static let oneTimeAllowance = RuleFamily("one-time-allowance", .access("customers get the allowance once, not in every period"))
  { _ in
    "A one-time add-on has an allowance that resets"
  } explanation: { title in
    """
    The catalog renews the allowance every period, but the customer pays only once. Check that customers get what they paid \
    for. To grant usage once, sell a top-up; to renew it every period, sell a recurring add-on.
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
