import Diagnostics

extension RuleFamily {
  static let metadataFamilies: [RuleFamily] = [
    metadataLimit, metadataOverridden, metadataReserved, metadataNotSent, metadataOnCheckout,
  ]

  static let metadataLimit = RuleFamily("metadata-limit", .warning) { title in
    "A metadata entry exceeds the limits of \(title)"
  } explanation: { title in
    """
    \(title) limits the number of entries, including those that catalogc writes, and the length and characters of names and \
    values. The entry is ignored. Shorten it, rename it, or remove entries.
    """
  } example: { example in
    func plan(_ entry: String) -> String {
      example.plan(#""metadata": {\#(entry)}, "prices": {"monthly": \#(example.price())}"#)
    }
    let limits = example.limits.metadata ?? MetadataLimits(valueLength: 500)
    if !limits.allowsInName("[") { return (plan(#""tier[0]": ⟦"gold"⟧"#), plan(#""tier_0": "gold""#)) }
    if !limits.allowsEmpty { return (plan(#""tier": ⟦""⟧"#), plan(#""tier": "gold""#)) }
    if limits.nameLength < min(limits.valueLength, 10_000) {
      let (long, short) = (example.text("t", limits.nameLength + 1), example.text("t", limits.nameLength))
      return (plan(#"\#(long): ⟦"gold"⟧"#), plan(#"\#(short): "gold""#))
    }
    let length = min(limits.valueLength, 10_000)
    return (plan(#""terms": \#(marked(example.text("t", length + 1)))"#), plan(#""terms": \#(example.text("t", length))"#))
  }

  static let metadataOverridden = RuleFamily("metadata-overridden", .note) { title in
    "Two metadata entries with the same name go to one \(title) object"
  } explanation: { title in
    """
    The object carries the metadata of several parts of the catalog, such as an item and its price. Of two entries with the \
    same name it keeps one, usually the more specific one, and the other is ignored. Rename one of them to keep both.
    """
  } example: { example in
    func plan(_ name: String, _ value: String) -> String {
      example.plan(
        #"""
        "metadata": {\#(name): \#(value)},
           "prices": {"monthly": \#(example.price("2000", #""metadata": {"tier": "silver"}"#))}
        """#)
    }
    return (plan(#""tier""#, #"⟦"gold"⟧"#), plan(#""level""#, #""gold""#))
  }

  static let metadataReserved = RuleFamily("metadata-reserved", .warning) { title in
    "A metadata entry has a name that catalogc writes at \(title)"
  } explanation: { title in
    """
    catalogc puts entries of its own on the objects it creates at \(title), by which it finds them again. An entry of the \
    catalog with the same name is ignored. Rename it.
    """
  } example: { example in
    func plan(_ name: String) -> String {
      example.plan(#""metadata": {\#(name): "spring"}, "prices": {"monthly": \#(example.price())}"#)
    }
    return (plan(#"⟦"catalogPriceId"⟧"#), plan(#""campaign""#))
  }

  static let metadataNotSent = RuleFamily("metadata-not-sent", .note) { title in
    "Metadata has no field at \(title)"
  } explanation: { title in
    """
    The object at \(title) has no metadata, so the catalog's is ignored. Put it on the plan, add-on or top-up if a program \
    needs it.
    """
  } example: { example in
    if example.limits.keeps.contains(.features) {
      return (
        example.catalog([
          FamilyExample.boolean,
          #"""
          "plans": {"pro": {"entitlements": {"api": {"metadata": ⟦{"team": "core"}⟧}},
             "prices": {"monthly": \#(example.price())}}}
          """#,
        ]), example.plan(#""metadata": {"team": "core"}, "prices": {"monthly": \#(example.price())}"#)
      )
    }
    return (example.topup(#""grant": {"metadata": ⟦{"team": "core"}⟧}"#), example.topup(#""metadata": {"team": "core"}"#))
  }

  static let metadataOnCheckout = RuleFamily("metadata-on-checkout", .note) { title in
    "Metadata is sent with the checkout at \(title)"
  } explanation: { title in
    """
    The object that is sold has no metadata at \(title), so the checkout carries it. A customer who buys without a checkout \
    from the catalog's requests brings none.
    """
  } example: { example in
    (example.addon(#""metadata": ⟦{"tier": "gold"}⟧"#), example.addon())
  }
}
