import Diagnostics
import JSONText
import Syntax

/// Keys, lookup keys and the names of metadata: what entries must not have in common.
extension Resolver {
  mutating func checkKeys(_ headers: [Header], _ what: String) {
    var seen: [ExactString: Header] = Dictionary(minimumCapacity: headers.count)
    for header in headers {
      let key = ExactString(header.key)
      guard let first = seen[key] else {
        seen[key] = header
        continue
      }
      // One id twice is a duplicate key of the file, and reported as such.
      if first.id.isExactly(header.id) { continue }
      report(
        .duplicateKey, "two \(what) have the key \(quoted(header.key))", at: header.place["key"],
        help: "keys tell \(what) apart at the providers: give one of them another",
        related: [.init("the first is \(quoted(first.id))", at: first.place["key"])])
    }
  }

  mutating func checkLookupKeys() {
    // The sections of a file may be in any order: the later of two prices is the one that the file has later.
    let sections = [draft.plans.flatMap(\.prices), draft.addons.flatMap(\.plan.prices), draft.topups.flatMap(\.prices)]
      .filter { !$0.isEmpty }.sorted { $0[0].node < $1[0].node }
    var seen: [ExactString: Draft.Price] = Dictionary(minimumCapacity: sections.reduce(0) { $0 + $1.count })
    for price in sections.joined() {
      let key = ExactString(price.lookupKey)
      guard let first = seen[key] else {
        seen[key] = price
        continue
      }
      // Two items with one key, or one item twice, have the same lookup keys, which is reported at their keys.
      if first.kind == price.kind, first.owner.key.isExactly(price.owner.key), !price.hasOwnLookupKey, !first.hasOwnLookupKey {
        continue
      }
      report(
        .duplicateLookupKey, "two prices have the lookup key \(quoted(price.lookupKey))", at: Place(price.node)["lookupKey"],
        help: "give one of them a \"lookupKey\" of its own",
        related: [.init("the first stands here", at: Place(first.node)["lookupKey"])])
    }
  }

  // MARK: Metadata

  mutating func checkMetadata() {
    for meter in draft.meters { check(meter.header.metadata, meter.header.place, reserved: ReservedMetadata.meter) }
    for feature in draft.features { check(feature.header.metadata, feature.header.place, reserved: ReservedMetadata.feature) }
    for plan in draft.plans { checkMetadata(of: plan, reserved: ReservedMetadata.plan) }
    for addon in draft.addons { checkMetadata(of: addon.plan, reserved: ReservedMetadata.addon) }
    for topup in draft.topups {
      check(topup.header.metadata, topup.header.place, reserved: ReservedMetadata.topup)
      check(topup.grant.metadata, topup.header.place["grant"], reserved: ReservedMetadata.topup)
      checkMetadata(of: topup.prices, reserved: ReservedMetadata.topup)
    }
    for settings in draft.providers { check(settings.metadata, settings.place, reserved: ReservedMetadata.all) }
  }

  private mutating func checkMetadata(of plan: Draft.Plan, reserved: [String]) {
    check(plan.header.metadata, plan.header.place, reserved: reserved)
    checkMetadata(of: plan.prices, reserved: reserved)
    for entitlement in plan.entitlements {
      check(
        entitlement.metadata, Place(entitlement.feature.node),
        reserved: reserved.filter { $0.hasSuffix("Id") } + ReservedMetadata.feature)
    }
  }

  private mutating func checkMetadata(of prices: [Draft.Price], reserved: [String]) {
    for case let price? in prices.map(\.price) {
      check(price.metadata, price.place, reserved: reserved + ReservedMetadata.price)
    }
  }

  private mutating func check(_ metadata: [JSON.Member], _ owner: Place, reserved: @autoclosure () -> [String]) {
    if metadata.isEmpty { return }
    let reserved = reserved()
    for member in metadata where reserved.contains(where: { $0.isExactly(member.name) }) {
      report(
        .reservedMetadata, "the compiler writes '\(member.name)' itself, and its value wins",
        at: owner["metadata", member.name].name, help: "give the entry another name")
    }
  }
}
