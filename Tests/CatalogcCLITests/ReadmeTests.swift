import Accounts
import ModelAccounts
import TestSupport
import Testing

/// The commands of the README, run as a reader would.
@Suite struct ReadmeTests {
  /// The lines of the shell blocks after a heading, up to the next one.
  private static func commands(after heading: String) throws -> [[String]] {
    let text = try Repository.text("README.md")
    let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix(heading) })
    var commands: [[String]] = []
    for block in section.split(separator: "```sh\n").dropFirst() {
      for line in block.split(separator: "```")[0].split(separator: "\n") {
        commands.append(line.prefix { $0 != "#" }.split(separator: " ").map(String.init))
      }
    }
    return commands
  }

  @Test func `the quick start ends with an account that equals the catalog`() throws {
    let system = MemorySystem()
    let account = ModelTransport(StripeModel())
    system.account = account
    system.inputIsTerminal = true
    for command in try Self.commands(after: "Quick start") {
      if command[0] == "export" {
        #expect(command[1] == "STRIPE_API_KEY=sk_test_…")
        system.variables["STRIPE_API_KEY"] = "sk_test_1"
        continue
      }
      system.input = ["yes\n"]
      let outcome = system.run(Array(command.dropFirst()))
      #expect(outcome.status == 0, "\(command): \(outcome.error)")
    }
    #expect(system.text("catalog.ids.json")?.contains("prices/plan/pro/monthly") == true)
    #expect(account.writes.count > 5)
  }

  @Test func `the other commands work in a checkout`() throws {
    let commands = try Self.commands(after: "More")
    #expect(commands.count == 5)
    for command in commands {
      let (status, output) = Repository.run(command.joined(separator: " "))
      #expect(status == 0, "\(command)")
      #expect(!output.isEmpty)
    }
  }
}
