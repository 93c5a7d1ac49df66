import Diagnostics
import Foundations
import JSONText
import Providers

/// A plan in the form that `plan` prints.
package struct PlanText: Sendable {
  private let plan: AccountPlan
  private let account: AccountIdentity
  private let title: String

  /// - Parameter title: the provider's name for people.
  package init(_ plan: AccountPlan, _ account: AccountIdentity, title: String) {
    self.plan = plan
    self.account = account
    self.title = title
  }

  // MARK: For people

  package var human: String {
    var text = "\(shown(title)): \(shown(account.described))\n\n"
    for operation in plan.operations {
      text += "  \(Self.symbol(operation.action)) \(operation.action.rawValue) \(operation.noun) \(shown(operation.request))"
      if let id = operation.id { text += " (\(shown(id)))" }
      text += "\n"
      for field in operation.fields { text += "      \(shown(field.name)): \(value(field.old)) -> \(value(field.new))\n" }
      if let note = Self.note(operation) { text += "      # \(shown(note))\n" }
    }
    if !plan.operations.isEmpty { text += "\n" }
    func section(_ title: String, _ lines: [String]) {
      if lines.isEmpty { return }
      text += title + "\n" + lines.map { "  - \(shown($0))\n" }.joined() + "\n"
    }
    section("To be done by hand:", plan.manual)
    section("Not in the catalog, and kept (archive with `--prune`):", plan.leftovers)
    section("Notes:", plan.notes)
    for conflict in plan.conflicts {
      text += "error: \(shown(conflict.message))\n" + (conflict.help.map { "  = help: \(shown($0))\n" } ?? "")
    }
    if !plan.conflicts.isEmpty { text += "\n" }
    return text + summary + "\n"
  }

  /// One line: `Plan: 2 to create, 1 to update.`
  package var summary: String {
    let count = plan.conflicts.count
    if count > 0 { return "Nothing can be applied: \(count) conflict\(count == 1 ? "" : "s")." }
    if plan.isEmpty { return "No changes. The account is as the catalog says." }
    return "Plan: " + counts { "to \($0.rawValue)" } + "."
  }

  /// What has been carried out: `3 created, 1 archived`.
  package static func done(_ operations: [Operation]) -> String {
    let words: [Operation.Action: String] = [
      .create: "created", .update: "updated", .replace: "replaced", .archive: "archived", .restore: "restored",
      .attach: "attached", .detach: "detached", .adopt: "adopted",
    ]
    let counts = Operation.Action.allCases.compactMap { action in
      let count = operations.count { $0.action == action }
      return count == 0 ? nil : "\(count) \(words[action] ?? "")"
    }
    return counts.isEmpty ? "nothing" : counts.joined(separator: ", ")
  }

  private func counts(_ word: (Operation.Action) -> String) -> String {
    Operation.Action.allCases.compactMap { action in
      let count = plan.operations.count { $0.action == action }
      return count == 0 ? nil : "\(count) \(word(action))"
    }.joined(separator: ", ")
  }

  package static func symbol(_ action: Operation.Action) -> String {
    switch action {
    case .create, .attach: "+"
    case .update: "~"
    case .replace: "-/+"
    case .archive, .detach: "-"
    case .restore: "^"
    case .adopt: "="
    }
  }

  private static func note(_ operation: Operation) -> String? {
    operation.note ?? (operation.isLoss ? "customers lose it" : nil)
  }

  private func value(_ value: JSON) -> String { value.isNull ? "(not set)" : shown(value.compact) }

  /// Names come from the catalog and from the provider.
  private func shown(_ text: String) -> String { text.unicodeScalars.map(escaped).joined() }

  // MARK: For a pull request

  package var markdown: String {
    var text = "### \(cell(title)): \(cell(account.described))\n\n"
    if !plan.operations.isEmpty {
      text += "| | object | changes |\n|---|---|---|\n"
      for operation in plan.operations {
        let fields = operation.fields.map { "`\(cell($0.name))`: \(code($0.old)) → \(code($0.new))" }
        let notes = Self.note(operation).map { ["**\(cell($0))**"] } ?? []
        text +=
          "| \(operation.action.rawValue) | \(operation.noun) \(code(.string(operation.request))) | "
          + (fields + notes).joined(separator: "<br>") + " |\n"
      }
      text += "\n"
    }
    func section(_ title: String, _ lines: [String]) {
      if !lines.isEmpty { text += "**\(title)**\n\n" + lines.map { "- \(cell($0))\n" }.joined() + "\n" }
    }
    section("Conflicts", plan.conflicts.map(\.message))
    section("To be done by hand", plan.manual)
    section("Not in the catalog, and kept", plan.leftovers)
    section("Notes", plan.notes)
    return text + summary + "\n"
  }

  private func code(_ value: JSON) -> String {
    if value.isNull { return "not set" }
    return "`" + cell(value.text ?? value.compact).split(separator: "`", omittingEmptySubsequences: false).joined(separator: "'")
      + "`"
  }

  /// Text in a cell of a table, without markup.
  private func cell(_ text: String) -> String {
    var cell = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|": cell += "\\|"
      case "<": cell += "&lt;"
      case "\n", "\r": cell += " "
      default: cell += escaped(scalar)
      }
    }
    return cell
  }

  // MARK: For programs

  /// The form of a saved plan, too: everything that `apply --plan` compares.
  ///
  /// - Parameter options: what the plan was made with.
  package func json(options: Planner.Options, catalogID: String?) -> JSON {
    .fields([
      "format": 1, "provider": .string(plan.provider),
      "account": .fields([
        "id": account.id.map(JSON.string), "name": account.name.map(JSON.string),
        "mode": account.mode.map { .string($0.rawValue) }, "host": .string(account.host),
      ]), "catalogId": catalogID.map(JSON.string), "prune": .bool(options.prunes), "adopt": .bool(options.adopts),
      "operations": .array(plan.operations.map(json)),
      "conflicts": .array(
        plan.conflicts.map { .fields(["message": .string($0.message), "help": $0.help.map(JSON.string)]) }),
      "manual": .strings(plan.manual), "leftovers": .strings(plan.leftovers), "notes": .strings(plan.notes),
    ])
  }

  private func json(_ operation: Operation) -> JSON {
    .fields([
      "action": .string(operation.action.rawValue), "object": .string(operation.noun), "request": .string(operation.request),
      "id": operation.id.map(JSON.string),
      "fields": operation.fields.isEmpty
        ? nil : .array(operation.fields.map { ["name": .string($0.name), "old": $0.old, "new": $0.new] }),
      "note": operation.note.map(JSON.string), "isLoss": operation.isLoss ? true : nil,
      "requests": .array((operation.steps + operation.closing).map(json)),
    ])
  }

  private func json(_ step: Operation.Step) -> JSON {
    .fields(["method": .string(step.method.rawValue), "path": .string(step.path), "body": step.body])
  }
}
