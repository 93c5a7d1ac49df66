import Accounts
import Catalog
import Foundations
import JSONText
import Providers

/// Brings customers in OpenMeter to what news say.
///
/// It reads what the customer has, sends what is missing, and reads again until nothing is. Another process may do the same at
/// the same time: the one that changes something last also looks last, and finds what is wrong. A grant that two have created is
/// voided by the one that sees both, all but the oldest.
package struct CustomerClient {
  /// The number of rounds after which it gives up: something else keeps changing the customer.
  private static let mostRounds = 60
  /// The number of refusals of one request after which they are final.
  private static let mostRefusals = 5
  private static let pageSize = 1000
  private static let mostPages = 1000

  package var sender: Sender

  package init(_ sender: Sender) { self.sender = sender }

  private var now: Instant { Instant(unixSeconds: sender.transport.now) ?? .epoch }

  // MARK: Settling

  /// What came before the event of the purchase is looked for last: who keeps it looks for what was granted afterwards
  /// (``keep(_:done:)``), so that of two processes one finds what the other one has done.
  ///
  /// - Parameter done: what was carried out, even if an error is thrown.
  /// - Returns: what the customer had at first.
  package mutating func settle(
    _ key: String, _ change: CustomerChange, _ terms: CustomerTerms, _ newcomer: CustomerStates.Newcomer,
    done: inout [CustomerOperation]
  ) throws(AccountError) -> CustomerState {
    let first = try bring(key, change, terms, newcomer, done: &done)
    if !change.payments.isEmpty, let kept = change.kept(in: try read(Journal.refundsKey).journal) {
      _ = try bring(key, kept, terms, newcomer, done: &done)
    }
    return first
  }

  /// Keeps what is known of payments until something is granted for them.
  package mutating func keep(_ change: CustomerChange, done: inout [CustomerOperation]) throws(AccountError) {
    _ = try bring(Journal.refundsKey, change.kept, CustomerTerms(), .refunds, done: &done)
  }

  private mutating func bring(
    _ key: String, _ change: CustomerChange, _ terms: CustomerTerms, _ newcomer: CustomerStates.Newcomer,
    done: inout [CustomerOperation]
  ) throws(AccountError) -> CustomerState {
    var first: CustomerState?
    var refusals: [(operation: CustomerOperation, count: Int)] = []
    for round in 0..<Self.mostRounds {
      var state = try read(key)
      let now = now
      first = first ?? state
      if state.customer == nil, !newcomer.isCreated {
        throw AccountError(
          "OpenMeter has no customer `\(key)`", help: "create the customer, or omit `--existing-customers`", status: 404)
      }
      var plan = CustomerPlanner.plan(state, change, terms, newcomer, now: now)
      if !plan.unmeasured.isEmpty {
        var isCurrent = true
        for feature in plan.unmeasured where isCurrent {
          isCurrent = try measure(feature, from: plan.exchangeStarts, at: now, &state)
        }
        if !isCurrent {
          sender.transport.wait(seconds: min(0.05 * Double(round), 1))
          continue
        }
        plan = CustomerPlanner.plan(state, change, terms, newcomer, now: now)
      }
      if let feature = plan.blocked.first {
        throw AccountError(
          "customer `\(key)` has an entitlement to `\(feature)` of another kind",
          help: "delete it in OpenMeter, and process the event again")
      }
      if plan.operations.isEmpty { return first ?? state }
      for operation in plan.operations {
        do throws(AccountError) {
          try carryOut(operation, key)
          done.append(operation)
        } catch {
          // What was read is out of date, or it is unknown whether the request was carried out: look again.
          let isWorthLooking = error.isUncertain || [400, 404, 409, 412].contains(error.status)
          let index = refusals.firstIndex { $0.operation == operation }
          let count = (index.map { refusals[$0].count } ?? 0) + 1
          if !isWorthLooking || count >= Self.mostRefusals { throw error }
          if let index { refusals[index].count = count } else { refusals.append((operation, count)) }
          if round > 2 { sender.transport.wait(seconds: min(0.05 * Double(round), 1)) }
          break
        }
      }
    }
    throw AccountError("customer `\(key)` keeps changing", help: "process the event again")
  }

  private mutating func carryOut(_ operation: CustomerOperation, _ key: String) throws(AccountError) {
    do throws(AccountError) {
      try send(operation.request(customer: key))
    } catch {
      switch (operation, error.status) {
      // The feature of the journal is created with the first one.
      case (.writeJournal(_, replacing: nil), 404?):
        do throws(AccountError) { try send(CustomerOperation.createJournalFeature.request(customer: key)) } catch let other {
          if other.status != 409 { throw other }
        }
        try send(operation.request(customer: key))
      // Another process has done it.
      case (.createCustomer, 409?), (.giveAccess, 409?), (.takeAway, 404?): break
      // Voided, or gone with the entitlement.
      case (.voidGrant(let grant, let at), 400?): try void(grant, at, error)
      case (.voidGrant, 404?): break
      default: throw error
      }
    }
  }

  /// A void is refused if the grant is voided already, or if this machine's clock is ahead.
  private mutating func void(
    _ grant: CustomerState.Grant, _ at: Instant, _ refusal: AccountError
  ) throws(AccountError) {
    guard now.seconds - at.seconds < 300 else { throw refusal }
    _ = try sender.send(HTTPRequest(.delete, "/api/v1/grants/\(pathSegment(grant.id))"), isRepeatable: true)
  }

  /// Sends a request, and ignores the answer.
  package mutating func send(_ request: Request) throws(AccountError) {
    let body = request.body.map { Provider.openmeter.api.encoded($0) } ?? []
    // A repeated creation is refused or, for a grant, made up for: it is found when the customer is read again. A repeated event
    // has the same id.
    let isRepeatable = request.method != .post || request.path == "/api/v1/events"
    _ = try sender.send(HTTPRequest(request.method, request.path, body: body), isRepeatable: isRepeatable)
  }

  // MARK: Reading

  package mutating func read(_ key: String) throws(AccountError) -> CustomerState {
    var state = CustomerState(key: key)
    let customer: JSON
    do throws(AccountError) {
      customer = try sender.send(HTTPRequest(.get, "/api/v1/customers/\(pathSegment(key))"), isRepeatable: true)
    } catch {
      if error.status == 404 { return state }
      throw error
    }
    // A customer who was deleted keeps the key in the answer.
    if customer["deletedAt"]?.text != nil { return state }
    state.customer = CustomerState.Customer(customer)
    guard state.customer != nil else { throw AccountError("the answer for customer `\(key)` has no id") }
    let path = "/api/v2/customers/\(pathSegment(key))/entitlements"
    for element in try list(path) {
      guard let entitlement = CustomerState.Entitlement(element) else { continue }
      state.entitlements.append(entitlement)
      guard entitlement.kind == .metered else { continue }
      for grant in try list("\(path)/\(pathSegment(entitlement.id))/grants") {
        if let grant = CustomerState.Grant(grant, feature: entitlement.feature) { state.grants.append(grant) }
      }
    }
    return state
  }

  private mutating func list(_ path: String) throws(AccountError) -> [JSON] {
    var elements: [JSON] = []
    _ = try first(path) { element -> Bool? in
      elements.append(element)
      return nil
    }
    return elements
  }

  /// What is found first in the elements of a list, which is read no further.
  private mutating func first<Found>(
    _ path: String, query: [JSON.Member] = [], _ find: (JSON) -> Found?
  ) throws(AccountError) -> Found? {
    for page in 1...Self.mostPages {
      let members = query + [.init("page", .integer(Int64(page))), .init("pageSize", .integer(Int64(Self.pageSize)))]
      let answer = try sender.send(HTTPRequest(.get, API.path(path, query: members)), isRepeatable: true)
      guard case .array(let items)? = answer["items"] else { throw AccountError("the answer to `\(path)` is not a list") }
      for item in items {
        if let found = find(item) { return found }
      }
      if items.count < Self.pageSize { return nil }
    }
    throw AccountError("the list `\(path)` does not end after \(Self.mostPages) pages")
  }

  /// The key of the customer to whom something was granted for one of the payments.
  ///
  /// - Parameter since: what was created before is not looked at.
  ///
  /// Neither grants nor entitlements can be filtered by metadata (api/openapi.yaml, listGrantsV2, read 2026-08-18;
  /// openmeter/entitlement/driver/v2/entitlement.go, ListEntitlements, 010db68, read 2026-11-29), so all grants are read, the newest
  /// first: what is added meanwhile moves others to a later page, and hides none. Then the journals are read, for payments without
  /// a grant and for those with another id.
  package mutating func customer(ofPayments payments: [String], since: Instant? = nil) throws(AccountError) -> String? {
    let ids = Set(payments.map { ScalarString($0) })
    /// Whether the rest of the list is older.
    func isOver(_ element: JSON) -> Bool {
      guard let since, let time = element["createdAt"]?.text.flatMap({ Instant($0) }) else { return false }
      return time < since
    }
    let newestFirst: [JSON.Member] = [.init("orderBy", "createdAt"), .init("order", "DESC")]
    let entitlement = try first("/api/v2/grants", query: newestFirst) { grant -> String?? in
      if isOver(grant) { return .some(nil) }
      guard let id = (grant["metadata"]?.members ?? []).text("paymentId"), ids.contains(ScalarString(id)) else { return nil }
      return grant["entitlementId"]?.text
    }
    if let entitlement = entitlement ?? nil {
      do throws(AccountError) {
        let answer = try sender.send(
          HTTPRequest(.get, "/api/v2/entitlements/\(pathSegment(entitlement))"), isRepeatable: true)
        if let key = (answer["customerKey"] ?? answer["customerId"])?.text { return key }
      } catch {
        // It was deleted in between.
        if error.status != 404 { throw error }
      }
    }
    let journals: [JSON.Member] = [.init("feature", .string(Journal.featureKey))] + newestFirst
    let owner = try first("/api/v2/entitlements", query: journals) { journal -> String?? in
      if isOver(journal) { return .some(nil) }
      guard let key = (journal["customerKey"] ?? journal["customerId"])?.text, !key.hasSameScalars(as: Journal.refundsKey) else {
        return nil
      }
      let known = Journal(journal["metadata"]?.members ?? [])
      return payments.contains(where: known.knows) ? .some(key) : nil
    }
    return owner ?? nil
  }

  /// Reads how much of each grant is left, was left when exchanged grants would begin, and of what was granted once also at the last
  /// full minute: there it can end, and what is left of it can begin again.
  ///
  /// - Parameter starts: from when exchanged grants would begin, by the grants that are older.
  /// - Returns: false if another process has changed the grants since they were read.
  private mutating func measure(
    _ feature: String, from starts: [ScalarString: Instant], at now: Instant, _ state: inout CustomerState
  ) throws(AccountError) -> Bool {
    guard let entitlement = state.entitlement(feature) else { return true }
    let minute = now.minute
    // What is used in the minute that has begun counts at its end.
    let grants = state.grants(feature).filter { $0.isInForce(at: minute.adding(seconds: 120)) && $0.effectiveAt <= minute }
    // The present comes last: what was exchanged before or meanwhile is missing from it. Before the entitlement was created, there are
    // no balances.
    for start in Set(grants.compactMap { starts[ScalarString($0.id)] }).sorted() {
      let older = grants.filter { starts[ScalarString($0.id)] == start }
      state.usedBefore.merge(try used(entitlement, older, at: start, state)) { $1 }
    }
    state.usedOnce.merge(try used(entitlement, grants.filter(\.isOnce), at: minute, state)) { $1 }
    state.usedOnceUntil = minute
    let all = try used(entitlement, grants, at: nil, state)
    state.used.merge(all) { $1 }
    state.measured.insert(ScalarString(feature))
    return all.count == grants.count
  }

  /// - Parameter time: a full minute, of which no use is counted; nil for now.
  /// - Returns: for the grants that are in force at that time.
  private mutating func used(
    _ entitlement: CustomerState.Entitlement, _ grants: [CustomerState.Grant], at time: Instant?, _ state: CustomerState
  ) throws(AccountError) -> [ScalarString: ExactDecimal] {
    var used: [ScalarString: ExactDecimal] = [:]
    if grants.isEmpty { return used }
    let path = "/api/v2/customers/\(pathSegment(state.key))/entitlements/\(pathSegment(entitlement.id))/value"
    let query = time.map { [JSON.Member("time", .string($0.description))] } ?? []
    let answer = try sender.send(HTTPRequest(.get, API.path(path, query: query)), isRepeatable: true)
    for grant in grants {
      guard let left = answer["grantBalances"]?[grant.id]?.decimal else { continue }
      used[ScalarString(grant.id)] = max(.zero, grant.amount - left)
    }
    return used
  }
}
