import JSONText
import LanguageServer
import Testing

@Suite struct HoverTests {
  private func hover(_ marked: String, as name: String = "catalog.json") -> String? {
    var editor = Editor()
    let cursored = Cursored(marked)
    editor.open(cursored.text, as: name)
    let hover = editor.ask("textDocument/hover", at: cursored.position, in: name)
    return hover[["contents", "value"]]?.text
  }

  @Test func `a field has its documentation, its words and its default`() {
    let text = hover(#"{"features": {"a": {"ty‸pe": "boolean"}}, "plans": {}}"#)
    #expect(text?.hasPrefix("boolean: access or none.") == true)
    #expect(text?.hasSuffix("Values: `boolean`, `metered`, `limit`, `static`") == true)
    #expect(hover(#"{"features": {}, "plans": {"a": {"def‸ault": true}}}"#)?.hasSuffix("Default: `false`") == true)
  }

  @Test func `an amount is shown as people write it`() {
    func amount(_ price: String) -> String? {
      hover(#"{"features": {}, "plans": {"a": {"prices": {"m": \#(price)}}}}"#)
    }
    #expect(amount(#"{"amount": 20‸00, "currency": "USD", "interval": "month"}"#)?.hasPrefix("**20.00 USD**") == true)
    #expect(amount(#"{"amount": 20‸00, "currency": "JPY", "interval": "month"}"#)?.hasPrefix("**2000 JPY**") == true)
    #expect(amount(#"{"tiers": [{"amount": 20‸00}], "currency": "KWD"}"#)?.hasPrefix("**2.000 KWD**") == true)
    #expect(amount(#"{"amount": 20‸00}"#)?.hasPrefix("A whole number") == true)
    #expect(
      hover(#"{"discounts": {"d": {"amounts": {"EUR": 9‸00}}}, "features": {}, "plans": {}}"#)?.hasPrefix("**9.00 EUR**") == true)
  }

  private static let catalog = """
    {"features": {"api": {"type": "boolean", "name": "The *API*"}},
     "plans": {"p‸ro": {"entitlements": {"api": true}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
       "weekly": {"amount": 49, "currency": "USD", "interval": "week"}}}},
     "providers": {"stripe": {}, "autumn": {}}}
    """

  @Test func `an item says what each provider that the catalog names makes of it`() {
    let text = hover(Self.catalog) ?? ""
    #expect(text.hasPrefix("plan `pro`"))
    #expect(text.contains("- **Stripe**: not for sale") || text.contains("- **Stripe**: differs"))
    #expect(text.contains("[stripe/amount-below-minimum]"))
    #expect(text.contains("- **Autumn**:") && !text.contains("Polar"))
  }

  @Test func `a price says what it costs, and only what is about it`() {
    let marked = Self.catalog.replacing("‸", with: "").replacing("\"monthly\"", with: "\"mon‸thly\"")
    let text = hover(marked) ?? ""
    #expect(text.hasPrefix("**20.00 USD a month**"))
    #expect(text.contains("- **Stripe**: exact"))
    #expect(!text.contains("amount-below-minimum"))
  }

  @Test func `an entry can be called like the map that it is in`() {
    let price = #"{"amount": 500, "currency": "USD", "interval": "month"}"#
    #expect(
      hover(#"{"features": {}, "plans": {"plans": {"prices": {"pri‸ces": \#(price)}}}}"#)?.hasPrefix("**5.00 USD a month**")
        == true)
  }

  @Test func `in a catalog with errors, a price says what it costs`() {
    let price = #"{"amount": "9.00", "currency": "EUR", "interval": "month", "intervalCount": 3}"#
    #expect(hover(#"{"features": 5, "plans": {"a": {"prices": {"qua‸rterly": \#(price)}}}}"#) == "**9.00 EUR every 3 months**")
  }

  @Test func `a name says what it names, without markup of the catalog`() {
    let marked = Self.catalog.replacing("‸", with: "").replacing("{\"api\": true}", with: "{\"ap‸i\": true}")
    #expect(hover(marked)?.hasPrefix(#"boolean feature `api` · The \*API\*"#) == true)
  }

  @Test func `rules and providers are named`() {
    #expect(hover(#"{"features": {}, "plans": {}, "lint": {"allow": ["dominated-‸plan"]}}"#)?.isEmpty == false)
    #expect(hover(#"{"features": {}, "plans": {}, "providers": {"st‸ripe": {}}}"#)?.hasPrefix("**Stripe**") == true)
  }

  @Test func `elsewhere there is nothing`() {
    #expect(hover("{‸ \"features\": {}, \"plans\": {}}") == nil)
    #expect(hover("‸") == nil)
  }

  @Test func `Swift catalogs have the same`() {
    let text = """
      import BillingCatalog
      let chat = Catalog(
        features: ["api": Feature(type: .boo‸lean)],
        plans: ["pro": Plan(entitlements: ["api": true], prices: ["m": Price(amount: 2000, currency: "USD", interval: .month)])])
      """
    #expect(hover(text, as: "Catalog.swift")?.hasSuffix("Values: `.boolean`, `.metered`, `.limit`, `.static`") == true)
    let amount = text.replacing("‸", with: "").replacing("2000", with: "20‸00")
    #expect(hover(amount, as: "Catalog.swift")?.hasPrefix("**20.00 USD**") == true)
  }
}
