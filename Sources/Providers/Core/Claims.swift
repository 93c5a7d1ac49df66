import Diagnostics
import Foundations
import Syntax

/// Tracks the ids of existing objects, to find duplicates.
package struct IDClaims {
  private var claimed: [ScalarString: Place] = [:]

  package init() {}

  /// Claims an id. False, with a finding, if another price or item has claimed it.
  ///
  /// - Parameter what: `price` or `item`, for the message.
  package mutating func claim(_ id: String, _ what: String, at place: Place, _ findings: inout Findings) -> Bool {
    if let other = claimed[ScalarString(id)] {
      findings.report(
        RuleFamily.idTaken, "duplicate \(findings.title) id \(quoted(id)); this \(what) is not for sale", at: place,
        help: "remove one of the two ids", related: [.init("first used here", at: other)])
      return false
    }
    claimed[ScalarString(id)] = place
    return true
  }
}

/// Tracks the names of objects that a provider identifies only by name.
package struct NameClaims {
  private var claimed: [ScalarString: Place] = [:]

  package init() {}

  package func place(of name: String) -> Place? { claimed[ScalarString(name)] }

  /// Claims a name. Returns the place of an earlier claim, or nil.
  package mutating func claim(_ name: String, at place: Place) -> Place? {
    if let other = claimed[ScalarString(name)] { return other }
    claimed[ScalarString(name)] = place
    return nil
  }
}
