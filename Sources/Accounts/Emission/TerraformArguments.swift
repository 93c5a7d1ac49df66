import Foundations
import JSONText
import Providers

/// How the fields of a request become the arguments of a resource.
///
/// Source: stripe/terraform-provider-stripe 0.3.0 (974bab7, 2026-08-13), docs/resources and internal/provider/resources. An argument
/// that is left out keeps the value in Terraform's state, so that all are written that the provider can set.
struct TerraformArguments: Sendable {
  /// The form of a value, and what it becomes.
  indirect enum Form: Sendable {
    /// Text, which is escaped.
    case text
    case integer
    case number
    case flag
    /// An id, or a reference to the request that creates the object.
    case id
    case ids
    /// A map of texts.
    case texts
    /// A decimal as text. A whole one becomes an integer in the argument of this name: read back, it would be missing here.
    case amount(whole: String)
    /// An integer or `inf`, as text.
    case bound
    case object([Field])
    /// An object, as a list of one, with members that are written if it has none of the name.
    case block([Field], defaults: [JSON.Member] = [])
    case blocks([Field])
    /// Objects by name, as a list of objects with the name as their `key`.
    case keyed([Field])
    /// Terraform has no such argument.
    case omitted
  }

  struct Field: Sendable {
    let name: String
    let form: Form

    init(_ name: String, _ form: Form) {
      self.name = name
      self.form = form
    }
  }

  /// A field whose removal Terraform would not notice, or that it would change in place where Stripe refuses. It becomes a part of
  /// the resource's name, so that its change creates another resource, as `apply` creates another object.
  struct Qualifier: Sendable {
    /// The members that lead to it.
    let path: [String]
    /// The word in the name; nil for its value.
    let word: String?

    init(_ path: String..., word: String? = nil) {
      self.path = path
      self.word = word
    }
  }

  let type: String
  /// The path of the request; `{}` is the id of another object.
  let path: String
  let fields: [Field]
  /// Written if the request has no such field.
  let defaults: [JSON.Member]
  let lifecycle: JSON?
  let qualifiers: [Qualifier]
  /// Whether the file with ids contains the objects.
  let hasID: Bool

  init(
    _ type: String, _ path: String, _ fields: [Field], defaults: [JSON.Member] = [], lifecycle: JSON? = nil,
    qualifiers: [Qualifier] = [], hasID: Bool = true
  ) {
    self.type = type
    self.path = path
    self.fields = fields
    self.defaults = defaults
    self.lifecycle = lifecycle
    self.qualifiers = qualifiers
    self.hasID = hasID
  }

  /// The address of what a request creates.
  func address(of request: String, body: JSON) -> TerraformAddress {
    let words = qualifiers.compactMap { qualifier -> String? in
      var value: JSON? = body
      for name in qualifier.path { value = value?[name] }
      guard let value, value != false else { return nil }
      return qualifier.word ?? value.text
    }
    return TerraformAddress(type, request, qualifiers: words)
  }

  // MARK: Stripe

  /// By the kinds of requests. In the order of the file.
  static let stripe: [(kinds: Set<String>, arguments: TerraformArguments)] = [
    (["meters"], meter), (["features"], feature), (["products"], product), (["prices", "usage"], price),
    (["product-features"], attachment), (["coupons"], coupon), (["promotion-codes"], promotionCode),
  ]

  static func stripe(for request: String) -> TerraformArguments? {
    let kind = Request.kind(of: request)
    return stripe.first { $0.kinds.contains(kind) }?.arguments
  }

  private static let active = JSON.Member("active", true)

  /// Running subscriptions are billed through a meter, so that Terraform must not replace it. Stripe answers with all blocks.
  private static let meter = TerraformArguments(
    "stripe_billing_meter", "/v1/billing/meters",
    [
      Field("display_name", .text), Field("event_name", .text), Field("default_aggregation", .block([Field("formula", .text)])),
      Field("customer_mapping", .block([Field("type", .text), Field("event_payload_key", .text)])),
      Field("value_settings", .block([Field("event_payload_key", .text)])),
    ],
    defaults: [.init("value_settings", [["event_payload_key": "value"]])], lifecycle: [["prevent_destroy": true]])

  private static let feature = TerraformArguments(
    "stripe_entitlements_feature", "/v1/entitlements/features",
    [Field("name", .text), Field("lookup_key", .text), Field("metadata", .texts)])

  private static let product = TerraformArguments(
    "stripe_product", "/v1/products",
    [
      Field("id", .omitted), Field("name", .text), Field("description", .text), Field("tax_code", .text),
      Field("metadata", .texts),
    ], defaults: [active])

  private static let tier = [
    Field("up_to", .bound), Field("unit_amount_decimal", .amount(whole: "unit_amount")), Field("flat_amount", .integer),
  ]

  /// A new price exists before the old one is archived, and takes its lookup key.
  private static let price = TerraformArguments(
    "stripe_price", "/v1/prices",
    [
      Field("currency", .text), Field("product", .id), Field("unit_amount", .integer),
      Field("unit_amount_decimal", .amount(whole: "unit_amount")),
      Field("transform_quantity", .object([Field("divide_by", .integer), Field("round", .text)])),
      Field("billing_scheme", .text), Field("tiers_mode", .text), Field("tiers", .blocks(tier)),
      Field(
        "recurring",
        .block(
          [Field("interval", .text), Field("interval_count", .integer), Field("usage_type", .text), Field("meter", .id)],
          defaults: [.init("usage_type", "licensed")])),
      Field("lookup_key", .text), Field("transfer_lookup_key", .flag), Field("tax_behavior", .text), Field("metadata", .texts),
    ],
    defaults: [active], lifecycle: [["create_before_destroy": true]],
    qualifiers: [Qualifier("transform_quantity", word: "package"), Qualifier("tax_behavior")])

  private static let attachment = TerraformArguments(
    "stripe_product_feature", "/v1/products/{}/features", [Field("entitlement_feature", .id)], hasID: false)

  private static let coupon = TerraformArguments(
    "stripe_coupon", "/v1/coupons",
    [
      Field("id", .omitted), Field("name", .text), Field("percent_off", .number), Field("amount_off", .integer),
      Field("currency", .text), Field("duration", .text), Field("duration_in_months", .integer),
      Field("max_redemptions", .integer),
      Field("redeem_by", .integer), Field("currency_options", .keyed([Field("amount_off", .integer)])),
      Field("applies_to", .block([Field("products", .ids)])), Field("metadata", .texts),
    ], qualifiers: [Qualifier("max_redemptions", word: "limited"), Qualifier("redeem_by", word: "expiring")])

  private static let notOnlyFirst = JSON.Member("first_time_transaction", false)

  /// Stripe answers with restrictions always.
  private static let promotionCode = TerraformArguments(
    "stripe_promotion_code", "/v1/promotion_codes",
    [
      Field("code", .text), Field("promotion", .block([Field("type", .text), Field("coupon", .id)])),
      Field("max_redemptions", .integer), Field("expires_at", .integer),
      Field(
        "restrictions",
        .block(
          [
            Field("first_time_transaction", .flag), Field("minimum_amount", .integer), Field("minimum_amount_currency", .text),
            Field("currency_options", .keyed([Field("minimum_amount", .integer)])),
          ], defaults: [notOnlyFirst])), Field("metadata", .texts),
    ],
    defaults: [active, .init("restrictions", [.object([notOnlyFirst])])],
    qualifiers: [
      Qualifier("max_redemptions", word: "limited"), Qualifier("expires_at", word: "expiring"),
      Qualifier("restrictions", "minimum_amount", word: "minimum"),
    ])
}

// MARK: Values

extension TerraformArguments {
  /// What the arguments cannot say: a member of a body that has no argument, or a value in another form.
  struct Unknown: Error, Equatable {
    let request: String
    /// The members that lead to it.
    let path: String
  }

  /// The arguments for the body of a request.
  ///
  /// - Parameter addresses: what requests create, by their ids.
  func members(of request: Request, _ addresses: [ScalarString: TerraformAddress]) throws(Unknown) -> [JSON.Member] {
    let writer = Writer(request: request.id, addresses: addresses)
    var members = try writer.members(request.body ?? .object([]), fields, at: [])
    members += defaults.lacking(in: members)
    if let lifecycle { members.append(.init("lifecycle", lifecycle)) }
    return members
  }

  private struct Writer {
    let request: String
    let addresses: [ScalarString: TerraformAddress]

    func members(_ body: JSON, _ fields: [Field], at path: [String]) throws(Unknown) -> [JSON.Member] {
      guard case .object(let members) = body else { throw unknown(path) }
      var written: [JSON.Member] = []
      for member in members {
        let path = path + [member.name]
        guard let field = fields.first(where: { $0.name.hasSameScalars(as: member.name) }) else { throw unknown(path) }
        if let value = try value(member.value, field, at: path) { written.append(value) }
      }
      return written
    }

    private func value(_ value: JSON, _ field: Field, at path: [String]) throws(Unknown) -> JSON.Member? {
      func argument(_ value: JSON) -> JSON.Member { JSON.Member(field.name, value) }
      switch (field.form, value) {
      case (.omitted, _): return nil as JSON.Member?
      case (.text, .string(let text)): return argument(.string(TerraformText.literal(text)))
      case (.integer, .integer), (.number, .integer), (.number, .number), (.flag, .bool): return argument(value)
      case (.id, _): return argument(try id(value, at: path))
      case (.ids, .array(let elements)):
        var ids: [JSON] = []
        for element in elements { ids.append(try id(element, at: path)) }
        return argument(.array(ids))
      case (.texts, .object(let members)):
        var texts: [JSON.Member] = []
        for member in members {
          guard case .string(let text) = member.value else { throw unknown(path + [member.name]) }
          texts.append(.init(TerraformText.literal(member.name), .string(TerraformText.literal(text))))
        }
        return argument(.object(texts))
      case (.amount(let whole), .string(let text)):
        guard let amount = ExactDecimal(parsing: text.utf8) else { throw unknown(path) }
        if let integer = amount.integer { return JSON.Member(whole, .integer(integer)) }
        return argument(.string("\(amount)"))
      case (.bound, .integer(let bound)): return argument(.string("\(bound)"))
      case (.bound, "inf"): return argument("inf")
      case (.object(let fields), .object): return argument(.object(try members(value, fields, at: path)))
      case (.block(let fields, let defaults), .object):
        let own = try members(value, fields, at: path)
        return argument([.object(own + defaults.lacking(in: own))])
      case (.blocks(let fields), .array(let elements)):
        var blocks: [JSON] = []
        for element in elements { blocks.append(.object(try members(element, fields, at: path))) }
        return argument(.array(blocks))
      case (.keyed(let fields), .object(let entries)):
        var blocks: [JSON] = []
        for entry in entries {
          let key = JSON.Member("key", .string(TerraformText.literal(entry.name)))
          blocks.append(.object([key] + (try members(entry.value, fields, at: path + [entry.name]))))
        }
        return argument(.array(blocks))
      default: throw unknown(path)
      }
    }

    private func id(_ value: JSON, at path: [String]) throws(Unknown) -> JSON {
      if let request = value.reference {
        guard let address = addresses[ScalarString(request)] else { throw unknown(path) }
        return address.reference
      }
      guard case .string(let id) = value else { throw unknown(path) }
      return .string(TerraformText.literal(id))
    }

    private func unknown(_ path: [String]) -> Unknown { Unknown(request: request, path: path.joined(separator: ".")) }
  }
}

extension [JSON.Member] {
  /// Those whose names others do not have.
  fileprivate func lacking(in others: [JSON.Member]) -> [JSON.Member] {
    filter { member in !others.contains { $0.name == member.name } }
  }
}
