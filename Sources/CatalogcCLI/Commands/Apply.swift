import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers

extension Option {
  static let savedPlan = Option("plan", value: "FILE", summary: "carry out this plan of `plan --out`, or nothing")
  static let yes = Option("yes", letter: "y", summary: "do not ask for confirmation")
  static let account = Option("account", value: "ID", summary: "the account to change; required by --yes the first time")
}

extension Command {
  static let apply = Command(
    name: "apply",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "make a provider's account equal to the catalog",
    details: """
      Plans as `catalogc plan` does, asks for confirmation, and sends the requests. Subscriptions are never touched. The ids of
      what is created are written to the ids file, before and after each request: if a run is interrupted, run it again. It
      looks for what was created, and creates nothing twice. Commit the ids file of each account.

      Where nobody can answer, --yes is needed, and the first time --account, which names the account that the key must
      belong to. --plan carries out a saved plan, or nothing if the account or the catalog has changed since.

      The exit status is 1 if there is a conflict or a saved plan is out of date, and 2 if the provider refuses a request or
      cannot be reached.
      """,
    options: [.provider] + Option.lint + [.accountIDs, .prune, .adopt, .savedPlan, .yes, .account, .accountURL, .from],
    examples: [
      "catalogc apply catalog.json --provider stripe",
      "catalogc apply catalog.json --provider stripe --prune --yes --account acct_model",
      "catalogc apply catalog.json --provider stripe --plan plan.json --yes --account acct_model",
    ]
  ) { invocation, system throws(CommandError) in
    var options = Planner.Options(prunes: invocation.has(.prune), adopts: invocation.has(.adopt))
    var saved: JSON?
    if let path = invocation.value(.savedPlan) {
      let json = try savedPlan(path, &system)
      for option in [Option.prune, .adopt] where invocation.has(option) {
        throw CommandError("`--\(option.name)` cannot be used with `--plan`", help: "make the plan with `--\(option.name)`")
      }
      options = Planner.Options(prunes: json["prune"] == true, adopts: json["adopt"] == true)
      saved = json
    }
    guard var session = try AccountSession(invocation, options: options, &system) else { return .found }
    let lock = session.idsPath + ".lock"
    do throws(SystemError) {
      try system.lock(lock)
    } catch {
      guard error.isExisting else { throw CommandError(error) }
      throw CommandError(
        "another `catalogc apply` uses \(quoted(session.idsPath))", help: "wait until it has ended")
    }
    defer { system.unlock(lock) }
    return try perform(&session, invocation, saved: saved, &system)
  }

  private static func savedPlan(_ path: String, _ system: inout any System) throws(CommandError) -> JSON {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try system.read(path) } catch { throw CommandError(error) }
    guard let json = JSON(parsing: bytes), json["operations"] != nil, json["account"] != nil else {
      throw CommandError("\(quoted(path)) is not a plan", help: "write one with `catalogc plan --out FILE`")
    }
    return json
  }

  private static func perform(
    _ session: inout AccountSession, _ invocation: Invocation, saved: JSON?, _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    let connection = try session.connection(system)
    let state = try session.read(connection, system)
    let plan = session.plan(state)
    let text = PlanText(plan, state.account, title: session.api.provider.title)
    try output(text.human, &system)
    if !plan.conflicts.isEmpty { return .found }
    if let saved, !text.json(options: session.options, catalogID: session.catalog.id).matches(saved) {
      system.writeError(
        "catalogc: error: the saved plan is out of date\n  = help: make another one; nothing has been changed\n")
      return .found
    }
    let isFirst = session.ledger.account == nil
    if let named = invocation.value(.account), named != state.account.id ?? state.account.host {
      throw CommandError("the key belongs to \(quoted(state.account.described)), not to \(quoted(named))")
    }
    if !plan.isEmpty {
      guard try isConfirmed(plan, state.account, isFirst: isFirst, invocation, session, &system) else { return .found }
      // What was shown is what is done.
      if saved == nil, !invocation.has(.yes), try session.plan(session.read(connection, system)) != plan {
        system.writeError(
          "catalogc: error: the account has changed in the meantime\n  = help: run `catalogc apply` again; nothing has been changed\n"
        )
        return .found
      }
    }
    try carryOut(plan, state.account, connection, session, &system)
    return .done
  }

  private static func isConfirmed(
    _ plan: AccountPlan, _ account: AccountIdentity, isFirst: Bool, _ invocation: Invocation, _ session: AccountSession,
    _ system: inout any System
  ) throws(CommandError) -> Bool {
    let id = account.id ?? account.host
    if invocation.has(.yes) {
      if isFirst, invocation.value(.account) == nil {
        throw CommandError(
          "this catalog was never applied to \(quoted(account.described))", help: "add `--account \(id)` to confirm the account")
      }
      return true
    }
    guard system.inputIsTerminal else {
      throw CommandError(
        "nobody can confirm the plan", help: isFirst ? "add `--yes --account \(id)`" : "add `--yes`, or use `--plan FILE --yes`")
    }
    let count = session.catalog.plans.count + session.catalog.addons.count + session.catalog.topups.count
    system.writeError(
      (isFirst ? "This is the first apply to this account, for a catalog with \(count) item\(count == 1 ? "" : "s").\n" : "")
        + "Apply these changes to \(quoted(account.described))? Only `yes` is accepted: ")
    let answer: [UInt8]
    do throws(SystemError) { answer = try system.readInput() } catch { throw CommandError(error) }
    if String(decoding: answer, as: UTF8.self).split(whereSeparator: \.isWhitespace) == ["yes"] { return true }
    system.writeError("Nothing has been changed.\n")
    return false
  }

  private static func carryOut(
    _ plan: AccountPlan, _ account: AccountIdentity, _ connection: Connection, _ session: AccountSession,
    _ system: inout any System
  ) throws(CommandError) {
    var applier = Applier(session.api, session.sender(connection, system), ledger: session.ledger)
    var finished: [Operation] = []
    let progress = Progress(isTerminal: system.errorIsTerminal)
    // A closure cannot capture what is passed in and out, so the system makes a round trip.
    var own = system
    defer { system = own }
    do throws(AccountError) {
      try applier.apply(
        plan, on: account, catalogID: session.catalog.id,
        save: { ledger throws(AccountError) in
          do throws(SystemError) {
            try own.write([(session.idsPath, session.bytes(with: ledger))])
          } catch {
            throw AccountError(error.message, help: "nothing more was sent; run `catalogc apply` again")
          }
        },
        report: { event in
          switch event {
          case .began(let operation, let number, let count): own.writeError(progress.began(operation, number, of: count))
          case .finished(let operation): finished.append(operation)
          }
        })
      own.writeError(progress.end)
    } catch {
      own.writeError(progress.end)
      own.writeError("Done so far: \(PlanText.done(finished)).\n")
      throw CommandError(error.message, help: error.help ?? "run `catalogc apply` again to go on")
    }
    if !plan.isEmpty { try CatalogcCLI.output("Applied: \(PlanText.done(finished)).\n", &own) }
  }
}

/// What `apply` shows while it works: a bar on a terminal, and otherwise a line for each operation.
private struct Progress {
  let isTerminal: Bool
  /// In characters.
  private static let width = 24

  func began(_ operation: Operation, _ number: Int, of count: Int) -> String {
    let name = "\(operation.action.rawValue) \(operation.noun) " + operation.request.unicodeScalars.map(escaped).joined()
    guard isTerminal else { return "[\(number)/\(count)] \(name)\n" }
    let filled = (number - 1) * Self.width / count
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    return "\r\u{1B}[K[\(bar)] \(number)/\(count) \(name)"
  }

  /// Removes the bar.
  var end: String { isTerminal ? "\r\u{1B}[K" : "" }
}
