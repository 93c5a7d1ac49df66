import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

extension StripeOffers {
  /// A discount. It lowers the prices of whole products.
  ///
  /// Source: Stripe's API reference, POST /v1/coupons.
  struct Coupon {
    enum Reduction {
      case percent(ExactDecimal)
      /// In Stripe's unit; not empty.
      case amounts([(currency: Currency, amount: Int64)])
    }

    let request: String
    /// The id of the existing coupon, if any.
    let existing: String?
    /// The id to create it with; nil if Stripe generates one.
    let ownID: String?
    let name: String
    let reduction: Reduction
    let duration: Discount.Duration
    /// The products that it lowers. Without them, it would lower those of other catalogs, too.
    let products: [Product]
    let maxRedemptions: Int64?
    let expiresAt: Instant?
    let metadata: JSON
    let codes: [PromotionCode]

    /// The coupon's id in the body of another request.
    var reference: JSON { existing.map(JSON.string) ?? .ref(request) }
  }

  /// What customers type in Checkout to get a coupon.
  ///
  /// Source: Stripe's API reference, POST /v1/promotion_codes.
  struct PromotionCode {
    let request: String
    let text: String
    let maxRedemptions: Int64?
    let expiresAt: Instant?
    let isFirstPurchaseOnly: Bool
    /// The least amount of a purchase, in Stripe's unit; empty for none.
    let minimum: [(currency: Currency, amount: Int64)]
  }

  /// The requests of the products for which customers can type a code.
  var productsWithCodes: Set<ScalarString> {
    Set(coupons.filter { !$0.codes.isEmpty }.flatMap(\.products).map { ScalarString($0.request) })
  }
}

extension TextLimits.Limit {
  /// Stripe's API reference, POST /v1/coupons, `name`.
  fileprivate static let stripeCouponName = TextLimits.Limit(40)
}

extension StripeLowering {
  mutating func coupons(of products: [StripeOffers.Product], _ findings: inout Findings) -> [StripeOffers.Coupon] {
    var sold: [ScalarString: StripeOffers.Product] = [:]
    for product in products where !product.prices.isEmpty { sold[ScalarString(product.item.partID)] = product }
    return input.discounts.compactMap { coupon($0, sold, &findings) }
  }

  /// - Parameter sold: the products for sale, by the items that they are for.
  private mutating func coupon(
    _ discount: Discount, _ sold: [ScalarString: StripeOffers.Product], _ findings: inout Findings
  ) -> StripeOffers.Coupon? {
    let header = discount.header
    func product(_ item: Item) -> StripeOffers.Product? { sold[ScalarString(item.partID)] }
    guard let targets = input.targets(of: discount, &findings, where: { product($0) != nil }) else { return nil }
    let reduction: StripeOffers.Coupon.Reduction
    switch discount.reduction {
    case .percent(let percent): reduction = .percent(percent)
    case .amounts(let amounts):
      guard let own = input.amounts(amounts, of: discount, &findings) else { return nil }
      reduction = .amounts(own)
    }
    let existing = discount.id(at: "stripe")
    let ownID = isStripeID(header.accountKey) ? header.accountKey : nil
    if existing == nil, ownID == nil {
      findings.report(
        .keyUnsupported, "\(quoted(header.id)) is not a valid Stripe coupon id; Stripe will generate one", at: header.place.name,
        help: "use only letters, digits, `_` and `-`, so that later runs find the coupon by its id")
    }
    return StripeOffers.Coupon(
      request: Request.id("coupons", header.id), existing: existing, ownID: ownID,
      name: TextLimits.Limit.stripeCouponName.cut(header.name, "the name", at: .nameOf(header), &findings),
      reduction: reduction, duration: discount.duration, products: targets.compactMap(product),
      maxRedemptions: discount.maxRedemptions,
      expiresAt: discount.expiresAt,
      metadata: .object(
        metadata.members(
          [.settings(input.settings), .discount(discount)], compiler: input.compilerMetadata(discount), owner: header.place,
          &findings)),
      codes: discount.codes.map { code($0, of: discount, &findings) })
  }

  /// The limits of a code cannot exceed those of the coupon.
  private func code(
    _ code: Discount.Code, of discount: Discount, _ findings: inout Findings
  ) -> StripeOffers.PromotionCode {
    let supported = code.minimum.filter { input.limits.money.takes($0.currency) }
    let minimum = supported.compactMap { amount in input.limits.money.converted(amount).map { (amount.currency, $0) } }
    if minimum.count < supported.count {
      findings.report(
        .discountLimitNotEnforced,
        "Stripe cannot store an amount of the minimum of code `\(code.text)`; your application must check it",
        at: code.place["minimum"])
    }
    return StripeOffers.PromotionCode(
      request: Request.id("promotion-codes", discount.header.id, code.text), text: code.text,
      maxRedemptions: least(code.maxRedemptions, discount.maxRedemptions), expiresAt: least(code.expiresAt, discount.expiresAt),
      isFirstPurchaseOnly: code.isFirstPurchaseOnly, minimum: minimum)
  }

  /// The lower of two limits, of which a code's own one may be left out.
  private func least<Limit: Comparable>(_ own: Limit?, _ shared: Limit?) -> Limit? {
    own.map { own in shared.map { min(own, $0) } ?? own }
  }

  // MARK: Requests

  /// POST /v1/coupons, or /v1/coupons/{coupon} for an existing one, of which only name and metadata can change.
  func request(_ coupon: StripeOffers.Coupon) -> Request {
    let name = JSON.string(coupon.name)
    if let existing = coupon.existing {
      return Request(
        coupon.request, .post, "/v1/coupons/\(pathSegment(existing))", body: ["name": name, "metadata": coupon.metadata])
    }
    let terms = terms(of: coupon)
    let lookup: Request.Lookup =
      if let ownID = coupon.ownID {
        .init("/v1/coupons/\(ownID)", match: .object(terms))
      } else {
        .init("/v1/coupons", query: [.init("limit", 100)], match: .object(terms + [.init("metadata", coupon.metadata)]))
      }
    return Request(
      coupon.request, .post, "/v1/coupons", lookup: lookup,
      body: .object(
        JSON.members(["id": coupon.ownID.map(JSON.string), "name": name]) + terms + furtherAmounts(of: coupon)
          + JSON.members([
            "applies_to": ["products": .array(coupon.products.map(\.reference))],
            "metadata": coupon.metadata,
          ]))
    ).idempotent()
  }

  /// The terms, which cannot change.
  private func terms(of coupon: StripeOffers.Coupon) -> [JSON.Member] {
    var reduction: [JSON.Member]
    switch coupon.reduction {
    case .percent(let percent): reduction = JSON.members(["percent_off": .number(percent)])
    case .amounts(let amounts):
      reduction = JSON.members([
        "amount_off": amounts.first.map { .integer($0.amount) },
        "currency": amounts.first.map { .string($0.currency.lowercased) },
      ])
    }
    let (duration, months): (JSON, Int64?) =
      switch coupon.duration {
      case .once: ("once", nil)
      case .forever: ("forever", nil)
      case .months(let months): ("repeating", months)
      }
    reduction += JSON.members([
      "duration": duration, "duration_in_months": months.map(JSON.integer),
      "max_redemptions": coupon.maxRedemptions.map(JSON.integer), "redeem_by": coupon.expiresAt.map { .integer($0.seconds) },
    ])
    return reduction
  }

  private func furtherAmounts(of coupon: StripeOffers.Coupon) -> [JSON.Member] {
    guard case .amounts(let amounts) = coupon.reduction, amounts.count > 1 else { return [] }
    return [JSON.Member("currency_options", options(of: amounts, "amount_off"))]
  }

  /// The amounts after the first, by currency.
  private func options(of amounts: [(currency: Currency, amount: Int64)], _ member: String) -> JSON {
    .object(
      amounts.dropFirst().map { amount in
        JSON.Member(amount.currency.lowercased, .object([.init(member, .integer(amount.amount))]))
      })
  }

  /// POST /v1/promotion_codes. A code is unique among the active ones.
  func request(_ code: StripeOffers.PromotionCode, of coupon: StripeOffers.Coupon) -> Request {
    let terms = JSON.members([
      "promotion": ["type": "coupon", "coupon": coupon.reference],
      "max_redemptions": code.maxRedemptions.map(JSON.integer), "expires_at": code.expiresAt.map { .integer($0.seconds) },
    ])
    var restrictions: [JSON.Member] = code.isFirstPurchaseOnly ? [.init("first_time_transaction", true)] : []
    if let first = code.minimum.first {
      restrictions += JSON.members([
        "minimum_amount": .integer(first.amount), "minimum_amount_currency": .string(first.currency.lowercased),
      ])
    }
    let further =
      code.minimum.count > 1 ? [JSON.Member("currency_options", options(of: code.minimum, "minimum_amount"))] : []
    func restricted(_ members: [JSON.Member]) -> [JSON.Member] {
      members.isEmpty ? [] : [JSON.Member("restrictions", .object(members))]
    }
    return Request(
      code.request, .post, "/v1/promotion_codes",
      lookup: .init(
        "/v1/promotion_codes", query: [.init("code", .string(code.text)), .init("active", true)],
        match: .object(terms + restricted(restrictions))),
      body: .object(
        [JSON.Member("code", .string(code.text))] + terms + restricted(restrictions + further)
          + [JSON.Member("metadata", coupon.metadata)])
    ).idempotent()
  }
}
