/// Levels of rules: what is reported about a catalog, and how.
///
///     let lint = Lint(allow: ["dominated-plan"], deny: ["stripe/*", "*/currency-unsupported"])
///
/// A rule is named by its name, or by a pattern: `PROVIDER/*` for the rules of one provider, `*/RULE` for one rule of every
/// provider. The more precise name of a rule counts. Errors stay errors.
public struct Lint: Hashable, Sendable {
  /// The rules that are not reported.
  public var allow: [String]?
  /// The rules that are reported as warnings.
  public var warn: [String]?
  /// The rules that are reported as errors.
  public var deny: [String]?

  public init(allow: [String]? = nil, warn: [String]? = nil, deny: [String]? = nil) {
    self.allow = allow
    self.warn = warn
    self.deny = deny
  }
}

extension Lint: JSONObject {
  var members: Members {
    ["allow": allow, "warn": warn, "deny": deny]
  }
}
