import Customers
import Foundation
import JSONText
import ModelCustomers
import TestSupport
import Testing

/// What customers have after sequences of events, the same for each provider that knows what happens in them.
@Suite struct ProviderSequenceTests {
  /// A line of a sequence, and what the customer has after it: the balance of tokens, and access to `api` and `sso`.
  enum Step {
    case news(Moment, Happening.What, Double, [String])
    case usage(Int64, Moment, Double)
    case passes(Moment, Double, [String])
    case catalog(String)
  }

  struct Sequence: Sendable, CustomTestStringConvertible {
    let name: String
    let needs: Set<Messenger.Ability>
    var catalog = Self.shop
    let steps: @Sendable () -> [Step]

    var testDescription: String { name }

    init(
      _ name: String, needs: Set<Messenger.Ability> = [], catalog: String = Self.shop, _ steps: @escaping @Sendable () -> [Step]
    ) {
      self.name = name
      self.needs = needs
      self.catalog = catalog
      self.steps = steps
    }

    /// The shop, whose items have ids at the providers that have no place for metadata.
    static let shop: String = {
      var text = shopText
      for item in ["pro", "team", "extra", "login", "boost", "pack"] {
        guard let start = text.range(of: "\"\(item)\": {"),
          let price = text.range(of: #""currency": "USD","#, range: start.upperBound..<text.endIndex)
        else { continue }
        let ids = ["razorpay", "dodo", "polar", "creem"].map { "\"\($0)\": \"\(Messenger.id(item))\"" }.joined(separator: ", ")
        text.replaceSubrange(price, with: #""currency": "USD", "providerIds": {\#(ids)},"#)
      }
      return text
    }()
  }

  private static let (api, both): ([String], [String]) = (["api"], ["api", "sso"])

  private static func plan(
    _ cause: Happening.Cause, _ item: String = "pro", was previous: String? = nil, quantity: Int64 = 1, id: String = "s1",
    since: Moment = "2027-01-01", began: Moment? = nil, after previousBegan: Moment? = nil, start: Moment = "2027-01-01",
    end: Moment? = nil
  ) -> Happening.What {
    .subscription(
      Contract(
        id: id, item: item, previous: previous, quantity: quantity, since: since, began: began, previousBegan: previousBegan,
        start: start, end: end), cause)
  }

  private static func year(
    _ cause: Happening.Cause, _ item: String = "pro", start: Moment = "2027-01-01", end: Moment? = nil
  ) -> Happening.What {
    .subscription(Contract(item: item, start: start, end: end, months: 12), cause)
  }

  private static func addon(_ item: String, _ quantity: Int64, isNew: Bool = false, began: Moment? = nil) -> Happening.What {
    .addon(Contract(addons: quantity == 0 ? [] : [(item, quantity)], began: began), item, quantity, isNew: isNew)
  }

  static let sequences: [Sequence] = [
    Sequence("a purchase, its renewal, and its end") {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(400, "2027-01-10", 600),
        .passes("2027-02-01T00:01:00Z", 1000, api), .usage(100, "2027-02-01T08:00:00Z", 900),
        .news("2027-02-01T09:00:00Z", plan(.renews, start: "2027-02-01"), 900, api),
        .news("2027-02-20", plan(.ends, start: "2027-02-01"), 0, []), .passes("2027-03-02", 0, []),
      ]
    },
    Sequence("a trial, and the paid period after it") {
      [
        .news("2027-01-01", plan(.tries, end: "2027-01-15"), 1000, api), .usage(900, "2027-01-10", 100),
        .news("2027-01-15", plan(.converts, start: "2027-01-15"), 1000, api), .usage(300, "2027-02-10", 700),
        .passes("2027-02-15T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a trial that ends unpaid") {
      [
        .news("2027-01-01", plan(.tries, end: "2027-01-15"), 1000, api),
        .news("2027-01-15", plan(.ends, end: "2027-01-15"), 0, []),
      ]
    },
    Sequence("an upgrade keeps what was used", needs: [.change]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(1000, "2027-01-05", 0),
        .news("2027-01-06", plan(.changes, "team", was: "pro"), 4000, both),
        .news("2027-01-07", plan(.changes, "pro", was: "team"), 0, api),
        .news("2027-01-08", plan(.changes, "team", was: "pro"), 4000, both), .passes("2027-02-01T00:01:00Z", 5000, both),
      ]
    },
    Sequence("a downgrade at once leaves what was bought", needs: [.change]) {
      [
        .news("2027-01-01", plan(.begins, "team"), 5000, both),
        .news("2027-01-02", .purchase("pack", payment: "p1"), 15_000, both), .usage(3000, "2027-01-05", 12_000),
        .news("2027-01-10", plan(.changes, "pro", was: "team"), 10_000, api), .passes("2027-02-01T00:01:00Z", 11_000, api),
      ]
    },
    Sequence("a change of plan that is another subscription", needs: [.replacement]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(400, "2027-01-05", 600),
        .news("2027-01-06", plan(.changes, "team", was: "pro", began: "2027-01-06"), 4600, both),
        .news("2027-01-06T12:00:00Z", .purchase("pack", payment: "p1"), 14_600, both), .usage(3000, "2027-01-07", 11_600),
        .news("2027-01-10", plan(.changes, "pro", was: "team", began: "2027-01-10", after: "2027-01-06"), 10_000, api),
        .passes("2027-02-01T00:01:00Z", 11_000, api),
      ]
    },
    Sequence("a downgrade at the end of the period") {
      [
        .news("2027-01-01", plan(.begins, "team"), 5000, both), .usage(2000, "2027-01-20", 3000),
        .news("2027-02-01", plan(.renews, "pro", was: "team", began: "2027-02-01", start: "2027-02-01"), 1000, api),
        .passes("2027-03-01T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a cancellation that is taken back, and one that is not", needs: [.cancellation]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-10", plan(.cancels), 1000, api),
        .news("2027-01-12", plan(.uncancels), 1000, api), .passes("2027-02-02", 1000, api),
        .news("2027-02-10", plan(.cancels, start: "2027-02-01"), 1000, api),
        .news("2027-03-01T00:00:05Z", plan(.ends, start: "2027-02-01"), 0, []),
      ]
    },
    Sequence("a late payment changes nothing") {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(300, "2027-01-10", 700), .passes("2027-02-01T00:01:00Z", 1000, api),
        .news("2027-02-01T00:10:00Z", plan(.isLate, start: "2027-02-01"), 1000, api), .usage(200, "2027-02-02", 800),
        .news("2027-02-03", plan(.recovers, start: "2027-02-01"), 800, api),
      ]
    },
    Sequence("an unpaid bill, with a top-up left", needs: [.suspension]) {
      [
        .news("2027-01-01", plan(.begins, "team"), 5000, both),
        .news("2027-01-02", .purchase("pack", payment: "p1"), 15_000, both), .usage(400, "2027-01-05", 14_600),
        .news("2027-01-10", plan(.isLate, "team"), 14_600, both), .news("2027-01-12", plan(.isUnpaid, "team"), 10_000, []),
        .news("2027-01-13", plan(.recovers, "team"), 14_600, both),
      ]
    },
    Sequence("a pause, after which a period begins", needs: [.pauseRestarts]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-02-20", plan(.resumes, start: "2027-02-20"), 1000, api), .usage(200, "2027-03-10", 800),
        .passes("2027-03-20T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a pause in a period that goes on", needs: [.pauseInPeriod]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-01-20", plan(.resumes), 300, api), .usage(100, "2027-01-25", 200), .passes("2027-02-01T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a pause that delays the bill, and the next allowance", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-01-20", plan(.resumes, end: "2027-02-11"), 300, api), .usage(100, "2027-02-05", 200),
        .news("2027-02-11", plan(.renews, start: "2027-02-11"), 1000, api), .usage(100, "2027-03-05", 900),
        .passes("2027-03-11T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a pause beyond the day of the bill", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-02-20", plan(.resumes, end: "2027-03-14"), 300, api), .usage(100, "2027-02-25", 200),
        .passes("2027-03-10", 200, api), .news("2027-03-14", plan(.renews, start: "2027-03-14"), 1000, api),
        .passes("2027-03-20", 1000, api), .usage(100, "2027-04-10", 900), .passes("2027-04-14T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a change of plan after a pause that delays the bill", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-01-20", plan(.resumes, end: "2027-02-11"), 300, api),
        .news("2027-01-25", plan(.changes, "team", end: "2027-02-11"), 4300, both), .passes("2027-02-05", 4300, both),
        .news("2027-02-11", plan(.renews, "team", start: "2027-02-11"), 5000, both),
        .news("2027-02-20", plan(.ends, "team", start: "2027-02-11"), 0, []),
      ]
    },
    Sequence("a change of plan in a period that a pause has moved beyond the day of the bill", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-01-20", plan(.resumes, end: "2027-02-11"), 300, api), .usage(100, "2027-02-03", 200),
        .news("2027-02-05", plan(.changes, "team", end: "2027-02-11"), 4200, both),
        .news("2027-02-06", plan(.changes, "pro", end: "2027-02-11"), 200, api),
        .news("2027-02-07", plan(.pauses, end: "2027-02-11"), 0, []),
        .news("2027-02-09", plan(.resumes, end: "2027-02-13"), 200, api),
        .news("2027-02-10", plan(.changes, "team", end: "2027-02-13"), 4200, both),
        .news("2027-02-13", plan(.renews, "team", start: "2027-02-13"), 5000, both),
      ]
    },
    Sequence("a change of plan after a pause beyond the day of the bill", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins, "team"), 5000, both), .usage(3000, "2027-01-05", 2000),
        .news("2027-01-10", plan(.pauses, "team"), 0, []),
        .news("2027-02-20", plan(.resumes, "team", end: "2027-03-14"), 2000, both), .usage(100, "2027-02-25", 1900),
        .news("2027-02-26", plan(.changes, "pro", end: "2027-03-14"), 0, api),
        .news("2027-03-05", plan(.changes, "team", end: "2027-03-14"), 1900, both),
        .news("2027-03-14", plan(.renews, "team", start: "2027-03-14"), 5000, both),
      ]
    },
    Sequence("a pause in a year with an allowance each month", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", year(.begins), 1000, api), .usage(700, "2027-01-05", 300), .news("2027-01-10", year(.pauses), 0, []),
        .news("2027-01-30", year(.resumes, end: "2028-01-21"), 300, api), .usage(100, "2027-02-05", 200),
        .passes("2027-02-20", 200, api), .passes("2027-02-21T00:01:00Z", 1000, api), .usage(400, "2027-03-10", 600),
        .news("2027-03-12", year(.changes, "team", end: "2028-01-21"), 4600, both), .passes("2027-03-21T00:01:00Z", 5000, both),
        .usage(1000, "2027-04-02", 4000), .news("2027-04-05", year(.pauses, "team", end: "2028-01-21"), 0, []),
        .news("2027-06-04", year(.resumes, "team", end: "2028-03-21"), 4000, both), .passes("2027-06-18", 4000, both),
        .passes("2027-06-21T00:01:00Z", 5000, both), .usage(1000, "2028-03-01", 4000),
        .news("2028-03-21", year(.renews, "team", start: "2028-03-21"), 5000, both),
      ]
    },
    Sequence("two pauses that delay a bill", needs: [.pauseDelays]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(500, "2027-01-05", 500), .news("2027-01-10", plan(.pauses), 0, []),
        .news("2027-01-15", plan(.resumes, end: "2027-02-06"), 500, api), .usage(200, "2027-01-20", 300),
        .news("2027-01-25", plan(.pauses, end: "2027-02-06"), 0, []),
        .news("2027-01-30", plan(.resumes, end: "2027-02-11"), 300, api), .passes("2027-02-10", 300, api),
        .news("2027-02-11", plan(.renews, start: "2027-02-11"), 1000, api),
      ]
    },
    Sequence("an add-on that is bought, removed and bought again", needs: [.addons]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-05", addon("extra", 1, isNew: true), 1100, api),
        .news("2027-01-10", addon("extra", 0), 1000, api),
        .news("2027-01-12", addon("extra", 1, isNew: true, began: "2027-01-12"), 1100, api),
      ]
    },
    Sequence("an add-on of which more and fewer are bought", needs: [.addons, .quantity]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-05", addon("extra", 1, isNew: true), 1100, api),
        .news("2027-01-06", addon("extra", 3), 1300, api), .news("2027-01-07", addon("extra", 1), 1100, api),
        .news("2027-01-08", addon("extra", 2), 1200, api), .passes("2027-02-01T00:01:00Z", 1200, api),
      ]
    },
    Sequence("an add-on with access", needs: [.addons]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-05", addon("login", 1, isNew: true), 1000, both),
        .news("2027-01-10", addon("login", 0), 1000, api),
      ]
    },
    Sequence("an add-on that is older than the plan, and outlives it", needs: [.separateAddons]) {
      [
        .news("2027-01-01T12:00:00Z", addon("extra", 1, isNew: true), 100, []),
        .news("2027-01-01T12:30:00Z", plan(.begins), 1100, api),
        .news("2027-01-03", plan(.changes, "team", was: "pro"), 5100, both), .news("2027-01-10", plan(.ends, "team"), 100, []),
        .news("2027-01-11", addon("extra", 0), 0, []),
      ]
    },
    Sequence("seats", needs: [.quantity], catalog: Self.seats) {
      [
        .news("2027-01-01", plan(.begins, quantity: 5), 5000, api), .usage(2500, "2027-01-05", 2500),
        .news("2027-01-10", plan(.changes, quantity: 3), 500, api), .news("2027-01-11", plan(.changes, quantity: 6), 3500, api),
      ]
    },
    Sequence("a top-up before the subscription, and one after it") {
      [
        .news("2027-01-01T00:00:10Z", .purchase("pack", payment: "p1"), 10_000, []),
        .news("2027-01-01T00:00:17Z", plan(.begins), 11_000, api),
        .news("2027-01-01T00:00:25Z", .purchase("pack", payment: "p2"), 21_000, api),
        .passes("2027-02-01T00:01:00Z", 21_000, api),
        .news("2027-02-02", plan(.ends, start: "2027-02-01"), 20_000, []),
      ]
    },
    Sequence("a refund takes back what is left", needs: [.refund]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-02", .purchase("pack", payment: "p1"), 11_000, api),
        .usage(1500, "2027-01-03", 9500), .news("2027-01-04", .refund("p1", isWhole: true), 0, api),
        .news("2027-01-05", .refund("p1", isWhole: true), 0, api), .passes("2027-02-01T00:01:00Z", 1000, api),
      ]
    },
    Sequence("a refund that is told before its payment", needs: [.refund]) {
      [
        .news("2027-01-04", .refund("p1", isWhole: true), 0, []), .news("2027-01-02", .purchase("pack", payment: "p1"), 0, []),
      ]
    },
    Sequence("a partial refund takes nothing", needs: [.partialRefund]) {
      [
        .news("2027-01-02", .purchase("pack", payment: "p1"), 10_000, []),
        .news("2027-01-04", .refund("p1", isWhole: false), 10_000, []),
      ]
    },
    Sequence("a dispute takes back what is left when it is lost", needs: [.dispute]) {
      [
        .news("2027-01-02", .purchase("pack", payment: "p1"), 10_000, []),
        .news("2027-01-04", .dispute("p1", isLost: false), 10_000, []), .news("2027-02-04", .dispute("p1", isLost: true), 0, []),
      ]
    },
    Sequence("an add-on that is paid once") {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-02", .purchase("boost", payment: "p1"), 1500, both),
        .news("2027-01-20", plan(.ends), 500, ["sso"]), .passes("2027-03-02", 500, ["sso"]),
      ]
    },
    Sequence("two subscriptions, of which the old one ends", needs: [.several]) {
      [
        .news("2027-01-01", plan(.begins), 1000, api),
        .news("2027-01-10", plan(.begins, "team", id: "s2", since: "2027-01-10", start: "2027-01-10"), 6000, both),
        .news("2027-01-10T00:10:00Z", plan(.changes), 6000, both), .news("2027-02-01T00:00:10Z", plan(.ends), 5000, both),
        .usage(700, "2027-02-05", 4300), .passes("2027-02-10T00:01:00Z", 5000, both),
      ]
    },
    Sequence("a plan that is bought again") {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .news("2027-01-10", plan(.ends), 0, []),
        .news("2027-02-20", plan(.begins, id: "s2", since: "2027-02-20", start: "2027-02-20"), 1000, api),
        .passes("2027-03-20T00:01:00Z", 1000, api),
      ]
    },
    Sequence("the end of a plan that is no longer sold") {
      [
        .news("2027-01-01", plan(.begins, "team"), 5000, both),
        .catalog(
          #"""
          {"features": {"seats": {"type": "limit"}}, "plans": {"solo": {"entitlements": {"seats": 1},
            "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month"}}}}}
          """#), .news("2027-01-20", plan(.ends, "team"), 0, []),
      ]
    },
    Sequence("a changed allowance and a changed price") {
      [
        .news("2027-01-01", plan(.begins), 1000, api), .usage(300, "2027-01-05", 700),
        .catalog(
          Sequence.shop.replacing(#""tok": 1000"#, with: #""tok": 2000"#).replacing(#""amount": 2000"#, with: #""amount": 2900"#)),
        // Autumn does not tell a plain renewal; the next change brings what is new.
        .news("2027-02-01", plan(.changes, start: "2027-02-01"), 2000, api),
      ]
    },
  ]

  private static let seats = Sequence.shop.replacing(
    #""pro": {"entitlements": {"tok": 1000, "api": true, "projects": 3}"#,
    with: #""pro": {"quantity": {}, "entitlements": {"tok": {"amount": 1000, "perUnit": true}, "api": true, "projects": 3}"#)

  private func run(_ messenger: Messenger, _ sequence: Sequence, times: Int, lag: Int64) throws {
    let world = try World(sequence.catalog, provider: messenger.provider)
    for (number, step) in sequence.steps().enumerated() {
      let place = Comment(rawValue: "\(messenger.provider): \(sequence.name), step \(number + 1)")
      var expected: (balance: Double, access: [String]?)?
      switch step {
      case .news(let time, let what, let balance, let access):
        world.send(Happening(time, what), messenger, lag: lag, times: times)
        expected = (balance, access)
      case .usage(let amount, let time, let balance):
        world.use(amount, at: time)
        expected = (balance, nil)
      case .passes(let time, let balance, let access):
        world.at(time)
        expected = (balance, access)
      case .catalog(let text): try world.change(text)
      }
      guard let expected else { continue }
      #expect(world.balance() ?? 0 == expected.balance, place)
      if let access = expected.access { #expect(["api", "sso"].filter { world.has($0) } == access, place) }
    }
    #expect(world.failures.isEmpty, "\(messenger.provider): \(sequence.name)")
  }

  @Test(arguments: Messenger.all) func `customers have what they pay for after each event`(messenger: Messenger) throws {
    let own = Self.sequences.filter { $0.needs.isSubset(of: messenger.abilities) }
    #expect(own.count >= 15)
    for sequence in own { try run(messenger, sequence, times: 1, lag: 2) }
  }

  @Test(arguments: Messenger.all) func `events that are sent three times count once`(messenger: Messenger) throws {
    for sequence in Self.sequences where sequence.needs.isSubset(of: messenger.abilities) {
      try run(messenger, sequence, times: 3, lag: 40)
    }
  }
}
