import Catalog
import Diagnostics
import JSONText
import TestSupport
import Testing

/// Prices: amounts, currencies, intervals and lookup keys.
@Suite struct PriceTests {
  // MARK: Currencies

  private func price(currency: String) -> String {
    CatalogText.price(#""amount": 2000, "currency": \#(currency), "interval": "month""#)
  }

  @Test(arguments: [
    ("USD", "USD", 2), ("usd", "USD", 2), ("Usd", "USD", 2), ("EUR", "EUR", 2), ("INR", "INR", 2), ("JPY", "JPY", 0),
    ("KRW", "KRW", 0), ("VND", "VND", 0),
    ("UGX", "UGX", 0), ("ISK", "ISK", 0), ("XOF", "XOF", 0), ("XPF", "XPF", 0), ("KWD", "KWD", 3), ("BHD", "BHD", 3),
    ("IQD", "IQD", 3), ("TND", "TND", 3), ("CLF", "CLF", 4),
    ("UYW", "UYW", 4), ("CLP", "CLP", 0), ("UYI", "UYI", 0), ("MGA", "MGA", 2), ("MRU", "MRU", 2), ("HUF", "HUF", 2),
    ("TWD", "TWD", 2), ("SLE", "SLE", 2),
    ("XCG", "XCG", 2), ("ZWG", "ZWG", 2), ("VED", "VED", 2), ("SSP", "SSP", 2), ("CHE", "CHE", 2),
  ])
  func `a currency is an active code of ISO 4217, in either case`(text: String, code: String, digits: Int) throws {
    let price = try catalog(price(currency: "\"\(text)\"")).plans[0].prices[0]
    #expect(price.currency.code == code)
    #expect(price.currency.lowercased == code.lowercased())
    #expect(price.currency.minorUnitDigits == digits)
  }

  @Test(
    arguments: [
      ("HRK", "write `EUR`; HRK is no longer in use"), ("BGN", "write `EUR`; BGN is no longer in use"),
      ("bgn", "write `EUR`; BGN is no longer in use"),
      ("SLL", "write `SLE`; SLL is no longer in use"), ("ZWL", "write `ZWG`; ZWL is no longer in use"),
      ("ANG", "write `XCG`; ANG is no longer in use"),
      ("DEM", "write `EUR`; DEM is no longer in use"), ("CUC", "write `CUP`; CUC is no longer in use"),
      ("XAU", nil), ("XAG", nil), ("XDR", nil), ("XSU", nil), ("XUA", nil), ("XBA", nil), ("XTS", nil), ("XXX", nil),
      ("USDT", nil), ("US", nil), ("", nil), ("$", nil), ("€", nil), (" USD", nil), ("840", nil), ("U\u{301}SD", nil),
      // These become ASCII letters in upper case: SSP, and ISK with a dotless i or a Kelvin sign.
      ("ßp", nil), ("\u{131}sk", nil), ("is\u{212A}", nil),
    ] as [(String, String?)])
  func `retired codes, metals, test codes and other strings are rejected`(text: String, help: String?) throws {
    let text = price(currency: "⟦\"\(text)\"⟧")
    expect("unknown-currency", at: "plans.pro.prices.monthly.currency", in: text)
    if let help { #expect(try onlyDiagnostic(text).help == help) }
  }

  @Test func `a close code is suggested`() throws {
    #expect(try onlyDiagnostic(price(currency: #""EURO""#)).help == "did you mean `EUR`?")
    #expect(try onlyDiagnostic(price(currency: #""$$$""#)).help == "use an ISO 4217 code such as `USD`, `EUR` or `INR`")
  }

  @Test(
    arguments: [
      ("USD", 2000, "20.00"), ("JPY", 2000, "2000"), ("KWD", 2000, "2.000"), ("CLF", 2000, "0.2000"), ("USD", 5, "0.05"),
      ("KWD", 0, "0.000"),
      ("USD", .max, "92233720368547758.07"),
    ] as [(String, Int64, String)])
  func `major units are exact`(code: String, amount: Int64, text: String) throws {
    #expect(try #require(Currency(code: code)).majorUnits(amount) == text)
  }

  @Test func `codes are three upper-case letters and unique`() {
    #expect(Currency.allCodes.allSatisfy { $0.utf8.count == 3 && $0.utf8.allSatisfy { (65...90).contains($0) } })
    #expect(Set(Currency.allCodes).count == Currency.allCodes.count)
    #expect(Currency.allCodes.allSatisfy { Currency(code: $0)?.code == $0 })
  }

  // MARK: Intervals

  @Test(arguments: ["day", "week", "month", "year"]) func `a recurring plan price`(word: String) throws {
    let text = CatalogText.price(#""amount": 1, "currency": "USD", "interval": "\#(word)""#)
    let price = try catalog(text).plans[0].prices[0]
    #expect(price.interval == word)
    #expect(price.cadence?.period.rawValue == word)
    #expect(price.cadence?.count == 1)
    #expect(price.cadence?.writtenCount == nil)
  }

  @Test(arguments: [
    ("monthly", "did you mean `month`?"), ("quarter", #"write `"interval": "month", "intervalCount": 3`"#),
    ("Quarterly", #"write `"interval": "month", "intervalCount": 3`"#),
    ("half_year", #"write `"interval": "month", "intervalCount": 6`"#), ("annual", "did you mean `year`?"),
    ("daily", "did you mean `day`?"), ("fortnight", #"write `"interval": "week", "intervalCount": 2`"#),
    ("biweekly", #"write `"interval": "week", "intervalCount": 2`"#), ("once", "use `day`, `week`, `month` or `year`"),
    ("", "use `day`, `week`, `month` or `year`"),
  ])
  func `an unknown interval`(word: String, help: String) throws {
    let text = CatalogText.price(#""amount": 1, "currency": "USD", "interval": ⟦"\#(word)"⟧"#)
    expect("unknown-interval", at: "plans.pro.prices.monthly.interval", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test(arguments: [
    ("once", "did you mean `one_time`?"), ("lifetime", "did you mean `one_time`?"), ("one-time", "did you mean `one_time`?"),
    ("monthly", "did you mean `month`?"), ("decade", "use `day`, `week`, `month`, `year` or `one_time`"),
  ])
  func `an unknown interval of an add-on may mean once`(word: String, help: String) throws {
    let price = #"{"amount": 1, "currency": "USD", "interval": "\#(word)"}"#
    #expect(try onlyDiagnostic(CatalogText.addon(#""prices": {"p": \#(price)}"#)).help == help)
  }

  @Test(arguments: ["monthly", "quarter"]) func `an unknown interval of a top-up can only mean once`(word: String) throws {
    let price = #"{"amount": 1, "currency": "USD", "interval": "\#(word)"}"#
    let text = CatalogText.topup(#""feature": "tokens", "amount": 1, "prices": {"p": \#(price)}"#)
    #expect(try onlyDiagnostic(text).help == "use `one_time`")
  }

  @Test func `a one-time plan price`() {
    expect(
      "plan-price-one-time", at: "plans.pro.prices.monthly.interval",
      in: CatalogText.price(#""amount": 1, "currency": "USD", "interval": ⟦"one_time"⟧"#))
  }

  @Test(arguments: [("1", 1), ("3", 3), ("3.0", 3), ("12e0", 12), ("9223372036854775807", .max)] as [(String, Int64)])
  func `a valid interval count`(text: String, count: Int64) throws {
    let price = try catalog(CatalogText.monthly(#""intervalCount": \#(text)"#)).plans[0].prices[0]
    #expect(price.cadence?.writtenCount == count)
    #expect(price.cadence == Cadence(.month, count))
  }

  @Test(arguments: ["0", "-1", "1.5", "0.5", "-0", "9223372036854775808", "1e30", "-1e30"])
  func `an invalid interval count`(text: String) {
    expect(
      "price-interval-count", at: "plans.pro.prices.monthly.intervalCount",
      in: CatalogText.monthly(#""intervalCount": ⟦\#(text)⟧"#))
  }

  @Test func `the help names the maximum only for a number above it`() throws {
    #expect(try onlyDiagnostic(CatalogText.monthly(#""intervalCount": 1e30"#)).help == "write at most `9223372036854775807`")
    #expect(try onlyDiagnostic(CatalogText.monthly(#""intervalCount": -1e30"#)).help == nil)
    #expect(try onlyDiagnostic(CatalogText.monthly(#""intervalCount": 1.5"#)).help == nil)
  }

  @Test(arguments: [("0", 0), ("14", 14), ("1.4e1", 14), ("-0", 0), ("9223372036854775807", .max)] as [(String, Int64)])
  func `valid trial days`(text: String, days: Int64) throws {
    #expect(try catalog(CatalogText.monthly(#""trialDays": \#(text)"#)).plans[0].prices[0].trial?.days == days)
  }

  @Test(arguments: ["-1", "7.5", "9223372036854775808", "-1e100"]) func `invalid trial days`(text: String) {
    expect(
      "price-trial-days", at: "plans.pro.prices.monthly.trialDays", in: CatalogText.monthly(#""trialDays": ⟦\#(text)⟧"#))
  }

  @Test func `a one-time price cannot have an interval count or a trial`() {
    expect(
      "one-time-price-recurs", at: "addons.seats.prices.once.intervalCount", "addons.seats.prices.once.trialDays",
      in: CatalogText.addon(
        #"""
        "prices": {"once": {"amount": 1, "currency": "USD", "interval": "one_time", "intervalCount": ⟦1⟧,
          "trialDays": ⟦0⟧}}
        """#
      ))
    expect(
      "one-time-price-recurs", at: "topups.pack.prices.once.trialDays",
      in: CatalogText.topup(
        #"""
        "feature": "tokens", "amount": 1,
        "prices": {"once": {"amount": 1, "currency": "USD", "interval": "one_time", "trialDays": ⟦7⟧}}
        """#
      ))
  }

  @Test(arguments: ["day", "week", "month", "year"]) func `a recurring top-up price`(word: String) {
    expect(
      "topup-price-recurring", at: "topups.pack.prices.once.interval",
      in: CatalogText.topup(
        #""feature": "tokens", "amount": 1, "prices": {"once": {"amount": 1, "currency": "USD", "interval": ⟦"\#(word)"⟧}}"#)
    )
  }

  @Test func `recurring and one-time add-on prices`() throws {
    let addon = try catalog(
      CatalogText.addon(
        #"""
        "prices": {"monthly": {"amount": 1, "currency": "USD", "interval": "month", "trialDays": 7},
          "once": {"amount": 2, "currency": "USD", "interval": "one_time"}}
        """#)
    ).addons[0]
    #expect(addon.prices.map(\.interval) == ["month", "one_time"])
    #expect(addon.prices.map(\.cadence) == [Cadence(.month), nil])
  }

  // MARK: Lookup keys

  @Test func `the default lookup key has the item's key and the price's id`() throws {
    let catalog = try catalog(
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"pro": {"key": "plan_pro", "entitlements": {"a": true}, "prices": {
        "monthly": {"amount": 1, "currency": "USD", "interval": "month"},
        "yearly": {"amount": 1, "currency": "USD", "interval": "year", "lookupKey": "annual"}}}}}
      """#)
    #expect(catalog.plans[0].prices.map(\.lookupKey) == ["plan_pro:monthly", "annual"])
  }

  private func prices(_ first: String, _ second: String) -> String {
    #"""
    {"features": {"a": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"a": true}, "prices": {
      "monthly": {"amount": 1, "currency": "USD", "interval": "month"\#(first)},
      "yearly": {"amount": 1, "currency": "USD", "interval": "year"\#(second)}}}}}
    """#
  }

  @Test func `two prices with the same lookup key`() throws {
    let path = "plans.pro.prices.yearly.lookupKey"
    expect("duplicate-lookup-key", at: path, in: prices(#", "lookupKey": "x""#, #", "lookupKey": ⟦"x"⟧"#))
    expect("duplicate-lookup-key", at: path, in: prices("", #", "lookupKey": ⟦"pro:monthly"⟧"#))
    expectNo("duplicate-lookup-key", in: prices(#", "lookupKey": "x""#, #", "lookupKey": "X""#))
    expectNo("duplicate-lookup-key", in: prices(#", "lookupKey": "\u00e9""#, #", "lookupKey": "e\u0301""#))
  }

  @Test func `a duplicate default lookup key is reported at the price's name`() {
    expect(
      "duplicate-lookup-key", at: "plans.pro.prices.yearly.lookupKey",
      in: #"""
        {"features": {"a": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"a": true}, "prices": {
          "monthly": {"amount": 1, "currency": "USD", "interval": "month", "lookupKey": "pro:yearly"},
          ⟦"yearly"⟧: {"amount": 1, "currency": "USD", "interval": "year"}}}}}
        """#)
  }

  @Test func `a plan and an add-on with the same key have the same lookup keys`() {
    expect(
      "duplicate-lookup-key", at: "addons.pro.prices.monthly.lookupKey",
      in: #"""
        {"features": {"a": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"a": true},
           "prices": {"monthly": {"amount": 1, "currency": "USD", "interval": "month"}}}},
         "addons": {"pro": {"entitlements": {"a": true},
           "prices": {⟦"monthly"⟧: {"amount": 1, "currency": "USD", "interval": "month"}}}}}
        """#)
  }

  @Test func `keys and ids with colons that give the same lookup key`() {
    expect(
      "duplicate-lookup-key", at: "plans.a:b.prices.c.lookupKey",
      in: #"""
        {"features": {"f": {"type": "boolean"}}, "plans": {
          "a": {"entitlements": {"f": true}, "prices": {"b:c": {"amount": 1, "currency": "USD", "interval": "month"}}},
          "a:b": {"entitlements": {"f": true}, "prices": {⟦"c"⟧: {"amount": 1, "currency": "USD", "interval": "month"}}}}}
        """#)
  }

  @Test func `the duplicate that comes later in the file is reported`() {
    expect(
      "duplicate-lookup-key", at: "plans.pro.prices.monthly.lookupKey",
      in: #"""
        {"features": {"a": {"type": "boolean"}},
         "addons": {"x": {"entitlements": {"a": true},
           "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month", "lookupKey": "k"}}}},
         "plans": {"pro": {"entitlements": {"a": true},
           "prices": {"monthly": {"amount": 1, "currency": "USD", "interval": "month", "lookupKey": ⟦"k"⟧}}}}}
        """#)
  }

  @Test func `a price is read field by field`() throws {
    let price = try catalog(
      CatalogText.price(
        #"""
        "amount": 5900, "currency": "eur", "interval": "month", "intervalCount": 3, "trialDays": 14,
        "lookupKey": "pro-quarterly",
        "providerIds": {"stripe": "price_1", "razorpay": "plan_1"}, "metadata": {"b": 1.50, "a": null}
        """#)
    ).plans[0].prices[0]
    #expect(price.id == "monthly")
    #expect(price.base == Money(minorUnits: 5900))
    #expect(price.charges.count == 1)
    #expect(price.currency.code == "EUR")
    #expect(price.cadence == Cadence(.month, 3))
    #expect(price.cadence?.described == "3 months")
    #expect(price.cadence?.writtenCount == 3)
    #expect(price.trial?.days == 14)
    #expect(price.lookupKey == "pro-quarterly")
    #expect(price.id(at: "stripe") == "price_1")
    #expect(price.id(at: "razorpay") == "plan_1")
    #expect(price.id(at: "dodo") == nil)
    expectJSON(.object(price.metadata), #"{"b": 1.5, "a": null}"#)
  }
}
