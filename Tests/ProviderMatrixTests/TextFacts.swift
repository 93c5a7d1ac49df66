extension FactGroup {
  /// Keys, names and descriptions.
  static let texts = FactGroup(
    name: "texts",
    facts: [
      Fact("key of a plan", .plan, #"{"plans": {"pro": {"key": "pro_plan"}}}"#),
      Fact("key with a space", .plan, #"{"plans": {"pro": {"key": "pro plan"}}}"#),
      Fact("key with capital letters", .plan, #"{"plans": {"pro": {"key": "ProPlan"}}}"#),
      Fact("key of 100 characters", .plan, #"{"plans": {"pro": {"key": "\#(text("k", 100))"}}}"#),
      Fact("name", .plan, #"{"plans": {"pro": {"name": "Professional"}}}"#),
      Fact("name of 300 characters", .plan, #"{"plans": {"pro": {"name": "\#(text("n", 300))"}}}"#),
      Fact("name of 6,000 characters", .plan, #"{"plans": {"pro": {"name": "\#(text("n", 6000))"}}}"#),
      Fact("name of 1 character", .plan, #"{"plans": {"pro": {"name": "P"}}}"#),
      Fact("name of spaces", .plan, #"{"plans": {"pro": {"name": "   "}}}"#),
      Fact("description", .plan, #"{"plans": {"pro": {"description": "For professionals"}}}"#),
      Fact("empty description", .plan, #"{"plans": {"pro": {"description": ""}}}"#),
      Fact("description of 3,000 characters", .plan, #"{"plans": {"pro": {"description": "\#(text("d", 3000))"}}}"#),
      Fact("description of 50,000 characters", .plan, #"{"plans": {"pro": {"description": "\#(text("d", 50000))"}}}"#),

      Fact("key of a feature", .plan, #"{"features": {"api": {"key": "api_access"}}}"#),
      Fact("key of a feature with a space", .plan, #"{"features": {"api": {"key": "api access"}}}"#),
      Fact("key of a feature of 100 characters", .plan, #"{"features": {"api": {"key": "\#(text("k", 100))"}}}"#),
      Fact("name of a feature", .plan, #"{"features": {"api": {"name": "Programming interface"}}}"#),
      Fact("name of a feature of 300 characters", .plan, #"{"features": {"api": {"name": "\#(text("n", 300))"}}}"#),
      Fact("description of a feature", .plan, #"{"features": {"api": {"description": "Calls by programs"}}}"#),

      Fact("key", .addon, #"{"addons": {"x": {"key": "x_addon"}}}"#),
      Fact("key with a space", .addon, #"{"addons": {"x": {"key": "x addon"}}}"#),
      Fact("key of 100 characters", .addon, #"{"addons": {"x": {"key": "\#(text("k", 100))"}}}"#),
      Fact("key of a plan", .addon, #"{"addons": {"x": {"key": "pro", "prices": {"m": {"lookupKey": "x:m"}}}}}"#),
      Fact("name", .addon, #"{"addons": {"x": {"name": "More seats"}}}"#),
      Fact("description", .addon, #"{"addons": {"x": {"description": "More of it"}}}"#),
      Fact("name", .oneTimeAddon, #"{"addons": {"x": {"name": "More seats"}}}"#),
      Fact("description", .oneTimeAddon, #"{"addons": {"x": {"description": "More of it"}}}"#),

      Fact("key", .topup, #"{"topups": {"pack": {"key": "credit_pack"}}}"#),
      Fact("key with a space", .topup, #"{"topups": {"pack": {"key": "credit pack"}}}"#),
      Fact("key of 100 characters", .topup, #"{"topups": {"pack": {"key": "\#(text("k", 100))"}}}"#),
      Fact("name", .topup, #"{"topups": {"pack": {"name": "Pack"}}}"#),
      Fact("description", .topup, #"{"topups": {"pack": {"description": "Credits"}}}"#),

      Fact(
        "key, name and description of a meter", .metered,
        #"{"meters": {"calls": {"key": "api_calls", "name": "Calls", "description": "All of them"}}}"#),
      Fact("key of a meter with a space", .metered, #"{"meters": {"calls": {"key": "api calls"}}}"#),
      Fact("key of a metered feature with capital letters", .metered, #"{"features": {"calls": {"key": "apiCalls"}}}"#),
    ])

  static let metadata = FactGroup(
    name: "metadata",
    facts: [
      Fact("metadata of a plan", .plan, #"{"plans": {"pro": {"metadata": {"team": "growth"}}}}"#),
      Fact("metadata of a price", .plan, #"{"plans": {"pro": {"prices": {"m": {"metadata": {"team": "growth"}}}}}}"#),
      Fact(
        "metadata of an entitlement", .plan,
        #"{"plans": {"pro": {"entitlements": {"api": {"enabled": true, "metadata": {"team": "growth"}}}}}}"#),
      Fact("metadata of a feature", .plan, #"{"features": {"api": {"metadata": {"team": "growth"}}}}"#),
      Fact("metadata of the provider's settings", .plan, #"{"providers": {"PROVIDER": {"metadata": {"team": "growth"}}}}"#),
      Fact(
        "one name in a plan and its price, one value", .plan,
        #"{"plans": {"pro": {"metadata": {"team": "a"}, "prices": {"m": {"metadata": {"team": "a"}}}}}}"#),
      Fact(
        "one name in a plan and its price, two values", .plan,
        #"{"plans": {"pro": {"metadata": {"team": "a"}, "prices": {"m": {"metadata": {"team": "b"}}}}}}"#),
      Fact(
        "one name in a plan and the settings", .plan,
        #"{"plans": {"pro": {"metadata": {"team": "a"}}}, "providers": {"PROVIDER": {"metadata": {"team": "b"}}}}"#),
      Fact("60 entries", .plan, #"{"plans": {"pro": {"metadata": {\#(entries(60))}}}}"#),
      Fact("60 entries of a price", .plan, #"{"plans": {"pro": {"prices": {"m": {"metadata": {\#(entries(60))}}}}}}"#),
      Fact("60 entries of a feature", .plan, #"{"features": {"api": {"metadata": {\#(entries(60))}}}}"#),
      Fact("60 entries of the settings", .plan, #"{"providers": {"PROVIDER": {"metadata": {\#(entries(60))}}}}"#),
      Fact("a value of 300 characters", .plan, #"{"plans": {"pro": {"metadata": {"team": "\#(text("v", 300))"}}}}"#),
      Fact("a value of 600 characters", .plan, #"{"plans": {"pro": {"metadata": {"team": "\#(text("v", 600))"}}}}"#),
      Fact("an empty value", .plan, #"{"plans": {"pro": {"metadata": {"team": ""}}}}"#),
      Fact("a name of 50 characters", .plan, #"{"plans": {"pro": {"metadata": {"\#(text("n", 50))": "a"}}}}"#),
      Fact("a name with brackets", .plan, #"{"plans": {"pro": {"metadata": {"te[am]": "a"}}}}"#),
      Fact("an empty name", .plan, #"{"plans": {"pro": {"metadata": {"": "a"}}}}"#),
      Fact("a number", .plan, #"{"plans": {"pro": {"metadata": {"team": 12.50}}}}"#),
      Fact("an object", .plan, #"{"plans": {"pro": {"metadata": {"team": {"name": "growth"}}}}}"#),
      Fact("a reserved name of another kind of item", .plan, #"{"plans": {"pro": {"metadata": {"catalogAddonId": "x"}}}}"#),
      Fact(
        "names that the compiler uses at some providers", .plan,
        #"{"plans": {"pro": {"metadata": {"catalogFeatures": "x", "catalogTerms": "y", "lookupKey": "z"}}}}"#),
      Fact("metadata of an add-on", .addon, #"{"addons": {"x": {"metadata": {"team": "growth"}}}}"#),
      Fact(
        "metadata of a price of an add-on", .addon,
        #"{"addons": {"x": {"prices": {"m": {"metadata": {"team": "growth"}}}}}}"#),
      Fact("metadata of an add-on", .oneTimeAddon, #"{"addons": {"x": {"metadata": {"team": "growth"}}}}"#),
      Fact(
        "metadata of a price of an add-on", .oneTimeAddon,
        #"{"addons": {"x": {"prices": {"once": {"metadata": {"team": "growth"}}}}}}"#),
      Fact("metadata of a top-up", .topup, #"{"topups": {"pack": {"metadata": {"team": "growth"}}}}"#),
      Fact(
        "metadata of a price of a top-up", .topup,
        #"{"topups": {"pack": {"prices": {"once": {"metadata": {"team": "growth"}}}}}}"#),
      Fact("metadata of a meter", .metered, #"{"meters": {"calls": {"metadata": {"team": "growth"}}}}"#),
      Fact(
        "metadata of an allowance", .metered,
        #"{"plans": {"pro": {"entitlements": {"calls": {"metadata": {"team": "growth"}}}}}}"#),
    ])

  private static func entries(_ count: Int) -> String { (1...count).map { #""n\#($0)": "v""# }.joined(separator: ", ") }
}
