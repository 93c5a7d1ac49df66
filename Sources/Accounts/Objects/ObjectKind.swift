import Catalog
import Foundations
import JSONText
import Providers

/// A kind of object at a provider: how one is recognized, compared, changed and archived.
package struct ObjectKind: Sendable {
  /// What tells whose an object is.
  package enum Ownership: Sendable {
    /// Entries of the compiler in a member with metadata.
    case mark(String)
    /// The ids file alone, or a use by an object of ours.
    case file
    /// The object that it is a part of.
    case parent
  }

  /// How another object takes the place of one.
  package enum Replacement: Sendable {
    /// The new one is created, then the old one is archived.
    case createThenArchive
    /// The id or the name is taken as long as the old one exists.
    case deleteThenCreate
    /// The provider ends the old version when the new one begins. A version may be a draft.
    case newVersion(isDraft: @Sendable (JSON) -> Bool)
  }

  /// What happens to an object of ours that the catalog no longer has.
  package enum Removal: Sendable {
    /// It is archived, if asked for.
    case archive
    /// The same, but not while the catalog knows an item that has it: that is final, and customers may still have the item.
    case delete
    /// It is removed always: it gives customers what the catalog does not.
    case detach
    /// Nothing is done; the text says why.
    case keep(String)
    /// Customers may lose something, so it is left to people; the text says what to do.
    case manual(String)

    /// A meter, at every provider.
    static let keepMeter = Removal.keep("running subscriptions may be billed through it")
  }

  /// The list in ``AccountState``.
  package let name: String
  /// For people: `price`.
  package let noun: String
  /// The first parts of the ids of the requests that create it: `prices`.
  package let requests: Set<String>
  /// The path that creates it begins so; it tells kinds with the same requests apart.
  package let path: String
  /// The member of an answer to a creation that has the id.
  package let answerID: String
  /// The member of the body that has the id, if the catalog chooses it.
  package let ownID: String?
  package let ownership: Ownership
  /// Whether the marks of two objects of this kind differ. If they do not, only the key tells them apart.
  package let hasDistinctMarks: Bool
  /// When it was created; the member of an object. Nil if it is not returned.
  package let created: String?
  /// What identifies it for people and programs, from a body and from an object; nil if nothing does.
  package let naturalKey: (@Sendable (JSON) -> String?)?
  package let objectKey: (@Sendable (JSON) -> String?)?
  /// Every field that is ever sent.
  package let fields: [FieldRule]
  package let replacement: Replacement
  package let removal: Removal
  /// The requests that change it in place. `{}` in a path is its id.
  package let update: @Sendable (Change) -> [Call]
  /// The requests that archive it; empty if the provider cannot, and then only the ids file forgets it.
  package let archive: @Sendable (Change) -> [Call]
  /// The requests that restore it; nil if the provider cannot.
  package let restore: (@Sendable (Change) -> [Call])?
  /// Sent between the creation of a new object and the end of the old one.
  package let takeOver: @Sendable (_ old: Change, _ new: JSON) -> [Call]
  /// Whether an object that nothing marks is ours, because one that is ours uses it.
  package let isUsedByOwn: @Sendable (AccountState.Object, AccountState, _ own: (String, AccountState.Object) -> Bool) -> Bool
  /// Whether a difference needs a new version of the object that it is a part of.
  package let changesParent: Bool
  /// Where a body has ids of the catalog's choice instead of references: a path, and the kind that it names.
  package let ownIDs: [(path: String, kind: String)]
  /// Why an object can neither become what the catalog says nor be replaced, which stops the plan; nil if it can.
  package let obstacle: @Sendable (Change) -> String?
  /// What another object must become before one with this body may exist; empty if it may stay.
  package let displaced: @Sendable (_ body: JSON, _ other: JSON) -> [JSON.Member]

  package init(
    _ name: String, noun: String, requests: Set<String>, path: String, answerID: String = "id", ownID: String? = nil,
    ownership: Ownership, hasDistinctMarks: Bool = true, created: String? = nil, key: (@Sendable (JSON) -> String?)? = nil,
    objectKey: (@Sendable (JSON) -> String?)? = nil, fields: [FieldRule], replacement: Replacement = .createThenArchive,
    removal: Removal = .archive, changesParent: Bool = false, ownIDs: [(path: String, kind: String)] = [],
    obstacle: @escaping @Sendable (Change) -> String? = { _ in nil },
    displaced: @escaping @Sendable (_ body: JSON, _ other: JSON) -> [JSON.Member] = { _, _ in [] },
    update: @escaping @Sendable (Change) -> [Call] = { _ in [] }, archive: @escaping @Sendable (Change) -> [Call] = { _ in [] },
    restore: (@Sendable (Change) -> [Call])? = nil,
    takeOver: @escaping @Sendable (_ old: Change, _ new: JSON) -> [Call] = { _, _ in [] },
    isUsedByOwn: @escaping @Sendable (AccountState.Object, AccountState, (String, AccountState.Object) -> Bool) -> Bool = {
      _, _, _ in false
    }
  ) {
    self.name = name
    self.noun = noun
    self.requests = requests
    self.path = path
    self.answerID = answerID
    self.ownID = ownID
    self.ownership = ownership
    self.hasDistinctMarks = hasDistinctMarks
    self.created = created
    naturalKey = key
    self.objectKey = objectKey ?? key
    self.fields = fields
    self.replacement = replacement
    self.removal = removal
    self.changesParent = changesParent
    self.ownIDs = ownIDs
    self.obstacle = obstacle
    self.displaced = displaced
    self.update = update
    self.archive = archive
    self.restore = restore
    self.takeOver = takeOver
    self.isUsedByOwn = isUsedByOwn
  }

  /// The metadata member, if it has marks.
  var metadata: String? {
    if case .mark(let member) = ownership { return member }
    return nil
  }

  var isPart: Bool {
    if case .parent = ownership { return true }
    return false
  }
}

/// An existing object, and what shall become of it.
package struct Change: Sendable {
  package let object: AccountState.Object
  /// The body that would create it, with the ids of known objects; null if the catalog does not have it.
  package let body: JSON
  /// What differs.
  package let fields: [FieldChange]
  package let state: AccountState

  /// The values to send for the fields that differ.
  package var values: [JSON.Member] { fields.map { JSON.Member($0.rule.name, $0.sent) } }

  /// A request that sends what differs; `{}` in the path is the id of the object.
  package func sending(_ method: Request.Method, _ path: String, with others: [JSON.Member] = []) -> [Call] {
    [Call(method, path, body: .object(others + values))]
  }
}

/// A field of an object that differs from the catalog.
package struct FieldChange: Sendable {
  package let rule: FieldRule
  /// In the form in which they are compared.
  package let old: JSON
  package let new: JSON
  /// The value that an update sends.
  package let sent: JSON
  package let effect: FieldRule.Effect

  init(_ rule: FieldRule, of object: JSON, old: JSON, new: JSON, sent: JSON) {
    self.rule = rule
    self.old = old
    self.new = new
    self.sent = sent
    effect = rule.limit(object) ?? rule.exception(old, new) ?? rule.effect
  }
}

/// What the accounts of one provider consist of.
package struct AccountAPI: Sendable {
  package let provider: Provider
  /// In the order in which they are read: what a list is read for comes before it.
  package let listings: [Listing]
  /// In the order of creation.
  package let kinds: [ObjectKind]
  /// Where the account's identity is read: a path, and the members of the answer. Nil if the provider's API does not tell.
  package let identity: (path: String, id: String, name: String)?
  /// Of amounts without a currency, the member of the same answer with theirs, and the code of the one that a catalog takes for it.
  /// Nil if all amounts have one.
  package let currency: (member: String, inCatalog: @Sendable (ProviderSettings) -> String)?
  /// Requests that create nothing, but set or finish what others created.
  package let actions: [ActionKind]
  /// The least time between two requests, in seconds, where the provider limits them.
  package let pace: Double

  package init(
    _ provider: Provider, listings: [Listing], kinds: [ObjectKind],
    actions: [ActionKind] = [], identity: (path: String, id: String, name: String)? = nil,
    currency: (member: String, inCatalog: @Sendable (ProviderSettings) -> String)? = nil, pace: Double = 0
  ) {
    self.provider = provider
    self.listings = listings
    self.kinds = kinds
    self.actions = actions
    self.identity = identity
    self.currency = currency
    self.pace = pace
  }

  /// The kind of the objects that a request creates.
  package func kind(of request: Request) -> ObjectKind? {
    let name = Request.kind(of: request.id)
    return kinds.filter { $0.requests.contains(name) && request.path.hasPrefix($0.path) }.max { $0.path.count < $1.path.count }
  }
}

/// A request that sets or finishes an object that another request created, such as its publication.
package struct ActionKind: Sendable {
  /// The first part of the ids of the requests: `publish`.
  package let request: String
  /// For people: `publish`.
  package let verb: String
  /// What it means if elements of a list are removed; nil if customers lose nothing.
  package let loss: String?
  /// What it sets, before and after; equal if there is nothing to do.
  package let values: @Sendable (_ body: JSON, _ target: JSON) -> (old: JSON, new: JSON)

  package init(
    _ request: String, verb: String, loss: String? = nil,
    values: @escaping @Sendable (_ body: JSON, _ target: JSON) -> (old: JSON, new: JSON)
  ) {
    self.request = request
    self.verb = verb
    self.loss = loss
    self.values = values
  }
}
