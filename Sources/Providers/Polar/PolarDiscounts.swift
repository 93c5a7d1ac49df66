import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

extension PolarOffers {
  /// A discount, or one of its codes: Polar's discounts have one code at most.
  ///
  /// Sources: Polar's OpenAPI description 2026-04, POST /v1/discounts/; server/polar/models/discount.py in polarsource/polar.
  struct DiscountOffer {
    enum Reduction {
      /// Hundredths of a percent.
      case percentage(basisPoints: Int64)
      /// In Polar's unit; not empty.
      case fixed([(currency: Currency, amount: Int64)])
    }

    let request: String
    /// The discount that it is, or is a code of.
    let owner: Header
    /// The id of the existing discount, if any.
    let existing: String?
    let name: String
    /// Nil for a discount that the application gives.
    let code: String?
    let reduction: Reduction
    let duration: Discount.Duration
    /// Not empty, because an empty list would lower all products of the account.
    let products: [Product]
    let maxRedemptions: Int64?
    let maxPerCustomer: Int64?
    let expiresAt: Instant?
    let metadata: JSON
  }

  /// The requests of the products for which customers can type a code.
  var productsWithCodes: Set<ScalarString> {
    Set(discounts.filter { $0.code != nil }.flatMap(\.products).map { ScalarString($0.request) })
  }
}

extension PolarLowering {
  /// The largest number of redemptions, and the largest amount (Polar's OpenAPI description 2026-04, POST /v1/discounts/).
  private static let mostRedemptions = Int64(Int32.max)
  private static let largestReduction: Int64 = 999_999_999_999

  mutating func discounts(of products: [PolarOffers.Product], _ findings: inout Findings) -> [PolarOffers.DiscountOffer] {
    let sold = Dictionary(grouping: products) { ScalarString($0.item.partID) }
    return input.discounts.flatMap { discounts($0, sold, &findings) }
  }

  /// - Parameter sold: the products by the items that they sell.
  private mutating func discounts(
    _ discount: Discount, _ sold: [ScalarString: [PolarOffers.Product]], _ findings: inout Findings
  ) -> [PolarOffers.DiscountOffer] {
    let header = discount.header
    func products(_ item: Item) -> [PolarOffers.Product] { sold[ScalarString(item.partID)] ?? [] }
    guard let targets = input.targets(of: discount, &findings, where: { !products($0).isEmpty }),
      let reduction = reduction(discount, &findings), hasValidID(discount, &findings)
    else { return [] }
    let lowered = targets.flatMap(products)
    checkDuration(of: discount, lowered, &findings)
    if discount.codes.count > 1, discount.maxRedemptions != nil {
      findings.report(
        .discountLimitNotEnforced,
        "Polar counts the redemptions of each code of discount \(quoted(header.id)); your application must check the total",
        at: header.place["maxRedemptions"])
    }
    let members = metadata.members(
      [.settings(input.settings), .discount(discount)], compiler: input.compilerMetadata(discount), owner: header.place,
      &findings)
    // Polar trims names, and requires one.
    let trimmed = PolarText.trimmed(header.name)
    let name = trimmed.isEmpty ? header.id : trimmed
    let codes = discount.codes.isEmpty ? [nil] : discount.codes.map(Optional.some)
    return codes.enumerated().map { index, code in
      PolarOffers.DiscountOffer(
        request: code.map { Request.id("discounts", header.id, $0.text) } ?? Request.id("discounts", header.id),
        owner: header,
        // The id can only be that of one of them.
        existing: index == 0 ? discount.id(at: "polar")?.lowercased() : nil,
        name: codes.count > 1 ? "\(name) (\(code?.text ?? ""))" : name, code: code?.text, reduction: reduction,
        duration: discount.duration, products: lowered,
        maxRedemptions: [code?.maxRedemptions, discount.maxRedemptions].compactMap(\.self).min().map {
          min($0, Self.mostRedemptions)
        },
        maxPerCustomer: code?.maxPerCustomer.map { min($0, Self.mostRedemptions) },
        expiresAt: [code?.expiresAt, discount.expiresAt].compactMap(\.self).min(), metadata: .object(members))
    }
  }

  private func reduction(_ discount: Discount, _ findings: inout Findings) -> PolarOffers.DiscountOffer.Reduction? {
    switch discount.reduction {
    case .percent(let percent): return percent.multiplied(by: 100).integer.map { .percentage(basisPoints: $0) }
    case .amounts(let amounts):
      guard let own = input.amounts(amounts, of: discount, &findings) else { return nil }
      guard own.allSatisfy({ $0.amount <= Self.largestReduction }) else {
        findings.report(
          .discountUnsupported,
          "Polar allows amounts up to \(Self.largestReduction); discount \(quoted(discount.header.id)) is skipped",
          at: discount.header.place["amounts"])
        return nil
      }
      return .fixed(own)
    }
  }

  private func hasValidID(_ discount: Discount, _ findings: inout Findings) -> Bool {
    guard let id = discount.id(at: "polar"), !PolarText.isUUID(id) else { return true }
    findings.report(
      .idMalformed, "\(quoted(id)) is not a valid Polar id; discount \(quoted(discount.header.id)) is skipped",
      at: discount.header.place["providerIds", "polar"], help: "Polar ids are version 4 UUIDs")
    return false
  }

  /// Reports prices that are charged by the week or day: Polar ends a discount of some months one month before their end, after
  /// the last invoice of a price that is charged by the month.
  private func checkDuration(of discount: Discount, _ products: [PolarOffers.Product], _ findings: inout Findings) {
    guard case .months(let months) = discount.duration,
      let price = products.map(\.first).first(where: { sold in
        sold.terms.cadence.map { $0.period == .day || $0.period == .week } ?? false
      })
    else { return }
    findings.report(
      .discountApproximated,
      "Polar ends the discount \(months == 1 ? "after the first invoice" : "\(months - 1) months after the first invoice") "
        + "if a price is charged every \(price.terms.cadence?.described ?? "")",
      at: discount.header.place["duration"], related: [.init("a price with this interval", at: price.price.place.name)])
  }

  // MARK: Requests

  /// POST /v1/discounts/, or PATCH /v1/discounts/{id} for an existing one, whose kind and duration cannot change.
  func request(_ discount: PolarOffers.DiscountOffer, _ organization: JSON?) -> Request {
    let (name, code) = (JSON.string(discount.name), discount.code.map(JSON.string))
    let limits: [JSON.Member] = JSON.members([
      "max_redemptions": discount.maxRedemptions.map(JSON.integer),
      "max_redemptions_per_customer": discount.maxPerCustomer.map(JSON.integer),
      "ends_at": discount.expiresAt.map { .string("\($0)") },
      "products": .array(discount.products.map(\.reference)),
    ])
    if let existing = discount.existing {
      return Request(
        discount.request, .patch, "/v1/discounts/\(pathSegment(existing))",
        body: .object(JSON.members(["name": name, "code": code]) + limits + [.init("metadata", discount.metadata)]))
    }
    let terms = terms(of: discount)
    // Discounts cannot be listed by metadata.
    let identity = discount.metadata.only(["catalogId", "catalogDiscountId"])
    return Request(
      discount.request, .post, "/v1/discounts/",
      lookup: .init(
        "/v1/discounts/", query: [.init("limit", 100)],
        match: .object([.init("code", code ?? .null)] + terms + [.init("metadata", identity)])),
      body: .object(
        JSON.members(["name": name, "code": code]) + terms + limits
          + JSON.members(["metadata": discount.metadata, "organization_id": organization])))
  }

  private func terms(of discount: PolarOffers.DiscountOffer) -> [JSON.Member] {
    var terms: [JSON.Member]
    switch discount.reduction {
    case .percentage(let basisPoints):
      terms = JSON.members(["type": "percentage", "basis_points": .integer(basisPoints)])
    case .fixed(let amounts):
      terms = JSON.members([
        "type": "fixed",
        "amounts": .object(amounts.map { .init($0.currency.lowercased, .integer($0.amount)) }),
      ])
    }
    let (duration, months): (JSON, Int64?) =
      switch discount.duration {
      case .once: ("once", nil)
      case .forever: ("forever", nil)
      case .months(let months): ("repeating", months)
      }
    terms += JSON.members(["duration": duration, "duration_in_months": months.map(JSON.integer)])
    return terms
  }
}
