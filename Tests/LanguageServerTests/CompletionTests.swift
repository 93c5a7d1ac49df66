import JSONText
import LanguageServer
import Testing

@Suite struct CompletionTests {
  /// What is proposed at the cursor.
  private func proposals(_ marked: String, as name: String = "catalog.json", before: String? = nil) -> [JSON] {
    var editor = Editor()
    let cursored = Cursored(marked)
    if let before {
      editor.open(before, as: name)
      _ = editor.published()
      editor.change(in: name, [["text": .string(cursored.text)]])
    } else {
      editor.open(cursored.text, as: name)
    }
    return editor.ask("textDocument/completion", at: cursored.position, in: name)["items"]?.elements ?? []
  }

  private func labels(_ marked: String, as name: String = "catalog.json", before: String? = nil) -> [String] {
    proposals(marked, as: name, before: before).compactMap { $0["label"]?.text }
  }

  /// The text after a proposal is chosen, with `$0` where the cursor is then.
  private func choosing(_ label: String, _ marked: String, as name: String = "catalog.json") -> String? {
    guard let item = proposals(marked, as: name).first(where: { $0["label"]?.text == label }), let edit = item["textEdit"] else {
      return nil
    }
    return applying([edit], to: Cursored(marked).text)
  }

  private static let start = """
    {"meters": {"calls": {"eventType": "call", "aggregation": "count", "groupBy": {"region": "$.region"}}},
     "features": {"api": {"type": "boolean"}, "tokens": {"type": "metered", "name": "Tokens", "meter": "calls"},
       "seats": {"type": "limit"}, "support": {"type": "static"}},
     "plans": {"free": {"entitlements": {"api": true}}, "pro": {"name": "Pro"}}, "addons": {"extra": {}},

    """

  private static let swiftStart = """
    import BillingCatalog
    let chat = Catalog(
      features: ["api": Feature(type: .boolean), "tokens": Feature(type: .metered), "seats": Feature(type: .limit)],

    """

  // MARK: Fields

  @Test func `fields that are required come first, and those that are there are left out`() {
    let found = labels(#"{"features": {}, "plans": {"pro": {"prices": {"monthly": {"amount": 5, ‸}}}}}"#)
    #expect(found.prefix(2) == ["currency", "interval"])
    #expect(found.contains("trialDays") && !found.contains("amount"))
  }

  @Test func `a field has its documentation`() {
    let item = proposals(#"{"plans": {}, "features": {"api": {‸}}}"#).first
    #expect(item?["label"] == "type")
    #expect(item?["detail"] == "required")
    #expect(item?[["documentation", "value"]]?.text?.hasPrefix("boolean: access or none.") == true)
  }

  @Test func `the key that the cursor is on is replaced, and keeps its value`() {
    #expect(choosing("plans", #"{"features": {}, "pl‸": {}}"#) == #"{"features": {}, "plans": {}}"#)
    #expect(choosing("plans", #"{"features": {}, "pl‸"}"#) == #"{"features": {}, "plans": {$0}}"#)
    #expect(choosing("plans", #"{"features": {}, "pl‸}"#) == #"{"features": {}, "plans": {$0}"#)
  }

  @Test func `a comma is written where an entry follows`() {
    #expect(
      choosing("name", "{\"features\": {}, \"plans\": {\"pro\": {\n\"n‸\"\n\"prices\": {}}}}")
        == "{\"features\": {}, \"plans\": {\"pro\": {\n\"name\": \"$0\",\n\"prices\": {}}}}")
    #expect(
      choosing("name", #"{"features": {}, "plans": {"pro": {‸"prices": {}}}}"#)?.contains(#""name": "$0","prices""#) == true)
  }

  @Test func `a top-up's price has no fields that only recurring prices have`() {
    let found = labels(#"{"topups": {"pack": {"prices": {"usd": {‸}}}}}"#)
    #expect(found.contains("currency") && !found.contains("trialDays") && !found.contains("tiers"))
  }

  @Test func `an entitlement has the fields of its feature's type`() {
    let metered = labels(Self.start + #" "topups": {}, "discounts": {}, "plans": {"a": {"entitlements": {"tokens": {‸}}}}}"#)
    #expect(metered.contains("reset") && !metered.contains("set") && !metered.contains("config"))
    let limit = labels(Self.start + #" "plans": {"a": {"entitlements": {"seats": {‸}}}}}"#)
    #expect(limit.contains("set") && !limit.contains("reset"))
  }

  // MARK: Values

  @Test func `words are those that the place takes`() {
    #expect(
      labels(#"{"plans": {"pro": {"prices": {"monthly": {"interval": "‸"}}}}}"#) == ["day", "week", "month", "year"])
    #expect(labels(#"{"topups": {"pack": {"prices": {"usd": {"interval": ‸}}}}}"#) == ["one_time"])
    #expect(
      choosing("month", "{\"plans\": {\"pro\": {\"prices\": {\"monthly\": {\"interval\": ‸\n\"currency\": \"USD\"}}}}}")
        == "{\"plans\": {\"pro\": {\"prices\": {\"monthly\": {\"interval\": \"month\",\n\"currency\": \"USD\"}}}}}")
  }

  @Test func `currencies, flags and rules`() {
    #expect(labels(#"{"plans": {"pro": {"prices": {"a": {"currency": "‸"}}}}}"#).prefix(2) == ["USD", "EUR"])
    #expect(labels(#"{"plans": {"pro": {"default": ‸}}}"#) == ["true", "false"])
    let rules = labels(#"{"features": {}, "plans": {}, "lint": {"allow": ["‸"]}}"#)
    #expect(rules.contains("dominated-plan") && rules.contains("stripe/*") && !rules.contains("unknown-feature"))
  }

  @Test func `names are those of the catalog, and of the type that is needed`() {
    #expect(labels(Self.start + #" "topups": {"pack": {"feature": "‸"}}}"#) == ["tokens"])
    #expect(labels(Self.start + #" "topups": {"pack": {"quantity": {"feature": "‸"}}}}"#) == ["seats"])
    #expect(labels(Self.start + #" "topups": {"pack": {"compatiblePlans": ["free", "‸"]}}}"#) == ["pro"])
    #expect(
      labels(Self.start + #" "discounts": {"sale": {"appliesTo": [‸]}}}"#) == ["plans.free", "plans.pro", "addons.extra"])
    #expect(labels(Self.start + #" "features": {"b": {"meter": "‸"}}}"#) == ["calls"])
    #expect(labels(Self.start + #" "features": {"b": {"meter": "calls", "where": {"‸"}}}}"#) == ["region"])
    #expect(labels(Self.start + #" "features": {"credits": {"costs": {‸}}}}"#) == ["tokens"])
  }

  @Test func `entitlements are features that the item does not have yet`() {
    let place = #" "topups": {}, "addons": {"a": {"entitlements": {"api": true, ‸}}}}"#
    #expect(labels(Self.start + place) == ["tokens", "seats", "support"])
  }

  @Test func `an entitlement's value is one of its feature's type`() {
    func values(_ feature: String) -> [String] {
      labels(Self.start + #" "addons": {"a": {"entitlements": {"\#(feature)": ‸}}}}"#)
    }
    #expect(values("api") == ["true", "false"])
    #expect(values("tokens") == ["metered", "unlimited"])
    #expect(values("seats") == ["limit", "unlimited"])
    #expect(values("support") == ["static"])
    #expect(
      choosing("metered", #"{"features": {"t": {"type": "metered"}}, "plans": {"a": {"entitlements": {"t": ‸}}}}"#)?.contains(
        #"{"t": {"amount": $0\}}"#) == true)
  }

  @Test func `providers, their options and the values of those`() {
    #expect(labels(#"{"features": {}, "plans": {}, "providers": {"stripe": {}, ‸}}"#).first == "razorpay")
    let options = labels(#"{"features": {}, "plans": {}, "providers": {"openmeter": {"options": {‸}}}}"#)
    #expect(!options.isEmpty)
    #expect(labels(#"{"plans": {"pro": {"providerIds": {"‸"}}}}"#, as: "catalog.json").contains("stripe"))
  }

  @Test func `ids, texts and comments have no proposals`() {
    #expect(labels(#"{"features": {"‸": {}}, "plans": {}}"#).isEmpty)
    #expect(labels(#"{"plans": {"pro": {"name": "‸"}}}"#).isEmpty)
    #expect(labels("{\"plans\": {}, // ‸\n}", as: "catalog.jsonc").isEmpty)
    #expect(labels(#"‸{"plans": {}}"#).isEmpty)
  }

  // MARK: While the text is damaged

  @Test func `brackets and quotes may be missing`() {
    #expect(labels(#"{"plans": {"pro": {"prices": {"monthly": {"interval": "mo‸"#) == ["day", "week", "month", "year"])
    #expect(labels(Self.start + #" "topups": {"pack": {"feature": "tok‸"#) == ["tokens"])
    #expect(labels("{\"plans\": {\"pro\": {\"def‸\n}}, \"features\": {}}").contains("default"))
  }

  @Test func `names that the text has lost are those of the last text without syntax errors`() {
    let whole = Self.start + #" "topups": {"pack": {"feature": "tokens"}}}"#
    // The section of features is gone into the plans.
    #expect(labels(#"{"topups": {"pack": {"feature": "‸"}}"#, before: whole) == ["tokens"])
  }

  @Test func `a client without snippets gets plain text`() {
    var editor = Editor(capabilities: [:])
    editor.open(#"{"features": {}, }"#)
    let items = editor.ask("textDocument/completion", at: ["line": 0, "character": 17])["items"]?.elements ?? []
    let item = items.first { $0["label"] == "plans" }
    #expect(item?[["textEdit", "newText"]] == #""plans": "#)
    #expect(item?["insertTextFormat"] == 1)
  }

  // MARK: Swift

  private func swiftLabels(_ marked: String) -> [String] { labels(Self.swiftStart + marked, as: "Catalog.swift") }

  @Test func `in Swift, labels, members and names are proposed`() {
    #expect(swiftLabels("  plans: [\"pro\": Plan(‸)])").contains("prices"))
    #expect(
      swiftLabels("  plans: [\"pro\": Plan(prices: [\"a\": Price(amount: 5, interval: .‸)])])") == [
        "day", "week", "month", "year",
      ])
    #expect(swiftLabels("  topups: [\"pack\": Topup(feature: \"‸\")])") == ["tokens"])
    #expect(swiftLabels("  plans: [\"pro\": Plan(entitlements: [‸])])") == ["api", "tokens", "seats"])
    #expect(!swiftLabels("  ‸)").contains("$schema"))
    let metered = swiftLabels("  plans: [\"pro\": Plan(entitlements: [\"tokens\": .metered(amount: 5, ‸)])])")
    #expect(metered.contains("reset") && !metered.contains("set") && !metered.contains("type"))
  }

  @Test func `in Swift, what is chosen is written as Swift`() {
    func chosen(_ label: String, _ marked: String) -> Substring? {
      choosing(label, Self.swiftStart + marked, as: "Catalog.swift")?.dropFirst(Self.swiftStart.count)
    }
    #expect(chosen("quantity", "  plans: [\"pro\": Plan(qu‸)])") == "  plans: [\"pro\": Plan(quantity: Quantity($0))])")
    #expect(
      chosen("month", "  plans: [\"pro\": Plan(prices: [\"a\": Price(interval: .mo‸)])])")
        == "  plans: [\"pro\": Plan(prices: [\"a\": Price(interval: .month)])])")
    #expect(
      chosen("api", "  plans: [\"pro\": Plan(entitlements: [‸])])") == "  plans: [\"pro\": Plan(entitlements: [\"api\": $0])])")
    #expect(
      chosen("metered", "  plans: [\"pro\": Plan(entitlements: [\"tokens\": ‸])])")
        == "  plans: [\"pro\": Plan(entitlements: [\"tokens\": .metered(amount: $0)])])")
  }
}
