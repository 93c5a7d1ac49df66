import Providers

/// Catalogs shared by the command-line tests, one for each kind of outcome.
package enum Catalogs {
  package static let clean = #"{"features": {}, "plans": {}}"#

  /// An error.
  package static let wrong = """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"apu": true}}}}
    """

  /// A warning of Stripe.
  package static let cheap = """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 49, "currency": "USD", "interval": "month"}}}}}
    """

  /// A note of Stripe.
  package static let metered = #"{"features": {"calls": {"type": "metered"}}, "plans": {}}"#

  /// A warning of the catalog itself, not of a provider.
  package static let repeated = """
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "default": true}},
     "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", "pro"], "onRequest": true}}}
    """

  package static let withoutStripe = #"{"features": {}, "plans": {}, "providers": {"stripe": {"enabled": false}}}"#

  /// The artifact of ``clean``.
  package static func artifact(of provider: String) -> String {
    let version = Provider.named(provider)?.api.version.map { "\n  \"apiVersion\": \"\($0)\"," } ?? ""
    return """
      {
        "format": 2,
        "provider": "\(provider)",\(version)
        "products": [],
        "prices": [],
        "setup": [],
        "purchase": [],
        "warnings": []
      }

      """
  }

  /// The report about ``wrong``.
  package static func finding(in name: String) -> String {
    """
    \(name):2:37: error: unknown feature `apu` [unknown-feature]
     2 |  "plans": {"pro": {"entitlements": {"apu": true}}}}
       |                                     ^~~~~
      = help: did you mean `api`?
    \(name): 1 error

    """
  }

  package static func finding(in name: String, asJSON: Bool) -> String {
    #"{"format":1,"catalog":"\#(name)","errors":1,"warnings":0,"diagnostics":[{"rule":"unknown-feature","#
      + #""severity":"error","message":"unknown feature `apu`","path":"plans.pro.entitlements.apu","#
      + #""pointer":"/plans/pro/entitlements/apu","range":{"start":{"line":2,"column":37,"offset":79},"#
      + #""end":{"line":2,"column":42,"offset":84}},"help":"did you mean `api`?","fixes":[{"message":"write `api`","#
      + #""applicability":"unsafe","edits":[{"range":{"start":{"line":2,"column":37,"offset":79},"#
      + #""end":{"line":2,"column":42,"offset":84}},"text":"\"api\""}]}]}]}"# + "\n"
  }
}
