import JSONText
import ModelCustomers
import Testing

/// Something that happens to a customer, in terms that every provider has.
struct Happening {
  let time: Moment
  let what: What

  enum What {
    case subscription(Contract, Cause)
    /// An add-on of a subscription; none is left if the quantity is 0.
    case addon(Contract, String, Int64, isNew: Bool)
    /// Something is bought once.
    case purchase(String, payment: String)
    /// All of a payment is returned, or a part.
    case refund(String, isWhole: Bool)
    case dispute(String, isLost: Bool)
  }

  enum Cause {
    case begins, tries, converts, renews, changes, cancels, uncancels, ends, isLate, isUnpaid, pauses, resumes, recovers
  }

  init(_ time: Moment, _ what: What) {
    self.time = time
    self.what = what
  }
}

/// A subscription as it is at some time.
struct Contract {
  var id = "s1"
  var item = "pro"
  /// The item before a change.
  var previous: String?
  var quantity: Int64 = 1
  var addons: [(item: String, quantity: Int64)] = []
  /// Of the subscription, and of the period.
  var since: Moment = "2027-01-01"
  /// When the item, and the one before, took its place, where each is a subscription of its own.
  var began: Moment?
  var previousBegan: Moment?
  var start: Moment = "2027-01-01"
  var end: Moment?
  /// Between two bills.
  var months: Int64 = 1

  var periodEnd: Moment { end ?? regularEnd }
  var regularEnd: Moment { start.adding(months: months) }
}

/// Writes what a provider sends about something that happens.
struct Messenger: Sendable, CustomTestStringConvertible {
  enum Ability: Sendable {
    /// A subscription that goes on with another plan, or one that ends where another begins.
    case change, replacement
    /// Two subscriptions at once.
    case several
    /// Add-ons, as a part of the plan's subscription or on their own.
    case addons
    case separateAddons
    /// Several units of a plan.
    case quantity
    /// A scheduled cancellation.
    case cancellation
    /// Access that stops until an unpaid bill is paid.
    case suspension
    /// A pause: the period goes on, another one begins after it, or the next bill is later by its length.
    case pause, pauseInPeriod, pauseRestarts, pauseDelays
    case refund
    case partialRefund
    /// An end of a dispute.
    case dispute
  }

  let provider: String
  let abilities: Set<Ability>
  let payloads: @Sendable (Happening) -> [String]

  var testDescription: String { provider }

  static let all: [Messenger] = [razorpay, dodo, polar, creem, autumn]

  /// The provider's ids of what the catalog sells.
  static func id(_ item: String) -> String { "id_\(item)" }

  static func iso(_ time: Moment) -> JSON { .string(time.description) }

  static func milliseconds(_ time: Moment) -> JSON { .integer(time.milliseconds) }

  static func seconds(_ time: Moment) -> JSON { .integer(time.seconds) }

  /// The id of a message tells it apart from all others, and is the same for a retry.
  /// - Parameter payment: tells messages apart that say the same.
  static func message(
    _ body: JSON, _ time: Moment, id header: String, time timeHeader: String? = nil, of payment: String = ""
  ) -> String {
    let text = body.compact
    let id = "msg_\((text + payment).utf8.reduce(5381 as UInt64) { ($0 &* 33) ^ UInt64($1) })"
    let headers = JSON.fields([header: .string(id), timeHeader ?? "x": timeHeader.map { _ in .string("\(time.seconds)") }])
    return JSON.fields(["headers": headers, "body": .string(text)]).compact
  }
}

extension World {
  /// Delivers what the provider sends, some seconds after it happened.
  func send(_ happening: Happening, _ messenger: Messenger, lag: Int64 = 2, times: Int = 1) {
    server.advance(to: happening.time.adding(seconds: lag))
    for payload in messenger.payloads(happening) {
      for _ in 0..<times { deliver(payload) }
    }
  }
}
