import Catalog
import Foundations
import Invoicing
import Syntax

/// What a provider charges for a purchase by the requests that are sent, and how that differs from the catalog.
package struct ProviderQuote: Sendable {
  /// The invoices of the provider, without what is included.
  package let quote: Quote
  /// What it does not sell: the application must, or nobody can.
  package let unsold: [Purchase.Part]
  /// Existing objects, whose prices the requests do not contain.
  package let unread: [String]
  /// The features that it charges although it counts other events than the catalog says, or counts them otherwise: indices into
  /// ``Catalog/features``. Their usage at the provider is not known.
  package let miscounted: [Int]
  /// Whether it has a discount that was asked for.
  package let lacksDiscount: Bool
  package let differences: [BillDifference]

  /// Whether it charges anything else than the catalog says, or may.
  package var differs: Bool { !differences.isEmpty || !miscounted.isEmpty }
}

/// A line of an invoice that is not the same at a provider and in the catalog, beyond rounding.
package struct BillDifference: Equatable, Sendable {
  package let cadence: Cadence?
  package let subject: Subject
  /// Exact, in minor units; nil if the catalog has no such line.
  package let catalog: ExactDecimal?
  /// Exact, in minor units; nil if the provider charges nothing.
  package let provider: ExactDecimal?

  package enum Subject: Equatable, Sendable {
    case item(ItemReference)
    /// An index into ``Catalog/features``.
    case usage(Int)
    /// What an amount takes off the invoice.
    case reduction
  }
}

extension InvoiceLine {
  /// What it is for.
  package var key: BillDifference.Subject {
    switch subject {
    case .item: .item(part.reference)
    case .usage(let usage): .usage(usage.charge.feature)
    }
  }
}

extension Purchase {
  /// What a provider charges for it, by its own reading of the requests.
  package func quote(by book: ProviderBook) -> ProviderQuote {
    var bills: [(part: Part, bill: PartBill)] = []
    var unsold: [Part] = []
    for part in parts {
      if book.sells(part, with: plan), let bill = book.bill(of: part, with: plan.price, for: discount) {
        bills.append((part, bill))
      } else if part.price?.isFree == false {
        unsold.append(part)
      }
    }
    var credits: [ScalarString: ExactDecimal] = [:]
    for credit in bills.flatMap(\.bill.credits) {
      credits[ScalarString(credit.balance), default: .zero] = credits[ScalarString(credit.balance), default: .zero] + credit.units
    }
    let drawn = drawn(in: book.catalog)
    var invoices = InvoiceGroups()
    for (part, bill) in bills {
      guard let price = part.price else { continue }
      for charge in bill.charges {
        switch charge.subject {
        case .bought(let units, let times):
          if price.isImplied, charge.costs.cost(of: units).isZero { continue }
          let rates = charge.costs.rate.parts(of: units).map { $0.repeated(times) }
          invoices.add(InvoiceLine(.item(price), of: part, rates, percentOff: charge.percentOff), charge.cadence)
        case .usage(let feature):
          let use = drawn.first { $0.feature == feature }?.amount
          if use == nil, charge.leastCost.isZero { continue }
          let credited = charge.balance.flatMap { credits[ScalarString($0)] } ?? .zero
          invoices.add(line(charge, of: part, at: price, feature, use ?? .zero, after: credited), charge.cadence)
        }
      }
    }
    if let price = plan.price, price.isImplied, !unsold.contains(where: { $0.reference == plan.reference }) {
      invoices.add(nil, price.cadence)
    }
    let (emitted, lacksDiscount) = discount(in: book, bills)
    let billed = Purchase(plan, addons: addons, topups: topups, usage: usage, discount: emitted, currency: currency)
    let quote = Quote(currency: currency, invoices: billed.lowered(invoices.sorted))
    let differences = self.quote(in: book.catalog).differences(from: quote)
    let charged = bills.flatMap(\.bill.charges).compactMap { charge -> Int? in
      if case .usage(let feature) = charge.subject { feature } else { nil }
    }
    return ProviderQuote(
      quote: quote, unsold: unsold, unread: bills.flatMap(\.bill.unread),
      miscounted: Set(charged).intersection(book.miscounted).sorted(), lacksDiscount: lacksDiscount, differences: differences)
  }

  private func line(
    _ charge: EmittedCharge, of part: Part, at price: Price, _ feature: Int, _ use: ExactDecimal, after credited: ExactDecimal
  ) -> InvoiceLine {
    // The application ends access, so that no more is counted.
    let used = Holding(of: feature, parts).end.map { min($0, use) } ?? use
    let charged = charge.charged(of: used, after: credited)
    var rates = charge.costs.rate.parts(of: charged, beyond: charge.costs.included)
    if rates.isEmpty, !charge.leastCost.isZero { rates = [Rate.Part(ExactDecimal(1), at: charge.leastCost)] }
    let own = price.usage.first { $0.feature == feature }
    let sent = UsageCharge(
      feature: feature,
      UsagePrice(
        own?.price.id ?? "", currency: price.currency, rate: charge.costs.rate, per: own?.price.per ?? 1, origin: .path([])),
      lookupKey: own?.lookupKey ?? "", included: charge.costs.included)
    let usage = UsageLine(
      charge: sent, used: used, included: charge.free + charge.costs.included, bought: credited, charged: charged)
    return InvoiceLine(.usage(usage), of: part, rates, percentOff: charge.percentOff)
  }

  /// The discount as the provider has it, and whether it has none although one was asked for.
  private func discount(in book: ProviderBook, _ bills: [(part: Part, bill: PartBill)]) -> (discount: Discount?, isMissing: Bool)
  {
    guard let discount else { return (nil, false) }
    let charges = bills.flatMap(\.bill.charges)
    if charges.contains(where: { $0.percentOff != nil }) { return (nil, false) }
    guard let emitted = book.reader.discount(discount, in: book) else { return (nil, true) }
    let lowered = emitted.objects.map { objects in
      bills.filter { bill in
        bill.bill.charges.contains { charge in charge.objects.contains { id in objects.contains { $0.hasSameScalars(as: id) } } }
      }.map(\.part.reference)
    }
    return (Discount(discount.header, emitted.reduction, emitted.duration, items: lowered), false)
  }
}

extension ProviderBook {
  /// Whether an add-on can be bought with a plan that is sold; true for anything else.
  func sells(_ part: Purchase.Part, with plan: Purchase.Part) -> Bool {
    guard case .addon = part.reference, let template = self.template(of: part) else { return true }
    return reader.sells(template, with: self.template(of: plan), in: self)
  }

  /// What is charged for a part; nil if it is not sold.
  func bill(of part: Purchase.Part, with plan: Price?, for discount: Discount?) -> PartBill? {
    let variant = discount.flatMap { template(of: part, variant: $0.header.id) }
    guard let template = variant ?? template(of: part) else { return nil }
    return reader.bill(template, for: part, with: plan, in: self)
  }
}

extension Rate.Part {
  /// The same part, bought several times.
  fileprivate func repeated(_ times: Int64) -> Rate.Part {
    if times == 1 { return self }
    let (flats, overflow) = flat.minorUnits.multipliedReportingOverflow(by: times)
    return Rate.Part(units.multiplied(by: times), at: amount, plus: Money(minorUnits: overflow ? .max : flats))
  }
}

extension Quote {
  /// The lines that another quote of the same purchase has with another cost.
  fileprivate func differences(from other: Quote) -> [BillDifference] {
    var differences: [BillDifference] = []
    var cadences: [Cadence?] = []
    for invoice in invoices + other.invoices where !cadences.contains(where: { $0.isAsLong(as: invoice.cadence) }) {
      cadences.append(invoice.cadence)
    }
    for cadence in cadences {
      let (mine, theirs) = (invoices.costs(cadence), other.invoices.costs(cadence))
      for line in mine {
        let their = theirs.first { $0.key == line.key }?.cost
        if line.cost != their ?? .zero {
          differences.append(BillDifference(cadence: cadence, subject: line.key, catalog: line.cost, provider: their))
        }
      }
      for line in theirs where !line.cost.isZero && !mine.contains(where: { $0.key == line.key }) {
        differences.append(BillDifference(cadence: cadence, subject: line.key, catalog: nil, provider: line.cost))
      }
    }
    return differences
  }
}

extension [Invoice] {
  /// The exact cost of each line of a period; lines for the same thing are added up.
  fileprivate func costs(_ cadence: Cadence?) -> [(key: BillDifference.Subject, cost: ExactDecimal)] {
    var costs: [(key: BillDifference.Subject, cost: ExactDecimal)] = []
    func add(_ key: BillDifference.Subject, _ cost: ExactDecimal) {
      if let index = costs.firstIndex(where: { $0.key == key }) {
        costs[index].cost = costs[index].cost + cost
      } else {
        costs.append((key, cost))
      }
    }
    for invoice in self where invoice.cadence.isAsLong(as: cadence) {
      for line in invoice.lines { add(line.key, line.cost) }
      if !invoice.reduction.isZero { add(.reduction, -invoice.reduction) }
    }
    return costs
  }
}
