import Foundations
import JSONText
import Providers

/// Something that `apply` does to an account.
package struct Operation: Sendable, Equatable {
  package enum Action: String, Sendable, CaseIterable {
    case create, update, replace, archive, restore, attach, detach, adopt
  }

  /// A field before and after.
  package struct Field: Sendable, Equatable {
    package let name: String
    package let old: JSON
    package let new: JSON

    package init(_ name: String, old: JSON, new: JSON) {
      self.name = name
      self.old = old
      self.new = new
    }
  }

  /// A request. References to what other requests create are resolved when it is sent.
  package struct Step: Sendable, Equatable {
    package let method: Request.Method
    /// With `{REQUEST-ID}` for ids that are not known yet.
    package let path: String
    package let body: JSON?
    /// The member of the answer that has the id of what is created; nil if nothing is.
    package let answerID: String?
    /// Whether it is sent with an idempotency key.
    package let isKeyed: Bool
  }

  package let action: Action
  /// For people: `price`.
  package let noun: String
  /// The id of the request that creates the object: `prices/plan/pro/monthly`.
  package let request: String
  /// See ``StableNames``.
  package let name: String
  /// The provider's id; nil if the object does not exist yet.
  package let id: String?
  package var fields: [Field]
  package var steps: [Step]
  /// Sent when all operations are done, in reverse order: old objects are archived when nothing needs them.
  package var closing: [Step]
  /// What the ids file says of the object afterwards; nil if it does not change.
  package var entry: Ledger.Entry?
  /// Whether the ids file no longer has the object as one of the catalog.
  package var retires: Bool
  /// What customers lose, or why it is done; nil if that is obvious.
  package var note: String?
  /// Whether customers lose something.
  package var isLoss: Bool
}

/// What would make an account equal to a catalog.
package struct AccountPlan: Sendable, Equatable {
  /// A reason why nothing can be done.
  package struct Conflict: Sendable, Equatable {
    package let message: String
    package let help: String?
    /// The id of the request that it is about; nil if it is about the account or the catalog.
    package let request: String?

    package init(_ message: String, help: String? = nil, request: String? = nil) {
      self.message = message
      self.help = help
      self.request = request
    }
  }

  package let provider: String
  package var operations: [Operation] = []
  package var conflicts: [Conflict] = []
  /// What the provider's API cannot do.
  package var manual: [String] = []
  /// The requests whose objects differ from the catalog in what the provider's API cannot change.
  package var unchangeable: [String] = []
  /// Objects of ours that the catalog no longer has, and that are kept without `--prune`.
  package var leftovers: [String] = []
  package var notes: [String] = []
  /// Entries of the ids file for objects that are as they should be.
  package var confirmed: [Ledger.Entry] = []
  /// Entries of objects that no longer exist.
  package var vanished: [Ledger.Entry] = []

  /// Whether the account is as the catalog says.
  package var isEmpty: Bool { operations.isEmpty }
}
