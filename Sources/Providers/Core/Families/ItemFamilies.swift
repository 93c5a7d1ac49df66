import Diagnostics

// Items for sale, and the limits that a provider does not enforce.
extension RuleFamily {
  static let itemFamilies: [RuleFamily] = [
    itemWithoutPrice, defaultNotGiven, quantityNotEnforced, quantityUnsupported, quantityFeatureByApplication,
    perUnitByApplication, situationUnsupported,
    compatiblePlansNotEnforced, grantByApplication, featureNotSent, meterNotSent, descriptionNotSent, groupNotEnforced,
  ]

  static let itemWithoutPrice = RuleFamily(
    "item-without-price", .application("the application gives the item, which costs nothing")
  ) { _ in
    "A plan or add-on has no price"
  } explanation: { title in
    """
    \(title) has nothing to charge for it, so your application decides who gets it. To sell it at \(title), add a price.
    """
  } example: { example in
    let free = example.limits.money.free.contains(.plan)
    return (
      example.catalog([FamilyExample.boolean, #""plans": {⟦"free"⟧: {"entitlements": {"api": true}}}"#]),
      example.catalog([
        FamilyExample.boolean,
        #""plans": {"free": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price(free ? "0" : "2000"))}}}"#,
      ])
    )
  }

  static let defaultNotGiven = RuleFamily(
    "default-not-given", .application("the application gives the plan, which costs nothing")
  ) { title in
    "\(title) gives customers no default plan"
  } explanation: { title in
    """
    A customer without a purchase has the plan with `"default": true`. At \(title), a customer has a plan only after subscribing \
    to it. Your application must give the default plan to new customers, and to those whose last plan of the group ends.
    """
  } example: { example in
    (
      example.plan(#""default": ⟦true⟧, "prices": {"monthly": \#(example.price("0"))}"#),
      example.plan(price: example.price())
    )
  }

  static let quantityNotEnforced = RuleFamily("quantity-not-enforced", .application("the application checks how many are bought"))
  { title in
    "\(title) does not enforce the quantity limits of an item"
  } explanation: { title in
    """
    The catalog limits how many units of the item a customer may buy, but \(title) accepts quantities outside these limits. \
    Your application must check the quantity before the purchase.
    """
  } example: { example in
    let onlyMaximum = example.limits.enforcesQuantity == [.maximum]
    let quantity = onlyMaximum ? #""quantity": {"min": ⟦2⟧}"# : #""quantity": ⟦{"max": 5}⟧"#
    guard example.limits.charges.contains(.quantity) else { return (example.addon(quantity), example.addon()) }
    return (example.addon(#""multiple": true, \#(quantity)"#), example.addon(#""multiple": true"#))
  }

  static let quantityUnsupported = RuleFamily(
    "quantity-unsupported", .money("customers need a purchase for each unit, and may stop before the last").leftToApplication
  ) { title in
    "\(title) sells one unit of an item per purchase"
  } explanation: { title in
    """
    A customer may have several units of the item, but a purchase at \(title) has no quantity. Your application must buy the \
    item once per unit.
    """
  } example: { example in
    (example.addon(#""quantity": ⟦{}⟧"#), example.addon())
  }

  static let quantityFeatureByApplication = RuleFamily(
    "quantity-feature-by-application", .application("the application grants the limit for each unit")
  ) { title in
    "\(title) does not grant a limit by the number of units bought"
  } explanation: { title in
    """
    Customers get as many of the limit as they buy units of the item. \(title) sells the units, but your application must read \
    the quantity of the purchase and grant the limit.
    """
  } example: { example in
    func plan(_ quantity: String) -> String {
      example.plan(
        #""quantity": \#(quantity), "prices": {"monthly": \#(example.price())}"#,
        features: #""features": {"api": {"type": "boolean"}, "seats": {"type": "limit"}}"#)
    }
    return (plan(#"{"feature": ⟦"seats"⟧}"#), plan("{}"))
  }

  static let perUnitByApplication = RuleFamily(
    "per-unit-by-application", .application("the application grants the number for each unit")
  ) { title in
    "\(title) does not multiply a number by the units bought"
  } explanation: { title in
    """
    The number is for each unit of the item, but \(title) grants it once for the whole purchase. Your application must grant the \
    rest. Numbers of an add-on are for each unit unless `perUnit` is false.
    """
  } example: { example in
    (
      example.usage(#"{"amount": 1000, "perUnit": ⟦true⟧}"#, quantity: true),
      example.usage(#"{"amount": 1000, "perUnit": false}"#, quantity: true)
    )
  }

  static let situationUnsupported = RuleFamily(
    "situation-unsupported", .application("the application sells the add-on in another situation")
  ) { title in
    "\(title) cannot sell an add-on in each situation"
  } explanation: { title in
    """
    The artifact has purchase requests for new customers, for those with a running subscription, and for payments of their own. \
    \(title) has no request for one of these situations, so your application must sell the add-on in another one, such as after \
    the plan.
    """
  } example: { example in
    let sellsLater = example.limits.refused(.recurringAddon).isEmpty
    return (
      example.addon(id: #"⟦"extra"⟧"#, price: sellsLater ? example.once() : nil), example.plan(price: example.price())
    )
  }

  static let compatiblePlansNotEnforced = RuleFamily(
    "compatible-plans-not-enforced", .application("the application checks who may buy the item")
  ) { title in
    "\(title) does not enforce the compatible plans of an add-on or top-up"
  } explanation: { title in
    """
    The catalog restricts the add-on or top-up to customers of certain plans, but \(title) does not. Your application must \
    check the customer's plan before the purchase.
    """
  } example: { example in
    let plans = #""compatiblePlans": ⟦["pro"]⟧"#
    if !example.limits.enforcesPlans.contains(.recurringAddon) { return (example.addon(plans), example.addon()) }
    if !example.limits.enforcesPlans.contains(.oneTimeAddon) {
      return (example.addon(plans, price: example.once()), example.addon(price: example.once()))
    }
    return (example.topup(plans), example.topup())
  }

  static let grantByApplication = RuleFamily("grant-by-application", .application("the application grants what was bought")) {
    _ in
    "Your application must grant the usage of a top-up"
  } explanation: { title in
    """
    \(title) collects the payment for the top-up but grants no usage. When the payment arrives, your application must grant the \
    usage with its priority, expiration and rollover. `catalogc grant` prints the OpenMeter request that does this.
    """
  } example: { example in
    (example.topup(id: #"⟦"pack"⟧"#), example.allowance())
  }

  static let featureNotSent = RuleFamily("feature-not-sent", .application("the application grants the feature")) { title in
    "A feature is not created at \(title)"
  } explanation: { title in
    """
    \(title) does not track who has the feature. Your application or a metering provider must grant it with the plans and \
    add-ons that include it.
    """
  } example: { example in
    (
      example.catalog([#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#]),
      example.catalog([#""features": {}, "plans": {}"#])
    )
  }

  static let meterNotSent = RuleFamily(
    "meter-not-sent", .application("the application counts the usage, for which nothing is charged")
  ) { title in
    "A meter is not created at \(title)"
  } explanation: { title in
    """
    No \(title) price in the catalog depends on the usage that this meter counts. Your application or a metering provider must \
    count it.
    """
  } example: { example in
    (
      example.catalog([
        #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}"#, #""features": {}, "plans": {}"#,
      ]),
      example.catalog([#""meters": {}, "features": {}, "plans": {}"#])
    )
  }

  static let descriptionNotSent = RuleFamily("description-not-sent", .detail("a text for people is dropped")) { title in
    "\(title) has no field for a description"
  } explanation: { title in
    """
    The description is ignored. Put anything that customers should read into the name.
    """
  } example: { example in
    func feature(_ field: String) -> String {
      example.plan(
        #""prices": {"monthly": \#(example.price())}"#, features: #""features": {"api": {"type": "boolean", \#(field)}}"#)
    }
    return (feature(#""description": ⟦"Access to the API"⟧"#), feature(#""name": "Access to the API""#))
  }

  static let groupNotEnforced = RuleFamily("group-not-enforced", .application("the application ends the old plan of a group")) {
    title in
    "\(title) does not know which plans exclude each other"
  } explanation: { title in
    """
    Plans of one `group` exclude each other, and those of different groups can be held together. At \(title), a customer can \
    subscribe to any plans, so your application must change the subscription of the group instead of creating another one.
    """
  } example: { example in
    (example.plan(#""group": ⟦"app"⟧, "prices": {"monthly": \#(example.price())}"#), example.plan(price: example.price()))
  }
}
