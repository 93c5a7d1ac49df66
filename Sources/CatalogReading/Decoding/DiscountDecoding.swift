import Catalog
import Diagnostics
import Foundations
import Syntax

extension Decoder {
  mutating func discount(_ id: NodeID, _ node: NodeID) -> Draft.Discount {
    guard let fields = fields(of: node, as: DiscountField.self) else {
      return Draft.Discount(header: header(id, node, in: .discounts))
    }
    let header = header(id, node, in: .discounts, name: fields[.name], metadata: fields[.metadata])
    return Draft.Discount(
      header: header, reduction: reduction(node, fields), duration: duration(fields[.duration]),
      appliesTo: appliesTo(fields[.appliesTo]), codes: codes(fields[.codes]),
      maxRedemptions: maxRedemptions(fields[.maxRedemptions]), expiresAt: time(fields[.expiresAt]),
      providerIds: providerIds(fields[.providerIds]))
  }

  // MARK: Value and duration

  private mutating func reduction(_ node: NodeID, _ fields: Fields<DiscountField>) -> Discount.Reduction? {
    switch (fields[.percent], fields[.amounts]) {
    case (let percent?, nil): return self.percent(percent).map { .percent($0) }
    case (nil, let amounts?):
      return self.amounts(amounts, "`amounts`").map { .amounts($0) }
    case (let percent?, let amounts?):
      report(
        .discountValue, "`percent` and `amounts` cannot be combined", at: .name(amounts), help: "remove one of them",
        related: [.init("`percent`", at: .name(percent))])
      return nil
    case (nil, nil):
      // A misspelled field may be one of them.
      guard fields.isComplete else { return nil }
      report(
        .discountValue, "missing `percent` or `amounts`", at: .name(node),
        help: "write \(code: .fields([("percent", .literal("20"))])), for example")
      return nil
    }
  }

  private mutating func percent(_ node: NodeID) -> ExactDecimal? {
    guard let number = decimal(node) else { return nil }
    guard !number.isNegative, !number.isZero, number <= ExactDecimal(100) else {
      report(
        .discountValue, "`percent` must be above 0 and at most 100, found \(number)", at: .value(node),
        help: number.isZero ? "remove the discount" : nil)
      return nil
    }
    return number
  }

  /// Amounts of money by currency.
  private mutating func amounts(_ node: NodeID, _ field: String) -> [CurrencyAmount]? {
    let entries = entries(of: node, field)
    guard tree.kind(node) == .object else { return nil }
    var amounts: [CurrencyAmount] = []
    var isComplete = true
    for (key, value) in entries where !tree.isEmptyText(key) {
      guard let currency = currency(key), let amount = money(value, tree.text(key), in: currency) else {
        isComplete = false
        continue
      }
      if amount == 0 {
        report(.discountValue, "an amount of \(field) must be above 0", at: .value(value), help: "remove this currency")
        isComplete = false
      } else if amounts.contains(where: { $0.currency == currency }) {
        report(.discountValue, "\(currency.code) is listed twice", at: .name(value), help: "remove one of them")
        isComplete = false
      }
      amounts.append(CurrencyAmount(Money(minorUnits: amount), in: currency))
    }
    if entries.underestimatedCount == 0 {
      report(
        .discountValue, "\(field) must not be empty", at: .value(node),
        help: "write \(code: .map([("USD", .literal("1000"))])), for example")
      return nil
    }
    return isComplete ? amounts : nil
  }

  private mutating func duration(_ node: NodeID?) -> Discount.Duration? {
    guard let node else { return nil }
    let help: Phrase = "write \(FieldType.duration.described)"
    switch tree.kind(node) {
    case .string:
      switch tree.text(node) {
      case "once": return .once
      case "forever": return .forever
      case let text:
        let near = bestSuggestion(for: text, among: Discount.Duration.words)
        report(
          .discountDuration, "unknown duration \(quoted(text))", at: .value(node),
          help: near.map { "did you mean \(word: $0.word)?" } ?? help,
          repair: near.map { .choose($0.word, at: node, $0.applicability) })
        return nil
      }
    case .object:
      guard let fields = fields(of: node, as: DurationField.self) else { return nil }
      return integer(fields[.months], in: .discountMonths, .discountDuration, "`months`").map { .months($0) }
    case .number where tree.plainInteger(node).map { $0 > 0 } == true:
      report(
        .wrongType, "expected a duration, found \(tree.described(node))", at: .value(node),
        help: "write \(json: "`{\"months\": \(tree.text(node))}`", swift: "`.months(\(tree.text(node)))`") for months")
      return nil
    default:
      report(.wrongType, "expected a duration, found \(tree.described(node))", at: .value(node), help: help)
      return nil
    }
  }

  // MARK: Items, codes and limits

  private mutating func appliesTo(_ node: NodeID?) -> [Draft.Reference]? {
    guard let node else { return nil }
    let references = references(node)
    if references.isEmpty, tree.kind(node) == .array, tree.elements(of: node).underestimatedCount == 0 {
      report(
        .discountItems, "`appliesTo` must not be empty", at: .value(node), help: "remove it if the discount is for everything")
    }
    return references
  }

  private mutating func codes(_ node: NodeID?) -> [Discount.Code] {
    guard let node else { return [] }
    return entries(of: node, "codes").compactMap { key, value in
      let text = tree.text(key)
      reportCode(text, at: value)
      guard let fields = fields(of: value, as: CodeField.self) else { return nil }
      return Discount.Code(
        text, maxRedemptions: maxRedemptions(fields[.maxRedemptions]),
        maxPerCustomer: integer(fields[.maxPerCustomer], in: .positive, .redemptionLimit, "`maxPerCustomer`"),
        expiresAt: time(fields[.expiresAt]), isFirstPurchaseOnly: bool(fields[.firstPurchaseOnly]) ?? false,
        minimum: fields[.minimum].flatMap { amounts($0, "`minimum`") } ?? [], origin: .node(value))
    }
  }

  /// Providers differ in the characters of a code, and all accept these.
  private mutating func reportCode(_ text: String, at node: NodeID) {
    func isPlain(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte &- UInt8(ascii: "0") <= 9
    }
    if text.isEmpty || ((3...32).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain)) { return }
    let plain = text.uppercased().utf8.filter(isPlain)
    report(
      .discountCode, "a code must have 3 to 32 upper-case letters and digits, found \(quoted(text))", at: .name(node),
      help: (3...32).contains(plain.count) ? "write `\(String(decoding: plain, as: UTF8.self))`" : nil)
  }

  private mutating func maxRedemptions(_ node: NodeID?) -> Int64? {
    integer(node, in: .positive, .redemptionLimit, "`maxRedemptions`")
  }

  /// A time with an offset, in the form of RFC 3339.
  package mutating func time(_ node: NodeID?) -> Instant? {
    guard let text = string(node), let node else { return nil }
    if let time = Instant(text) { return time }
    if let days = Instant.lengthOfMonth(in: text) {
      let bytes = Array(text.utf8)
      let (month, rest) = (String(decoding: bytes.prefix(7), as: UTF8.self), String(decoding: bytes.dropFirst(10), as: UTF8.self))
      report(
        .malformedTime, "`\(month)` has \(days) days, found \(quoted(text))", at: .value(node),
        help: "write `\"\(month)-\(days)\(rest)\"`")
      return nil
    }
    report(
      .malformedTime, "expected a time with an offset, found \(quoted(text))", at: .value(node),
      help: Instant(text + "T23:59:59Z") == nil
        ? "write it as in `\"2027-03-31T23:59:59Z\"`" : "write `\"\(text)T23:59:59Z\"` for the end of the day in UTC")
    return nil
  }
}
