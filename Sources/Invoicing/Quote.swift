import Catalog
import Foundations

/// What a regular period of a purchase costs, before tax.
package struct Quote: Sendable {
  /// Nil if nothing has a price.
  package let currency: Currency?
  /// One for each length of period, that of the plan first; then one for what is paid once.
  package let invoices: [Invoice]
  /// The numbers that the customer gets, in the order of the catalog.
  package let included: [Inclusion]
  /// The features whose access ends before the usage that was asked for.
  package let stops: [Stop]

  package init(currency: Currency?, invoices: [Invoice], included: [Inclusion] = [], stops: [Stop] = []) {
    self.currency = currency
    self.invoices = invoices
    self.included = included
    self.stops = stops
  }

  /// What a customer gets of a metered feature or a limit.
  package struct Inclusion: Sendable {
    package enum Amount: Sendable {
      case unlimited
      /// The units of each reset, in the order in which they are used.
      case metered([(amount: ExactDecimal, reset: Reset)])
      case limit(ExactDecimal)
    }

    /// An index into ``Catalog/features``.
    package let feature: Int
    package let amount: Amount
  }

  /// The end of access to a feature.
  package struct Stop: Sendable {
    /// An index into ``Catalog/features``.
    package let feature: Int
    package let end: ExactDecimal
    /// What was asked for.
    package let usage: ExactDecimal
  }
}

/// What is paid together.
package struct Invoice: Sendable {
  /// How often; nil for once.
  package let cadence: Cadence?
  package let lines: [InvoiceLine]
  /// What a discount takes off the sum of the lines, in minor units.
  package let reduction: ExactDecimal

  /// In whole minor units; never negative.
  package var total: ExactDecimal { lines.reduce(.zero) { $0 + $1.amount } - reduction }

  /// `a month`, `every 3 months`, `once`.
  package var pace: String { cadence?.each ?? "once" }
}

/// A price with all its tiers.
package struct InvoiceLine: Sendable {
  package enum Subject: Sendable {
    /// What is paid for an item, whatever is used.
    case item(Price)
    case usage(UsageLine)
  }

  package let subject: Subject
  /// What the line is for, or what charges the usage.
  package let part: Purchase.Part
  /// The units that are paid, by tier.
  package let rates: [Rate.Part]
  /// By how many percent a discount lowers the line.
  package let percentOff: ExactDecimal?

  package init(_ subject: Subject, of part: Purchase.Part, _ rates: [Rate.Part], percentOff: ExactDecimal? = nil) {
    self.subject = subject
    self.part = part
    self.rates = rates
    self.percentOff = percentOff
  }

  /// In minor units, after the discount. Nothing is rounded.
  package var cost: ExactDecimal {
    let cost = rates.reduce(ExactDecimal.zero) { $0 + $1.cost }
    guard let percentOff else { return cost }
    return cost * (ExactDecimal(100) - percentOff).scaled(by: -2)
  }

  /// In whole minor units, half of one rounded up.
  package var amount: ExactDecimal { cost.rounded }
}

/// The usage of one feature that has a price.
package struct UsageLine: Sendable {
  package let charge: UsageCharge
  /// As far as access goes.
  package let used: ExactDecimal
  /// The allowance of what charges the usage.
  package let included: ExactDecimal
  /// What other items add to the allowance.
  package let bought: ExactDecimal
  /// The units that are paid.
  package let charged: ExactDecimal
  package let isUnlimited: Bool

  package init(
    charge: UsageCharge, used: ExactDecimal, included: ExactDecimal, bought: ExactDecimal, charged: ExactDecimal,
    isUnlimited: Bool = false
  ) {
    self.charge = charge
    self.used = used
    self.included = included
    self.bought = bought
    self.charged = charged
    self.isUnlimited = isUnlimited
  }
}

extension Purchase.Part {
  /// What is paid for the item itself, whatever is used; nil if it is free.
  package var line: InvoiceLine? {
    price.map { InvoiceLine(.item($0), of: self, $0.unitCosts.rate.parts(of: ExactDecimal(quantity))) }
  }
}

extension Purchase {
  /// What it costs.
  package func quote(in catalog: Catalog) -> Quote {
    var invoices = InvoiceGroups()
    // A pay-as-you-go plan has an invoice even if nothing is used.
    if let price = plan.price, price.isImplied { invoices.add(nil, price.cadence) }
    for part in parts {
      guard let price = part.price, !price.isImplied else { continue }
      invoices.add(part.line, price.cadence)
    }
    var stops: [Quote.Stop] = []
    for use in drawn(in: catalog) {
      let holding = Holding(of: use.feature, parts)
      if let end = holding.end, end < use.amount { stops.append(.init(feature: use.feature, end: end, usage: use.amount)) }
      guard let line = holding.line(for: use.amount), case .usage(let usage) = line.subject else { continue }
      invoices.add(line, Cadence(usage.charge.reset))
    }
    return Quote(currency: currency, invoices: lowered(invoices.sorted), included: inclusions(in: catalog), stops: stops)
  }

  /// The usage by what it draws on: first what is granted of the feature itself, then its pool.
  package func drawn(in catalog: Catalog) -> [Use] {
    var drawn: [Use] = []
    func add(_ feature: Int, _ amount: ExactDecimal) {
      if let index = drawn.firstIndex(where: { $0.feature == feature }) {
        drawn[index] = Use(of: feature, drawn[index].amount + amount)
      } else {
        drawn.append(Use(of: feature, amount))
      }
    }
    for use in usage {
      let holding = Holding(of: use.feature, parts)
      guard let pool = catalog.pool(of: use.feature), Holding(of: pool.feature, parts).isHeld else {
        add(use.feature, use.amount)
        continue
      }
      let own = holding.isHeld ? holding.end.map { min($0, use.amount) } ?? use.amount : .zero
      if holding.isHeld { add(use.feature, own) }
      if own < use.amount || !holding.isHeld { add(pool.feature, (use.amount - own) * pool.cost) }
    }
    return drawn
  }

  // MARK: Discounts

  /// The invoices of the first period, with the discount.
  package func lowered(_ invoices: [Invoice]) -> [Invoice] {
    guard let discount else { return invoices }
    let affected = invoices.indices.filter { index in
      invoices[index].lines.contains { discount.applies(to: $0.part.reference) && !$0.amount.isZero }
        && discount.lasts(until: invoices[index])
    }
    let lowered = discount.duration == .once ? Array(affected.prefix(1)) : affected
    return invoices.indices.map { lowered.contains($0) ? discount.lowering(invoices[$0], currency) : invoices[$0] }
  }

  // MARK: What is included

  private func inclusions(in catalog: Catalog) -> [Quote.Inclusion] {
    catalog.features.enumerated().compactMap { index, feature in
      let amount: Quote.Inclusion.Amount? =
        switch feature.kind {
        case .metered: allowance(of: index)
        case .limit: limit(of: index)
        case .boolean, .static: nil
        }
      return amount.map { Quote.Inclusion(feature: index, amount: $0) }
    }
  }

  private func allowance(of feature: Int) -> Quote.Inclusion.Amount? {
    let holding = Holding(of: feature, parts)
    if holding.isUnlimited { return .unlimited }
    var sums: [(amount: ExactDecimal, reset: Reset)] = []
    for grant in holding.grants where !grant.amount.isZero {
      if let index = sums.firstIndex(where: { $0.reset == grant.reset }) {
        sums[index].amount = sums[index].amount + grant.amount
      } else {
        sums.append((grant.amount, grant.reset))
      }
    }
    return sums.isEmpty ? nil : .metered(sums)
  }

  /// The limits of all items add up; one that is set raises the sum.
  private func limit(of feature: Int) -> Quote.Inclusion.Amount? {
    var sum: ExactDecimal?
    var least: ExactDecimal?
    for part in parts {
      if part.item.quantity?.feature == feature { sum = (sum ?? .zero) + ExactDecimal(part.quantity) }
      for entitlement in part.item.entitlements(at: part.price) where entitlement.feature == feature {
        switch entitlement.value {
        case .unlimited: return .unlimited
        case .limit(let limit) where limit.isSet: least = max(least ?? .zero, limit.amount)
        case .limit(let limit):
          let units = entitlement.isPerUnit(in: part.item) ? part.quantity : 1
          sum = (sum ?? .zero) + limit.amount.multiplied(by: units)
        case .boolean, .metered, .static: continue
        }
      }
    }
    return [sum, least].compactMap(\.self).max().map { .limit($0) }
  }
}

extension Discount {
  /// Whether it still applies when an invoice is issued: at the beginning of its period, or if all of it is usage, at the end.
  fileprivate func lasts(until invoice: Invoice) -> Bool {
    guard case .months(let months) = duration, let cadence = invoice.cadence else { return true }
    let isPaidInAdvance = invoice.lines.contains { if case .item = $0.subject { true } else { false } }
    return isPaidInAdvance || cadence.length <= Cadence(.month, months).length
  }

  fileprivate func lowering(_ invoice: Invoice, _ currency: Currency?) -> Invoice {
    switch reduction {
    case .percent(let percent):
      let lines = invoice.lines.map { line in
        InvoiceLine(
          line.subject, of: line.part, line.rates, percentOff: applies(to: line.part.reference) ? percent : nil)
      }
      return Invoice(cadence: invoice.cadence, lines: lines, reduction: .zero)
    case .amounts(let amounts):
      let amount = amounts.first { $0.currency == currency }.map { ExactDecimal($0.money.minorUnits) } ?? .zero
      let sum = invoice.lines.filter { applies(to: $0.part.reference) }.reduce(ExactDecimal.zero) { $0 + $1.amount }
      return Invoice(cadence: invoice.cadence, lines: invoice.lines, reduction: min(amount, sum))
    }
  }
}

/// Lines by how often they are paid.
package struct InvoiceGroups {
  private var groups: [(cadence: Cadence?, lines: [InvoiceLine])] = []

  package init() {}

  package mutating func add(_ line: InvoiceLine?, _ cadence: Cadence?) {
    if let index = groups.firstIndex(where: { $0.cadence.isAsLong(as: cadence) }) {
      groups[index].lines += [line].compactMap(\.self)
    } else {
      groups.append((cadence, [line].compactMap(\.self)))
    }
  }

  /// What is paid once comes last.
  package var sorted: [Invoice] {
    (groups.filter { $0.cadence != nil } + groups.filter { $0.cadence == nil }).map {
      Invoice(cadence: $0.cadence, lines: $0.lines, reduction: .zero)
    }
  }
}

extension Cadence? {
  /// Whether both are as long, as 12 months and a year are.
  package func isAsLong(as other: Cadence?) -> Bool {
    guard let self, let other else { return (self == nil) == (other == nil) }
    guard let span = self.span, let others = other.span else { return self == other }
    return span == others
  }
}
