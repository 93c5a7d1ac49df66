import Catalog
import Diagnostics
import JSONText

extension RuleFamily {
  static let moneyFamilies: [RuleFamily] = [
    currencyUnsupported, currencyNotDefault, amountTooPrecise, amountBelowMinimum, amountTooLarge, freePriceUnsupported,
    chargeUnsupported, usageCycleUnsupported, chargeApproximated, chargedByApplication, boughtUnitsCharged,
    numberTooLong, inrMandateLimit, optionAssumed, optionInvalid,
  ]

  static let currencyUnsupported = RuleFamily("currency-unsupported", .money("the price is not for sale")) { title in
    "\(title) does not support the currency"
  } explanation: { title in
    """
    The price is not for sale at \(title). To sell to customers who pay through \(title), add a price in a supported currency.
    """
  } example: { example in
    let code = example.takes("IRR") ? Currency.allCodes.first { !example.takes($0) } ?? "IRR" : "IRR"
    return (
      example.plan(price: example.price(in: marked(example.quote(code)))), example.plan(price: example.price())
    )
  }

  static let chargeUnsupported = RuleFamily("charge-unsupported", .money("the price is not for sale")) { title in
    "\(title) cannot charge what a price says"
  } explanation: { title in
    """
    The price is not for sale at \(title), because nothing that \(title) can charge costs the same. Nothing else is sent in its \
    place.
    """
  } example: { example in
    // An allowance for each seat, with a price beyond it, is possible nowhere.
    let usage = #"{"amount": 1000, "perUnit": \#("true"), "prices": {⟦"usage"⟧: \#(example.rate("2"))}}"#
    return (
      example.usage(usage, quantity: true), example.usage(#"{"amount": 1000}"#, quantity: true)
    )
  }

  static let usageCycleUnsupported = RuleFamily("usage-cycle-unsupported", .money("the price is not for sale")) { title in
    "\(title) cannot charge usage at another interval than the price"
  } explanation: { title in
    """
    The usage is counted at an interval that \(title) cannot combine with the interval of the price, so the price is not \
    for sale. Use the same interval for both.
    """
  } example: { example in
    func usage(_ reset: String, _ id: String) -> String {
      example.usage(#"{"amount": 1000, "reset": \#(reset), "prices": {\#(id): \#(example.rate("2"))}}"#)
    }
    return (usage(#""week""#, #"⟦"usage"⟧"#), usage(#""month""#, #""usage""#))
  }

  static let chargeApproximated = RuleFamily("charge-approximated", .money("customers pay another amount than the catalog says"))
  { title in
    "\(title) charges nearly what a price says"
  } explanation: { title in
    """
    \(title) has nothing that charges exactly this. The message says what is sent instead, and how it differs.
    """
  } example: { example in
    func usage(_ rate: String, _ id: String) -> String {
      example.usage(#"{"prices": {\#(id): \#(rate)}}"#)
    }
    return (
      usage(example.rate("200", #""package": 1000"#), #"⟦"usage"⟧"#), usage(example.rate("200", #""per": 1000"#), #""usage""#)
    )
  }

  static let chargedByApplication = RuleFamily(
    "charged-by-application", .money("only the application can charge usage").leftToApplication
  ) {
    title in
    "\(title) does not charge usage"
  } explanation: { title in
    """
    Your application must count the usage, compute the amount of each period, and add it to the customer's invoice. The \
    artifact contains the rates.
    """
  } example: { example in
    (
      example.usage(#"{"amount": 1000, "prices": {⟦"usage"⟧: \#(example.rate("2"))}}"#), example.usage(#"{"amount": 1000}"#)
    )
  }

  static let boughtUnitsCharged = RuleFamily(
    "bought-units-charged", .money("customers pay twice for the same units").leftToApplication
  ) { title in
    "\(title) charges units that are paid for already"
  } explanation: { title in
    """
    Usage takes the allowance first, then what was bought with add-ons and top-ups, and only the rest is charged. \(title) does \
    not know what was bought, so it charges those units again.
    """
  } example: { example in
    func pack(_ feature: String, _ prices: String) -> String {
      example.usage(
        #"{"amount": 1000\#(prices)}"#,
        and: #"""
          "topups": {"pack": {"feature": \#(feature), "amount": 500, "prices": {"once": \#(example.once())}}}
          """#)
    }
    return (
      pack(#"⟦"calls"⟧"#, #", "prices": {"usage": \#(example.rate("2"))}"#), pack(#""calls""#, "")
    )
  }

  static let currencyNotDefault = RuleFamily("currency-not-default", .money("the price is not for sale")) { title in
    "A price has no counterpart in the default currency of the \(title) organization"
  } explanation: { title in
    """
    Everything sold at \(title) needs a price in the organization's default currency; prices in other currencies only supplement \
    it. The price is not for sale. Add a price in the default currency with the same interval and trial, or set a different \
    default in the option `defaultCurrency`.
    """
  } example: { example in
    func prices(_ amount: String, _ code: String, every interval: String) -> String {
      example.plan(
        #"""
        "prices": {
           "default": \#(example.price()),
           "other": \#(example.price(amount, in: code, every: interval))}
        """#)
    }
    let code = example.quote(example.otherCurrency)
    return (prices("19000", marked(code), every: #""year""#), prices("1900", code, every: #""month""#))
  }

  static let amountTooPrecise = RuleFamily("amount-too-precise", .money("the price is not for sale")) { title in
    "The amount is more precise than \(title) supports"
  } explanation: { title in
    """
    \(title) counts the currency in steps larger than its minor unit. catalogc never rounds an amount, so the price is not for \
    sale. Use a multiple of the step.
    """
  } example: { example in
    let coarse = example.limits.money.units.filter { example.takes($0.key) && $0.value.multiple > 1 }
    let (code, multiple) = coarse.min { $0.key < $1.key }.map { ($0.key, $0.value.multiple) } ?? ("MGA", 100)
    let amount = multiple * 20_000
    return (
      example.plan(price: example.price("⟦\(amount + multiple / 2)⟧", in: example.quote(code))),
      example.plan(price: example.price("\(amount)", in: example.quote(code)))
    )
  }

  static let amountBelowMinimum = RuleFamily("amount-below-minimum", .money("the price is not for sale, or charging it fails")) {
    title in
    "The amount is below the minimum of \(title)"
  } explanation: { title in
    """
    \(title) has a minimum amount for the currency; creating or charging a smaller price fails. Raise the amount, or sell more \
    at once, such as a year instead of a month.
    """
  } example: { example in
    let (code, least) = example.bound(example.limits.money.minimum) ?? (example.currency, 50)
    let step = example.limits.money.units[code]?.multiple ?? 1
    return (
      example.plan(price: example.price("⟦\(least - step)⟧", in: example.quote(code))),
      example.plan(price: example.price("\(least)", in: example.quote(code)))
    )
  }

  static let amountTooLarge = RuleFamily("amount-too-large", .money("the price is not for sale, or charging it fails")) { title in
    "The amount is above the maximum of \(title)"
  } explanation: { title in
    """
    \(title) has a maximum amount for the currency; creating or charging a larger price may fail. Split the amount, for example \
    into monthly payments, or bill it by invoice.
    """
  } example: { example in
    let (code, largest) = example.bound(example.limits.money.maximum) ?? (example.currency, 99_999_999)
    let step = example.limits.money.units[code]?.multiple ?? 1
    return (
      example.plan(price: example.price("⟦\(largest + step)⟧", in: example.quote(code), every: #""year""#)),
      example.plan(price: example.price("\(largest)", in: example.quote(code), every: #""year""#))
    )
  }

  static let freePriceUnsupported = RuleFamily("free-price-unsupported", .money("the price is not for sale")) { title in
    "\(title) cannot charge 0"
  } explanation: { title in
    """
    \(title) has no payments of 0 for this kind of item, so it is not for sale. Grant it in your application without a payment, \
    or raise the amount.
    """
  } example: { example in
    let free = example.limits.money.free
    if !free.contains(.plan) { return (example.plan(price: example.price("⟦0⟧")), example.plan(price: example.price())) }
    if !free.contains(.recurringAddon) {
      return (example.addon(price: example.price("⟦0⟧")), example.addon(price: example.price("500")))
    }
    if !free.contains(.oneTimeAddon) {
      return (example.addon(price: example.once("⟦0⟧")), example.addon(price: example.once()))
    }
    return (example.topup(price: example.once("⟦0⟧")), example.topup())
  }

  static let numberTooLong = RuleFamily("number-too-long", .money("the provider stores another number")) { title in
    "A number has more digits than \(title) can store"
  } explanation: { title in
    """
    \(title) reads numbers as IEEE doubles, which are exact for whole numbers up to 9007199254740992 and hold about 15 digits of \
    others. Customers would get or pay a different amount than the catalog says. Use a number with fewer digits.
    """
  } example: { example in
    (example.allowance("⟦1000.00000000000001⟧"), example.allowance("1000.5"))
  }

  static let inrMandateLimit = RuleFamily("inr-mandate-limit", .money("a charge that the customer does not approve fails")) { _ in
    "A recurring INR price exceeds the limit for automatic debits"
  } explanation: { title in
    """
    Indian cards can be charged up to 15,000.00 INR without approval. Above that, the customer must approve each charge, and a \
    charge without approval fails. Tell customers, or charge smaller amounts more often.
    """
  } example: { example in
    (
      example.plan(price: example.price("⟦1500001⟧", in: #""INR""#)),
      example.plan(price: example.price("1500000", in: #""INR""#))
    )
  }

  static let optionAssumed = RuleFamily("option-assumed", .money("a wrong guess changes what customers pay")) { title in
    "An option that changes what customers pay is not set for \(title)"
  } explanation: { title in
    """
    \(title) needs a value that the catalog does not set, so catalogc assumes a common one. It affects how much or how long \
    customers pay. Set the option, even if only to the assumed value.
    """
  } example: { example in
    let prices = #""prices": {"monthly": \#(example.price())}"#
    let provider = example.quote(example.provider)
    return (example.plan(prices, settings: "{⟦\(provider)⟧: {}}"), example.plan(prices))
  }

  static let optionInvalid = RuleFamily("option-invalid", .money("an option that affects what customers pay is ignored")) {
    title in
    "An option for \(title) has an invalid value"
  } explanation: { title in
    """
    The option is ignored, as if it were not set. Use a value that the option accepts.
    """
  } example: { example in
    let prices = #""prices": {"monthly": \#(example.price())}"#
    let option = example.quote(example.options.first?.name ?? "defaultCurrency")
    let provider = example.quote(example.provider)
    return (
      example.plan(prices, settings: #"{\#(provider): {"options": {\#(option): ⟦"USDT"⟧}}}"#), example.plan(prices)
    )
  }
}

extension FamilyExample {
  /// A supported currency with such a bound, and the bound in its minor unit; nil if no currency has one.
  fileprivate func bound(_ bound: MoneyTable.Bound) -> (code: String, minorUnits: Int64)? {
    for code in Currency.allCodes where takes(code) {
      guard let own = bound.values[code] ?? bound.others, own < .max else { continue }
      let unit = limits.money.units[code] ?? MoneyTable.Unit()
      return (code, own / unit.factor * unit.divisor)
    }
    return nil
  }
}
