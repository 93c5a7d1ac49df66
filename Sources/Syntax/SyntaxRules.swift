import Diagnostics

extension Rule {
  package static let syntaxError = Rule(
    "syntax-error", .error, "The file does not follow the grammar of its format",
    explanation: """
      A JSON catalog is JSON as RFC 8259 has it: no trailing comma, no comment, keys and strings in double quotes, no zero in \
      front of a number. Reading stops at the first place that breaks the grammar, so that the rest is not misread (a comma \
      behind the last entry is no such place, and all of those are told); the message says what was expected there and what \
      was found.
      """,
    wrong: #"{"features": {"api": {"type": "boolean"},⟦}⟧, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  package static let invalidUTF8 = Rule(
    "invalid-utf8", .error, "The file is not UTF-8",
    explanation: """
      Catalogs are UTF-8, with or without a byte-order mark. A byte that starts no character usually means that an editor saved \
      the file in another encoding, or that it was cut. In the examples `\\xE8` stands for one byte: an è in \
      ISO 8859-1, which in UTF-8 has two.
      """,
    wrong: #"{"features": {"api": {"type": "boolean", "name": "Acc⟦\xE8⟧s"}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean", "name": "Acc\xC3\xA8s"}}, "plans": {}}"#,
    exampleFormat: .escapedJSON)

  package static let nestingTooDeep = Rule(
    "nesting-too-deep", .error, "Objects and arrays lie more than 512 deep",
    explanation: """
      No catalog needs more than a few levels. The limit keeps a damaged or hostile file from exhausting the stack.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"deep":\#n"#
      + brackets("[", 508) + "\n ⟦[⟧]\n" + brackets("]", 508) + "}}}}",
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"deep":\#n [[[]]]}}}}"#)

  package static let numberOutOfRange = Rule(
    "number-out-of-range", .error, "A number is too large, or too near to zero",
    explanation: """
      Numbers are kept exactly, digit by digit, but those beyond the range of an IEEE double (1e308) cannot be read by any \
      provider, and are slips.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"n": ⟦1e400⟧}}}}"#,
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"n": 1e40}}}}"#)

  package static let duplicateJSONKey = Rule(
    "duplicate-json-key", .error, "One key stands twice in an object",
    explanation: """
      Most JSON readers silently keep the last of two equal keys. In a price list that is a plan or an amount lost, so both \
      places are named, and one must go.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, ⟦"api"⟧: {"type": "static"}}, "plans": {}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "tier": {"type": "static"}}, "plans": {}}
      """#)

  package static let inexactLiteral = Rule(
    "inexact-literal", .error, "A Swift literal has more digits than Swift keeps",
    explanation: """
      Swift makes a `Double` of a literal with a fraction or an exponent, and an `Int64` of any other. Where the digits go \
      beyond that (15 of them are sure to fit into a `Double`), the program that is built from the catalog would have another \
      number than the compiler read. Write such a number as `Amount("0.1234567890123456789")`, and in metadata as \
      `.number(Amount("0.1234567890123456789"))`.
      """,
    wrong: """
      import BillingCatalog

      let catalog: Catalog = Catalog(
        features: ["tokens": Feature(type: .metered)],
        plans: ["pro": Plan(entitlements: ["tokens": .metered(amount: ⟦0.1234567890123456789⟧)])]
      )
      """,
    right: """
      import BillingCatalog

      let catalog: Catalog = Catalog(
        features: ["tokens": Feature(type: .metered)],
        plans: ["pro": Plan(entitlements: ["tokens": .metered(amount: Amount("0.1234567890123456789"))])]
      )
      """,
    exampleFormat: .swift)

  package static let argumentOrder = Rule(
    "argument-order", .error, "The arguments of a Swift call are out of order",
    explanation: """
      Swift accepts the arguments of a call only in the order of the initializer's parameters, so a catalog with another order \
      does not compile. The library declares the parameters in the order of the table of fields in the documentation, which is \
      also the order that `catalogc convert --to swift` prints. One argument is reported for each call, as the Swift compiler \
      does; `--fix` sorts the whole call.
      """,
    wrong: """
      import BillingCatalog

      let catalog: Catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: [
          "pro": Plan(
            entitlements: ["api": true],
            prices: ["monthly": Price(currency: "USD", ⟦amount⟧: 4900, interval: .month)])
        ]
      )
      """,
    right: """
      import BillingCatalog

      let catalog: Catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: [
          "pro": Plan(
            entitlements: ["api": true],
            prices: ["monthly": Price(amount: 4900, currency: "USD", interval: .month)])
        ]
      )
      """,
    exampleFormat: .swift)

  /// So many brackets, in lines that fit a page.
  private static func brackets(_ bracket: String, _ count: Int) -> String {
    stride(from: 0, to: count, by: 100).map { " " + String(repeating: bracket, count: min(100, count - $0)) }
      .joined(separator: "\n")
  }

  /// The rules that the readers themselves raise.
  package static let syntaxRules: [Rule] = [
    .syntaxError, .invalidUTF8, .nestingTooDeep, .numberOutOfRange, .duplicateJSONKey, .inexactLiteral, .argumentOrder,
  ]
}
