import CatalogReading
import Diagnostics

/// Rules about ids files, which `--ids` and `catalogc ids` read.
extension Rule {
  static let idsRules: [Rule] = [
    wrongIDsFormat, unknownMode, malformedID, idConflict, idDuplicate, idMissing, idStale, idModes,
  ]

  static let wrongIDsFormat = Rule(
    "ids-format", .error, "Unsupported format of an ids file",
    explanation: "This version of the program reads formats 1 and 2.",
    wrong: #"""
      {"format": ⟦3⟧, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  static let unknownMode = Rule(
    "ids-unknown-mode", .error, "Unknown account mode",
    explanation: "`mode` says whether the ids belong to a `test` or a `live` account. Omit it if you do not know.",
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": ⟦"prod"⟧, "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "live", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  static let malformedID = Rule(
    "ids-malformed", .error, "Invalid id in an ids file",
    explanation: "Ids become parts of URLs. They can contain only letters, digits and `. _ : @ + ~ -`.",
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": ⟦"plan 1"⟧}}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idConflict = Rule(
    "ids-conflict", .error, "The catalog and the ids file have different ids for the same object",
    explanation: """
      The catalog's `providerIds` and the ids file must agree. Remove one of the two. Ids that differ between accounts belong \
      in ids files.
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
    "ids-duplicate", .error, "Two objects in an ids file have the same id",
    explanation: """
      One of them would overwrite the other at the provider. Providers assign the ids of products and prices; look up the \
      right ones there.
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
    "ids-missing", .error, "An object of the catalog has no id in the ids file",
    explanation: """
      `catalogc ids` reports the objects that are not in the account yet, according to the file. `catalogc \
      apply` creates them and updates the file.
      """,
    wrong: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", ⟦"objects"⟧: {}}}}
      """#,
    right: #"""
      {"format": 1, "providers": {"razorpay": {"mode": "test", "objects": {"prices/plan/pro/monthly": {"id": "plan_1"}}}}}
      """#,
    exampleFormat: .ids)

  package static let idStale = Rule(
    "ids-stale", .warning, "The ids file has an object that is no longer in the catalog",
    explanation: """
      The object was removed from the catalog or its id changed, but it still exists at the provider. Archive it there, and \
      remove the entry from the file.
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
    "ids-modes", .warning, "An ids file mixes test and live accounts",
    explanation: "Keep one file per mode: `catalog.ids.test.json` and `catalog.ids.live.json`.",
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
  /// An ids file, with the catalog that it belongs to.
  package static let ids = ExampleFormat("ids", title: "Ids files", catalog: Example.shop)
}
