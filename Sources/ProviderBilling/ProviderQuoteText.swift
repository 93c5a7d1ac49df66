import Catalog
import Diagnostics
import Foundations
import Invoicing
import JSONText
import Providers

/// What a provider charges, for people and for programs.
package struct ProviderQuoteReport {
  private let result: ProviderQuote
  private let book: ProviderBook
  private let catalog: Catalog

  package init(_ result: ProviderQuote, by book: ProviderBook) {
    self.result = result
    self.book = book
    catalog = book.catalog
  }

  // MARK: People

  /// The invoices, then what differs from the catalog, and what the provider does not charge.
  package var text: String {
    let title = book.provider.title
    var text = "charged by \(title)\n\n" + QuoteText.write(result.quote, in: catalog)
    if !result.unsold.isEmpty {
      text += "\nnot sold by \(title)\n"
      for part in result.unsold { text += "  \(part.item.kind.described) \(quoted(part.item.header.id))\n" }
    }
    if !result.unread.isEmpty {
      text += "\nexisting prices that \(title) charges\n"
      for id in result.unread { text += "  \(quoted(id))\n" }
    }
    if !result.miscounted.isEmpty {
      text += "\nusage that \(title) counts otherwise\n"
      for feature in result.miscounted { text += "  \(quoted(catalog.features[feature].header.id))\n" }
    }
    guard let currency = result.quote.currency, !result.differences.isEmpty else { return text }
    text += "\ndiffers from the catalog\n"
    for difference in result.differences {
      let pace = difference.cadence?.each ?? "once"
      let (mine, theirs) = (money(difference.catalog, currency), money(difference.provider, currency))
      text += "  \(name(difference.subject)): \(theirs) instead of \(mine) \(currency.code) \(pace)\n"
    }
    return text
  }

  /// Exact, with at least the decimals of the currency.
  private func money(_ minorUnits: ExactDecimal?, _ currency: Currency) -> String {
    groupedDigits(currency.majorUnits(minorUnits ?? .zero))
  }

  private func name(_ subject: BillDifference.Subject) -> String {
    switch subject {
    case .item(let reference): quoted(header(reference).id)
    case .usage(let feature): "usage of \(quoted(catalog.features[feature].header.id))"
    case .reduction: "the discount"
    }
  }

  private func header(_ reference: ItemReference) -> Header {
    switch reference {
    case .plan(let index): catalog.plans[index].header
    case .addon(let index): catalog.addons[index].header
    case .topup(let index): catalog.topups[index].header
    }
  }

  // MARK: Programs

  /// Exact amounts are decimal texts in the minor unit.
  package var members: [JSON.Member] {
    var members: [JSON.Member] = [.init("provider", .string(book.provider.name))]
    members += result.quote.members(in: catalog).filter { $0.name != "included" }
    members.append(
      .init(
        "unsold",
        .array(result.unsold.map { ["kind": .string($0.item.kind.rawValue), "id": .string($0.item.header.id)] })))
    if !result.unread.isEmpty { members.append(.init("existing", .strings(result.unread))) }
    if !result.miscounted.isEmpty {
      members.append(.init("miscounted", .strings(result.miscounted.map { catalog.features[$0].header.id })))
    }
    members.append(.init("differences", .array(result.differences.map(json))))
    return members
  }

  private func json(_ difference: BillDifference) -> JSON {
    let (kind, id): (String, String?) =
      switch difference.subject {
      case .item(.plan(let index)): ("plan", catalog.plans[index].header.id)
      case .item(.addon(let index)): ("addon", catalog.addons[index].header.id)
      case .item(.topup(let index)): ("topup", catalog.topups[index].header.id)
      case .usage(let feature): ("usage", catalog.features[feature].header.id)
      case .reduction: ("discount", nil)
      }
    return .fields([
      "interval": .string(difference.cadence?.period.rawValue ?? Interval.oneTime.rawValue),
      "intervalCount": difference.cadence.flatMap { $0.count == 1 ? nil : .integer($0.count) },
      "kind": .string(kind), "id": id.map(JSON.string),
      "catalog": .string((difference.catalog ?? .zero).plain), "provider": .string((difference.provider ?? .zero).plain),
    ])
  }
}

/// The smallest numbers at which two bill differently, for people and for programs.
package struct CostComparisonReport {
  private let comparisons: [CostComparison]
  private let billers: (Biller, Biller)
  private let catalog: Catalog
  private let currency: Currency

  package init(_ comparisons: [CostComparison], of first: Biller, _ second: Biller, in catalog: Catalog, _ currency: Currency) {
    self.comparisons = comparisons
    billers = (first, second)
    self.catalog = catalog
    self.currency = currency
  }

  package var hasDifference: Bool {
    comparisons.contains { if case .same = $0.outcome { false } else { true } }
  }

  package var text: String {
    let (first, second) = (billers.0.title, billers.1.title)
    if comparisons.isEmpty { return "nothing depends on usage or quantity\n" }
    return comparisons.map { comparison in
      let name = name(comparison.subject)
      switch comparison.outcome {
      case .differs(let number, let mine, let theirs):
        return "at \(grouped(number)) \(name), \(first) charges \(money(mine)) and \(second) \(money(theirs))\n"
      case .countsOtherwise(let mine, let theirs):
        let who = [mine ? first : nil, theirs ? second : nil].compactMap(\.self)
        return "\(name): \(list(who)) \(who.count == 1 ? "does" : "do") not count the same events as the catalog\n"
      case .same(let bound): return "\(name): no difference\(bound.map { " up to \(grouped($0))" } ?? "")\n"
      }
    }.joined()
  }

  package var json: JSON {
    .array(
      comparisons.map { comparison in
        var members: [JSON.Member] = []
        switch comparison.subject {
        case .quantity: members.append(.init("kind", "quantity"))
        case .usage(let feature):
          members += [.init("kind", "usage"), .init("id", .string(catalog.features[feature].header.id))]
        }
        switch comparison.outcome {
        case .differs(let number, let mine, let theirs):
          members += [
            .init("differs", true), .init("at", .number(number)), .init("first", .string(mine.plain)),
            .init("second", .string(theirs.plain)),
          ]
        case .countsOtherwise(let mine, let theirs):
          let who = [mine ? "first" : nil, theirs ? "second" : nil].compactMap { $0 }
          members += [.init("differs", true), .init("miscountedBy", .strings(who))]
        case .same(let bound): members += [.init("differs", false)] + (bound.map { [.init("upTo", .number($0))] } ?? [])
        }
        return .object(members)
      })
  }

  private func money(_ minorUnits: ExactDecimal) -> String {
    "\(groupedDigits(currency.majorUnits(minorUnits))) \(currency.code)"
  }

  private func name(_ subject: CostComparison.Subject) -> String {
    switch subject {
    case .quantity: "bought"
    case .usage(let feature): quoted(catalog.features[feature].header.id)
    }
  }
}
