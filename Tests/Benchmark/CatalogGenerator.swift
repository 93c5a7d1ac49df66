/// Generates catalogs of any size deterministically.
///
/// Each plan grants four of forty features and has a monthly and a yearly price. For every ten plans, there is an add-on and
/// a top-up, each available on three plans. Later plans cost more and include more, as in a real price list.
struct CatalogGenerator {
  let plans: Int
  /// An add-on or top-up that is available on every plan, at the end of its section.
  var universal: Universal?
  /// The mistake in the catalog; nil for a valid catalog.
  var flaw: Flaw?

  enum Universal: String {
    case addon, topup
  }

  enum Flaw: String, CaseIterable {
    case misspelledField = "an error in every tenth plan"
    case dearYear = "a warning for every plan"

    /// The largest allowed slowdown compared with the valid catalog, for writing and printing the findings.
    var largestRatio: Double {
      switch self {
      case .misspelledField: 2
      case .dearYear: 8
      }
    }
  }

  private static let features = 40

  func write() -> String {
    var text = "{\n"
    text += section(
      "meters",
      (0..<Self.features / 2).map { index in
        #"    "meter\#(index)": {"eventType": "usage.\#(index)", "aggregation": "sum", "valueProperty": "$.amount"}"#
      })
    text += section(
      "features",
      (0..<Self.features).map { index in
        index < Self.features / 2
          ? #"    "metered\#(index)": {"name": "Usage \#(index)", "type": "metered", "meter": "meter\#(index)"}"#
          : #"    "access\#(index)": {"name": "Access \#(index)", "type": "boolean"}"#
      })
    text += section("plans", (0..<plans).map(plan))
    var addons = (0..<plans / 10).map { addon($0, compatiblePlans: compatiblePlans($0)) }
    var topups = (0..<plans / 10).map { topup($0, compatiblePlans: compatiblePlans($0)) }
    switch universal {
    case .addon: addons.append(addon(plans, compatiblePlans: nil))
    case .topup: topups.append(topup(plans, compatiblePlans: nil))
    case nil: break
    }
    text += section("addons", addons)
    text += section("topups", topups, isLast: true)
    return text + "}\n"
  }

  private func section(_ name: String, _ entries: [String], isLast: Bool = false) -> String {
    "  \"\(name)\": {\n" + entries.joined(separator: ",\n") + "\n  }\(isLast ? "" : ",")\n"
  }

  private func plan(_ index: Int) -> String {
    let half = Self.features / 2
    let price = 1000 + index * 10
    let yearlyPrice = flaw == .dearYear ? price * 13 : price * 10
    let description = flaw == .misspelledField && index % 10 == 0 ? "descripton" : "description"
    return """
          "plan\(index)": {
            "name": "Plan \(index)",
            "\(description)": "For teams of size \(index)",
            "entitlements": {
              "metered\(index % half)": {"amount": \(1000 + index * 10), "reset": "month"},
              "metered\((index + 7) % half)": \(500 + index),
              "access\(half + index % half)": true,
              "access\(half + (index + 3) % half)": true
            },
            "prices": {
              "monthly": {"amount": \(price), "currency": "USD", "interval": "month", "trialDays": 14},
              "yearly": {"amount": \(yearlyPrice), "currency": "USD", "interval": "year"}
            },
            "metadata": {"tier": \(index), "segment": "teams"}
          }
      """
  }

  private func addon(_ index: Int, compatiblePlans: String?) -> String {
    """
        "addon\(index)": {
          "name": "Add-on \(index)",
          "entitlements": {"metered\(index % (Self.features / 2))": {"amount": \(100 + index), "reset": "month"}},
    \(compatiblePlans ?? "")      "prices": {"monthly": {"amount": \(500 + index), "currency": "USD", "interval": "month"}}
        }
    """
  }

  /// A top-up for a feature of its first plan.
  private func topup(_ index: Int, compatiblePlans: String?) -> String {
    """
        "topup\(index)": {
          "name": "Top-up \(index)",
          "feature": "metered\(index * 10 % (Self.features / 2))",
          "amount": \(1000 + index * 10),
    \(compatiblePlans ?? "")      "prices": {"once": {"amount": \(900 + index * 2), "currency": "USD", "interval": "one_time"}},
          "grant": {"priority": 2, "expiration": {"duration": "YEAR", "count": 1}}
        }
    """
  }

  private func compatiblePlans(_ index: Int) -> String {
    let first = index * 10
    return #"      "compatiblePlans": ["plan\#(first)", "plan\#(first + 1)", "plan\#(first + 2)"],\#n"#
  }
}
