import Accounts
import Catalog
import Customers
import Diagnostics
import Foundations
import JSONText
import Providers
import Reporting

extension Option {
  static let subscription = Option(
    "subscription", value: "ID", summary: "the subscription that gives the plan, or any text that names it")
  static let heldAddon = Option(
    "addon", value: "ID[=N]", summary: "an add-on of the subscription and how many; `ID:PRICE` chooses its price (repeatable)")
  static let periodStart = Option(
    "period-start", value: "TIME", summary: "start of the current period (default: the one that is known, or now)")
  static let assignedAt = Option("at", value: "TIME", summary: "when the customer has this (default: now)")
  static let end = Option("end", summary: "end the subscription")
}

extension Command {
  static let assign = Command(
    name: "assign",
    operands: "CATALOG [PLAN]",
    operandCount: 1...2,
    summary: "give a customer in OpenMeter a plan without an event",
    details: """
      Prints the requests that make a customer have a plan and its add-ons by a subscription, as an event of the subscription
      would; with --apply, carries them out. Use it for customers that were there before the bridge, for free plans and plans on
      request, and after a change of an allowance. A later event of the same subscription replaces it.

      Without a plan, nothing is given: what is due or was left undone is carried out, such as a cancellation whose event was
      lost. --end ends the subscription.

      Without --apply, the customer is assumed to have what --state says, by default nothing.
      """,
    options: [
      .customer, .subscription, .priceOfItem, .planQuantity, .heldAddon, .periodStart, .assignedAt, .end, .applyCustomers,
      .customerState, .saveCustomerState, .existingCustomers, .accountURL,
    ] + Option.lint + [.format, .from],
    examples: [
      "catalogc assign catalog.json pro --customer acme --subscription sub_1 --apply",
      "catalogc assign catalog.json --customer acme --apply",
      "catalogc assign catalog.json --customer acme --subscription sub_1 --end --apply",
    ]
  ) { invocation, system throws(CommandError) in
    guard let customer = invocation.value(.customer) else { throw missingOption(.customer) }
    let states = try customerStates(invocation, &system)
    guard let catalog = try openMeterCatalog(invocation, &system) else { return .found }
    try requireEntitlements(catalog, help: "assign the plan with the artifact's `purchase` requests")
    let assignment = try assignment(invocation, catalog, now: system.now)
    return try carryOut(customer, invocation, states, catalog, &system) { state, terms in
      assignment?.change(for: state, terms) ?? CustomerChange()
    }
  }

  static func missingOption(_ option: Option) -> CommandError {
    CommandError(
      "missing required option `--\(option.name)`", help: "`--\(option.name) \(option.value ?? "")`: \(option.summary)")
  }

  private static func assignment(
    _ invocation: Invocation, _ catalog: Catalog, now: Int64
  ) throws(CommandError) -> Assignment? {
    let name = invocation.operands.count > 1 ? invocation.operands[1] : nil
    let isEnd = invocation.has(.end)
    if name == nil, !isEnd, !invocation.has(.heldAddon) {
      if invocation.has(.subscription) {
        throw CommandError("missing argument: PLAN", help: "name the plan, or use `--end`")
      }
      return nil
    }
    if isEnd, let name {
      throw CommandError("`--end` and the plan \(quoted(name)) contradict each other", help: "omit one of them")
    }
    guard let subscription = invocation.value(.subscription) else { throw missingOption(.subscription) }
    let terms = CatalogTerms(catalog)
    let time = try instant(invocation, .assignedAt) ?? Instant(unixSeconds: now) ?? .epoch
    var items: [HeldItem] = []
    var plan: Plan?
    if let name {
      let item = try item(find(name, in: catalog, [.plan]), at: invocation.value(.priceOfItem))
      plan = item.plan
      items.append(terms.held(item, try quantity(invocation.value(.planQuantity), for: "quantity")))
    }
    for value in invocation.all(.heldAddon) {
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let names = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let item = try item(find(names[0], in: catalog, [.addon]), at: names.count > 1 ? names[1] : nil)
      items.append(terms.held(item, try quantity(parts.count > 1 ? parts[1] : nil, for: "addon")))
    }
    return Assignment(
      subscription, items, plan: plan, at: time, start: try instant(invocation, .periodStart), isEnd: isEnd)
  }

  static func quantity(_ text: String?, for option: String) throws(CommandError) -> Int64 {
    guard let text else { return 1 }
    guard let quantity = Int64(text), (1...1_000_000_000).contains(quantity) else {
      throw CommandError.invalidValue(text, for: option, help: "use a whole number such as `3`")
    }
    return quantity
  }

  static func instant(_ invocation: Invocation, _ option: Option) throws(CommandError) -> Instant? {
    guard let text = invocation.value(option) else { return nil }
    if let time = Instant(text) { return time }
    throw CommandError.invalidValue(text, for: option.name, help: "use an RFC 3339 time such as `2027-01-15T12:00:00Z`")
  }

  /// Prints what a change demands of a customer, or carries it out and prints what was done.
  static func carryOut(
    _ customer: String, _ invocation: Invocation, _ states: CustomerStates, _ catalog: Catalog, _ system: inout any System,
    _ change: (CustomerState, CustomerTerms) -> CustomerChange
  ) throws(CommandError) -> ExitStatus {
    let terms = CatalogTerms(catalog).customers
    let newcomer = CustomerStates.Newcomer(subject: customer, isCreated: !invocation.has(.existingCustomers))
    var requests: [JSON]
    var failure: AccountError?
    if invocation.has(.applyCustomers) {
      var client = try customerClient(invocation, system)
      var done: [CustomerOperation] = []
      do throws(AccountError) {
        let state = try client.read(customer)
        _ = try client.settle(customer, change(state, terms), terms, newcomer, done: &done)
      } catch {
        failure = error
      }
      requests = done.map { $0.request(customer: customer).json }
    } else {
      var states = states
      let now = Instant(unixSeconds: system.now) ?? .epoch
      requests = states.plan(customer, change(states[customer], terms), terms, newcomer, at: now).requests
      try save(states, invocation, &system)
    }
    let line = JSON.fields([
      "format": .integer(Bridge.format), "customer": .string(customer),
      "assumes": invocation.has(.applyCustomers) ? nil : states.isRead ? "state" : "empty",
      "failed": failure.map { .string($0.message) }, "operations": .array(requests),
    ])
    try output(line.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    if let failure { throw CommandError(failure.message, help: failure.help) }
    return .done
  }
}
