import Catalog
import Diagnostics
import Foundations
import Syntax

/// Checks of pools, default plans and codes, which involve several entries.
extension Resolver {
  /// Reports features that draw on two pools.
  mutating func checkPools() {
    var pools: [ScalarString: (pool: Header, node: NodeID)] = [:]
    for pool in draft.features {
      for cost in pool.costs {
        let name = ScalarString(cost.feature.name)
        guard let first = pools[name] else {
          pools[name] = (pool.header, cost.feature.node)
          continue
        }
        // A name that is repeated in one pool is a duplicate key.
        guard first.pool !== pool.header else { continue }
        report(
          .creditPool, "feature \(quoted(cost.feature.name)) draws on pool \(quoted(first.pool.id)) already",
          at: .name(cost.feature.node), help: "remove it from one of the pools",
          related: [.init("the other pool", at: .name(first.node))])
      }
    }
  }

  /// Reports items that entitle a pool and a feature that draws on it: which of the two is used first is not defined.
  mutating func checkPools(_ catalog: Catalog) {
    guard catalog.features.contains(where: \.isPool) else { return }
    for item in catalog.items {
      for price in [nil] + item.prices.map(Optional.some) {
        if let price, price.ownEntitlements.isEmpty { continue }
        let entitlements = item.entitlements(at: price)
        for entitlement in entitlements {
          for cost in catalog.features[entitlement.feature].costs {
            guard let own = entitlements.first(where: { $0.feature == cost.feature }), own.isGranted else { continue }
            let (pool, member) = (catalog.features[entitlement.feature].header, catalog.features[cost.feature].header)
            report(
              .poolAndMember,
              "\(quoted(member.id)) draws on pool \(quoted(pool.id)), and the item grants both", at: own.place.name,
              help: "remove one of the two entitlements", related: [.init("the pool", at: entitlement.place.name)])
          }
        }
      }
    }
  }

  /// Reports second default plans of a group, and default plans that are not free.
  mutating func checkDefaults() {
    // A group has a name, so that no name stands for the plans without one.
    var defaults: [ScalarString: Header] = [:]
    for plan in draft.plans where plan.isDefault {
      let place = plan.header.place["default"].name
      let group = ScalarString(plan.group ?? "")
      if let first = defaults[group] {
        let name = plan.group.map { "group \(quoted($0))" } ?? "the group of plans without `group`"
        report(
          .repeatedDefault, "\(name) has a default plan already", at: place, help: "remove `default` from one of them",
          related: [.init("the other default plan", at: first.place["default"].name)])
      } else {
        defaults[group] = plan.header
      }
      if let price = plan.prices.read.first(where: { !$0.isFree }) {
        report(
          .defaultNotFree, "a default plan must be free, but a price is \(price.described)", at: place,
          help: "remove the price, or `default`", related: [.init("the price", at: price.place.name)])
      } else if let usage = plan.entitlements.first(where: { $0.value?.hasUsagePrices == true }) {
        report(
          .defaultNotFree, "a default plan must be free, but it has usage prices", at: place,
          help: "remove the usage prices, or `default`",
          related: [.init("the usage prices", at: Place(usage.feature.node)["prices"].name)])
      } else if plan.quantity != nil {
        report(
          .defaultNotFree, "a default plan is not bought, but it has a quantity", at: place,
          help: "remove `quantity`, or `default`", related: [.init("the quantity", at: plan.header.place["quantity"].name)])
      } else if plan.availability != .sold {
        report(
          .defaultNotFree, "a default plan is not bought, so it cannot be on request or no longer sold", at: place,
          help: "remove `default`, or \(plan.availability == .unsold ? "`sold`" : "`onRequest`")")
      }
    }
  }

  /// Reports codes of two discounts. Customers type a code, so it can have only one meaning.
  mutating func checkCodes() {
    var codes: [String: (discount: Header, place: Place)] = [:]
    for discount in draft.discounts {
      for code in discount.codes {
        guard let first = codes[code.text] else {
          codes[code.text] = (discount.header, code.place)
          continue
        }
        guard first.discount !== discount.header else { continue }
        report(
          .duplicateCode, "code `\(code.text)` belongs to discount \(quoted(first.discount.id)) already", at: code.place.name,
          help: "use another code", related: [.init("the other discount", at: first.place.name)])
      }
    }
  }
}
