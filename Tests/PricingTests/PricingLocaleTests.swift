import Catalog
import Foundations
import Pricing
import TestSupport
import Testing

/// `--locale`: numbers and money as the Unicode CLDR writes them.
@Suite struct PricingLocaleTests {
  /// A number, a number of four digits, and amounts as ICU 78 with CLDR 48 formats them; `_` is a no-break space, and `~` a narrow
  /// one.
  private static let formats: [(String, String, String, String, String, String, String, String, String)] = [
    ("cs-CZ", "1_234_567,5", "1_234", "59,00_€", "1_234,50_US$", "1_234_567_JP¥", "12_345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("da-DK", "1.234.567,5", "1.234", "59,00_€", "1.234,50_US$", "1.234.567_JP¥", "12.345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("de-CH", "1'234'567.5", "1'234", "EUR_59.00", "$_1'234.50", "¥_1'234'567", "KWD_12'345.678", "SEK_59.00", "F~CFA_7"),
    ("de-DE", "1.234.567,5", "1.234", "59,00_€", "1.234,50_$", "1.234.567_¥", "12.345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("en-AU", "1,234,567.5", "1,234", "EUR_59.00", "USD_1,234.50", "JPY_1,234,567", "KWD_12,345.678", "SEK_59.00", "XOF_7"),
    ("en-CA", "1,234,567.5", "1,234", "€59.00", "US$1,234.50", "JP¥1,234,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("en-GB", "1,234,567.5", "1,234", "€59.00", "US$1,234.50", "JP¥1,234,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("en-IN", "12,34,567.5", "1,234", "€59.00", "$1,234.50", "JP¥12,34,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("en-US", "1,234,567.5", "1,234", "€59.00", "$1,234.50", "¥1,234,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("es-ES", "1.234.567,5", "1234", "59,00_€", "1234,50_US$", "1.234.567_JPY", "12.345,678_KWD", "59,00_SEK", "7_XOF"),
    ("es-MX", "1,234,567.5", "1,234", "EUR_59.00", "USD_1,234.50", "JPY_1,234,567", "KWD_12,345.678", "SEK_59.00", "XOF_7"),
    ("fi-FI", "1_234_567,5", "1_234", "59,00_€", "1_234,50_$", "1_234_567_¥", "12_345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("fr-CA", "1_234_567,5", "1_234", "59,00_€", "1_234,50_$_US", "1_234_567_¥", "12_345,678_KWD", "59,00_SEK", "7_XOF"),
    ("fr-FR", "1~234~567,5", "1~234", "59,00_€", "1~234,50_$US", "1~234~567_JPY", "12~345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("hi-IN", "12,34,567.5", "1,234", "€59.00", "$1,234.50", "JP¥12,34,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("it-IT", "1.234.567,5", "1234", "59,00_€", "1234,50_USD", "1.234.567_JPY", "12.345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("ja-JP", "1,234,567.5", "1,234", "€59.00", "$1,234.50", "￥1,234,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("ko-KR", "1,234,567.5", "1,234", "€59.00", "US$1,234.50", "JP¥1,234,567", "KWD_12,345.678", "SEK_59.00", "F~CFA_7"),
    ("nb-NO", "1_234_567,5", "1_234", "59,00_€", "1_234,50_USD", "1_234_567_JPY", "12_345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("nl-NL", "1.234.567,5", "1.234", "€_59,00", "US$_1.234,50", "JP¥_1.234.567", "KWD_12.345,678", "SEK_59,00", "F~CFA_7"),
    ("pl-PL", "1_234_567,5", "1234", "59,00_€", "1234,50_USD", "1_234_567_JPY", "12_345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("pt-BR", "1.234.567,5", "1.234", "€_59,00", "US$_1.234,50", "JP¥_1.234.567", "KWD_12.345,678", "SEK_59,00", "F~CFA_7"),
    ("pt-PT", "1_234_567,5", "1234", "59,00_€", "1234,50_US$", "1_234_567_JP¥", "12_345,678_KWD", "59,00_SEK", "7_F~CFA"),
    ("sv-SE", "1_234_567,5", "1_234", "59,00_€", "1_234,50_US$", "1_234_567_JPY", "12_345,678_KWD", "59,00_kr", "7_F~CFA"),
    ("tr-TR", "1.234.567,5", "1.234", "€59,00", "$1.234,50", "¥1.234.567", "KWD_12.345,678", "SEK_59,00", "F~CFA_7"),
  ]

  @Test func `every locale has a line`() {
    #expect(Self.formats.map(\.0) == PricingLocale.all.map(\.tag))
    #expect(PricingLocale.all.map(\.tag) == PricingLocale.all.map(\.tag).sorted())
  }

  @Test(arguments: formats.map(\.0))
  func `numbers and money are written as in the CLDR`(tag: String) throws {
    let (_, large, small, euro, dollar, yen, dinar, krona, franc) = try #require(Self.formats.first { $0.0 == tag })
    let locale = try #require(PricingLocale.named(tag))
    func amount(_ minorUnits: Int64, _ code: String) throws -> String {
      visible(locale.money(ExactDecimal(minorUnits), try #require(Currency(code: code)), isExact: true))
    }
    #expect(visible(locale.number(ExactDecimal(12_345_675).scaled(by: -1))) == large)
    #expect(visible(locale.number(1234)) == small)
    #expect(try amount(5900, "EUR") == euro)
    #expect(try amount(123_450, "USD") == dollar)
    #expect(try amount(1_234_567, "JPY") == yen)
    #expect(try amount(12_345_678, "KWD") == dinar)
    #expect(try amount(5900, "SEK") == krona)
    #expect(try amount(7, "XOF") == franc)
  }

  private func visible(_ text: String) -> String {
    text.map { $0 == "\u{A0}" ? "_" : $0 == "\u{202F}" ? "~" : String($0) }.joined()
  }

  // MARK: Exactness

  @Test(
    arguments: [
      (5900, "USD", "$59"), (5990, "USD", "$59.90"), (1_234_567, "USD", "$12,345.67"), (1_234_567, "JPY", "¥1,234,567"),
      (1_234_567, "CLF", "CLF_123.4567"), (0, "USD", "$0"), (5, "KWD", "KWD_0.005"), (999, "JPY", "¥999"),
      (Int64.max, "USD", "$92,233,720,368,547,758.07"),
    ] as [(Int64, String, String)])
  func `a whole amount has no decimals, and no digit is lost`(amount: Int64, currency: String, text: String) throws {
    let money = PricingLocale.standard.money(ExactDecimal(amount), try #require(Currency(code: currency)))
    #expect(visible(money) == text)
  }

  @Test func `a rate has as many decimals as it needs`() throws {
    let dollar = try #require(Currency(code: "USD"))
    let rate = ExactDecimal(123_456_789_012).scaled(by: -12)
    #expect(PricingLocale.standard.money(rate, dollar) == "$0.00123456789012")
  }

  // MARK: The option

  private static let catalog = #"""
    {"features": {"a": {"type": "metered"}}, "plans": {"p": {"entitlements": {"a": 1234567}, "prices": {
      "m": {"amount": 10000000, "currency": "INR", "interval": "month"}}}}}
    """#

  private func run(_ arguments: String...) -> MemorySystem.Outcome {
    MemorySystem(["a.json": Self.catalog]).run(["pricing", "a.json"] + arguments)
  }

  @Test(arguments: ["hi-IN", "hi_in", "HI-IN"]) func `a locale is named by its tag`(tag: String) {
    let page = run("--locale", tag).output
    #expect(page.contains("| **Price** | ₹1,00,000 a month |\n"))
    #expect(page.contains("| **a** | 12,34,567 a month |\n"))
  }

  @Test func `without a locale, a page is in American English`() {
    #expect(run() == run("--locale", "en-US"))
    #expect(run().output.contains("| **Price** | ₹100,000 a month |\n"))
  }

  @Test(
    arguments: [
      ("de-D", "use `de-CH` or `de-DE`"), ("sv", "did you mean `sv-SE`?"), ("pt", "use `pt-BR` or `pt-PT`"),
      ("jp-JP", "did you mean `ja-JP`?"),
    ])
  func `an unknown locale is an error with a suggestion`(tag: String, help: String) {
    #expect(run("--locale", tag) == .init(status: 2, error: "catalogc: error: unknown locale `\(tag)`\n  = help: \(help)\n"))
  }

  @Test func `a locale that is like no other lists all`() {
    #expect(run("--locale", "klingon").error.contains("  = help: use `cs-CZ`, "))
  }
}
