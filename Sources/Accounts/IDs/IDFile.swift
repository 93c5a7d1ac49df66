import Syntax

/// The contents of an ids file: the provider ids of the objects that setups created, for one account per provider.
package struct IDFile: Sendable {
  package struct Entry: Sendable {
    /// The id of the request that created the object, such as `prices/plan/pro/monthly`.
    package let request: String
    /// The request by keys instead of ids; nil if the file does not record it.
    package let name: String?
    /// The provider's id.
    package let id: String
    /// The terms of a price at the provider; nil if the object is not a price, or if the file does not record its terms.
    package let terms: PriceTerms?
    /// The entry in the file, for findings.
    package let place: Place
  }

  package struct Account: Sendable {
    package enum Mode: String, Word {
      case test, live
      package static let words = Words<Mode>()
    }

    package let provider: String
    /// Nil if the file does not state it.
    package let mode: Mode?
    package let entries: [Entry]
    package let place: Place
  }

  package let accounts: [Account]

  package func account(of provider: String) -> Account? { accounts.first { $0.provider == provider } }
}
