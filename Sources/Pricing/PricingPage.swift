import Catalog
import Diagnostics
import Foundations
import Syntax

/// The customer-facing content of a catalog: plans side by side, then add-ons and top-ups, in the order of the file.
///
/// Internal data (metadata, meters and provider ids) is left out. Strings are not escaped; that is up to the renderer.
package struct PricingPage: Sendable {
  /// The title of a plan, add-on or top-up.
  package struct Title: Sendable {
    package let name: String
    package let key: String
    package let description: String?
  }

  /// A cell of the plan table.
  package enum Cell: Sendable, Equatable {
    case included
    case notIncluded
    /// Lines, followed by smaller notes.
    case lines([String], notes: [String])
  }

  /// A row of the plan table: a billing interval or a feature, with a cell for each plan.
  package struct Row: Sendable {
    package let name: String
    package let description: String?
    package let cells: [Cell]
  }

  /// A fact about an add-on or a top-up: `Available on`, with the names of plans.
  package struct Fact: Sendable {
    package let name: String
    package let lines: [String]
  }

  /// An add-on or a top-up.
  package struct Extra: Sendable {
    package let title: Title
    package let facts: [Fact]
  }

  package let plans: [Title]
  package let prices: [Row]
  package let features: [Row]
  package let addons: [Extra]
  package let topups: [Extra]

  /// - Parameter currencies: the currencies of the prices to show; empty for all.
  package init(_ catalog: Catalog, currencies: [Currency] = []) {
    let catalog = catalog.offered(withRequests: true)
    let writer = PricingWriter(catalog: catalog, currencies: currencies)
    plans = catalog.plans.map { Title(Item($0)) }
    prices = writer.prices
    features = writer.features
    addons = catalog.addons.map { writer.extra($0) }
    topups = catalog.topups.map { writer.extra($0) }
  }
}

extension PricingPage.Title {
  /// A part of an item that is split by its prices is named after the price.
  init(_ item: Item) {
    let header = item.header
    self.init(
      name: header.name + (item.variant.map { " (\($0))" } ?? ""), key: header.key, description: header.description)
  }
}

extension Catalog {
  /// The currencies of all prices, without duplicates, in the order of plans, add-ons and top-ups.
  package var currencies: [Currency] {
    var seen: Set<Currency> = []
    let prices = plans.flatMap(\.prices) + addons.flatMap(\.prices) + topups.flatMap(\.prices)
    return prices.map(\.currency).filter { seen.insert($0).inserted }
  }
}

/// Writes the text of a page.
private struct PricingWriter {
  let catalog: Catalog
  let currencies: [Currency]

  private func shown(_ prices: [Price]) -> [Price] {
    currencies.isEmpty ? prices : prices.filter { currencies.contains($0.currency) }
  }

  /// The text for an item without a price.
  private func unpriced(_ item: Item) -> String {
    if item.availability == .onRequest { return "on request" }
    if item.plan?.isDefault == true { return "free" }
    return item.prices.isEmpty ? "no price" : "no price in \(list(currencies.map(\.code), and: "or"))"
  }

  // MARK: Plans

  /// A row for each billing interval, from short to long.
  var prices: [PricingPage.Row] {
    var cadences: [Cadence] = []
    var seen: Set<Cadence> = []
    for price in catalog.plans.flatMap({ shown($0.prices) }) {
      if let cadence = price.cadence, seen.insert(cadence).inserted { cadences.append(cadence) }
    }
    let sorted = cadences.enumerated().sorted {
      ($0.element.roughDays, $0.offset) < ($1.element.roughDays, $1.offset)
    }
    var rows = sorted.map { _, cadence in
      PricingPage.Row(
        name: "Per \(cadence.described)", description: nil,
        cells: catalog.plans.map { plan in
          let prices = shown(plan.prices).filter { $0.cadence == cadence }
          return prices.isEmpty ? .notIncluded : cell(of: prices, in: Item(plan))
        })
    }
    let isUnpriced = catalog.plans.map { shown($0.prices).isEmpty }
    guard isUnpriced.contains(true) else { return rows + quantities }
    // The first row says that a plan has no price; the other rows leave its cell empty.
    if rows.isEmpty { rows = [.init(name: "Price", description: nil, cells: catalog.plans.map { _ in .notIncluded })] }
    rows[0] = PricingPage.Row(
      name: rows[0].name, description: nil,
      cells: rows[0].cells.indices.map { index in
        isUnpriced[index] ? .lines([], notes: [unpriced(Item(catalog.plans[index]))]) : rows[0].cells[index]
      })
    return rows + quantities
  }

  /// How many of each plan can be bought, if several of one can.
  private var quantities: [PricingPage.Row] {
    guard catalog.plans.contains(where: { $0.quantity != nil }) else { return [] }
    return [
      PricingPage.Row(
        name: "Quantity", description: nil, cells: catalog.plans.map { .lines([Self.quantity($0.quantity)], notes: []) })
    ]
  }

  /// What usage alone costs is said by the feature.
  private static let payAsYouGo = "pay as you go"

  /// The price in one or, with tiers, several lines, without the interval.
  private func amount(_ price: Price, of item: Item) -> RateText {
    let unit = item.kind == .plan ? "seat" : "unit"
    if let rate = price.quantityRate {
      return RateText(rate, item.quantity ?? Quantity(), in: price.currency, unit: unit)
    }
    var text = RateText()
    text.lines = [item.kind == .plan && item.quantity != nil ? "\(price.grouped) per \(unit)" : price.grouped]
    return text
  }

  private func cell(of prices: [Price], in item: Item) -> PricingPage.Cell {
    if item.isPayAsYouGo { return .lines([Self.payAsYouGo], notes: []) }
    let trials = Set(prices.map { Self.trial($0.trial) })
    let common = trials.count == 1 ? trials.first : nil
    let isAmbiguous = Set(prices.map(\.currency)).count < prices.count
    var notes: [String] = []
    let lines = prices.flatMap { price -> [String] in
      let text = amount(price, of: item)
      for note in text.notes where !notes.contains(note) { notes.append(note) }
      return text.lines.map { line in
        var line = line
        if isAmbiguous { line += " (\(price.id))" }
        if common == nil, let trial = Self.trial(price.trial) { line += ", \(trial)" }
        return line
      }
    }
    return .lines(lines, notes: notes + [common ?? nil].compactMap(\.self))
  }

  private static func trial(_ trial: Trial?) -> String? {
    guard let trial, trial.days > 0 else { return nil }
    return "\(grouped(trial.days))-day free trial" + (trial.needsCard ? "" : ", no payment method required")
  }

  /// A row for each feature that at least one plan grants.
  var features: [PricingPage.Row] {
    var cells = Array(repeating: [Int: PricingPage.Cell](), count: catalog.features.count)
    for (index, plan) in catalog.plans.enumerated() {
      for entitlement in plan.entitlements where entitlement.isGranted {
        cells[entitlement.feature][index] = cell(of: entitlement, in: Item(plan))
      }
      if let feature = plan.quantity?.feature { cells[feature][index] = .lines([Self.asBought], notes: []) }
    }
    return catalog.features.indices.filter { !cells[$0].isEmpty }.map { feature in
      PricingPage.Row(
        name: catalog.features[feature].header.name, description: description(catalog.features[feature]),
        cells: catalog.plans.indices.map { cells[feature][$0] ?? .notIncluded })
    }
  }

  /// A limit that is the quantity.
  private static let asBought = "as many as bought"

  /// The feature's description, which events count, and what draws on it.
  private func description(_ feature: Feature) -> String? {
    let costs = feature.costs.map { "\(catalog.features[$0.feature].header.name): \(grouped($0.cost)) each" }
    let filters = feature.filters.map { filter in
      filter.isExcluding
        ? "\(filter.group): all but \(list(filter.values))" : "\(filter.group): \(list(filter.values, and: "or"))"
    }
    let terms = filters + costs
    guard !terms.isEmpty else { return feature.header.description }
    let events = terms.joined(separator: "; ")
    return feature.header.description.map { "\($0) (\(events))" } ?? events
  }

  /// What follows a number that is for each unit of an item; in an add-on, what follows one that is not.
  private func scope(_ perUnit: Bool?, of item: Item) -> String {
    guard item.quantity != nil else { return "" }
    return switch (item.kind, perUnit) {
    case (.plan, true): " per seat"
    case (.addon, false): " in total"
    default: ""
    }
  }

  private func cell(of entitlement: Entitlement, in item: Item) -> PricingPage.Cell {
    switch entitlement.value {
    case .boolean: return .included
    case .static(let config): return .lines(setting(config.text), notes: [])
    case .unlimited: return .lines(["unlimited"], notes: [])
    case .limit(let limit):
      let scope = scope(limit.perUnit, of: item)
      guard item.kind == .addon else { return .lines(["\(grouped(limit.amount))\(scope)"], notes: []) }
      return .lines(
        [limit.isSet ? "up to \(grouped(limit.amount)) in total" : "\(grouped(limit.amount)) more\(scope)"], notes: [])
    case .metered(let allowance):
      let period = allowance.reset(in: item).period?.rawValue
      let usage = usage(allowance, period)
      let included =
        "\(grouped(allowance.amount)) \(period.map { "per \($0)" } ?? "once")\(scope(allowance.perUnit, of: item))"
      return .lines(
        (allowance.amount.isZero && !usage.lines.isEmpty ? [] : [included]) + usage.lines,
        notes: usage.notes + Self.limits(allowance, period))
    }
  }

  /// What usage beyond an allowance costs, and where it ends.
  private func usage(_ allowance: Allowance, _ period: String?) -> RateText {
    var text = RateText()
    guard !allowance.prices.isEmpty else { return text }
    let prices = currencies.isEmpty ? allowance.prices : allowance.prices.filter { currencies.contains($0.currency) }
    for price in prices {
      let own = RateText(price, beyond: allowance.amount, period: period)
      text.lines += prices.count == 1 ? own.lines : [own.alternative(isFirst: text.lines.isEmpty)]
      for note in own.notes where !text.notes.contains(note) { text.notes.append(note) }
    }
    if let max = allowance.max { text.notes.append("up to \(grouped(max))\(period.map { " per \($0)" } ?? "")") }
    return text
  }

  private static func limits(_ allowance: Allowance, _ period: String?) -> [String] {
    var notes: [String] = []
    if let isSoftLimit = allowance.isSoftLimit { notes.append(isSoftLimit ? "soft limit" : "hard limit") }
    if allowance.preserveOverageAtReset == true, let period { notes.append("overage carries over to the next \(period)") }
    return notes
  }

  /// Lists the members of a setting that is a JSON object of scalars; shows any other text unchanged.
  private func setting(_ config: String) -> [String] {
    let (tree, diagnostics) = readJSON(SourceText(name: "config", bytes: Array(config.utf8)))
    guard diagnostics.isEmpty, !tree.isEmpty, tree.kind(.root) == .object else { return [config] }
    var lines: [String] = []
    for (key, value) in tree.members(of: .root) {
      switch tree.kind(value) {
      case .object, .array, .null: return [config]
      case .boolean: lines.append("\(tree.text(key)): \(tree.bool(value) ? "yes" : "no")")
      case .string: lines.append("\(tree.text(key)): \(tree.text(value))")
      // As written in the catalog, without separators: it may be a year or a port number.
      case .number: lines.append("\(tree.text(key)): \(tree.text(value))")
      }
    }
    return lines.isEmpty ? [config] : lines
  }

  // MARK: Add-ons and top-ups

  func extra(_ addon: Addon) -> PricingPage.Extra {
    let granted = addon.entitlements.filter(\.isGranted)
    return PricingPage.Extra(
      title: .init(Item(addon)),
      facts: [
        .init(name: "Price", lines: lines(of: Item(addon))),
        .init(name: "Includes", lines: included(granted, of: addon)),
        .init(name: "Available on", lines: plans(addon.compatiblePlans)),
        .init(name: "Quantity", lines: [Self.quantity(addon.quantity)]),
      ])
  }

  private func included(_ granted: [Entitlement], of addon: Addon) -> [String] {
    var lines = granted.flatMap { additions($0, of: Item(addon)) }
    if let feature = addon.quantity?.feature { lines.append("\(catalog.features[feature].header.name): \(Self.asBought)") }
    return lines.isEmpty ? ["no features"] : lines
  }

  private func additions(_ entitlement: Entitlement, of item: Item) -> [String] {
    let name = catalog.features[entitlement.feature].header.name
    return switch cell(of: entitlement, in: item) {
    case .included, .notIncluded: [name]
    case .lines(let lines, let notes): ["\(name): \((lines + notes).joined(separator: ", "))"]
    }
  }

  private static func quantity(_ quantity: Quantity?) -> String {
    guard let quantity else { return "1" }
    return switch (quantity.min, quantity.max) {
    case (nil, nil): "any number"
    case (let min?, nil): "\(grouped(min)) or more"
    case (nil, let max?): "up to \(grouped(max))"
    case (let min?, let max?): min == max ? "exactly \(grouped(min))" : "\(grouped(min)) to \(grouped(max))"
    }
  }

  func extra(_ topup: Topup) -> PricingPage.Extra {
    var facts: [PricingPage.Fact] = [
      .init(name: "Price", lines: lines(of: Item(topup))),
      .init(name: "Includes", lines: ["\(catalog.features[topup.feature].header.name): \(grouped(topup.amount))"]),
      .init(name: "Available on", lines: plans(topup.compatiblePlans)),
    ]
    if let quantity = topup.quantity { facts.append(.init(name: "Quantity", lines: [Self.quantity(quantity)])) }
    if let expiration = topup.grant.expiration {
      let unit = expiration.unit.rawValue.lowercased()
      let time = expiration.count == 1 ? "1 \(unit)" : "\(grouped(expiration.count)) \(unit)s"
      facts.append(.init(name: "Expires", lines: ["after \(time)"]))
    }
    if let most = topup.grant.maxRolloverAmount {
      facts.append(.init(name: "Rolls over", lines: [most.isZero ? "nothing" : "up to \(grouped(most))"]))
    }
    if let priority = topup.grant.priority {
      facts.append(.init(name: "Priority", lines: ["\(grouped(priority)) (lower is spent first)"]))
    }
    return PricingPage.Extra(title: .init(Item(topup)), facts: facts)
  }

  private func lines(of item: Item) -> [String] {
    let shown = shown(item.prices)
    if shown.isEmpty { return [unpriced(item)] }
    if item.isPayAsYouGo { return [Self.payAsYouGo] }
    var notes: [String] = []
    let lines = shown.flatMap { price -> [String] in
      let text = amount(price, of: item)
      for note in text.notes where !notes.contains(note) { notes.append(note) }
      let isAmbiguous = shown.contains {
        $0.place != price.place && $0.currency == price.currency && $0.cadence == price.cadence
      }
      return text.lines.map { line in
        [
          "\(line) \(price.pace)", isAmbiguous ? " (\(price.id))" : "", Self.trial(price.trial).map { ", \($0)" } ?? "",
        ].joined()
      }
    }
    return lines + notes
  }

  private func plans(_ selection: PlanSelection) -> [String] {
    switch selection {
    case .every: [catalog.plans.isEmpty ? "no plan required" : "all plans"]
    case .named: [list(catalog.plans(selection).map(\.header.name), limit: .max)]
    }
  }
}

extension Price {
  /// The amount in major units with its currency: `1,250.00 USD`.
  fileprivate var grouped: String { "\(groupedDigits(currency.majorUnits((base ?? .zero).minorUnits))) \(currency.code)" }
}

extension Cadence {
  /// Approximate; only used to sort rows.
  fileprivate var roughDays: Int64 {
    let unit: Int64 =
      switch period {
      case .day: 1
      case .week: 7
      case .month: 30
      case .year: 365
      }
    let (days, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? .max : days
  }
}
