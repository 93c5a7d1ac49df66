import Catalog
import Foundations
import Invoicing
import TestSupport
import Testing

/// A request in the words of a test.
struct Basket {
  var plan: String
  var price: String?
  var currency: String?
  var quantity: Int64?
  var addons: KeyValuePairs<String, Int64?> = [:]
  var usage: KeyValuePairs<String, String> = [:]
  var topups: KeyValuePairs<String, Int64?> = [:]
  var discount: String?

  var request: PurchaseRequest {
    var request = PurchaseRequest(plan)
    request.price = price
    request.currency = currency.flatMap { Currency(code: $0) }
    request.quantity = quantity
    request.addons = addons.map { PurchaseRequest.Count($0.key, $0.value) }
    request.usage = usage.map { PurchaseRequest.Use(of: $0.key, decimal($0.value)) }
    request.topups = topups.map { PurchaseRequest.Count($0.key, $0.value) }
    request.discount = discount
    return request
  }
}

func decimal(_ text: String) -> ExactDecimal { ExactDecimal(parsing: text.utf8) ?? .zero }

/// The quote of a basket that the catalog sells.
func quote(_ text: String, _ basket: Basket, sourceLocation: SourceLocation = #_sourceLocation) throws -> Quote {
  let catalog = try catalog(text, sourceLocation: sourceLocation)
  let (purchase, problems) = basket.request.resolved(in: catalog)
  return try #require(purchase, "\(problems.map(\.message))", sourceLocation: sourceLocation).quote(in: catalog)
}

/// The totals of the invoices: `49.00 USD a month`.
func invoices(_ text: String, _ basket: Basket, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
  let quote = try quote(text, basket, sourceLocation: sourceLocation)
  return quote.invoices.map { invoice in quote.currency.map { invoice.described(in: $0) } ?? "" }
}

/// The amount of each line, in major units.
func lines(_ text: String, _ basket: Basket, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
  let quote = try quote(text, basket, sourceLocation: sourceLocation)
  let currency = try #require(quote.currency, sourceLocation: sourceLocation)
  return quote.invoices.flatMap(\.lines).map { currency.majorUnits($0.amount) }
}

/// Why a catalog does not sell a basket: each message, with its help in parentheses.
func problems(_ text: String, _ basket: Basket, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
  let catalog = try catalog(text, sourceLocation: sourceLocation)
  return basket.request.resolved(in: catalog).problems.map { $0.message + ($0.help.map { " (\($0))" } ?? "") }
}

/// Catalogs with one plan, `pro`, and a meter for each feature.
enum Shop {
  /// - Parameters:
  ///   - entitlements: of the features `calls`, `images` and `seats`, a limit.
  ///   - fields: of the plan, besides its entitlements.
  ///   - sections: after the plans.
  static func plan(_ entitlements: String, _ fields: String = monthly, _ sections: String = "") -> String {
    """
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}, "images": {"eventType": "image", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "images": {"type": "metered", "meter": "images"},
       "seats": {"type": "limit"}},
     "plans": {"pro": {"entitlements": {\(entitlements)}\(fields.isEmpty ? "" : ", \(fields)")}}\(
       sections.isEmpty ? "" : ", \(sections)")}
    """
  }

  static let monthly = #""prices": {"monthly": {"amount": "20.00", "currency": "USD", "interval": "month"}}"#

  /// A plan that charges calls, and nothing else.
  static func calls(_ rate: String, beyond included: String = "0", max: String? = nil) -> String {
    let most = max.map { #""max": \#($0), "# } ?? ""
    return plan(#""calls": {"amount": \#(included), \#(most)"prices": {"usd": {\#(rate), "currency": "USD"}}}"#, "")
  }

  static func graduated(_ tiers: String) -> String { #""mode": "graduated", "tiers": [\#(tiers)]"# }
  static func volume(_ tiers: String) -> String { #""mode": "volume", "tiers": [\#(tiers)]"# }
}
