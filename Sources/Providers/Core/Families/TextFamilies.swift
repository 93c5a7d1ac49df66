import Diagnostics

// Names, keys and ids.
extension RuleFamily {
  static let textFamilies: [RuleFamily] = [
    lookupKeyNotSent, textTooLong, nameTooShort, nameTaken, keyUnsupported, idTaken, idUnused, idMalformed, existingObjectKept,
    existingObjectUpdated, objectPerPrice,
  ]

  static let lookupKeyNotSent = RuleFamily("lookup-key-not-sent", .detail("the key is stored in the artifact only")) { title in
    "\(title) has no lookup keys"
  } explanation: { title in
    """
    `lookupKey` is ignored. If a program needs it, add it to the metadata of the price, or look the price up in the artifact.
    """
  } example: { example in
    (
      example.plan(price: example.price(#"2000"#, #""lookupKey": ⟦"pro_monthly"⟧"#)),
      example.plan(price: example.price())
    )
  }

  static let textTooLong = RuleFamily("text-too-long", .detail("a text for people is truncated")) { title in
    "A name or description is longer than \(title) accepts"
  } explanation: { title in
    """
    \(title) limits the length of this text, so catalogc truncates it. Shorten it. If an item has several prices, their ids may \
    be appended to its name and count toward the limit.
    """
  } example: { example in
    let texts = example.limits.text
    let prices = #""prices": {"monthly": \#(example.price())}"#
    func both(_ length: Int, _ catalog: (String) -> String) -> (wrong: String, right: String) {
      (catalog(marked(example.text("n", length + 1))), catalog(example.text("n", length)))
    }
    // An example of several thousand characters would be unreadable.
    if let meter = texts.meterName {
      return both(meter.length) { name in
        example.catalog([
          #""meters": {"calls": {"name": \#(name), "eventType": "api.call", "aggregation": "count"}}"#,
          #""features": {}, "plans": {}"#,
        ])
      }
    }
    if let feature = texts.featureName, texts.name.map({ $0.length > 1000 }) ?? true {
      return both(feature.length) { name in
        example.plan(prices, features: #""features": {"api": {"type": "boolean", "name": \#(name)}}"#)
      }
    }
    return both(texts.name?.length ?? 255) { example.plan(#""name": \#($0), \#(prices)"#) }
  }

  static let nameTooShort = RuleFamily("name-too-short", .access("the object is skipped, with everything that needs it")) {
    title in
    "A name is shorter than \(title) accepts"
  } explanation: { title in
    """
    \(title) rejects names this short; leading and trailing white space does not count. Use a longer name.
    """
  } example: { example in
    let shortest = max(example.limits.text.shortestName, 1)
    func plan(_ name: String) -> String { example.plan(#""name": \#(name), "prices": {"monthly": \#(example.price())}"#) }
    return (
      plan(marked(shortest == 1 ? #"" ""# : example.text("P", shortest - 1))),
      plan(shortest <= 3 ? #""Pro""# : example.text("P", shortest))
    )
  }

  static let nameTaken = RuleFamily("name-taken", .access("the second object is skipped, with everything that needs it")) {
    title in
    "Two objects have the same name at \(title)"
  } explanation: { title in
    """
    \(title) does not store the catalog's ids for these objects, so later runs find them by name. If two have the same name, a \
    customer could be sold the wrong one. Rename one of them.
    """
  } example: { example in
    func addons(_ name: String) -> String {
      example.catalog([
        FamilyExample.booleans, #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price())}}}"#,
        #"""
        "addons": {
           "seat": {"name": "Seat", "entitlements": {"sso": true}, "prices": {"monthly": \#(example.price("500"))}},
           "team": {"name": \#(name), "entitlements": {"sso": true}, "prices": {"monthly": \#(example.price("400"))}}}
        """#,
      ])
    }
    return (addons(#"⟦"Seat"⟧"#), addons(#""Team seat""#))
  }

  static let keyUnsupported = RuleFamily(
    "key-unsupported", .access("the provider rejects the object, so customers do not get it")
  ) { title in
    "A key is not valid at \(title)"
  } explanation: { title in
    """
    \(title) rejects ids with these characters or of this length. Use a short key of lowercase letters, digits and underscores.
    """
  } example: { example in
    func feature(_ key: String) -> String {
      example.catalog([
        #""features": {"api": {"key": \#(key), "type": "boolean"}}"#,
        #""plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(example.price())}}}"#,
      ])
    }
    if let limit = example.limits.text.featureKey {
      return (feature(marked(example.text("k", limit.length + 1))), feature(example.text("k", limit.length)))
    }
    return (feature(#"⟦"api access"⟧"#), feature(#""api_access""#))
  }

  static let idTaken = RuleFamily("id-taken", .money("the second price would be charged on the terms of the first")) { title in
    "Two prices or items refer to the same \(title) object"
  } explanation: { title in
    """
    The second would overwrite the first, or its customers would be charged for the first, so the second is not for sale. Give \
    each its own id, or remove one of the two ids.
    """
  } example: { example in
    func prices(_ second: String) -> String {
      example.plan(
        #"""
        "prices": {
           "monthly": \#(example.price("2000", example.id(example.quote(example.ids[0])))),
           "yearly": \#(example.price("20000", every: #""year""#, example.id(second)))}
        """#)
    }
    return (prices(marked(example.quote(example.ids[0]))), prices(example.quote(example.ids[1])))
  }

  static let idUnused = RuleFamily("id-unused", .money("customers do not buy the object that the id names")) { title in
    "An id in `providerIds` has no matching \(title) object"
  } explanation: { title in
    """
    \(title) has no object for this entry of the catalog, so the id is ignored. An item with several prices, for example, may \
    have one object per price and none of its own. Move the id to the price it belongs to, or remove it.
    """
  } example: { example in
    let id = example.quote(example.ids[0])
    return (
      example.plan(
        #"""
        \#(example.id(marked(id))),
           "prices": {"monthly": \#(example.price()), "yearly": \#(example.price("20000", every: #""year""#))}
        """#),
      example.plan(price: example.price("2000", example.id(id)))
    )
  }

  static let idMalformed = RuleFamily("id-malformed", .access("the item cannot be bought with this id")) { title in
    "An id in `providerIds` is not a valid \(title) id"
  } explanation: { title in
    """
    \(title) cannot have an object with this id. Copy the id from \(title), or remove it to create a new object.
    """
  } example: { example in
    (
      example.plan(price: example.price("2000", example.id(#"⟦"pro 1"⟧"#))),
      example.plan(price: example.price("2000", example.id(example.quote(example.ids[0]))))
    )
  }

  static let existingObjectKept = RuleFamily(
    "existing-object-kept", .detail("the object that the catalog names is sold, and `plan` compares its terms")
  ) { title in
    "A price refers to an existing \(title) object that cannot be changed"
  } explanation: { title in
    """
    The object is sold as it is, even if the catalog has changed since. To sell on other terms, remove the id to create a new \
    object.
    """
  } example: { example in
    (
      example.plan(price: example.price("2000", example.id(marked(example.quote(example.ids[0]))))),
      example.plan(price: example.price())
    )
  }

  static let existingObjectUpdated = RuleFamily(
    "existing-object-updated", .detail("the object that the catalog names is changed as the plan shows")
  ) { title in
    "A price refers to an existing \(title) object, which is updated"
  } explanation: { title in
    """
    The requests change the object to match the catalog. Check that nothing else depends on its current terms, or remove the \
    id to create a new object.
    """
  } example: { example in
    (
      example.plan(price: example.price("2000", example.id(marked(example.quote(example.ids[0]))))),
      example.plan(price: example.price())
    )
  }

  static let objectPerPrice = RuleFamily("object-per-price", .detail("reports list an object for each price")) { title in
    "An item with several prices becomes several \(title) objects"
  } explanation: { title in
    """
    An object at \(title) has one set of terms, so prices with different terms become separate objects. Reports and searches \
    at \(title) list each of them.
    """
  } example: { example in
    (
      example.plan(#""prices": ⟦{"monthly": \#(example.price()), "yearly": \#(example.price("20000", every: #""year""#))}⟧"#),
      example.plan(price: example.price())
    )
  }
}
