import Accounts
import Foundations
import JSONText
import ModelCustomers
import Providers
import TestSupport
import Testing

/// The arithmetic of grants, with the numbers that a transliteration of OpenMeter's credit engine gave (openmeterio/openmeter
/// 7e57a394, openmeter/credit/engine).
@Suite struct BalanceTests {
  /// A plan of 1,000 a month with the usage of January, and a top-up of 10,000.
  private func example() throws -> (account: Account, plan: String, topUp: String) {
    let account = Account()
    try account.ground()
    let plan = try account.grant(1000, from: "2027-01-01", recurring: "2027-01-01", max: 1000)
    account.use(600, at: "2027-01-05")
    account.server.advance(to: "2027-01-10")
    let topUp = try account.grant(10_000, from: "2027-01-10", priority: 2, max: 10_000)
    account.use(700, at: "2027-01-15")
    return (account, plan, topUp)
  }

  @Test func `an allowance burns before a top-up, and comes back at the reset, while the top-up stays`() throws {
    let account = Account()
    try account.ground()
    try account.grant(1000, from: "2027-01-01", recurring: "2027-01-01", max: 1000)
    account.use(600, at: "2027-01-05")
    #expect(account.balance("2027-01-05") == 400)
    account.server.advance(to: "2027-01-10")
    try account.grant(10_000, from: "2027-01-10", priority: 2, max: 10_000)
    #expect(account.balance("2027-01-10") == 10_400)
    account.use(700, at: "2027-01-15")
    #expect(account.balance("2027-01-15") == 9700)
    #expect(account.balance("2027-02-01") == 10_700)
    account.use(300, at: "2027-02-09")
    #expect(account.balance("2027-02-09") == 10_400)
  }

  @Test func `an upgrade that voids the old allowance now gives away what was used`() throws {
    let (account, plan, _) = try example()
    account.use(300, at: "2027-02-09")
    account.server.advance(to: "2027-02-10")
    try account.void(plan)
    try account.grant(5000, from: "2027-02-10", recurring: "2027-02-01", max: 5000)
    #expect(account.balance("2027-02-10") == 14_700)
  }

  /// At the start of the period: the new allowance carries the period's usage.
  private func upgraded() throws -> (account: Account, plan: String, topUp: String) {
    let (account, plan, topUp) = try example()
    account.use(300, at: "2027-02-09")
    account.server.advance(to: "2027-02-10")
    let next = try account.grant(5000, from: "2027-02-01", recurring: "2027-02-01", max: 5000)
    try account.void(plan, at: "2027-02-01")
    #expect(account.balance("2027-02-10") == 14_400)
    account.use(1200, at: "2027-02-15")
    #expect(account.balance("2027-02-15") == 13_200)
    return (account, next, topUp)
  }

  @Test func `an upgrade from the start of the period keeps what was used`() throws { _ = try upgraded() }

  @Test func `a downgrade from the start of the period eats what was bought`() throws {
    let (account, plan, _) = try upgraded()
    account.server.advance(to: "2027-02-20")
    try account.grant(1000, from: "2027-02-01", recurring: "2027-02-01", max: 1000)
    try account.void(plan, at: "2027-02-01")
    #expect(account.balance("2027-02-20") == 9200)
  }

  @Test func `a downgrade now leaves what was bought, and begins with the next period`() throws {
    let (account, plan, _) = try upgraded()
    account.server.advance(to: "2027-02-20")
    try account.void(plan)
    try account.grant(1000, from: "2027-03-01", recurring: "2027-03-01", max: 1000)
    #expect(account.balance("2027-02-20") == 9700)
    #expect(account.balance("2027-03-01") == 10_700)
  }

  @Test func `a downgrade at the period's end that is told late is burned anew, and so is the end`() throws {
    let (account, plan, topUp) = try upgraded()
    account.use(200, at: "2027-03-02")
    account.server.advance(to: "2027-03-03")
    let next = try account.grant(1000, from: "2027-03-01", recurring: "2027-03-01", max: 1000)
    try account.void(plan, at: "2027-03-01")
    #expect(account.balance("2027-03-03") == 10_500)
    account.use(950, at: "2027-03-20")
    #expect(account.balance("2027-03-20") == 9550)
    account.server.advance(to: "2027-04-01T00:05:00Z")
    try account.void(next, at: "2027-04-01")
    #expect(account.balance("2027-04-01") == 9550)
    #expect(account.balance("2027-05-02") == 9550)
    try account.void(topUp)
    #expect(account.balance("2027-05-02") == 0)
    #expect(!account.server.hasAccess("acme", "tok"))
  }

  @Test func `grants recur on their own days`() throws {
    let account = Account()
    try account.ground()
    try account.grant(1000, from: "2027-01-01", recurring: "2027-01-01", max: 1000)
    account.server.advance(to: "2027-01-15")
    try account.grant(100, from: "2027-01-15", priority: 2, recurring: "2027-01-15", max: 100)
    account.use(1040, at: "2027-01-20")
    let balances = { account.server.grants("acme", "tok").map { $0["balance"] } }
    #expect(account.balance("2027-01-20") == 60)
    #expect(balances() == [0, 60])
    #expect(account.balance("2027-02-02") == 1060)
    #expect(account.balance("2027-02-16") == 1100)
  }

  @Test func `a grant that recurs on another day than the reset loses its rest to a maximum of 0`() throws {
    let account = Account()
    try account.ground()
    account.server.advance(to: "2027-01-15")
    try account.grant(100, from: "2027-01-15", recurring: "2027-01-15", max: 0)
    #expect(account.balance("2027-01-31") == 100)
    #expect(account.balance("2027-02-01") == 0)
    #expect(account.balance("2027-02-14") == 0)
    #expect(account.balance("2027-02-15") == 100)
  }

  @Test func `a yearly allowance is not given again by monthly resets`() throws {
    let account = Account()
    try account.ground()
    try account.grant(12_000, from: "2027-01-01", recurring: "2027-01-01", interval: "YEAR", max: 12_000)
    account.use(3000, at: "2027-01-20")
    #expect(account.balance("2027-02-10") == 9000)
    #expect(account.balance("2027-12-31") == 9000)
    #expect(account.balance("2028-01-01") == 12_000)
  }

  @Test func `a grant for each paid period that is told late gives back what the top-up bore`() throws {
    let account = Account()
    try account.ground()
    try account.grant(1000, from: "2027-01-01", max: 0)
    try account.grant(10_000, from: "2027-01-01", priority: 2, max: 10_000)
    account.use(700, at: "2027-01-20")
    #expect(account.balance("2027-01-20") == 10_300)
    account.use(200, at: "2027-02-02")
    #expect(account.balance("2027-02-02") == 9800)
    account.server.advance(to: "2027-02-03")
    try account.grant(1000, from: "2027-02-01", max: 0)
    #expect(account.balance("2027-02-03") == 10_800)
  }

  @Test(arguments: [(false, Int64(0), 1000.0), (true, 0, 950), (true, 1000, 1000)])
  func `overage is forgiven at the reset unless it is preserved, and a minimum forgives it, too`(
    isPreserved: Bool, min: Int64, balance: Double
  ) throws {
    let account = Account()
    try account.ground(["preserveOverageAtReset": .bool(isPreserved)])
    try account.grant(1000, from: "2027-01-01", recurring: "2027-01-01", max: 1000, min: min)
    account.use(1050, at: "2027-01-20")
    #expect(account.balance("2027-01-20") == 0)
    #expect(account.server.overage("acme", "tok") == 50)
    #expect(account.balance("2027-02-01") == balance)
    #expect(account.server.overage("acme", "tok") == 0)
  }

  @Test func `a reset with a new anchor keeps the rest of grants`() throws {
    let account = Account()
    try account.ground()
    try account.grant(1000, from: "2027-01-01", max: 1000)
    account.use(300, at: "2027-01-05")
    account.server.advance(to: "2027-01-10")
    let (status, _) = account.send(.post, "/api/v2/customers/acme/entitlements/tok/reset", [:])
    #expect(status == 204)
    #expect(account.balance("2027-01-10") == 700)
    #expect(account.server.usage("acme", "tok") == 0)
    let (_, entitlement) = account.send(.get, "/api/v2/customers/acme/entitlements/tok")
    #expect(entitlement.at("currentUsagePeriod.from") == "2027-01-10T00:00:00Z")
    #expect(entitlement.at("currentUsagePeriod.to") == "2027-02-10T00:00:00Z")
    #expect(entitlement.at("usagePeriod.anchor") == "2027-01-01T00:00:00Z")
  }

  @Test func `earlier ends burn first, then what never ends, then the older one`() throws {
    let account = Account()
    try account.ground()
    let never = try account.grant(10, from: "2027-01-01")
    let later = try account.grant(10, from: "2027-01-01", expiration: ["duration": "DAY", "count": 20])
    let sooner = try account.grant(10, from: "2027-01-01", expiration: ["duration": "DAY", "count": 10])
    let younger = try account.grant(10, from: "2027-01-01")
    let first = try account.grant(10, from: "2027-01-01", priority: 1)
    func order(_ used: Int64) -> [String] {
      account.use(used, at: "2027-01-02")
      _ = account.balance("2027-01-02")
      return account.server.grants("acme", "tok").filter { $0["balance"] == 0 }.compactMap { $0["id"]?.text }
    }
    #expect(order(10) == [sooner])
    #expect(order(10) == [later, sooner])
    #expect(order(10) == [never, later, sooner])
    #expect(order(10) == [never, later, sooner, younger])
    #expect(order(10) == [never, later, sooner, younger, first])
  }

  @Test func `months of an expiration overflow, while periods and recurrences are clamped`() throws {
    let account = Account(now: "2027-01-31")
    try account.ground(anchor: "2027-01-31")
    try account.grant(5, from: "2027-01-31", priority: 2, expiration: ["duration": "MONTH", "count": 1])
    try account.grant(70, from: "2027-01-31", recurring: "2027-01-31", max: 70)
    #expect(account.server.grants("acme", "tok").first?["expiresAt"] == "2027-03-03T00:00:00Z")
    account.use(70, at: "2027-02-01")
    #expect(account.balance("2027-02-27") == 5)
    #expect(account.balance("2027-02-28") == 75)
    #expect(account.balance("2027-03-02") == 75)
    #expect(account.balance("2027-03-03") == 70)
    let (_, entitlement) = account.send(.get, "/api/v2/customers/acme/entitlements/tok")
    #expect(entitlement.at("currentUsagePeriod.to") == "2027-03-31T00:00:00Z")
  }

  @Test func `a grant that is voided when it began leaves no trace`() throws {
    let account = Account()
    try account.ground()
    let twin = try account.grant(1000, from: "2027-01-01")
    try account.grant(1000, from: "2027-01-01")
    account.use(300, at: "2027-01-05")
    #expect(account.balance("2027-01-05") == 1700)
    try account.void(twin, at: "2027-01-01")
    #expect(account.balance("2027-01-05") == 700)
  }

  @Test func `usage before the first grant is overage, and is charged to it`() throws {
    let account = Account()
    try account.ground()
    account.use(40, at: "2027-01-02")
    #expect(account.balance("2027-01-02") == 0)
    account.server.advance(to: "2027-01-03")
    try account.grant(100, from: "2027-01-03")
    #expect(account.balance("2027-01-03") == 60)
  }

  @Test func `a limit is what was last reported in a phase, and any grant begins another`() throws {
    let account = Account(aggregation: "LATEST")
    try account.ground()
    try account.grant(10, from: "2027-01-01", max: 10)
    account.use(4, at: "2027-01-02")
    account.use(7, at: "2027-01-03")
    #expect(account.balance("2027-01-03") == 3)
    account.server.advance(to: "2027-01-05")
    try account.grant(5, from: "2027-01-05", max: 5)
    #expect(account.balance("2027-01-05") == 15)
    account.use(8, at: "2027-01-06")
    #expect(account.balance("2027-01-06") == 7)
  }

  @Test func `unique values count once in a period`() throws {
    let account = Account(aggregation: "UNIQUE_COUNT")
    try account.ground()
    try account.grant(10, from: "2027-01-01", recurring: "2027-01-01", max: 10)
    account.use(1, at: "2027-01-02")
    account.use(1, at: "2027-01-03")
    account.use(2, at: "2027-01-03")
    #expect(account.balance("2027-01-03") == 8)
    #expect(account.balance("2027-02-01") == 10)
    account.use(1, at: "2027-02-02")
    #expect(account.balance("2027-02-02") == 9)
    account.server.ingest("tokens", of: "acme", .null)
    #expect(account.balance("2027-02-03") == 9)
  }

  @Test func `the balance is that of the end of the minute`() throws {
    let account = Account()
    try account.ground()
    try account.grant(100, from: "2027-01-01")
    account.server.advance(to: "2027-01-02T10:00:30Z")
    account.server.ingest("tokens", of: "acme", 10)
    #expect(account.server.balance("acme", "tok") == 90)
    #expect(account.server.balance("acme", "tok", at: "2027-01-02T10:00:00Z") == 100)
    account.server.advance(to: "2027-02-28T23:59:30Z")
    #expect(account.server.usage("acme", "tok") == 0)
  }

  @Test func `decimals are subtracted as decimals`() throws {
    let account = Account()
    try account.ground()
    let body: JSON = ["amount": JSON.read("0.1"), "effectiveAt": "2027-01-01T00:00:00Z"]
    #expect(account.send(.post, "/api/v2/customers/acme/entitlements/tok/grants", body).status == 201)
    account.server.ingest("tokens", of: "acme", "0.3", at: "2027-01-01")
    account.server.advance(to: "2027-01-02")
    #expect(account.server.overage("acme", "tok") == 0.2)
  }

  @Test func `what recurs is there in the very instant, and what begins is not yet`() throws {
    let account = Account()
    try account.ground()
    try account.grant(10, from: "2027-01-02", recurring: "2027-01-15", max: 10)
    account.use(10, at: "2027-01-03")
    account.server.advance(to: "2027-01-16")
    let balance = { account.server.balance("acme", "tok", at: $0) }
    #expect(balance("2027-01-02T00:00:00Z") == 0)
    #expect(balance("2027-01-02T00:00:01Z") == 10)
    #expect(balance("2027-01-14T23:59:00Z") == 0)
    #expect(balance("2027-01-15T00:00:00Z") == 10)
  }

  @Test func `a balance of the future is computed again when grants change`() throws {
    let account = Account()
    try account.ground()
    let first = try account.grant(10, from: "2027-01-01", max: 10)
    account.server.advance(to: "2027-01-10")
    account.server.ingest("tokens", of: "acme", 4, at: "2027-02-02")
    #expect(account.server.balance("acme", "tok", at: "2027-03-05") == 6)
    try account.grant(5, from: "2027-01-10", max: 3)
    #expect(account.server.balance("acme", "tok", at: "2027-03-05") == 9)
    try account.void(first)
    #expect(account.server.balance("acme", "tok", at: "2027-03-05") == 0)
  }

  /// What is remembered between two answers must not show.
  @Test func `a balance does not depend on when it was read before`() throws {
    var random = Random(seed: 7)
    for isPreserved in (0..<60).map({ $0 % 2 == 0 }) {
      let account = Account()
      let silent = Account()
      for each in [account, silent] { try each.ground(["preserveOverageAtReset": .bool(isPreserved)]) }
      var day: Int64 = 0
      var ids: [String] = []
      for _ in 0..<25 {
        day += random.below(6)
        let time = (Moment("2027-01-01")).adding(days: day)
        let (amount, kind) = (random.below(500) + 1, random.below(5))
        for (isFirst, each) in [(true, account), (false, silent)] {
          each.server.advance(to: time)
          switch kind {
          case 0:
            let id = try each.grant(
              amount, from: time, priority: amount % 3 + 1, recurring: amount % 2 == 0 ? time : nil, max: amount / 2)
            if isFirst { ids.append(id) }
          case 1:
            // Late by some days, in an earlier period perhaps.
            each.server.ingest("tokens", of: "acme", .integer(amount), at: time.adding(days: -(amount % 40)))
          case 2: if !ids.isEmpty { _ = each.send(.delete, "/api/v1/grants/\(ids[Int(amount) % ids.count])") }
          case 3: if amount % 4 == 0 { _ = each.send(.post, "/api/v2/customers/acme/entitlements/tok/reset", [:]) }
          default: each.server.ingest("tokens", of: "acme", .integer(amount), at: time)
          }
        }
        _ = account.server.balance("acme", "tok")
      }
      account.server.advance(bySeconds: 86_400)
      silent.server.advance(bySeconds: 86_400)
      let value = account.server.value("acme", "tok")
      #expect(value == silent.server.value("acme", "tok"))
      // All usage of the period is covered by a grant, or is overage.
      func number(_ name: String) -> Double { value[name]?.decimal?.integer.map(Double.init) ?? -1 }
      if !isPreserved {
        #expect(
          number("usage") == number("totalAvailableGrantAmount") - number("balance") + number("overage"), "\(value.compact)")
      }
      #expect(number("balance") >= 0)
    }
  }
}

/// Numbers that are the same in each run.
struct Random {
  var seed: UInt64

  mutating func below(_ limit: Int64) -> Int64 {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64(seed >> 33) % limit
  }
}
