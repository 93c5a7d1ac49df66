import Syntax

/// What providers call the objects that a setup has made, as a file of ids remembers it, for one account of each provider.
package struct IDFile: Sendable {
  package struct Entry: Sendable {
    /// The id of the request that made the object: `prices/plan/pro/monthly`.
    package let request: String
    /// The provider's id.
    package let id: String
    /// What the price costs at the provider; nil for what is no price, and where nobody has written it down.
    package let terms: PriceTerms?
    /// The entry in the source, for findings.
    package let place: Place
  }

  package struct Account: Sendable {
    package enum Mode: String, Word {
      case test, live
      package static let words = Words<Mode>()
    }

    package let provider: String
    /// Nil where nobody knows.
    package let mode: Mode?
    package let entries: [Entry]
    package let place: Place
  }

  package let accounts: [Account]

  package func account(of provider: String) -> Account? { accounts.first { $0.provider == provider } }
}
