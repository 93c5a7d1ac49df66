import Catalog
import JSONText
import Syntax

/// Builds the examples of a rule family: the smallest catalogs that work for one provider.
///
/// Parameters are JSON text, so that each can be marked.
struct FamilyExample {
  /// The provider's name in catalogs.
  let provider: String
  let limits: ProviderLimits
  /// Two valid ids of the provider's objects.
  let ids: [String]
  /// The provider options that every example sets.
  let options: [JSON.Member]

  init(of provider: Provider, ids: [String], options: [JSON.Member]) {
    self.provider = provider.name
    self.ids = ids
    self.options = options
    limits = provider.limits(ProviderSettings(provider: provider.name, options: options, place: Place(.root)))
  }

  static let boolean = #""features": {"api": {"type": "boolean"}}"#
  /// One feature for the plan, and one for the add-on.
  static let booleans = #""features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}"#

  // MARK: Prices

  /// The currency used when it does not matter.
  var currency: String { Currency.allCodes.first(where: takes) ?? "USD" }
  /// A different supported currency.
  var otherCurrency: String { Currency.allCodes.first { takes($0) && $0 != currency } ?? "EUR" }

  func takes(_ code: String) -> Bool { limits.money.currencies?.contains(code) ?? true }

  func price(
    _ amount: String = "2000", in code: String? = nil, every interval: String = #""month""#, _ fields: String = ""
  ) -> String {
    let code = code ?? quote(currency)
    return #"{"amount": \#(amount), "currency": \#(code), "interval": \#(interval)\#(fields.isEmpty ? "" : ", " + fields)}"#
  }

  func once(_ amount: String = "900", in code: String? = nil) -> String { price(amount, in: code, every: #""one_time""#) }

  /// `providerIds` with an id of this provider.
  func id(_ id: String) -> String { #""providerIds": {\#(quote(provider)): \#(id)}"# }

  /// A usage price.
  func rate(_ amount: String, _ fields: String = "") -> String {
    #"{"amount": \#(amount), "currency": \#(quote(currency))\#(fields.isEmpty ? "" : ", " + fields)}"#
  }

  // MARK: Catalogs

  /// A plan with an entitlement to a metered feature.
  ///
  /// - Parameter terms: further fields of the plan's price.
  func usage(_ entitlement: String, quantity: Bool = false, terms: String = "", and section: String? = nil) -> String {
    catalog(
      [
        #""meters": {"calls": {"eventType": "api.call", "aggregation": "sum", "valueProperty": "$.n"}}"#,
        #""features": {"calls": {"type": "metered", "meter": "calls"}}"#,
        #"""
        "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},\#(quantity ? #" "quantity": {},"# : "")
           "prices": {"monthly": \#(price("2000", terms))}}}
        """#,
      ] + [section].compactMap(\.self))
  }

  /// - Parameter settings: replaces ``options`` as the `providers` object.
  func catalog(_ sections: [String], settings: String? = nil) -> String {
    let own = options.isEmpty ? nil : #"{\#(quote(provider)): {"options": {\#(optionText)}}}"#
    let all = sections + [settings ?? own].compactMap { $0.map { #""providers": \#($0)"# } }
    return "{" + all.joined(separator: ",\n ") + "}"
  }

  /// A plan with API access and the given fields.
  func plan(_ fields: String, features: String = boolean, settings: String? = nil) -> String {
    catalog([features, #""plans": {"pro": {"entitlements": {"api": true}, \#(fields)}}"#], settings: settings)
  }

  /// A plan with one price.
  func plan(price: String) -> String { plan(#""prices": {"monthly": \#(price)}"#) }

  /// A plan with a monthly price, and an add-on with the given price and further fields.
  func addon(_ fields: String = "", id: String = #""extra""#, price: String? = nil) -> String {
    catalog([
      Self.booleans, #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(self.price())}}}"#,
      #"""
      "addons": {\#(id): {"entitlements": {"sso": true},\#(fields.isEmpty ? "" : " " + fields + ",")
         "prices": {"extra": \#(price ?? self.price("500"))}}}
      """#,
    ])
  }

  /// A plan with a metered allowance.
  func allowance(
    _ amount: String = "1000", meter: String = #""aggregation": "count""#, feature: String = #""calls""#,
    refersTo reference: String? = #""calls""#, and section: String? = nil
  ) -> String {
    catalog(
      [
        #""meters": {"calls": {"eventType": "api.call", \#(meter)}}"#,
        #""features": {\#(feature): {"type": "metered"\#(reference.map { #", "meter": \#($0)"# } ?? "")}}"#,
        #""plans": {"pro": {"entitlements": {"calls": \#(amount)}, "prices": {"monthly": \#(price())}}}"#,
      ] + [section].compactMap(\.self))
  }

  /// The same plan, and a top-up of the allowance with the given fields.
  func topup(
    _ fields: String = "", id: String = #""pack""#, amount: String = "1000", price: String? = nil
  ) -> String {
    allowance(
      and: #"""
        "topups": {\#(id): {"feature": "calls", "amount": \#(amount),\#(fields.isEmpty ? "" : " " + fields + ",")
           "prices": {"once": \#(price ?? once())}}}
        """#)
  }

  /// A plan with one price, and a discount.
  func discount(_ discount: String?) -> String {
    catalog([
      Self.boolean, #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(price())}}}"#,
      #""discounts": {\#(discount ?? "")}"#,
    ])
  }

  /// A plan with 100 credits, and the terms of the feature that they belong to.
  func pool(_ terms: String) -> String {
    catalog([
      #""meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}"#,
      #"""
      "features": {"calls": {"type": "metered", "meter": "calls"}, "credits": {"type": "metered", \#(terms)}}
      """#,
      #""plans": {"pro": {"entitlements": {"credits": 100}, "prices": {"monthly": \#(price())}}}"#,
    ])
  }

  /// The members of the `options` object.
  var optionText: String {
    options.map { option in
      if case .string(let text) = option.value { return "\(quote(option.name)): \(quote(text))" }
      return "\(quote(option.name)): \(metadataText(option.value))"
    }.joined(separator: ", ")
  }

  /// - Parameter text: must not contain characters that JSON escapes.
  func quote(_ text: String) -> String { "\"\(text)\"" }

  func text(_ letter: Character, _ length: Int) -> String { quote(String(repeating: letter, count: length)) }
}

/// Marks the text that the finding points at.
func marked(_ text: String) -> String { "⟦\(text)⟧" }
