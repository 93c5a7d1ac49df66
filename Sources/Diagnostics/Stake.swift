/// What is at stake where a provider differs from the catalog, which decides the severity of the finding.
package struct Stake: Sendable {
  package enum Concern: String, Sendable, CaseIterable {
    /// Nothing can be sold as the catalog says.
    case invalid
    /// What customers pay, or the business collects.
    case money
    /// When customers pay or get something.
    case time
    /// What customers get.
    case access
    /// Something that the provider leaves to the application, and that costs nobody money.
    case application
    /// Something that no customer pays, gets or waits for.
    case detail

    package var severity: Severity {
      switch self {
      case .invalid: .error
      case .money, .time, .access: .warning
      case .application, .detail: .note
      }
    }
  }

  package let concern: Concern
  /// The consequence, in one clause.
  package let reason: String
  /// Whether the application must do what the provider does not.
  package private(set) var isLeftToApplication: Bool

  private init(concern: Concern, reason: String) {
    self.concern = concern
    self.reason = reason
    isLeftToApplication = concern == .application
  }

  /// The same stake, which the application can avert.
  package var leftToApplication: Stake {
    var stake = self
    stake.isLeftToApplication = true
    return stake
  }

  package static func invalid(_ reason: String) -> Stake { Stake(concern: .invalid, reason: reason) }
  package static func money(_ reason: String) -> Stake { Stake(concern: .money, reason: reason) }
  package static func time(_ reason: String) -> Stake { Stake(concern: .time, reason: reason) }
  package static func access(_ reason: String) -> Stake { Stake(concern: .access, reason: reason) }
  package static func application(_ reason: String) -> Stake { Stake(concern: .application, reason: reason) }
  package static func detail(_ reason: String) -> Stake { Stake(concern: .detail, reason: reason) }
}
