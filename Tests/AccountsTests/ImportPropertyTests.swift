import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundation
import Foundations
import Fuzzing
import JSONText
import ModelAccounts
import Providers
import TestSupport
import Testing

/// An account of any catalog comes back as a catalog that it equals.
@Suite struct ImportPropertyTests {
  /// How many objects of accounts came back.
  struct Yield {
    var objects = 0
    var imported = 0
    /// How often something was left out for a reason, without the names in it.
    var reasons: [String: Int] = [:]

    static func += (left: inout Yield, right: Yield) {
      left.objects += right.objects
      left.imported += right.imported
      left.reasons.merge(right.reasons, uniquingKeysWith: +)
    }

    var described: String {
      let most = reasons.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(25)
      return "\(imported) of \(objects)\n" + most.map { "\($0.value) × \($0.key)" }.joined(separator: "\n")
    }
  }

  /// Imports the account of a catalog, and creates what was imported in another account.
  private static func check<Account: ModelAccount>(_ empty: Account, _ catalog: Catalog, _ label: String) throws -> Yield {
    var client = AccountPairTests.Client(empty)
    // Not every catalog can be applied everywhere.
    guard try client.apply(catalog).conflicts == [] else { return Yield() }
    let state = try ImportTests.state(client.transport)
    let (imported, result) = try ImportTests.imported(client.transport, label)
    let wholes = Account.api.kinds.filter { !$0.isWholeless }.flatMap { kind in
      state.objects(kind.name).filter { !$0.isArchived }.map(\.id)
    }
    var yield = Yield()
    yield.objects = Set(wholes).count
    yield.imported = yield.objects - Set(imported.omissions.map { "\($0.noun) \($0.id)" }).count
    for omission in imported.omissions { yield.reasons["\(omission.noun): \(masked(omission.reason))", default: 0] += 1 }
    // Everything is in the catalog or listed.
    let known = Set(imported.ledger.entries.map(\.id) + imported.omissions.map(\.id))
    let missing = wholes.filter { !known.contains($0) }
    #expect(missing == [], "\(label)")
    if imported.omissions.isEmpty, !result.items.isEmpty {
      var fresh = AccountPairTests.Client(empty)
      #expect(try fresh.apply(result).conflicts == [], "\(label)")
      let (old, new) = (client.transport.account, fresh.transport.account)
      let isWhole = imported.ledger.entries.allSatisfy { $0.withheld.isEmpty }
      #expect(
        old.comparable(old.live.map { comparable($0, isWhole) }) == new.comparable(new.live.map { comparable($0, isWhole) }),
        "\(label)")
    }
    return yield
  }

  private static func masked(_ reason: String) -> String {
    reason.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }.joined(separator: "`").prefix(90).description
  }

  /// An object without the marks and names of the catalog's choice, unless it must have them, too. Rate cards are in no order.
  private static func comparable(_ value: JSON, _ isWhole: Bool) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map { comparable($0, isWhole) })
    case .object(let members):
      let isFee =
        value["featureKey"] == nil && value["paymentTerm"] == nil && value["billingCadence"] != nil && value["price"] != nil
      var own: [JSON.Member] = []
      for member in members {
        // The default, which a catalog may spell out.
        if member.name == "preserveOverageAtReset", member.value == false { continue }
        if !isWhole {
          if member.name.hasPrefix("catalog") || member.name == "provider" || member.name == "lookup_key" { continue }
          if isFee, member.name == "name" || member.name == "key" { continue }
        }
        let inner = comparable(member.value, isWhole)
        own.append(
          .init(
            member.name,
            member.name == "rateCards" ? .array(inner.elements.sorted { $0.compact < $1.compact }) : inner))
      }
      return .object(own)
    default: return value
    }
  }

  /// Which catalogs a test draws: the first 24, or those in the variable `IMPORT_SEEDS` of the environment, such as `24..<500`.
  private static let seeds: Range<UInt64> = .given(by: "IMPORT_SEEDS") ?? 0..<24

  private static func catalogs(_ provider: String, _ seed: UInt64) -> [Catalog] {
    let ids: [String?] = ["shop", nil]
    switch provider {
    case "openmeter":
      return ids.compactMap {
        OpenMeterPairTests.catalog(OpenMeterPairTests.json(seed, id: $0, mode: seed % 4 == 0 ? nil : "plans"))
      }
    case "autumn": return ids.compactMap { AccountPairTests.catalog(seed, id: $0, edit: AutumnPairTests.withKeys) }
    default: return ids.compactMap { AccountPairTests.catalog(seed, id: $0) }
    }
  }

  /// The least part of the objects that must come back, in percent.
  ///
  /// Neither Stripe nor Dodo Payments keeps how much a top-up adds.
  private static let least = [
    "stripe": 70, "razorpay": 95, "dodo": 40, "openmeter": 90, "polar": 90, "creem": 95, "autumn": 75,
  ]

  @Test(arguments: AccountAPI.all.map(\.provider.name))
  func `accounts of random catalogs come back`(provider: String) throws {
    let account = try #require(modelAccount(provider))
    var yield = Yield()
    for seed in Self.seeds {
      for catalog in Self.catalogs(provider, seed) { yield += try Self.check(account, catalog, "\(seed)") }
    }
    #expect(yield.imported * 100 >= yield.objects * Self.least[provider, default: 100], "\(yield.described)")
    #expect(yield.objects > 50)
  }

  // MARK: Accounts that people have changed

  private static let hostile = [
    "\u{1B}[31mred", "two\nlines", "a/b/{c}", "Plan (price0)", "", "Name", "é \u{202E}🎉", "CON%2F..", "true", "(", "x (",
    String(repeating: "long ", count: 60),
  ]

  /// An object with other names and marks, or without marks.
  private static func changed(_ value: JSON, _ random: inout SeededGenerator, marks: Bool) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map { changed($0, &random, marks: marks) })
    case .object(let members):
      var own: [JSON.Member] = []
      for member in members {
        let isMark = member.name.hasPrefix("catalog")
        if isMark, !marks { continue }
        let isName = ["name", "display_name", "description", "nickname"].contains(member.name)
        // What another catalog has created is left out, which would be almost everything.
        let isKept = member.name == "catalogId" ? random.below(10) > 0 : random.below(3) == 0
        if isMark || isName, case .string = member.value, !isKept {
          own.append(.init(member.name, .string(hostile[random.below(hostile.count)])))
        } else {
          own.append(.init(member.name, changed(member.value, &random, marks: marks)))
        }
      }
      return .object(own)
    default: return value
    }
  }

  /// What people may change at a provider, in any form that its API has.
  private static let numbers: Set = [
    "unit_amount", "unit_amount_decimal", "flat_amount", "up_to", "price", "amount", "price_amount", "fixed_price",
    "price_per_unit",
    "free_threshold", "credits_amount", "unit_price", "free_allowance", "included", "to", "issueAfterReset", "upToAmount",
    "units",
    "percent_off", "basis_points", "percentage", "value", "duration_in_months", "trial_period_days", "interval_count",
    "max_redemptions",
    "payment_frequency_count", "recurring_interval_count", "trial_interval_count", "billing_units", "max_purchase",
  ]
  private static let intervals = [
    "day", "week", "month", "year", "Month", "Year", "every-month", "every-year", "P1M", "P1Y", "monthly",
  ]

  /// An object with other numbers and intervals.
  private static func edited(_ value: JSON, _ random: inout SeededGenerator) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map { edited($0, &random) })
    case .object(let members):
      return .object(
        members.map { member in
          if random.below(8) == 0, numbers.contains(member.name), let number = member.value.decimal {
            let values = [number + ExactDecimal(1), number.scaled(by: 1), .zero, number.scaled(by: -1), number + number]
            let new = values[random.below(values.count)]
            return .init(member.name, member.value.text == nil ? .number(new) : .string(new.plain))
          }
          if random.below(8) == 0, let text = member.value.text, intervals.contains(text) {
            return .init(member.name, .string(intervals[random.below(intervals.count)]))
          }
          return .init(member.name, edited(member.value, &random))
        })
    default: return value
    }
  }

  private static func state<Account: ModelAccount>(_ account: Account, _ catalog: Catalog) throws -> AccountState {
    var client = AccountPairTests.Client(account)
    _ = try client.apply(catalog)
    return try ImportTests.state(client.transport)
  }

  /// Imports accounts of random catalogs in which each object was changed.
  ///
  /// - Returns: how many objects there are, and how many of them were imported.
  private static func importEdited(
    _ provider: String, _ edit: (JSON, inout SeededGenerator) -> JSON
  ) throws -> (objects: Int, imported: Int) {
    let account = try #require(modelAccount(provider))
    let api = type(of: account).api
    var (objects, imported) = (0, 0)
    for seed in seeds.prefix(seeds.count / 4) {
      var random = SeededGenerator(seed: seed)
      for catalog in catalogs(provider, seed) {
        let old = try state(account, catalog)
        let lists = old.lists.map { list in
          (
            kind: list.kind,
            objects: list.objects.map { object in
              AccountState.Object(
                id: object.id, json: edit(object.json, &random), isArchived: object.isArchived, parent: object.parent)
            }
          )
        }
        let edited = AccountState(provider: old.provider, account: old.account, lists: lists)
        objects += edited.lists.flatMap(\.objects).filter { !$0.isArchived && $0.parent == nil }.count
        imported += try ImportTests.imported(edited, api, "\(seed)").imported.ledger.entries.count
      }
    }
    return (objects, imported)
  }

  @Test(arguments: AccountAPI.all.map(\.provider.name), [true, false])
  func `accounts with hostile names and without marks`(provider: String, marks: Bool) throws {
    let (objects, imported) = try Self.importEdited(provider) { Self.changed($0, &$1, marks: marks) }
    // Not everything is given up. At Polar, hostile names are those of benefits, which take their products along.
    #expect(imported * 6 > objects, "\(imported) of \(objects)")
  }

  @Test(arguments: AccountAPI.all.map(\.provider.name))
  func `accounts whose numbers people have changed`(provider: String) throws {
    let (objects, imported) = try Self.importEdited(provider) { Self.edited($0, &$1) }
    #expect(imported * 5 > objects, "\(imported) of \(objects)")
  }

  @Test(arguments: AccountAPI.all.map(\.provider.name), exampleCatalogs)
  func `accounts of the example catalogs come back`(provider: String, _ example: ExampleCatalog) throws {
    let account = try #require(modelAccount(provider))
    let catalog = try #require(analyze(example.source, providers: Provider.declarations).catalog)
    _ = try Self.check(account, catalog, example.name)
  }
}

extension ObjectKind {
  /// Whether it is a part of another object.
  fileprivate var isWholeless: Bool {
    if case .parent = ownership { true } else { false }
  }
}
