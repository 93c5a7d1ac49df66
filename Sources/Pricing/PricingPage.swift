import Catalog
import JSONText

/// The customer-facing content of a catalog: plans side by side, add-ons, top-ups and examples of invoices, in the order of the
/// file.
///
/// Internal data (keys, metadata, meters and provider ids) is left out. Strings are not escaped; that is up to the renderer.
package struct PricingPage: Sendable {
  /// What the page shows besides what a catalog says.
  package struct Options: Sendable {
    /// The currencies of the prices to show; empty for all.
    package var currencies: [Currency] = []
    package var locale = PricingLocale.standard
    /// The ids of the discounts to show.
    package var discounts: [String] = []
    /// Whether the codes of these discounts are shown.
    package var showsCodes = false
    /// Where customers ask for a price on request: a web address or `mailto:`.
    package var contact: String?

    package init() {}
  }

  /// The currency and the interval that a visitor has chosen, as a name for HTML: `usd-month`.
  typealias Choice = String

  /// The choices for which a part of the page is shown; empty for all.
  typealias Choices = [Choice]

  /// A currency or an interval that visitors can choose.
  struct Switch: Sendable {
    let token: String
    let label: String
  }

  /// What several numbers of units cost, by range.
  struct RateTable: Sendable, Hashable {
    let units: String
    let rows: [Row]

    struct Row: Sendable, Hashable {
      let range: String
      let price: String
    }
  }

  /// Lines, rates and smaller notes that are shown together.
  struct Part: Sendable, Hashable {
    var lines: [String] = []
    var rates: RateTable?
    var notes: [String] = []
    var choices: Choices = []
  }

  /// What an item grants of a feature.
  enum Cell: Sendable, Equatable {
    case included
    case notIncluded
    case parts([Part])
  }

  /// A price, and what comes with it.
  struct PriceBlock: Sendable, Hashable {
    /// `$59`.
    let amount: String
    /// What follows the amount: `per seat a month`.
    let terms: String
    let rates: RateTable?
    /// `Save 16%`.
    let saving: String?
    let notes: [String]
    var choices: Choices
  }

  struct Feature: Sendable {
    let name: String
    let description: String?
    let cell: Cell
  }

  /// A fact about an add-on or a top-up: `Available with`, and the names of plans.
  struct Fact: Sendable {
    let name: String
    let lines: [String]
  }

  /// A plan, an add-on or a top-up.
  struct Card: Sendable {
    let name: String
    let description: String?
    let isOnRequest: Bool
    let prices: [PriceBlock]
    let facts: [Fact]
    /// The plan of which this one contains everything.
    let base: String?
    /// What it grants; with a base, only what is more.
    let features: [Feature]
    /// When the whole item is shown.
    let choices: Choices
  }

  /// A feature in each plan of a section.
  struct Row: Sendable {
    let name: String
    let description: String?
    let cells: [Cell]
  }

  /// Plans that exclude each other.
  struct Section: Sendable {
    let title: String
    let plans: [Card]
    let rows: [Row]
  }

  /// An invoice that is computed from the catalog.
  struct Example: Sendable {
    struct Line: Sendable {
      let text: String
      let amount: String
      let details: [String]
    }

    struct Invoice: Sendable {
      let lines: [Line]
      let total: String
      /// `a month`.
      let pace: String
    }

    let plan: String
    /// What is bought and used: `5 members, 1,500 AI answers`.
    let purchase: String
    let invoices: [Invoice]
    let choices: Choices
  }

  /// Empty if all prices are in one currency.
  let currencies: [Switch]
  /// Empty if all prices are paid at one interval.
  let intervals: [Switch]
  let sections: [Section]
  let addons: [Card]
  let topups: [Card]
  let discounts: [Fact]
  let examples: [Example]
  /// Sentences about the whole page.
  let notes: [String]
  /// Where customers ask for a price.
  let contact: String?
  /// The products and offers in the vocabulary of schema.org.
  let data: JSON

  /// Whether nothing is for sale.
  var isEmpty: Bool { sections.isEmpty && addons.isEmpty && topups.isEmpty }

  package init(_ catalog: Catalog, _ options: Options = Options()) {
    let writer = PageWriter(catalog.offered(withRequests: true, joining: true), options)
    currencies = writer.axes.currencySwitch
    intervals = writer.axes.intervalSwitch
    sections = writer.sections
    addons = writer.addons
    topups = writer.topups
    discounts = writer.discounts
    examples = writer.examples
    notes = writer.notes
    contact = options.contact
    data = writer.data
  }
}

extension Catalog {
  /// The currencies of all prices, without duplicates, in the order of plans, add-ons and top-ups.
  package var currencies: [Currency] {
    var seen: Set<Currency> = []
    return items.flatMap(\.prices).map(\.currency).filter { seen.insert($0).inserted }
  }
}
