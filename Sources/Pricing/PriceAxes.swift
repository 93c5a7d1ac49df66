import Catalog
import Foundations

/// The currencies and intervals that a visitor can choose, and what is shown for each choice.
struct PriceAxes {
  /// Without duplicates, in the order of the catalog.
  let currencies: [Currency]
  /// Of equal length only one, from short to long.
  let cadences: [Cadence]

  /// - Parameter shown: the currencies to show; empty for all.
  init(_ catalog: Catalog, _ shown: [Currency]) {
    let prices = catalog.items.flatMap(\.prices).filter { shown.isEmpty || shown.contains($0.currency) }
    var currencies: [Currency] = []
    var cadences: [Cadence] = []
    for price in prices {
      if !currencies.contains(price.currency) { currencies.append(price.currency) }
      guard let cadence = price.cadence, !price.isImplied else { continue }
      if !cadences.contains(where: { $0.isAsLong(as: cadence) }) { cadences.append(cadence) }
    }
    self.currencies = currencies
    self.cadences = cadences.enumerated().sorted { ($0.element.length, $0.offset) < ($1.element.length, $1.offset) }
      .map(\.element)
  }

  // MARK: Switches

  var currencySwitch: [PricingPage.Switch] {
    currencies.count < 2 ? [] : currencies.map { .init(token: $0.lowercased, label: $0.code) }
  }

  var intervalSwitch: [PricingPage.Switch] {
    cadences.count < 2 ? [] : cadences.map { .init(token: Self.token($0), label: Self.label($0)) }
  }

  private static func token(_ cadence: Cadence?) -> String {
    guard let cadence else { return "once" }
    return cadence.count == 1 ? cadence.period.rawValue : "\(cadence.period.rawValue)\(cadence.count)"
  }

  private static func label(_ cadence: Cadence) -> String {
    switch (cadence.period, cadence.count) {
    case (.day, 1): "Daily"
    case (.week, 1): "Weekly"
    case (.month, 1): "Monthly"
    case (.month, 3): "Quarterly"
    case (.year, 1), (.month, 12): "Yearly"
    default: "Every \(cadence.described)"
    }
  }

  // MARK: Choices

  /// One for each pair.
  var choices: [(currency: Currency, cadence: Cadence?, choice: PricingPage.Choice)] {
    let cadences: [Cadence?] = cadences.isEmpty ? [nil] : cadences
    return currencies.flatMap { currency in
      cadences.map { (currency, $0, "\(currency.lowercased)-\(Self.token($0))") }
    }
  }

  /// Choices in the order of ``choices``; none if they are all.
  func joined(_ choices: Set<PricingPage.Choice>) -> PricingPage.Choices {
    let all = self.choices.map(\.choice)
    return choices.count == all.count ? [] : all.filter(choices.contains)
  }

  /// When the prices of an item are shown.
  struct Visibility {
    /// For each price.
    var prices: [[PricingPage.Choice]]
    /// The choices whose currency no price has.
    var missing: [PricingPage.Choice] = []
    /// The choices for which the item is shown.
    var item: [PricingPage.Choice] = []
  }

  /// A price is shown for its currency and interval; if an item has none at an interval, its prices at others are. Of several parts of
  /// one item, those are shown that have a price at the interval, if there are any.
  ///
  /// - Parameter parts: the prices of each part.
  func visibility(_ parts: [[Price]]) -> [Visibility] {
    var result = parts.map { Visibility(prices: $0.map { _ in [] }) }
    for (currency, cadence, choice) in choices {
      let own = parts.map { prices in prices.indices.filter { prices[$0].currency == currency } }
      let always = parts.indices.map { part in own[part].filter { parts[part][$0].isShownAlways } }
      let matches = parts.indices.map { part in
        own[part].filter { index in
          let price = parts[part][index]
          return !price.isShownAlways && price.cadence.flatMap { own in cadence.map { own.isAsLong(as: $0) } } == true
        }
      }
      let isMatched = matches.contains { !$0.isEmpty }
      for part in parts.indices {
        // Another part of the item has the price.
        if isMatched, matches[part].isEmpty, always[part].isEmpty, parts.count > 1 { continue }
        result[part].item.append(choice)
        if own[part].isEmpty { result[part].missing.append(choice) }
        let visible = matches[part].isEmpty ? own[part] : always[part] + matches[part]
        for index in visible { result[part].prices[index].append(choice) }
      }
    }
    return result
  }
}

extension Price {
  /// Whether the interval makes no difference: it is paid once, or for usage alone.
  fileprivate var isShownAlways: Bool { cadence == nil || isImplied }
}

extension Cadence {
  /// Whether both are as long, as 12 months and a year are.
  func isAsLong(as other: Cadence) -> Bool {
    guard let span, let others = other.span else { return self == other }
    return span == others
  }
}
