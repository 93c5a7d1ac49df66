import Diagnostics

// Discounts and pools.
extension RuleFamily {
  static let discountFamilies: [RuleFamily] = [
    discountUnsupported, discountApproximated, discountLimitNotEnforced, existingDiscountUsed, poolCountedByApplication,
  ]

  static let discountUnsupported = RuleFamily("discount-unsupported", .money("customers pay the full price")) { title in
    "\(title) cannot store a discount"
  } explanation: { title in
    """
    The discount is skipped at \(title): customers cannot use it, and pay the full price.
    """
  } example: { example in
    (
      example.discount(#"⟦"launch"⟧: {"amounts": {"\#(example.currency)": 500}, "duration": "once"}"#),
      example.discount(nil)
    )
  }

  static let discountApproximated = RuleFamily(
    "discount-approximated", .money("invoices are lowered by another amount, or others are")
  ) { title in
    "\(title) lowers other invoices, or by another amount, than the catalog says"
  } explanation: { title in
    """
    The discount is sent in the nearest form that \(title) has. The message says how it differs.
    """
  } example: { example in
    (
      example.discount(#"⟦"launch"⟧: {"percent": 20, "duration": {"months": 3}}"#),
      example.discount(#""launch": {"percent": 20, "duration": "once"}"#)
    )
  }

  static let discountLimitNotEnforced = RuleFamily(
    "discount-limit-not-enforced", .money("customers use the discount more often than the catalog says").leftToApplication
  ) { title in
    "\(title) does not enforce a limit of a discount"
  } explanation: { title in
    """
    The discount is sent without the limit, so customers can use it more often, longer, or for other purchases than the catalog \
    says. Your application must check the limit before it offers the discount.
    """
  } example: { example in
    (
      example.discount(
        #""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {"minimum": ⟦{"\#(example.currency)": 7000}⟧}}}"#),
      example.discount(#""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {}}}"#)
    )
  }

  static let existingDiscountUsed = RuleFamily("existing-discount-used", .detail("the discount that the catalog names is used")) {
    title in
    "A discount refers to an existing \(title) discount, which is used as it is"
  } explanation: { title in
    """
    The requests neither create the discount nor change it, so what it lowers, by how much and for how long is not compared with \
    the catalog. Check its terms, or remove the id to create a new discount.
    """
  } example: { example in
    func discount(_ ids: String) -> String {
      example.discount(#""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {}}\#(ids)}"#)
    }
    return (discount(#", "providerIds": {"\#(example.provider)": ⟦"\#(example.ids[0])"⟧}"#), discount(""))
  }

  static let poolCountedByApplication = RuleFamily(
    "pool-counted-by-application", .money("credits are charged only if the application sends them").leftToApplication
  ) { title in
    "\(title) cannot draw on a pool of credits"
  } explanation: { title in
    """
    \(title) cannot compute credits from the usage of other features. Your application must multiply the usage by the `costs` and \
    send the credits as an event of their own, which the message names.
    """
  } example: { example in
    (example.pool(#""costs": ⟦{"calls": 5}⟧"#), example.pool(#""meter": "calls""#))
  }
}
