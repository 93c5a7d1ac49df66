import Diagnostics

extension Rule {
  package static let syntaxError = Rule(
    "syntax-error", .error, "Invalid JSON or Swift syntax",
    explanation: """
      JSON catalogs follow RFC 8259: no trailing commas, no comments, no leading zeros, and double quotes around keys and \
      strings. In a file whose name ends with `.jsonc`, comments and trailing commas are allowed.

      In a JSON catalog, reading continues after a syntax error at the next field or entry, so that up to 100 of them are \
      reported in one run, and the rest of the catalog is checked. Nothing is reported that may only be a consequence of an \
      error, such as a missing field of the object that it is in. If brackets do not match, reading stops: what belongs to \
      what is unclear. In a Swift catalog, it stops at the first syntax error.
      """,
    wrong: #"{"features": {"api": {"type": "boolean"},⟦}⟧, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  package static let invalidUTF8 = Rule(
    "invalid-utf8", .error, "Invalid UTF-8",
    explanation: """
      Catalogs are encoded in UTF-8, with or without a byte-order mark. An invalid byte usually means that an editor saved the \
      file in another encoding, or that the file was truncated. In the examples, `\\xE8` represents a single byte: the letter è \
      in ISO 8859-1, which takes two bytes in UTF-8.
      """,
    wrong: #"{"features": {"api": {"type": "boolean", "name": "Acc⟦\xE8⟧s"}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean", "name": "Acc\xC3\xA8s"}}, "plans": {}}"#,
    exampleFormat: .escapedJSON)

  package static let nestingTooDeep = Rule(
    "nesting-too-deep", .error, "More than 512 levels of nesting",
    explanation: """
      No catalog needs more than a few levels. The limit prevents a damaged or hostile file from exhausting the stack.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"deep":\#n"#
      + brackets("[", 508) + "\n ⟦[⟧]\n" + brackets("]", 508) + "}}}}",
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"deep":\#n [[[]]]}}}}"#)

  package static let numberOutOfRange = Rule(
    "number-out-of-range", .error, "Number out of range",
    explanation: """
      Numbers are kept exactly, digit by digit. But no provider can read a number beyond the range of an IEEE double (1e308), \
      so such a number is almost certainly a mistake.
      """,
    wrong: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"n": ⟦1e400⟧}}}}"#,
    right: #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"n": 1e40}}}}"#)

  package static let duplicateJSONKey = Rule(
    "duplicate-json-key", .error, "Duplicate object key",
    explanation: """
      Most JSON parsers silently keep only the last of two equal keys, which would lose a plan or a price. The error shows both \
      places; remove or rename one of the keys.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, ⟦"api"⟧: {"type": "static"}}, "plans": {}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "tier": {"type": "static"}}, "plans": {}}
      """#)

  package static let inexactLiteral = Rule(
    "inexact-literal", .error, "A Swift literal would be rounded",
    explanation: """
      Swift stores a literal with a fraction or an exponent as a `Double`, and any other number as an `Int64`. A `Double` is \
      only guaranteed to keep 15 digits. If a literal has more digits than its type can keep, a program that is built from the \
      catalog would use a different number than the compiler. Write such a number as `Amount("0.1234567890123456789")`, or in \
      metadata as `.number(Amount("0.1234567890123456789"))`.
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

  package static let literalType = Rule(
    "literal-type", .error, "A Swift literal of another type",
    explanation: """
      The library takes an integer literal for whole numbers, a member such as `.month` for words of a fixed set, and a call \
      such as `Price(…)` for objects. Swift converts neither `14.0` nor `"month"` nor a dictionary, and takes `nil` only for a \
      parameter that the initializer has, so a catalog with such a value does not compile, even though its meaning is clear.
      """,
    wrong: """
      import BillingCatalog

      let catalog: Catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: [
          "pro": Plan(
            entitlements: ["api": true],
            prices: ["monthly": Price(amount: 4900, currency: "USD", interval: ⟦"month"⟧, trialDays: 14)])
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
            prices: ["monthly": Price(amount: 4900, currency: "USD", interval: .month, trialDays: 14)])
        ]
      )
      """,
    exampleFormat: .swift)

  package static let argumentOrder = Rule(
    "argument-order", .error, "The arguments of a Swift call are out of order",
    explanation: """
      Swift accepts the arguments of a call only in the order of the initializer's parameters, so a catalog with another order \
      does not compile. `catalogc fmt` and `catalogc convert --to swift` use the same order. Like the Swift compiler, catalogc \
      reports one argument of a call; `--fix` sorts all of them.
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

  /// The given number of brackets, broken into lines.
  private static func brackets(_ bracket: String, _ count: Int) -> String {
    stride(from: 0, to: count, by: 100).map { " " + String(repeating: bracket, count: min(100, count - $0)) }
      .joined(separator: "\n")
  }

  /// The rules that the readers raise.
  package static let syntaxRules: [Rule] = [
    .syntaxError, .invalidUTF8, .nestingTooDeep, .numberOutOfRange, .duplicateJSONKey, .inexactLiteral, .literalType,
    .argumentOrder,
  ]
}
