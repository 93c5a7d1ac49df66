import Diagnostics

extension RuleFamily {
  static let metadataFamilies: [RuleFamily] = [
    metadataLimit, metadataOverridden, metadataReserved, metadataNotSent, metadataOnCheckout,
  ]

  static let metadataLimit = RuleFamily("metadata-limit", .detail("an entry of metadata is dropped")) { title in
    "A metadata entry exceeds the limits of \(title)"
  } explanation: { title in
    """
    \(title) limits the number of entries, including those that catalogc adds, as well as the length and characters of names \
    and values. The entry is ignored. Shorten it, rename it, or remove other entries.
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

  static let metadataOverridden = RuleFamily("metadata-overridden", .detail("one of two entries of metadata is dropped")) {
    title in
    "Two metadata entries of the same \(title) object share a name"
  } explanation: { title in
    """
    The object combines the metadata of several parts of the catalog, such as an item and its price. If two entries have the \
    same name, one is used, usually the more specific one, and the other is ignored. Rename one of them to keep both.
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

  static let metadataReserved = RuleFamily(
    "metadata-reserved", .access("programs that read the entry decide what a payment gives")
  ) { title in
    "A metadata entry uses a name that catalogc reserves at \(title)"
  } explanation: { title in
    """
    catalogc adds its own entries to the objects that it creates at \(title), and later finds the objects by them. A catalog \
    entry with the same name is ignored. Rename it.
    """
  } example: { example in
    func plan(_ name: String) -> String {
      example.plan(#""metadata": {\#(name): "spring"}, "prices": {"monthly": \#(example.price())}"#)
    }
    return (plan(#"⟦"catalogPriceId"⟧"#), plan(#""campaign""#))
  }

  static let metadataNotSent = RuleFamily("metadata-not-sent", .detail("metadata is dropped")) { title in
    "\(title) has no field for metadata"
  } explanation: { title in
    """
    The object at \(title) has no metadata, so the catalog's is ignored. If a program needs it, move it to the plan, add-on or \
    top-up.
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

  static let metadataOnCheckout = RuleFamily("metadata-on-checkout", .detail("metadata is sent with another object")) { title in
    "Metadata is sent with the checkout at \(title)"
  } explanation: { title in
    """
    The object for sale has no metadata at \(title), so the checkout carries it. A purchase that does not use a checkout request \
    of the artifact has no metadata.
    """
  } example: { example in
    (example.addon(#""metadata": ⟦{"tier": "gold"}⟧"#), example.addon())
  }
}
