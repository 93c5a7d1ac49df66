import Diagnostics
import JSONText
import Syntax

/// Keys, lookup keys and the names of metadata: what entries must not have in common.
extension Validator {
  mutating func checkKeys(_ headers: [Header], _ what: String) {
    var seen: [ExactString: Header] = Dictionary(minimumCapacity: headers.count)
    for header in headers {
      let key = ExactString(header.key)
      guard let first = seen[key] else {
        seen[key] = header
        continue
      }
      // One id twice is a duplicate key of the file, and told as such.
      if ExactString(first.id) == ExactString(header.id) { continue }
      report(
        .duplicateKey, "two \(what) have the key \(quoted(header.key))", at: Place(header.origin)["key"],
        help: "keys tell \(what) apart at the providers: give one of them another",
        related: [.init("the first is \(quoted(first.id))", at: Place(first.origin)["key"])])
    }
  }

  mutating func checkLookupKeys() {
    // The sections of a file may stand in any order: the later one is the one that the file has later.
    let prices = [
      draft.plans.map { ($0.header, $0.prices) }, draft.addons.map { ($0.plan.header, $0.plan.prices) },
      draft.topups.map { ($0.header, $0.prices) },
    ].enumerated().flatMap { section, items in
      items.flatMap { header, prices in prices.map { (section: section, owner: header, price: $0) } }
    }.sorted { $0.price.origin < $1.price.origin }
    var seen: [ExactString: (section: Int, owner: Header, price: Draft.Price)] = Dictionary(minimumCapacity: prices.count)
    for (section, owner, price) in prices {
      let key = ExactString(price.lookupKey)
      guard let (firstSection, firstOwner, first) = seen[key] else {
        seen[key] = (section, owner, price)
        continue
      }
      // Two items with one key, or one item twice, have the same lookup keys; that is told where their keys stand.
      if section == firstSection, ExactString(owner.key) == ExactString(firstOwner.key), !price.hasOwnLookupKey,
        !first.hasOwnLookupKey
      {
        continue
      }
      report(
        .duplicateLookupKey, "two prices have the lookup key \(quoted(price.lookupKey))",
        at: Place(price.origin)["lookupKey"], help: "give one of them a \"lookupKey\" of its own",
        related: [.init("the first stands here", at: Place(first.origin)["lookupKey"])])
    }
  }

  mutating func checkMetadata() {
    for meter in draft.meters { checkMetadata(meter.header, reserved: ReservedMetadata.meter) }
    for feature in draft.features { checkMetadata(feature.header, reserved: ReservedMetadata.feature) }
    for plan in draft.plans { checkMetadata(plan, reserved: ReservedMetadata.plan) }
    for addon in draft.addons { checkMetadata(addon.plan, reserved: ReservedMetadata.addon) }
    for topup in draft.topups {
      checkMetadata(topup.header, reserved: ReservedMetadata.topup)
      checkMetadata(topup.grant.metadata, Place(topup.header.origin)["grant"], reserved: ReservedMetadata.topup)
      checkMetadata(topup.prices, reserved: ReservedMetadata.topup)
    }
    for settings in draft.providers {
      checkMetadata(settings.metadata, Place(settings.origin), reserved: ReservedMetadata.all)
    }
  }

  private mutating func checkMetadata(_ plan: Draft.Plan, reserved: [String]) {
    checkMetadata(plan.header, reserved: reserved)
    checkMetadata(plan.prices, reserved: reserved)
    // Most entries have no metadata: no list of names is put together for them.
    for entitlement in plan.entitlements where !entitlement.metadata.isEmpty {
      checkMetadata(
        entitlement.metadata, Place(entitlement.feature.node),
        reserved: reserved.filter { $0.hasSuffix("Id") } + ReservedMetadata.feature)
    }
  }

  private mutating func checkMetadata(_ prices: [Draft.Price], reserved: [String]) {
    for draft in prices {
      guard let price = draft.price, !price.metadata.isEmpty else { continue }
      checkMetadata(price.metadata, Place(price.origin), reserved: reserved + ReservedMetadata.price)
    }
  }

  private mutating func checkMetadata(_ header: Header, reserved: [String]) {
    checkMetadata(header.metadata, Place(header.origin), reserved: reserved)
  }

  private mutating func checkMetadata(_ metadata: [JSON.Member], _ owner: Place, reserved: [String]) {
    for member in metadata where reserved.contains(member.name) {
      report(
        .reservedMetadata, "the compiler writes '\(member.name)' itself, and its value wins",
        at: owner["metadata", member.name].name, help: "give the entry another name")
    }
  }
}
