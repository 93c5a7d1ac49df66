import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// A discount, which Autumn stores as a reward. Customers type its codes in the checkout, which always takes them; an
/// application can also name the reward when it attaches a plan.
///
/// Sources: useautumn/autumn, rewardsCreateOpModels.ts and executeStripeCheckoutSessionAction.ts.
struct AutumnReward {
  struct Code {
    let text: String
    let maxRedemptions: Int64?
    let isFirstPurchaseOnly: Bool
  }

  let request: String
  let owner: Header
  let id: String
  let name: String
  let isPercentage: Bool
  /// A percentage, or an amount in major units of the organization's currency.
  let value: ExactDecimal
  let duration: Discount.Duration
  /// The ids of the plans that it lowers. Without them, it would lower all, those of other catalogs, too.
  let plans: [String]
  let codes: [Code]
}

extension AutumnLowering {
  /// - Parameter plans: those that are created or updated.
  func rewards(_ plans: [AutumnOffers.Plan], _ findings: inout Findings) -> [AutumnReward] {
    input.discounts.compactMap { reward($0, plans.filter { $0.cost != nil }, &findings) }
  }

  /// - Parameter paid: the plans that are not free.
  private func reward(_ discount: Discount, _ paid: [AutumnOffers.Plan], _ findings: inout Findings) -> AutumnReward? {
    let header = discount.header
    guard let id = rewardID(of: discount, &findings), let (isPercentage, value) = value(of: discount, &findings),
      let targets = input.targets(of: discount, &findings, where: ItemSet(paid.map(\.item)).includes).map(ItemSet.init)
    else { return nil }
    if !header.metadata.isEmpty {
      findings.report(.metadataNotSent, "Autumn rewards have no metadata; `metadata` is ignored", at: header.place["metadata"])
    }
    findings.reportSharedRedemptions(of: discount)
    return AutumnReward(
      request: Request.id("discounts", header.id), owner: header, id: id, name: header.name.isEmpty ? header.id : header.name,
      isPercentage: isPercentage, value: value, duration: discount.duration,
      plans: paid.filter { targets.includes($0.item) }.map(\.id),
      codes: discount.codes.map { code in
        .init(
          text: code.text, maxRedemptions: discount.maxRedemptions(of: code), isFirstPurchaseOnly: code.isFirstPurchaseOnly)
      })
  }

  /// The id to create it with. Ids of rewards must differ from all codes (useautumn/autumn, `duplicate_promo_code`).
  private func rewardID(of discount: Discount, _ findings: inout Findings) -> String? {
    let id = discount.header.accountKey
    guard AutumnID.isValid(id) else {
      findings.report(
        .discountUnsupported,
        "Autumn ids allow only letters, digits, `_` and `-`; discount \(quoted(discount.header.id)) is skipped",
        at: discount.header.place.name, help: "rename the discount")
      return nil
    }
    let isCode = catalog.discounts.contains { $0.codes.contains { $0.text.hasSameScalars(as: id.uppercased()) } }
    return isCode ? "\(id)_discount" : id
  }

  private func value(of discount: Discount, _ findings: inout Findings) -> (isPercentage: Bool, value: ExactDecimal)? {
    switch discount.reduction {
    case .percent(let percent): return (true, percent)
    case .amounts(let amounts):
      let currency = input.settings.autumnDefaultCurrency
      guard let amount = amounts.first(where: { $0.currency.code == currency }),
        let value = ExactDecimal(parsing: amount.currency.majorUnits(amount.money.minorUnits).utf8), !value.exceedsDouble
      else {
        findings.report(
          .discountUnsupported,
          "Autumn supports amounts in \(currency) only; discount \(quoted(discount.header.id)) is skipped",
          at: discount.header.place["amounts"], help: "write a percentage, or set option `defaultCurrency`")
        return nil
      }
      return (false, value)
    }
  }

  // MARK: Requests

  func request(_ reward: AutumnReward) -> Request {
    let (duration, months): (JSON, JSON) =
      switch reward.duration {
      case .once: ("one_off", .null)
      case .months(let months): ("months", .integer(months))
      case .forever: ("forever", .null)
      }
    let terms = JSON.members([
      "type": reward.isPercentage ? "percentage_discount" : "fixed_discount", "value": .number(reward.value),
      "duration": ["type": duration, "length": months],
    ])
    let coupon =
      JSON.members(["id": .string(reward.id), "name": .string(reward.name)]) + terms
      + JSON.members([
        "plan_ids": .array(reward.plans.map(JSON.string)),
        "promo_codes": .array(reward.codes.map(promotionCode)),
      ])
    return Request(
      reward.request, .post, "/v1/rewards.create",
      lookup: .init("/v1/rewards.list", method: .post, match: .object([.init("id", .string(reward.id))] + terms)),
      body: ["coupon": .object(coupon)])
  }

  private func promotionCode(_ code: AutumnReward.Code) -> JSON {
    .fields([
      "code": .string(code.text), "global_max_redemption": code.maxRedemptions.map(JSON.integer),
      "first_time_transaction": code.isFirstPurchaseOnly ? true : nil,
    ])
  }
}
