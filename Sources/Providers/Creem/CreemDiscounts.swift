import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A code of a discount. Customers type it in the checkout.
///
/// Source: Creem's OpenAPI description, POST /v1/discounts; its documentation, features/discounts.mdx.
struct CreemDiscount {
  enum Reduction {
    case percentage(Int64)
    case fixed(Money, Currency)
  }

  let request: String
  /// The discount that it is a code of.
  let owner: Header
  let name: String
  let code: String
  let reduction: Reduction
  let duration: Discount.Duration
  /// Not empty: Creem has no discounts of everything.
  let products: [JSON]
  let maxRedemptions: Int64?
  let end: Instant?
}

extension CreemLowering {
  func discounts(of products: [CreemOffers.Product], _ findings: inout Findings) -> [CreemDiscount] {
    input.discounts.flatMap { discounts($0, of: products, &findings) }
  }

  private func discounts(
    _ discount: Discount, of products: [CreemOffers.Product], _ findings: inout Findings
  ) -> [CreemDiscount] {
    let header = discount.header
    guard findings.hasCodes(discount), let reduction = reduction(of: discount, &findings) else { return [] }
    let lowered = products.filter { product in
      guard case .fixed(_, let currency) = reduction else { return true }
      return product.listing.price.currency == currency
    }
    let sold = ItemSet(lowered.map(\.listing.item))
    guard let targets = input.targets(of: discount, &findings, where: sold.includes).map(ItemSet.init) else { return [] }
    let references = lowered.filter { targets.includes($0.listing.item) }.map(\.reference)
    guard !references.isEmpty else {
      findings.report(
        .discountUnsupported, "discount \(quoted(header.id)) lowers nothing that is for sale at Creem, so it is skipped",
        at: header.place.name)
      return []
    }
    if !header.metadata.isEmpty {
      findings.report(.metadataNotSent, "Creem discounts have no metadata; `metadata` is ignored", at: header.place["metadata"])
    }
    findings.reportSharedRedemptions(of: discount)
    if case .fixed(let money, let currency) = reduction {
      findings.report(
        .discountApproximated,
        "Creem's documentation contradicts itself about the unit of an amount; catalogc sends \(money.minorUnits) for "
          + currency.amount(money.minorUnits),
        at: header.place["amounts"], help: "check the discount in the dashboard before you offer it")
    }
    return discount.codes.map { code in
      CreemDiscount(
        request: Request.id("discounts", header.id, code.text), owner: header,
        name: header.name.isBlank ? header.id : header.name,
        code: code.text, reduction: reduction, duration: discount.duration, products: references,
        maxRedemptions: discount.maxRedemptions(of: code), end: discount.end(of: code))
    }
  }

  /// The limits exclude several amounts and fractions of a percentage.
  private func reduction(of discount: Discount, _ findings: inout Findings) -> CreemDiscount.Reduction? {
    switch discount.reduction {
    case .percent(let percent): return percent.integer.map { .percentage($0) }
    case .amounts(let amounts):
      guard let amount = amounts.first, input.limits.money.takes(amount.currency) else {
        findings.report(
          .discountUnsupported,
          "Creem supports amounts in \(input.limits.money.codes); discount \(quoted(discount.header.id)) is skipped",
          at: discount.header.place["amounts"])
        return nil
      }
      return .fixed(amount.money, amount.currency)
    }
  }

  // MARK: Requests

  /// A code is unique in the store, and cannot be found in a list.
  func request(_ discount: CreemDiscount) -> Request {
    let terms = terms(discount)
    return Request(
      discount.request, .post, "/v1/discounts",
      lookup: .init("/v1/discounts", query: [.init("discount_code", .string(discount.code))], match: .object(terms)),
      body: .object(
        [JSON.Member("name", .string(discount.name))] + terms
          + JSON.members([
            "applies_to_products": .array(discount.products),
            "max_redemptions": discount.maxRedemptions.map(JSON.integer),
            "expiry_date": discount.end.map { .string("\($0)") },
          ])))
  }

  /// What cannot change once a customer has used the code.
  private func terms(_ discount: CreemDiscount) -> [JSON.Member] {
    let reduction: [JSON.Member] =
      switch discount.reduction {
      case .percentage(let percentage): JSON.members(["type": "percentage", "percentage": .integer(percentage)])
      case .fixed(let money, let currency):
        JSON.members(["type": "fixed", "amount": .integer(money.minorUnits), "currency": .string(currency.code)])
      }
    let duration: [JSON.Member] =
      switch discount.duration {
      case .once: JSON.members(["duration": "once"])
      case .months(let months): JSON.members(["duration": "repeating", "duration_in_months": .integer(months)])
      case .forever: JSON.members(["duration": "forever"])
      }
    return [JSON.Member("code", .string(discount.code))] + reduction + duration
  }
}
