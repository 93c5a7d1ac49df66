import Foundations
import JSONText

/// Which account a key belongs to.
package struct AccountIdentity: Sendable, Equatable {
  /// The provider's id of the account; nil if its API does not tell.
  package let id: String?
  /// For people; nil if unknown.
  package let name: String?
  /// Nil if neither the key, the host nor an object tells.
  package let mode: IDFile.Account.Mode?
  /// The base URL. It identifies the account where the API does not.
  package let host: String
  /// The code of the currency of amounts without one, such as `USD`; nil if amounts have one, or if the API does not tell.
  package let currency: String?

  package init(id: String?, name: String? = nil, mode: IDFile.Account.Mode?, host: String, currency: String? = nil) {
    self.id = id
    self.name = name
    self.mode = mode
    self.host = host
    self.currency = currency
  }

  /// For messages: `Acme (acct_1), test`.
  package var described: String {
    let account =
      switch (name, id) {
      case (let name?, let id?): "\(name) (\(id))"
      case (let name?, nil): name
      case (nil, let id?): id
      case (nil, nil): host
      }
    return mode.map { "\(account), \($0.rawValue)" } ?? account
  }

  /// Whether both may be the same account: nothing that both know differs.
  package func isCompatible(with other: AccountIdentity) -> Bool {
    func agrees<Value: Equatable>(_ own: Value?, _ other: Value?) -> Bool { own == nil || other == nil || own == other }
    return agrees(id, other.id) && agrees(mode, other.mode) && (id != nil && other.id != nil || host == other.host)
  }
}

/// What an account at a provider sells, as its lists return it.
package struct AccountState: Sendable, Equatable {
  package struct Object: Sendable, Equatable {
    package let id: String
    /// As returned.
    package var json: JSON
    /// Whether it can no longer be bought or used.
    package let isArchived: Bool
    /// The id of the object that it is a part of; nil if it is a whole.
    package let parent: String?

    package init(id: String, json: JSON, isArchived: Bool = false, parent: String? = nil) {
      self.id = id
      self.json = json
      self.isArchived = isArchived
      self.parent = parent
    }
  }

  package let provider: String
  package let account: AccountIdentity
  /// By kind, each in the order of the lists.
  package private(set) var lists: [(kind: String, objects: [Object])]

  package init(provider: String, account: AccountIdentity, lists: [(kind: String, objects: [Object])] = []) {
    self.provider = provider
    self.account = account
    self.lists = lists
  }

  package static func == (left: AccountState, right: AccountState) -> Bool {
    left.provider == right.provider && left.account == right.account
      && left.lists.elementsEqual(right.lists) { $0.kind == $1.kind && $0.objects == $1.objects }
  }

  package func objects(_ kind: String) -> [Object] { lists.first { $0.kind == kind }?.objects ?? [] }

  package func object(_ kind: String, id: String) -> Object? { objects(kind).first { $0.id == id } }

  /// Adds objects to the list of a kind. One that is there already stays as it is: pages overlap when an account changes.
  package mutating func add(_ objects: [Object], to kind: String) {
    guard let index = lists.firstIndex(where: { $0.kind == kind }) else {
      lists.append((kind, []))
      return add(objects, to: kind)
    }
    var known = Set(lists[index].objects.map { ScalarString($0.id + "\u{0}" + ($0.parent ?? "")) })
    for object in objects where known.insert(ScalarString(object.id + "\u{0}" + (object.parent ?? ""))).inserted {
      lists[index].objects.append(object)
    }
  }

  package mutating func replace(_ object: Object, in kind: String) {
    guard let list = lists.firstIndex(where: { $0.kind == kind }),
      let index = lists[list].objects.firstIndex(where: { $0.id == object.id && $0.parent == object.parent })
    else { return }
    lists[list].objects[index] = object
  }
}

// MARK: As a file

extension AccountState {
  /// The form of a state file.
  package var json: JSON {
    [
      "format": 1, "provider": .string(provider),
      "account": .fields([
        "id": account.id.map(JSON.string), "name": account.name.map(JSON.string),
        "mode": account.mode.map { .string($0.rawValue) }, "host": .string(account.host),
        "currency": account.currency.map(JSON.string),
      ]),
      "objects": .object(
        lists.map { kind, objects in
          .init(
            kind,
            .array(
              objects.map { object in
                .fields([
                  "id": .string(object.id), "archived": object.isArchived ? true : nil,
                  "parent": object.parent.map(JSON.string), "object": object.json,
                ])
              }))
        }),
    ]
  }

  /// Reads a state file; nil if it is not one.
  package init?(_ json: JSON) {
    guard json["format"]?.decimal == ExactDecimal(1), let provider = json["provider"]?.text,
      let host = json.at("account.host")?.text
    else { return nil }
    self.init(
      provider: provider,
      account: AccountIdentity(
        id: json.at("account.id")?.text, name: json.at("account.name")?.text,
        mode: json.at("account.mode")?.text.flatMap(IDFile.Account.Mode.init(rawValue:)), host: host,
        currency: json.at("account.currency")?.text))
    for list in json["objects"]?.members ?? [] {
      lists.append((list.name, []))
      for element in list.value.elements {
        guard let id = element["id"]?.text, let object = element["object"] else { return nil }
        lists[lists.count - 1].objects.append(
          Object(id: id, json: object, isArchived: element["archived"] == true, parent: element["parent"]?.text))
      }
    }
  }
}
