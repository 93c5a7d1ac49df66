/// Tokens that the mutator inserts into catalogs: known words, and values that are likely to be misread.
enum Vocabulary {
  static let fields = [
    "meters", "features", "plans", "addons", "topups", "providers", "$schema", "key", "name", "description", "metadata",
    "eventType", "aggregation", "valueProperty", "groupBy", "type", "meter", "entitlements", "prices", "providerIds",
    "compatiblePlans", "multiple", "quantity", "min", "max", "feature", "amount", "grant", "priority", "expiration", "duration",
    "count", "maxRolloverAmount", "currency", "interval", "intervalCount", "trialDays", "lookupKey", "enabled", "reset",
    "isSoftLimit", "preserveOverageAtReset", "config", "options", "mode", "taxCategory", "totalCount", "tiers", "upTo", "flat",
    "per", "package", "perUnit", "set", "where", "not", "id", "default", "group", "sold", "onRequest", "trialCard", "costs",
    "discounts", "percent", "amounts", "appliesTo", "codes", "maxRedemptions", "maxPerCustomer", "expiresAt",
    "firstPurchaseOnly", "minimum", "months", "lint", "allow", "warn", "deny",
  ]

  static let values = [
    "boolean", "metered", "static", "sum", "count", "unique_count", "avg", "min", "max", "latest", "day", "week", "month", "year",
    "limit", "unlimited", "graduated", "volume", "never",
    "one_time", "HOUR", "DAY", "WEEK", "MONTH", "YEAR", "monthly", "quarter", "Month", "USD", "usd", "EUR", "INR", "JPY", "KWD",
    "CLF", "UGX", "HRK", "XXX", "XAU", "US", "stripe", "razorpay", "dodo", "openmeter", "polar", "creem", "autumn", "strip",
    "once", "forever", "LAUNCH20", "2027-03-31T23:59:59Z", "plans.pro", "stripe/*", "no-price",
    "plans", "entitlements", "saas", "digital_products", "$.tokens", "tokens", "free", "pro", "team", "business", "enterprise",
  ]

  /// String contents, as written between the quotes.
  static let odd = [
    "", " ", "0", "1", "-1", "1.5", "true", "null", "a b", "a/b", "a.b", "a~b", "ключ", "é", "e\u{301}", "\u{1F4B6}", "\\n",
    "\\t", "\\\"", "\\\\", "\\/", "\\u0000", "\\u001b[31m", "\\u202e", "\\ud83d\\ude00", "\\ud83d", "\\ude00\\ud83d", "\\u00e9",
    "\\u{e9}", "\\u{110000}", "\\x", "\\(1)", "sk_live_0123456789abcdef", "rk_live_0123456789abcdef", "whsec_0123456789abcdef",
    "price_0123456789", "{\\\"a\\\": 1}", "[1]", "$.a", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "catalogPlanId", "{x}", "%2F",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ]

  static let numbers = [
    "0", "1", "2", "3", "7", "12", "13", "49", "50", "99", "100", "365", "366", "999", "1000", "99999", "2000000", "100000000",
    "9007199254740991", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "18446744073709551616", "-1", "-0", "-0.5", "0.5", "0.1", "20.5", "2000.0", "2e3", "2E+3", "2e-3", "1e30", "1e308", "1e309",
    "1e-308", "1e-309", "1e999999999", "1e9999999999999999999999", "0.00000000000000000000000000000000000000000000001",
    "123456789012345678901234567890.123456789", "01", "1.", ".5", "1e", "+1", "0x10", "1_000", "1__0", "NaN", "Infinity",
    "0b101", "0o17", "0x1p3",
  ]

  /// JSON values.
  static let json = [
    "null", "true", "false", "[]", "{}", "\"\"", "\"x\"", "0", "-1", "0.5", "[[{}]]", "{\"a\": 1}", "{\"a\": 1, \"a\": 2}",
    "[null]", "[1, \"a\", {}]", "{\"amount\": 100, \"reset\": \"month\"}", "{\"amount\": 0}", "{\"enabled\": false}",
    "{\"config\": \"x\"}", "{\"type\": \"metered\", \"amount\": 5}", "{\"min\": 2, \"max\": 1}", "{\"min\": 0, \"max\": 5}",
    "{\"duration\": \"MONTH\", \"count\": 3}", "{\"amount\": 2000, \"currency\": \"USD\", \"interval\": \"month\"}",
    "{\"amount\": 2000, \"currency\": \"EUR\", \"interval\": \"one_time\"}", "{\"stripe\": \"x\"}", "{\"strip\": \"x\"}",
    "{\"enabled\": false}", "{\"amount\": \"0.002\", \"currency\": \"USD\"}", "{\"not\": [\"x\"]}",
    "{\"upTo\": 10, \"amount\": 1}", "[{\"upTo\": 9, \"flat\": 5}, {\"amount\": 1}]",
    "{\"prices\": {\"usd\": {\"amount\": 2, \"currency\": \"USD\", \"per\": 1000}}}",
    "{\"options\": {\"mode\": \"plans\"}}", "[\"pro\"]", "[\"pro\", \"pro\"]", "[\"none\"]",
  ]

  /// Swift values.
  static let swift = [
    "nil", "true", "false", "[]", "[:]", "\"\"", "\"x\"", "0", "-1", "0.5", "[[[:]]]", "[\"a\": 1]", "[\"a\": 1, \"a\": 2]",
    ".metered(amount: 100, reset: .month)", ".metered(amount: 0)", ".boolean(enabled: false)", ".static(config: \"x\")",
    "Quantity(min: 2, max: 1)", "Quantity(max: 5)", "Expiration(duration: .month, count: 3)", "Amount(\"1e3\")", "Amount(12)",
    "Price(amount: 2000, currency: \"USD\", interval: .month)", "Price(amount: 2000, currency: \"EUR\", interval: .oneTime)",
    ".not([\"x\"])", "MeterFilter([\"x\"])", "Tier(upTo: 10, amount: 1)", "[Tier(upTo: 9, flat: 5), Tier(amount: \"0.01\")]",
    ".metered(prices: [\"usd\": UsagePrice(amount: 2, currency: \"USD\", per: 1_000)])", ".limit(amount: 3, perUnit: true)",
    "UsagePrice(tiers: [Tier(amount: 1)], mode: .volume, currency: \"USD\")",
    "Interval(\"fortnight\")", "ProviderSettings(enabled: false)", ".string(\"x\")", ".number(1)", ".object([\"a\": true])",
    ".array([1])", ".init(amount: 1)", "1 + 1", "f()", "#\"x\"#", "\"\"\"\n  x\n  \"\"\"",
  ]

  /// Bytes that form invalid or unusual tokens.
  static let bytes: [[UInt8]] = [
    [0], [0x1B], [0x7F], [0x80], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80],
    [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xAE], [0xC2, 0x85], [0xC2, 0xA0], [0xFF, 0xFE], Array("/*".utf8), Array("*/".utf8),
    Array("//".utf8), Array("\r".utf8), Array("\r\n".utf8), Array("\"\"\"".utf8), Array("#\"".utf8), Array("\\".utf8),
    Array(",,".utf8), Array("'".utf8), Array("```".utf8), Array("\u{201C}".utf8), Array(";".utf8), Array("@".utf8),
  ]
}
