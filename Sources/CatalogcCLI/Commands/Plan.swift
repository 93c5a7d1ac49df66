import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers

extension Option {
  static let planFormat = Option(
    "format", value: "FORMAT", values: .words(["human", "json", "markdown"]),
    summary: "output format: human (default), json or markdown")
  static let planOut = Option("out", value: "FILE", summary: "save the plan for `apply --plan`")
  static let planCheck = Option("check", summary: "exit with status 1 if anything would change")
  static let state = Option("state", value: "FILE", summary: "read the account from FILE instead of the provider")
  static let saveState = Option("save-state", value: "FILE", summary: "write what the account has to FILE")
}

extension Command {
  static let plan = Command(
    name: "plan",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "show what would change in a provider's account",
    details: """
      Reads the account at the provider, compares it with the catalog, and prints what `catalogc apply` would do. Nothing is
      changed. The key is read from the environment, such as STRIPE_API_KEY; `catalogc providers NAME` names the variables.

      Objects that this catalog has not created are never touched: one with a key of the catalog is a conflict, unless --adopt
      takes it over. What the catalog has created and no longer has is listed, and archived with --prune.

      The exit status is 1 if there is a conflict or, with --check, if anything would change.
      """,
    options: [.provider] + Option.lint
      + [.accountIDs, .prune, .adopt, .planOut, .planCheck, .state, .saveState, .planFormat, .accountURL, .from],
    examples: [
      "catalogc plan catalog.json --provider stripe",
      "catalogc plan catalog.json --provider stripe --check",
      "catalogc plan catalog.json --provider stripe --prune --format markdown",
    ]
  ) { invocation, system throws(CommandError) in
    let format = invocation.value(.planFormat) ?? "human"
    guard Option.planFormat.values.known.contains(format) else {
      throw CommandError.invalidValue(format, for: "format", among: Option.planFormat.values.known)
    }
    // `--format` is the plan's; findings are for people.
    var quiet = invocation
    quiet.remove(.planFormat)
    let options = Planner.Options(prunes: invocation.has(.prune), adopts: invocation.has(.adopt))
    guard let session = try AccountSession(quiet, options: options, &system) else { return .found }
    let state =
      if let path = invocation.value(.state) {
        try session.state(in: path, &system)
      } else {
        try session.read(session.connection(system), system)
      }
    let plan = session.plan(state)
    let text = PlanText(plan, state.account, title: session.api.provider.title)
    let json = text.json(options: options, catalogID: session.catalog.id)
    var files: [(path: String, bytes: [UInt8])] = []
    if let path = invocation.value(.saveState) { files.append((path, state.json.text(pretty: true) + [UInt8(ascii: "\n")])) }
    if let path = invocation.value(.planOut) { files.append((path, json.text(pretty: true) + [UInt8(ascii: "\n")])) }
    if !files.isEmpty { do throws(SystemError) { try system.write(files) } catch { throw CommandError(error) } }
    switch format {
    case "json": try output(json.text(pretty: true) + [UInt8(ascii: "\n")], &system)
    case "markdown": try output(text.markdown, &system)
    default: try output(text.human, &system)
    }
    if !plan.conflicts.isEmpty { return .found }
    return invocation.has(.planCheck) && !plan.isEmpty ? .found : .done
  }
}
