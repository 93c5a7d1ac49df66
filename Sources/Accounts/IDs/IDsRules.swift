import CatalogReading
import Diagnostics

/// About files of ids, which `--ids` and `catalogc ids` read.
extension Rule {
  static let idsRules: [Rule] = [
    wrongIDsFormat, unknownMode, malformedID, idConflict, idDuplicate, idMissing, idStale, idModes,
  ]

  static let wrongIDsFormat = Rule(
    "ids-format", .error, "The file of ids is of another format",
    explanation: "This version of the program reads format 1.",
    wrong: #"""
      {"format": ⟦2⟧, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  static let unknownMode = Rule(
    "ids-unknown-mode", .error, "The mode of an account is neither test nor live",
    explanation: "`mode` says whose ids a file of ids has. Leave it out where you do not know.",
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": ⟦"prod"⟧, "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "live", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  static let malformedID = Rule(
    "ids-malformed", .error, "An id in a file of ids has characters that no provider's ids have",
    explanation: "Ids become parts of addresses. They have letters, digits and `. _ : @ + ~ -` only.",
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": ⟦"plan 1"⟧}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idConflict = Rule(
    "ids-conflict", .error, "The catalog and the file of ids give one thing two ids",
    explanation: """
      `providerIds` of the catalog and the file must agree. Remove one of them: ids that differ from account to account \
      belong into files.
      """,
    wrong: #"""
      {"format": 1, "providers": {"dodo": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": ⟦"pdt_1"⟧},
        "prices/addon/phone/monthly": {"id": "pdt_2"},
        "prices/topup/pack/usd": {"id": "pdt_3"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"dodo": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": "pdt_pro"},
        "prices/addon/phone/monthly": {"id": "pdt_2"},
        "prices/topup/pack/usd": {"id": "pdt_3"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idDuplicate = Rule(
    "ids-duplicate", .error, "Two things in a file of ids have one id",
    explanation: """
      One of them would overwrite the other at the provider. Ids of products and prices are the provider's own; look up \
      there which is which.
      """,
    wrong: #"""
      {"format": 1, "providers": {"creem": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": "prod_1"},
        "prices/addon/phone/monthly": {"id": ⟦"prod_1"⟧},
        "prices/topup/pack/usd": {"id": "prod_3"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"creem": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": "prod_1"},
        "prices/addon/phone/monthly": {"id": "prod_2"},
        "prices/topup/pack/usd": {"id": "prod_3"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idMissing = Rule(
    "ids-missing", .error, "The catalog has something that a file of ids does not know",
    explanation: """
      `catalogc ids` reports what the account does not have yet, as far as the file knows. Run the script that \
      `catalogc compile --emit sh` makes: it writes the file.
      """,
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", ⟦"objects"⟧: {}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idStale = Rule(
    "ids-stale", .warning, "A file of ids knows something that the catalog does not have",
    explanation: """
      It was in the catalog once, or under another id. It is still at the provider: take it out of use there, and remove \
      the entry.
      """,
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": "plan_1"},
        ⟦"prices/plan/pro/weekly"⟧: {"id": "plan_2"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {
        "prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idModes = Rule(
    "ids-modes", .warning, "A file of ids has ids of a test account and of a live one",
    explanation: "Keep a file for each: `catalog.ids.test.json`, `catalog.ids.live.json`.",
    wrong: #"""
      {"format": 1, "providers": {
        "razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}},
        "openmeter": {"mode": ⟦"live"⟧, "objects": {"features/tokens": {"id": "01A"}, "features/support": {"id": "01B"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {
        "razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}},
        "openmeter": {"mode": "test", "objects": {"features/tokens": {"id": "01A"}, "features/support": {"id": "01B"}}}}}
      """#,
    exampleFormat: .ids)
}

extension ExampleFormat {
  /// A file of ids, for ``catalog``.
  package static let ids = ExampleFormat("ids", title: "Files of ids", catalog: Example.shop)
}
