import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A code of a discount. Customers type it in the checkout.
///
/// Source: the Python SDK dodopayments 1.123.0, `discount_create_params`.
struct DodoDiscount {
  enum Reduction {
    case basisPoints(Int64)
    /// In minor units; not empty. For a customer who pays in another currency, Dodo converts the first.
    case flat([(currency: Currency, amount: Int64)])
  }

  let request: String
  /// The discount that it is a code of.
  let owner: Header
  let name: String
  let code: String
  let reduction: Reduction
  /// How many payments of a subscription it lowers; nil for all.
  let cycles: Int64?
  /// The products that it lowers; not empty, because an empty list would lower all of the account.
  let products: [JSON]
  let maxRedemptions: Int64?
  let maxPerCustomer: Int64?
  let isFirstPurchaseOnly: Bool
  let end: Instant?
  /// The least amount of a purchase, in minor units.
  let minimum: [(currency: Currency, amount: Int64)]
  let metadata: JSON
}

extension DodoLowering {
  mutating func discounts(of objects: [DodoObject], _ findings: inout Findings) -> [DodoDiscount] {
    let (products, addons) = (objects.filter { !$0.isAddon }, objects.filter(\.isAddon))
    return input.discounts.flatMap { discounts($0, of: products, besides: addons, &findings) }
  }

  private mutating func discounts(
    _ discount: Discount, of products: [DodoObject], besides addons: [DodoObject], _ findings: inout Findings
  ) -> [DodoDiscount] {
    let header = discount.header
    guard findings.hasCodes(discount), let reduction = reduction(of: discount, &findings) else { return [] }
    var lowered = products
    if case .flat(let amounts) = reduction {
      lowered = products.filter { product in amounts.contains { $0.currency == product.price.currency } }
    }
    let sold = ItemSet(lowered.map(\.item))
    guard let targets = input.targets(of: discount, &findings, where: sold.includes).map(ItemSet.init) else { return [] }
    reportAddons(of: discount, among: addons, &findings)
    lowered = lowered.filter { targets.includes($0.item) }
    var cycles: Int64?
    switch discount.duration {
    case .forever: break
    case .once: cycles = 1
    case .months(let months):
      guard let chosen = self.cycles(of: months, lowered, discount, &findings) else { return [] }
      (cycles, lowered) = chosen
    }
    guard !lowered.isEmpty else {
      findings.report(
        .discountUnsupported, "discount \(quoted(header.id)) lowers nothing that is for sale at Dodo Payments, so it is skipped",
        at: header.place.name)
      return []
    }
    findings.reportSharedRedemptions(of: discount)
    let metadata = JSON.object(
      metadata.members(
        [.settings(input.settings), .discount(discount)], compiler: input.compilerMetadata(discount), owner: header.place,
        &findings))
    return discount.codes.map { code in
      let most = discount.maxRedemptions(of: code)
      return DodoDiscount(
        request: Request.id("discounts", header.id, code.text), owner: header, name: header.name, code: code.text,
        reduction: reduction,
        cycles: cycles, products: lowered.map(\.reference), maxRedemptions: most,
        maxPerCustomer: code.maxPerCustomer.map { min($0, most ?? $0) }, isFirstPurchaseOnly: code.isFirstPurchaseOnly,
        end: discount.end(of: code),
        minimum: code.minimum.compactMap { amount in
          input.limits.money.converted(amount).map { (currency: amount.currency, amount: $0) }
        }, metadata: metadata)
    }
  }

  private func reduction(of discount: Discount, _ findings: inout Findings) -> DodoDiscount.Reduction? {
    switch discount.reduction {
    case .percent(let percent): return percent.scaled(by: 2).integer.map { .basisPoints($0) }
    case .amounts(let amounts):
      guard let own = input.amounts(amounts, of: discount, &findings), let first = own.first else { return nil }
      findings.report(
        .dodoFlatDiscount,
        "Dodo Payments does not document `amount` of a discount by amount; catalogc sends \(first.amount), as for "
          + first.currency.code,
        at: discount.header.place["amounts"])
      return .flat(own)
    }
  }

  /// Add-ons are part of a product, so a discount cannot name them.
  private func reportAddons(of discount: Discount, among addons: [DodoObject], _ findings: inout Findings) {
    let sold = Set(addons.map { ScalarString($0.item.header.id) })
    let lowered = catalog.items(of: discount).filter { $0.kind == .addon && sold.contains(ScalarString($0.header.id)) }
    guard !lowered.isEmpty else { return }
    findings.report(
      .discountApproximated,
      "Dodo Payments lowers products only, so discount \(quoted(discount.header.id)) does not apply to "
        + names(lowered.map(\.header)),
      at: discount.items == nil ? discount.header.place.name : discount.header.place["appliesTo"])
  }

  // MARK: Cycles

  /// How many payments issued within some months are lowered, and the products that have as many; nil, reported, for none.
  /// A discount has one number of cycles for all of its products.
  private func cycles(
    of months: Int64, _ products: [DodoObject], _ discount: Discount, _ findings: inout Findings
  ) -> (cycles: Int64, products: [DodoObject])? {
    let (id, place) = (quoted(discount.header.id), discount.header.place["duration"])
    let lasting = "\(months) month\(months == 1 ? "" : "s")"
    let recurring = products.compactMap(\.terms.cadence)
    // What is paid once is lowered, whatever the number.
    guard let first = recurring.first(where: { $0.divides(months) }) ?? recurring.first(where: { $0.months != nil }),
      let cycles = first.payments(within: months)
    else {
      if !products.isEmpty, recurring.isEmpty { return (1, products) }
      findings.report(
        .discountUnsupported,
        "Dodo Payments counts payments, and \(lasting) are no number of them; discount \(id) is skipped", at: place)
      return nil
    }
    let kept = products.filter { product in product.terms.cadence.map { $0.payments(within: months) == cycles } ?? true }
    let number = "\(cycles) payment\(cycles == 1 ? "" : "s")"
    if kept.count < products.count {
      let left = Set(products.compactMap(\.terms.cadence).filter { $0.payments(within: months) != cycles })
      findings.report(
        .discountApproximated,
        "Dodo Payments counts payments, and \(lasting) of discount \(id) become \(number); "
          + "it does not lower prices every \(list(left.map(\.described).sorted(), and: "or"))",
        at: place, help: "write a discount for each interval")
    } else if let other = kept.compactMap(\.terms.cadence).first(where: { !$0.divides(months) }) {
      findings.report(
        .discountApproximated,
        "Dodo Payments counts payments, and \(lasting) of discount \(id) become \(number) every \(other.described)", at: place)
    }
    return (cycles, kept)
  }

  // MARK: Requests

  /// A code is unique in the account, whatever its case.
  func request(_ discount: DodoDiscount) -> Request {
    let terms = terms(discount)
    return Request(
      discount.request, .post, "/discounts",
      lookup: .init("/discounts/code/\(discount.code)", match: .object(terms)),
      body: .object(
        JSON.members(["name": .string(discount.name)]) + terms
          + JSON.members([
            "currency_options": options(discount), "restricted_to": .array(discount.products),
            "customer_eligibility": discount.isFirstPurchaseOnly ? "first_time" : nil,
            "expires_at": discount.end.map { .string("\($0)") }, "metadata": discount.metadata,
          ])))
  }

  private func terms(_ discount: DodoDiscount) -> [JSON.Member] {
    let (type, amount): (JSON, Int64) =
      switch discount.reduction {
      case .basisPoints(let points): ("percentage", points)
      case .flat(let amounts): ("flat", amounts.first?.amount ?? 0)
      }
    return JSON.members([
      "code": .string(discount.code), "type": type, "amount": .integer(amount),
      "subscription_cycles": discount.cycles.map(JSON.integer), "usage_limit": discount.maxRedemptions.map(JSON.integer),
      "per_customer_usage_limit": discount.maxPerCustomer.map(JSON.integer),
    ])
  }

  /// The amounts by currency, or the least amounts of a purchase.
  private func options(_ discount: DodoDiscount) -> JSON? {
    func minimum(in currency: Currency) -> JSON? {
      discount.minimum.first { $0.currency == currency }.map { .integer($0.amount) }
    }
    switch discount.reduction {
    case .basisPoints:
      guard !discount.minimum.isEmpty else { return nil }
      return .array(
        discount.minimum.map { ["currency": .string($0.currency.code), "minimum_subtotal": .integer($0.amount)] })
    case .flat(let amounts):
      return .array(
        amounts.enumerated().map { index, row in
          .fields([
            "currency": .string(row.currency.code), "max_amount_possible": .integer(row.amount),
            "minimum_subtotal": minimum(in: row.currency), "is_default": index == 0 ? true : nil,
          ])
        })
    }
  }
}

extension Cadence {
  /// How many payments are due within a number of months; the first is due at once.
  fileprivate func payments(within number: Int64) -> Int64? { months.map { (number - 1) / $0 + 1 } }
}
