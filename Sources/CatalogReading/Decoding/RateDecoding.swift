import Catalog
import Diagnostics
import Foundations
import Syntax

/// What units cost: one amount, or tiers.
extension Decoder {
  /// The fields of a rate, which prices and usage prices share.
  struct RateFields {
    /// The object that has them.
    let node: NodeID
    let amount: NodeID?
    let tiers: NodeID?
    let mode: NodeID?
    var per: NodeID?
    var package: NodeID?
  }

  /// The rate of a usage price and the number of units that its amounts are written for.
  mutating func usageRate(_ fields: RateFields, in currency: Currency?) -> (rate: Rate, per: Int64)? {
    let per = integer(fields.per, in: .positive, .rateTerms, "`per`")
    let size = integer(fields.package, in: .positive, .rateTerms, "`package`")
    if let node = fields.package, let other = fields.per ?? fields.tiers {
      let name = fields.per == nil ? "tiers" : "per"
      report(
        .rateTerms, "`package` and `\(name)` cannot be combined", at: .name(node),
        help: name == "per"
          ? "remove one of them: `package` rounds up, `per` is in proportion" : "remove `package`, or write one `amount`",
        related: [.init("`\(name)`", at: .name(other))])
      return nil
    }
    let divisor = fields.per == nil ? 1 : per
    guard reportAlternatives(fields) else { return nil }
    if fields.tiers != nil {
      guard let divisor, let rate = tiers(fields, in: currency, per: divisor) else { return nil }
      return (rate, divisor)
    }
    require(fields.amount, UsagePriceField.amount)
    let amount = unitAmount(fields.amount, "amount", in: currency)
    guard let amount, let divisor, (size == nil) == (fields.package == nil), let node = fields.amount else { return nil }
    if let size { return (.package(amount, size: size), 1) }
    return quotient(amount, per: divisor, at: node, in: currency).map { (.perUnit($0), divisor) }
  }

  /// The rate of tiers, by the number of units that are bought.
  mutating func quantityRate(_ fields: RateFields, in currency: Currency?) -> Rate? {
    guard let rate = tiers(fields, in: currency, per: 1), let node = fields.tiers else { return nil }
    for (tier, element) in zip(rate.tiers, tree.elements(of: node)) {
      guard let bound = tier.upTo, !bound.isInteger || bound.isZero, let place = tree.value(of: element, named: "upTo") else {
        continue
      }
      report(.tierBounds, "units are bought whole; `upTo` must be a positive integer, found \(bound)", at: .value(place))
      return nil
    }
    return rate
  }

  /// Whether there is an amount, or else tiers with a mode. Reports anything else.
  mutating func reportAlternatives(_ fields: RateFields) -> Bool {
    // The missing one may be what a syntax error damaged.
    if tree.isDamaged(fields.node) { return false }
    switch (fields.amount, fields.tiers) {
    case (nil, nil):
      report(.missingField, "missing required field `\(fields.mode == nil ? "amount" : "tiers")`", at: .name(fields.node))
      return false
    case (let amount?, let tiers?):
      report(
        .rateTerms, "`amount` and `tiers` cannot be combined", at: .name(tiers), help: "remove one of them",
        related: [.init("`amount`", at: .name(amount))])
      return false
    case (_?, nil):
      guard let mode = fields.mode else { return true }
      report(.rateTerms, "`mode` needs `tiers`", at: .name(mode), help: "remove it")
      return false
    case (nil, let tiers?):
      guard fields.mode == nil else { return true }
      report(
        .tierMode, "missing field `mode`, which is required with `tiers`", at: .name(tiers),
        help: """
          write \(word: Rate.Mode.graduated) to charge each unit by its own tier, or \(word: Rate.Mode.volume) to charge all by \
          the last one's
          """)
      return false
    }
  }

  private mutating func tiers(_ fields: RateFields, in currency: Currency?, per: Int64) -> Rate? {
    require(fields.mode, UsagePriceField.mode)
    require(fields.tiers, UsagePriceField.tiers)
    let mode: Rate.Mode? = choice(fields.mode, .tierMode, "tier mode")
    guard let node = fields.tiers, expectArray(node), !tree.isDamaged(node) else { return nil }
    var tiers: [Rate.Tier] = []
    let elements = Array(tree.elements(of: node))
    for (index, element) in elements.enumerated() {
      if let tier = tier(element, isLast: index == elements.count - 1, after: tiers.last, in: currency, per: per) {
        tiers.append(tier)
      }
    }
    if elements.isEmpty {
      report(.tierBounds, "`tiers` must not be empty", at: .value(node))
      return nil
    }
    guard tiers.count == elements.count, let mode else { return nil }
    switch mode {
    case .graduated: return .graduated(tiers)
    case .volume: return .volume(tiers)
    }
  }

  private mutating func tier(
    _ node: NodeID, isLast: Bool, after previous: Rate.Tier?, in currency: Currency?, per: Int64
  ) -> Rate.Tier? {
    guard let fields = fields(of: node, as: TierField.self) else { return nil }
    if fields[.flat] == nil { require(fields[.amount], TierField.amount) }
    if fields[.amount] == nil { require(fields[.flat], TierField.flat) }
    if !isLast { require(fields[.upTo], TierField.upTo) }
    // Whatever the last tier has is too much, but a null can be omitted.
    let isSurplus = isLast && fields[.upTo].map { tree.kind($0) != .null } == true
    let bound = isSurplus ? nil : usage(fields[.upTo], "`upTo`")
    let amount = unitAmount(fields[.amount], "amount", in: currency)
    let flat = money(fields[.flat], "flat", in: currency)
    var isValid = (bound == nil) == (fields[.upTo] == nil) && (flat == nil) == (fields[.flat] == nil)
    if fields[.amount] == nil, fields[.flat] == nil {
      if fields.isComplete {
        report(
          .tierWithoutPrice, "a tier must have `amount`, `flat`, or both", at: .value(node),
          help: "write \(code: .fields([("amount", .literal("0"))])) for free units")
      }
      isValid = false
    }
    if isSurplus, let place = fields[.upTo] {
      report(
        .tierBounds, "the last tier must not have `upTo`", at: .name(place),
        help: "remove it, or add a tier without `upTo` for further units")
      isValid = false
    } else if !isLast, fields[.upTo] == nil {
      report(.tierBounds, "missing `upTo` in a tier before the last", at: .value(node))
      isValid = false
    }
    if let bound, let earlier = previous?.upTo, bound <= earlier, let place = fields[.upTo] {
      report(.tierBounds, "bounds must rise: \(bound) is not more than \(earlier)", at: .value(place))
      isValid = false
    }
    var unit = ExactDecimal.zero
    if let place = fields[.amount] {
      guard let amount, let quotient = quotient(amount, per: per, at: place, in: currency) else { return nil }
      unit = quotient
    }
    guard isValid else { return nil }
    return Rate.Tier(upTo: bound, perUnit: unit, flat: Money(minorUnits: flat ?? 0))
  }

  /// The amount for one unit. Reports one that does not end.
  private mutating func quotient(
    _ amount: ExactDecimal, per: Int64, at node: NodeID, in currency: Currency?
  ) -> ExactDecimal? {
    if per == 1 { return amount }
    if let quotient = amount.divided(by: per, decimals: Rate.decimals) { return quotient }
    let spelled = currency.map { $0.amount(amount) } ?? "\(amount)"
    report(
      .rateDecimals, "\(spelled) for \(per) units is not a finite price for one unit with at most \(Rate.decimals) decimals",
      at: .value(node), help: "use a larger unit for the feature, such as hours instead of seconds, or another amount")
    return nil
  }
}
