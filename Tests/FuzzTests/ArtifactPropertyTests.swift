import Accounts
import Catalog
import Diagnostics
import Foundations
import Fuzzing
import JSONText
import Providers
import TestSupport
import Testing

/// Invariants of all artifacts, checked for random catalogs and every provider.
@Suite struct ArtifactPropertyTests {
  // MARK: Numbers

  /// All amounts of these catalogs are above 1000; numbers that providers add, such as years, units and page sizes, are not.
  @Test(arguments: 0..<10) func `every number of an artifact comes from the catalog`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    let catalog = try sound.catalog
    var known = Numbers.all(in: sound.json)
    // The largest quantity that Stripe's checkout accepts, where the catalog has no maximum.
    known.insert(ExactDecimal(999_999))
    for discount in catalog.discounts {
      // Stripe counts the seconds of a time, Polar and Dodo the basis points of a percentage.
      let times = [discount.expiresAt] + discount.codes.map(\.expiresAt)
      known.formUnion(times.compactMap { $0.map { ExactDecimal($0.seconds) } })
      if case .percent(let percent) = discount.reduction { known.insert(percent.multiplied(by: 100)) }
    }
    for price in catalog.items.flatMap(\.prices) {
      known.formUnion(Numbers.charges(of: price).joined())
      known.formUnion(Numbers.bounds(of: price))
    }
    for output in sound.compilation.outputs {
      let numbers = Numbers.all(in: output.artifact.json(warnings: []))
      let invented = numbers.filter { $0 > ExactDecimal(1_000) && !known.contains($0) }
      #expect(invented.isEmpty, "seed \(seed), \(output.provider.name): \(invented)")
    }
  }

  @Test(arguments: 0..<10) func `every charge is sent with its amount, or there is a finding for it`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    let catalog = try sound.catalog
    for output in sound.compilation.outputs {
      let requests = output.artifact.requests
      let sent = Numbers.all(in: .array(requests.compactMap(\.body)))
      for item in catalog.items where item.isOffered {
        for price in item.prices where price.isSold && Numbers.charges(of: price).contains(where: { sent.isDisjoint(with: $0) }) {
          // If an item is not for sale, the finding may be at its feature, its plans or its currency, or at the meter of its usage.
          let path = "\(item.kind.section).\(item.header.id)"
          let features = (item.topup.map { [$0.feature] } ?? price.usage.map(\.feature)).map { catalog.features[$0] }
          let meters = features.compactMap(\.meter).map { "meters.\(catalog.meters[$0].header.id)" }
          let paths = [path] + features.map { "features.\($0.header.id)" } + meters
          let isSaid = paths.contains { speaks(of: $0, output, sound) }
          #expect(isSaid, "seed \(seed), \(output.provider.name): no finding for \(path), \(price.id)")
        }
      }
    }
  }

  @Test(arguments: 0..<20) func `what is not for sale has the reason as its only finding`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    for output in sound.compilation.outputs {
      let needless = sound.compilation.needlessFindings(of: output)
      #expect(needless.isEmpty, "seed \(seed): \(needless)")
    }
  }

  // MARK: Order

  @Test(arguments: 0..<8) func `artifacts follow the order of the file`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    try expectFileOrder(sound, seed)
  }

  @Test(arguments: 0..<8) func `reordering entries reorders the artifact`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    var random = SeededGenerator(seed: seed)
    let sections = ["plans", "addons", "topups"]
    let shuffled = sections.reduce(sound.json) { json, section in
      json[section].map { json.setting([section], to: .object($0.members.shuffled(using: &random))) } ?? json
    }
    let other = try SoundCatalog(shuffled, "seed \(seed), shuffled")
    try expectFileOrder(other, seed)
    // If the catalog sets no default currency, Polar uses the one of the first price.
    for (one, another) in zip(sound.compilation.outputs, other.compilation.outputs) where one.provider.name != "polar" {
      let ids = [one, another].map { $0.artifact.requests.map(\.id).sorted() }
      #expect(ids[0] == ids[1], "seed \(seed), \(one.provider.name)")
    }
  }

  /// Products, prices and the requests of each kind are in the same order as plans and prices.
  private func expectFileOrder(_ sound: SoundCatalog, _ seed: UInt64) throws {
    let items = try sound.catalog.items
    let all = items.flatMap { item in
      item.prices.filter { !$0.isImplied }.map { "\(item.kind.rawValue)/\(item.header.id)/\($0.id)" }
    }
    for output in sound.compilation.outputs where output.provider.name != "openmeter" {
      let prices = output.artifact.sections.first { $0.name == "prices" }?.member.value
      guard case .array(let elements)? = prices else { continue }
      let listed = elements.compactMap { price -> String? in
        // Usage prices follow the prices of their item.
        guard price["usage"] == nil, case .string(let kind)? = price["kind"], case .string(let id)? = price["catalogPriceId"],
          let item = Item.Kind(rawValue: kind), case .string(let owner)? = price[item.idField]
        else { return nil }
        return "\(kind)/\(owner)/\(id)"
      }
      #expect(listed == all, "seed \(seed), \(output.provider.name)")
      // Other providers put the price in the default currency first, or whatever other requests refer to.
      guard ["stripe", "razorpay", "creem"].contains(output.provider.name) else { continue }
      for section in ["prices", "purchase"] {
        let wanted = items.filter { $0.kind == .plan }
          .flatMap { item in item.prices.map { Request.id(section, "plan", item.header.id, $0.id) } }
        let made = output.artifact.requests.map(\.id).filter(wanted.contains)
        #expect(made == wanted.filter(made.contains), "seed \(seed), \(output.provider.name), \(section)")
      }
    }
  }

  // MARK: Entitlements

  @Test(arguments: 0..<8) func `a disabled feature is never granted`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    for (path, entitlement) in entitlements(sound.json) where entitlement == false || entitlement["enabled"] == false {
      // An item needs an entitlement, so its last one cannot be removed for the comparison.
      guard let owner = sound.json.at(Array(path.dropLast())), owner.members.count > 1 else { continue }
      // In place of it, a price may grant the feature, and the order is that of the item.
      let prices = sound.json.at(Array(path.prefix(2)))?["prices"]?.members ?? []
      if prices.contains(where: { $0.value["entitlements"]?[path[3]] != nil }) { continue }
      let without = try SoundCatalog(sound.json.setting(path, to: nil), "seed \(seed) without \(path)")
      for (one, other) in zip(sound.compilation.outputs, without.compilation.outputs) {
        #expect(
          one.artifact.json(warnings: []).compact == other.artifact.json(warnings: []).compact,
          "seed \(seed), \(one.provider.name), \(path)")
      }
    }
  }

  @Test(arguments: 0..<8) func `a reset is never dropped without a finding`(seed: UInt64) throws {
    let sound = try SoundCatalog(seed: seed)
    for (path, entitlement) in entitlements(sound.json) {
      guard case .string(let reset)? = entitlement["reset"] else { continue }
      let other = try SoundCatalog(
        sound.json.setting(path + ["reset"], to: reset == "week" ? "year" : "week"), "seed \(seed), reset of \(path)")
      for (one, another) in zip(sound.compilation.outputs, other.compilation.outputs)
      where one.sells(path) && one.artifact.json(warnings: []).isSame(as: another.artifact.json(warnings: [])) {
        let name = path.joined(separator: ".")
        let feature = "features.\(path[3])"
        let isSaid = speaks(of: name, one, sound) || speaks(of: feature, one, sound)
        #expect(
          isSaid, "seed \(seed), \(one.provider.name): no finding for \(name)")
      }
    }
  }

  private func entitlements(_ json: JSON) -> [(path: [String], value: JSON)] {
    ["plans", "addons"].flatMap { section in
      (json[section]?.members ?? []).flatMap { item in
        (item.value["entitlements"]?.members ?? []).map { ([section, item.name, "entitlements", $0.name], $0.value) }
      }
    }
  }

  /// True if the provider has a finding at the path, inside it or at a container of it below the sections of the catalog.
  private func speaks(of path: String, _ output: Compilation.Output, _ sound: SoundCatalog) -> Bool {
    sound.compilation.diagnostics.contains { diagnostic in
      guard diagnostic.provider == output.provider.name, diagnostic.path.contains(".") else { return false }
      return path == diagnostic.path || path.hasPrefix(diagnostic.path + ".") || diagnostic.path.hasPrefix(path + ".")
    }
  }
}

extension Compilation.Output {
  /// True if there is a request for the plan or add-on that contains the path. An item in an unsupported currency is not for
  /// sale; there is a finding at its price.
  fileprivate func sells(_ path: [String]) -> Bool {
    let item = "/" + Request.id(String(path[0].dropLast()), path[1])
    return artifact.requests.contains { $0.id.hasSuffix(item) || $0.id.contains(item + "/") }
  }
}

extension Item.Kind {
  fileprivate var section: String { rawValue + "s" }
}
