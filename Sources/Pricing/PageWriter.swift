import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Writes the text of a page.
struct PageWriter {
  let catalog: Catalog
  let options: PricingPage.Options
  let axes: PriceAxes
  let rates: RateText
  var locale: PricingLocale { options.locale }
  /// The parts of each item that are named after a price.
  private let variants: [ObjectIdentifier: [(id: String, price: Price)]]
  /// The plans, with when they and their prices are shown.
  private let plans: [Shown]

  /// An item, its prices in the currencies to show, and when they are shown.
  struct Shown {
    let item: Item
    let prices: [Price]
    let visibility: PriceAxes.Visibility
    let axes: PriceAxes

    func choices(_ index: Int) -> PricingPage.Choices { axes.joined(Set(visibility.prices[index])) }

    /// When the whole item is shown.
    var choices: PricingPage.Choices { prices.isEmpty ? [] : axes.joined(Set(visibility.item)) }
  }

  init(_ catalog: Catalog, _ options: PricingPage.Options) {
    self.catalog = catalog
    self.options = options
    axes = PriceAxes(catalog, options.currencies)
    rates = RateText(locale: options.locale)
    plans = Self.shown(catalog.plans.map { Item($0) }, axes)
    var variants: [ObjectIdentifier: [(String, Price)]] = [:]
    for item in catalog.items {
      guard let variant = item.variant, let price = item.prices.first else { continue }
      variants[ObjectIdentifier(item.header), default: []].append((variant, price))
    }
    self.variants = variants
  }

  /// The parts of an item, which share a header, follow each other.
  private static func shown(_ items: [Item], _ axes: PriceAxes) -> [Shown] {
    var result: [Shown] = []
    var index = 0
    while index < items.count {
      let end = items[index...].firstIndex { $0.header !== items[index].header } ?? items.count
      let parts = Array(items[index..<end])
      let prices = parts.map { part in part.prices.filter { axes.currencies.contains($0.currency) } }
      for (part, (prices, visibility)) in zip(parts, zip(prices, axes.visibility(prices))) {
        result.append(Shown(item: part, prices: prices, visibility: visibility, axes: axes))
      }
      index = end
    }
    return result
  }

  /// A part of an item that is split by its prices is named after the price.
  func name(_ item: Item) -> String {
    guard let variant = item.variant, let price = item.prices.first else { return item.header.name }
    let short = Self.short(variant, price)
    let others = variants[ObjectIdentifier(item.header)] ?? []
    let isUnique = others.filter { Self.short($0.id, $0.price).hasSameScalars(as: short) }.count == 1
    return "\(item.header.name) (\(isUnique ? short : variant))"
  }

  /// The words of a price's id without those that its amount says: `large` for `large_usd`.
  private static func short(_ id: String, _ price: Price) -> String {
    let said = [price.currency.lowercased, "monthly", "month", "yearly", "year", "annual", "quarterly"]
    let words = id.split { $0 == "_" || $0 == "-" }.map(String.init)
    let rest = words.filter { !said.contains($0.lowercased()) }
    return rest.isEmpty ? id : rest.joined(separator: " ")
  }

  /// The parts of an item are named once.
  private func names(of items: [Item]) -> String {
    let firsts = items.enumerated().filter { index, item in !items[..<index].contains { $0.header === item.header } }
    return list(firsts.map(\.element.header.name), limit: .max)
  }

  private func name(of feature: Int) -> String { catalog.features[feature].header.name }

  // MARK: Plans

  /// A section for each group of plans.
  var sections: [PricingPage.Section] {
    var groups: [(name: String?, indices: [Int])] = []
    for (index, plan) in catalog.plans.enumerated() {
      if let group = groups.firstIndex(where: { $0.name.hasSameScalars(as: plan.group) }) {
        groups[group].indices.append(index)
      } else {
        groups.append((plan.group, [index]))
      }
    }
    return groups.map { name, indices in
      PricingPage.Section(
        title: groups.count == 1 ? "Plans" : name.map(Self.title) ?? "Plans", plans: cards(indices), rows: rows(indices))
    }
  }

  /// `game_servers` as a title.
  private static func title(_ group: String) -> String {
    let words = String(group.map { $0 == "_" || $0 == "-" ? " " : $0 })
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private func cards(_ indices: [Int]) -> [PricingPage.Card] {
    indices.enumerated().map { position, index in
      let shown = plans[index]
      let granted = shown.item.entitlements.filter(\.isGranted)
      // One far above is not what customers compare with, and a search among all takes too long in a huge catalog.
      let base = indices[..<position].suffix(8).last { isBase(plans[$0], of: shown) }.map { plans[$0] }
      var features = granted.map { ($0.feature, cell(of: $0, in: shown)) }
      if let base {
        features = features.filter { feature, cell in
          let entitlement = base.item.entitlements.first { $0.feature == feature && $0.isGranted }
          return entitlement.map { self.cell(of: $0, in: base) != cell } ?? true
        }
      }
      return card(
        shown, base: base.map { name($0.item) }, quantities: true,
        features: features.sorted { $0.0 < $1.0 }.map { feature, cell in
          .init(name: name(of: feature), description: description(catalog.features[feature]), cell: cell)
        })
    }
  }

  /// Whether a plan has everything of another, so that only what is more needs to be listed.
  private func isBase(_ lower: Shown, of upper: Shown) -> Bool {
    lower.item.availability == .sold && lower.choices.isEmpty
      && Containment(lower: lower.item, lower.prices, upper: upper.item, upper.prices).holds
  }

  private func card(
    _ shown: Shown, facts: [PricingPage.Fact] = [], base: String? = nil, quantities: Bool = false, features: [PricingPage.Feature]
  ) -> PricingPage.Card {
    let item = shown.item
    let quantity = quantities && item.quantity != nil ? [PricingPage.Fact(name: "Quantity", lines: [quantity(item)])] : []
    return PricingPage.Card(
      name: name(item), description: item.header.description, isOnRequest: item.availability == .onRequest,
      prices: prices(of: shown), facts: quantity + facts, base: base, features: features, choices: shown.choices)
  }

  /// A row for each feature that at least one plan of a section grants.
  private func rows(_ indices: [Int]) -> [PricingPage.Row] {
    catalog.features.indices.compactMap { feature in
      let cells = indices.map { index -> PricingPage.Cell in
        let item = plans[index].item
        if item.quantity?.feature == feature { return .parts([.init(lines: ["as many as bought"], notes: [quantity(item)])]) }
        if item.availability == .onRequest, item.entitlements.isEmpty { return .parts([.init(lines: ["on request"])]) }
        return item.entitlements.first { $0.feature == feature && $0.isGranted }.map { cell(of: $0, in: plans[index]) }
          ?? .notIncluded
      }
      if indices.allSatisfy({ !grants(plans[$0].item, feature) }) { return nil }
      return PricingPage.Row(
        name: name(of: feature), description: description(catalog.features[feature]), cells: cells)
    }
  }

  private func grants(_ item: Item, _ feature: Int) -> Bool {
    item.quantity?.feature == feature || item.entitlements.contains { $0.feature == feature && $0.isGranted }
  }

  // MARK: Prices

  /// What usage alone costs is said by the features.
  private static let payAsYouGo = "Pay as you go"

  private func prices(of shown: Shown) -> [PricingPage.PriceBlock] {
    let item = shown.item
    func words(_ amount: String, _ choices: PricingPage.Choices = []) -> PricingPage.PriceBlock {
      .init(amount: amount, terms: "", rates: nil, saving: nil, notes: [], choices: choices)
    }
    if item.availability == .onRequest { return [words("Price on request")] }
    if item.prices.isEmpty { return [words("Free")] }
    if shown.prices.isEmpty {
      return [words("No price in \(list(options.currencies.map(\.code), and: "or"))")]
    }
    var blocks = shown.prices.indices.map { block(shown, $0) }
    // A missing currency is said where a visitor can choose it.
    for currency in axes.currencies {
      let missing = axes.choices.filter { $0.currency == currency && shown.visibility.missing.contains($0.choice) }
      if !missing.isEmpty { blocks.append(words("No price in \(currency.code)", missing.map(\.choice))) }
    }
    // A plan that is paid for usage alone says so once.
    var seen: [PricingPage.PriceBlock: Int] = [:]
    var merged: [PricingPage.PriceBlock] = []
    for block in blocks {
      var key = block
      key.choices = []
      if let index = seen[key] {
        merged[index].choices = axes.joined(Set(merged[index].choices + block.choices))
      } else {
        seen[key] = merged.count
        merged.append(block)
      }
    }
    return merged
  }

  private func block(_ shown: Shown, _ index: Int) -> PricingPage.PriceBlock {
    let (item, price) = (shown.item, shown.prices[index])
    let choices = shown.choices(index)
    if price.isImplied {
      return .init(
        amount: Self.payAsYouGo, terms: "", rates: nil, saving: nil,
        notes: ["billed at the end of each \(price.cadence?.described ?? "period")"], choices: choices)
    }
    let isAmbiguous = shown.prices.contains {
      $0.place != price.place && $0.currency == price.currency && $0.schedule.isAsLong(as: price.schedule)
    }
    let label = isAmbiguous ? " (\(price.id))" : ""
    let unit = UnitName(of: item, in: catalog)
    var notes: [String] = []
    let terms: String
    let amount: String
    var table: PricingPage.RateTable?
    if let rate = price.quantityRate {
      let hasFlat = rate.tiers.contains { $0.flat != .zero }
      let own = rates.rates(rate, item.quantity ?? Quantity(), in: price.currency, unit)
      let least = rate.tiers.filter { isReachable($0, of: rate, item.quantity) }.map(\.perUnit).min() ?? .zero
      // A single tier may be all that can be bought.
      let isTiered = own.rows.count > 1
      amount = hasFlat ? "By number" : (isTiered ? "From " : "") + locale.money(least, price.currency)
      terms = hasFlat ? price.pace : "per \(unit.one) \(price.pace)"
      if isTiered || hasFlat { table = own }
      if isTiered { notes += [rates.note(rate, unit)].compactMap(\.self) }
    } else if price.isFree {
      amount = "Free"
      terms = ""
    } else {
      amount = locale.money(price.base ?? .zero, price.currency)
      terms = (item.quantity != nil ? "per \(unit.one) " : "") + price.pace
    }
    notes += [trial(price)].compactMap(\.self)
    return .init(
      amount: amount, terms: terms + label, rates: table, saving: saving(shown, index), notes: notes, choices: choices)
  }

  /// Whether a tier applies to a number that can be bought.
  private func isReachable(_ tier: Rate.Tier, of rate: Rate, _ quantity: Quantity?) -> Bool {
    guard let index = rate.tiers.firstIndex(of: tier) else { return false }
    let start = index == 0 ? ExactDecimal.zero : rate.tiers[index - 1].upTo ?? .zero
    if let most = quantity?.max, ExactDecimal(most) <= start { return false }
    return rate.mode != .volume || tier.reaches(ExactDecimal(quantity?.minimum ?? 1))
  }

  private func trial(_ price: Price) -> String? {
    guard let trial = price.trial, trial.days > 0 else { return nil }
    let card = trial.needsCard ? "payment method required" : "no payment method required"
    let usage = price.usage.isEmpty ? "" : "; usage ends at the allowance"
    return "\(locale.number(trial.days))-day free trial, \(card)\(usage)"
  }

  /// How much less a price is than the one of the shortest interval that divides its own, in percent, rounded down.
  private func saving(_ shown: Shown, _ index: Int) -> String? {
    let price = shown.prices[index]
    guard let span = price.span else { return nil }
    let others = shown.prices.filter { $0.currency == price.currency && $0.span.map { span.multiple(of: $0) ?? 1 > 1 } == true }
    guard let shortest = others.min(by: { ($0.span ?? span) < ($1.span ?? span) }),
      others.filter({ $0.span == shortest.span }).count == 1, let count = shortest.span.flatMap({ span.multiple(of: $0) })
    else { return nil }
    // With tiers, each must save as much.
    let percents = Set(pairs(price, shortest).map { Self.percent(of: $0.0, against: $0.1.multiplied(by: count)) })
    guard percents.count == 1, let percent = percents.first, let percent, percent > 0 else { return nil }
    return "Save \(percent)%"
  }

  /// The amounts of two prices; none if their tiers differ.
  private func pairs(_ price: Price, _ other: Price) -> [(ExactDecimal, ExactDecimal)] {
    if let base = price.base, let others = other.base {
      return [(ExactDecimal(base.minorUnits), ExactDecimal(others.minorUnits))]
    }
    guard let rate = price.quantityRate, let others = other.quantityRate, rate.mode == others.mode,
      rate.tiers.map(\.upTo) == others.tiers.map(\.upTo),
      (rate.tiers + others.tiers).allSatisfy({ $0.flat == .zero })
    else { return [] }
    return zip(rate.tiers, others.tiers).map { ($0.perUnit, $1.perUnit) }
  }

  /// The whole percents by which one amount is less than another; nil if it is not.
  private static func percent(of amount: ExactDecimal, against other: ExactDecimal) -> Int? {
    guard amount < other else { return nil }
    // The largest percentage that can be said without saying too much.
    return (1...100).last { (other - amount).multiplied(by: 100) >= other.multiplied(by: Int64($0)) } ?? 0
  }

  private func quantity(_ item: Item) -> String {
    guard let quantity = item.quantity else { return "one" }
    let unit = UnitName(of: item, in: catalog)
    let number = { (number: Int64) in "\(locale.number(number)) \(number == 1 ? unit.one : unit.many)" }
    return switch (quantity.min ?? 1, quantity.max) {
    case (1, nil): "any number of \(unit.many)"
    case (let min, nil): "\(number(min)) or more"
    case (1, let max?): "up to \(number(max))"
    case (let min, let max?): min == max ? "exactly \(number(min))" : "\(locale.number(min)) to \(number(max))"
    }
  }

  // MARK: Features

  /// The feature's description, which events count, and what draws on it.
  private func description(_ feature: Feature) -> String? {
    let costs = feature.costs.map { "\(name(of: $0.feature)): \(locale.number($0.cost)) each" }
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
  private func scope(_ entitlement: Entitlement, _ item: Item) -> String {
    guard item.quantity != nil else { return "" }
    switch (item.kind, entitlement.isPerUnit(in: item)) {
    case (.plan, true): return " per \(UnitName(of: item, in: catalog).one)"
    case (.addon, true): return " each"
    case (.addon, false): return " in total"
    default: return ""
    }
  }

  func cell(of entitlement: Entitlement, in shown: Shown) -> PricingPage.Cell {
    let item = shown.item
    switch entitlement.value {
    case .boolean: return .included
    case .static(let config): return .parts([.init(lines: setting(config.value))])
    case .unlimited: return .parts([.init(lines: ["unlimited"])])
    case .limit(let limit):
      let amount = locale.number(limit.amount)
      guard item.kind == .addon else { return .parts([.init(lines: [amount + scope(entitlement, item)])]) }
      let line = limit.isSet ? "up to \(amount) in total" : "\(amount) more" + scope(entitlement, item)
      return .parts([.init(lines: [line])])
    case .metered(let allowance): return .parts(parts(of: allowance, entitlement, in: shown))
    }
  }

  private func parts(of allowance: Allowance, _ entitlement: Entitlement, in shown: Shown) -> [PricingPage.Part] {
    let period = allowance.reset(in: shown.item).period?.rawValue
    let scope = scope(entitlement, shown.item)
    let usage = usage(entitlement.feature, in: shown)
    var included = PricingPage.Part()
    if !allowance.amount.isZero || usage.isEmpty {
      included.lines = ["\(locale.number(allowance.amount)) \(period.map { "a \($0)" } ?? "once")\(scope)"]
    }
    var notes: [String] = []
    if let max = allowance.max { notes.append("at most \(locale.number(max))\(period.map { " a \($0)" } ?? "")\(scope)") }
    if allowance.isSoftLimit == true { notes.append("access continues beyond it") }
    if allowance.preserveOverageAtReset == true, let period { notes.append("overage counts in the next \(period)") }
    if usage.isEmpty {
      included.notes = notes
      return [included]
    }
    let limits = notes.isEmpty ? [] : [PricingPage.Part(notes: notes)]
    return (included.lines.isEmpty ? [] : [included]) + usage + limits
  }

  /// What usage beyond an allowance costs, for each price that charges it.
  private func usage(_ feature: Int, in shown: Shown) -> [PricingPage.Part] {
    var parts: [(part: PricingPage.Part, prices: [Int])] = []
    for (index, price) in shown.prices.enumerated() {
      for charge in price.usage where charge.feature == feature {
        let part = rates.part(charge)
        if let same = parts.firstIndex(where: { $0.part == part }) {
          parts[same].prices.append(index)
        } else {
          parts.append((part, [index]))
        }
      }
    }
    let choices = parts.map { part in Set(part.prices.flatMap { shown.visibility.prices[$0] }) }
    return parts.indices.map { index in
      var part = parts[index].part
      part.choices = axes.joined(choices[index])
      // Rates that are shown together must say for which price they are.
      let overlaps = parts.indices.contains { $0 != index && !choices[$0].isDisjoint(with: choices[index]) }
      if overlaps {
        let names = list(parts[index].prices.map { shown.prices[$0].id }, and: "or")
        part.lines = part.lines.map { "\(names): \($0)" }
      }
      return part
    }
  }

  /// The lines of a setting: of an object of scalars its members, of a list its elements, also if it is written as a text.
  private func setting(_ value: JSON) -> [String] {
    guard case .string(let text) = value else { return lines(of: value) ?? [Self.scalar(value) ?? value.compact] }
    let (tree, diagnostics) = readJSON(SourceText(name: "config", bytes: Array(text.utf8)))
    guard diagnostics.isEmpty, !tree.isEmpty, tree.kind(.root) == .object else { return [text] }
    return lines(of: JSON(tree, .root)) ?? [text]
  }

  /// Nil for what is not an object or a list of scalars.
  private func lines(of value: JSON) -> [String]? {
    switch value {
    case .object(let members) where !members.isEmpty:
      let lines = members.compactMap { member in Self.scalar(member.value).map { "\(member.name): \($0)" } }
      return lines.count == members.count ? lines : nil
    case .array(let elements) where !elements.isEmpty:
      let words = elements.compactMap(Self.scalar)
      return words.count == elements.count ? [list(words, limit: .max)] : nil
    default: return nil
    }
  }

  /// Numbers are written without separators: they may be years or ports.
  private static func scalar(_ value: JSON) -> String? {
    switch value {
    case .bool(let value): value ? "yes" : "no"
    case .string(let text): text
    case .integer(let value): String(value)
    case .number(let value): value.description
    case .null, .array, .object: nil
    }
  }

  // MARK: Add-ons and top-ups

  var addons: [PricingPage.Card] {
    Self.shown(catalog.addons.map { Item($0) }, axes).map { shown in
      var features = shown.item.entitlements.filter(\.isGranted).map { entitlement in
        PricingPage.Feature(
          name: name(of: entitlement.feature), description: nil, cell: cell(of: entitlement, in: shown))
      }
      if let feature = shown.item.quantity?.feature {
        features.append(.init(name: name(of: feature), description: nil, cell: .parts([.init(lines: ["1 more each"])])))
      }
      return card(
        shown,
        facts: [.init(name: "Available with", lines: plans(shown.item)), .init(name: "Quantity", lines: [quantity(shown.item)])],
        features: features)
    }
  }

  var topups: [PricingPage.Card] {
    Self.shown(catalog.topups.map { Item($0) }, axes).compactMap { shown in
      shown.item.topup.map { topup in
        let each = topup.quantity == nil ? "" : " each"
        return card(
          shown, facts: facts(topup),
          features: [
            .init(
              name: name(of: topup.feature), description: nil,
              cell: .parts([.init(lines: [locale.number(topup.amount) + each])]))
          ])
      }
    }
  }

  private func facts(_ topup: Topup) -> [PricingPage.Fact] {
    var facts: [PricingPage.Fact] = [.init(name: "Available with", lines: plans(Item(topup)))]
    if topup.quantity != nil { facts.append(.init(name: "Quantity", lines: [quantity(Item(topup))])) }
    if let expiration = topup.grant.expiration {
      let unit = expiration.unit.rawValue.lowercased()
      let time = expiration.count == 1 ? "1 \(unit)" : "\(locale.number(expiration.count)) \(unit)s"
      facts.append(.init(name: "Expires", lines: ["\(time) after the purchase"]))
    } else {
      facts.append(.init(name: "Expires", lines: ["never"]))
    }
    if let most = topup.grant.maxRolloverAmount {
      facts.append(.init(name: "Rolls over", lines: [most.isZero ? "nothing" : "up to \(locale.number(most))"]))
    }
    let later = catalog.topups.filter { other in
      guard let priority = topup.grant.priority, let others = other.grant.priority else { return false }
      return other.feature == topup.feature && priority < others
    }
    if !later.isEmpty { facts.append(.init(name: "Used", lines: ["before \(list(later.map(\.header.name)))"])) }
    return facts
  }

  private func plans(_ item: Item) -> [String] {
    switch item.compatiblePlans {
    case .named(let indices)?:
      // A retired plan has no card.
      indices.isEmpty ? ["no plan on this page"] : [names(of: indices.map { Item(catalog.plans[$0]) })]
    case .every?, nil: [catalog.plans.isEmpty ? "no plan required" : "every plan"]
    }
  }

  // MARK: Discounts

  /// Those that the page is asked to show.
  var discounts: [PricingPage.Fact] {
    catalog.discounts.filter { discount in options.discounts.contains { $0.hasSameScalars(as: discount.header.id) } }
      .map { .init(name: $0.header.name, lines: lines(of: $0)) }
  }

  private func lines(of discount: Discount) -> [String] {
    let reduction: String =
      switch discount.reduction {
      case .percent(let percent): "\(locale.number(percent))% off"
      case .amounts(let amounts):
        list(
          amounts.filter { options.currencies.isEmpty || options.currencies.contains($0.currency) }
            .map { locale.money($0.money, $0.currency) }, and: "or") + " off"
      }
    let duration =
      switch discount.duration {
      case .once: "the first invoice"
      case .months(1): "invoices of the first month"
      case .months(let count): "invoices of the first \(locale.number(count)) months"
      case .forever: "every invoice"
      }
    let items = discount.items.map { names(of: $0.map { catalog[$0] }) } ?? "everything"
    var lines = ["\(reduction) \(duration), for \(items)"]
    lines += terms(discount.maxRedemptions, discount.expiresAt).map { [$0] } ?? []
    if options.showsCodes {
      lines += discount.codes.map { code in
        var terms = [terms(code.maxRedemptions, code.expiresAt)].compactMap(\.self)
        if code.isFirstPurchaseOnly { terms.append("first purchase only") }
        if let most = code.maxPerCustomer {
          terms.append(most == 1 ? "once per customer" : "\(locale.number(most)) times per customer")
        }
        if !code.minimum.isEmpty {
          terms.append("from \(list(code.minimum.map { locale.money($0.money, $0.currency) }, and: "or")) on")
        }
        return "code \(code.text)" + (terms.isEmpty ? "" : ": " + terms.joined(separator: ", "))
      }
    } else if !discount.codes.isEmpty {
      lines.append("with a code")
    }
    return lines
  }

  private func terms(_ most: Int64?, _ end: Instant?) -> String? {
    let terms = [most.map { "for the first \(locale.number($0)) purchases" }, end.map { "until \(Self.time($0))" }].compactMap(
      \.self)
    return terms.isEmpty ? nil : terms.joined(separator: ", ")
  }

  /// `2027-03-31 23:59:59 UTC`.
  private static func time(_ instant: Instant) -> String {
    instant.description.map { $0 == "T" ? " " : $0 == "Z" ? " UTC" : String($0) }.joined()
  }

  // MARK: The whole page

  var notes: [String] {
    let entitlements = (catalog.plans.map { Item($0) } + catalog.addons.map { Item($0) }).flatMap(\.entitlements)
    let isMetered = entitlements.contains(where: \.isMetered)
    var notes: [String] = []
    if isMetered { notes.append("Periods begin on the day of the subscription, not with the calendar month.") }
    let isMore = catalog.addons.flatMap(\.entitlements).contains(where: \.isMetered)
    let more = (isMore ? ["add-ons"] : []) + (catalog.topups.isEmpty ? [] : ["top-ups"])
    if isMetered, !more.isEmpty {
      notes.append("Usage draws on the allowance of the plan first, then on \(more.joined(separator: ", then on ")).")
    }
    if entitlements.contains(where: \.hasUsagePrices) {
      notes.append("Usage beyond an allowance is billed at the end of its period.")
    }
    return notes
  }

  var examples: [PricingPage.Example] {
    plans.indices.flatMap { index in
      let shown = plans[index]
      return shown.prices.indices.compactMap { price in
        WorkedExample(.plan(index), shown.item, shown.prices[price], catalog, locale).map {
          $0.example(named: name(shown.item), choices: shown.choices(price))
        }
      }
    }
  }

  var data: JSON {
    let items =
      plans.map { ($0.item, $0.prices) }
      + (catalog.addons.map { Item($0) } + catalog.topups.map { Item($0) }).map { item in
        (item, item.prices.filter { axes.currencies.contains($0.currency) })
      }
    return StructuredData(catalog: catalog).page(items.map { item, prices in (name(item), item, prices) })
  }
}

extension Entitlement {
  fileprivate var isMetered: Bool { if case .metered = value { true } else { false } }
}

extension Schedule {
  /// Whether both are paid as often.
  fileprivate func isAsLong(as other: Schedule) -> Bool {
    switch (self, other) {
    case (.once, .once): true
    case (.recurring(let own, _), .recurring(let other, _)): own.isAsLong(as: other)
    default: false
    }
  }
}

extension String? {
  fileprivate func hasSameScalars(as other: String?) -> Bool {
    guard let self, let other else { return (self == nil) == (other == nil) }
    return self.hasSameScalars(as: other)
  }
}
