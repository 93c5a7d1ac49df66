import Accounts
import Diagnostics
import Providers
import Reporting

extension Option {
  static let output = Option("output", letter: "o", value: "FILE", summary: "write the artifact to a file (`-`: standard output)")
  static let outputDirectory = Option(
    "out-dir", value: "DIR", summary: "write DIR/NAME.json for each provider; --emit has endings of its own")
  static let check = Option("check", summary: "write nothing: print the difference to the files that are there")
}

extension Command {
  static let compile = Command(
    name: "compile",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "make a provider's setup and purchase requests",
    details: """
      Prints the artifact of one provider, or writes those of several into a directory that exists. Files are written whole or
      not at all; where anything fails, nothing is written. What a provider cannot express is a warning; with --strict it is
      an error, and there is no artifact.

      With --emit it makes something else of the artifact's setup requests: `requests` is one request a line, `sh` a shell
      script that sends them with curl and jq and can be run again, `stripe-fixtures` a file for `stripe fixtures`.
      """,
    options: [.provider] + Option.lint
      + [.ids, .emit, .baseURL, .idsOut, .output, .outputDirectory, .check, .format, .from],
    examples: [
      "catalogc compile catalog.json --provider stripe",
      "catalogc compile catalog.json --provider all --out-dir billing",
      "catalogc compile catalog.json --provider all --out-dir billing --check",
      "catalogc compile catalog.json --provider stripe --emit sh --output setup.sh",
    ]
  ) { invocation, system throws(CommandError) in
    guard let providers = try selection(invocation) else {
      throw CommandError(
        "`compile` needs a provider", help: "write --provider and one of \(list(Provider.all.map(\.name), and: "or"))")
    }
    let emission = try Emission(invocation, providers)
    let destination = try Destination(invocation, providers)
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(providers, largestArtifact: system.largestArtifact)
    let reports = input.reports(compilation)
    try reportToError(reports, invocation, showNotes: false, &system)
    guard reports.allSatisfy({ $0.diagnostics.count(.error) == 0 }) else { return .found }
    let files = try compilation.outputs.map { output throws(CommandError) in
      guard !output.artifact.isTooLarge else { throw tooLarge(output.provider, system.largestArtifact) }
      return (output.provider.name, try emission.content(output))
    }
    return try destination.deliver(files, ending: emission.ending, isCheck: invocation.has(.check), &system)
  }
}

private func tooLarge(_ provider: Provider, _ limit: Int) -> CommandError {
  CommandError(
    "the artifact for \(provider.title) would be larger than \(limit >> 20) MiB",
    help: "name the plans of add-ons and top-ups in `compatiblePlans`: one that goes with every plan lists them all")
}

/// Where artifacts go.
private enum Destination {
  case standardOutput
  case file(String)
  case directory(String)

  init(_ invocation: Invocation, _ providers: ProviderSelection) throws(CommandError) {
    let isSingle =
      if case .named(let named) = providers { named.count == 1 } else { false }
    switch (invocation.value(.output), invocation.value(.outputDirectory)) {
    case (_?, _?): throw CommandError("`--output` and `--out-dir` do not go together")
    case (nil, let directory?): self = .directory(directory)
    case (let file?, nil) where file != "-": self = .file(file)
    default: self = .standardOutput
    }
    if case .directory = self {} else if !isSingle {
      throw CommandError("the artifacts of several providers need `--out-dir`", help: "write --out-dir DIR")
    }
    if case .standardOutput = self, invocation.has(.check) {
      throw CommandError("`--check` needs the files to compare with", help: "write --output FILE, or --out-dir DIR")
    }
  }

  func deliver(
    _ outputs: [(name: String, content: Content)], ending: String, isCheck: Bool, _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    var files: [(path: String, content: Content)] = []
    for item in outputs {
      switch self {
      case .standardOutput:
        do throws(SystemError) {
          try item.content.write { piece throws(SystemError) in try system.writeOutput(piece) }
        } catch {
          throw CommandError(error)
        }
      case .file(let path): files.append((path, item.content))
      case .directory(let path): files.append(("\(path)/\(item.name).\(ending)", item.content))
      }
    }
    if isCheck { return try compare(files, &system) }
    guard !files.isEmpty else { return .done }
    do throws(SystemError) { try system.write(files) } catch { throw CommandError(error) }
    return .done
  }

  private func compare(
    _ files: [(path: String, content: Content)], _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    var difference: [UInt8] = []
    for file in files {
      var old: [UInt8] = []
      var oldName = file.path
      do throws(SystemError) {
        old = try system.read(file.path)
      } catch {
        guard error.isMissing else { throw CommandError(error) }
        oldName = "/dev/null"
      }
      difference += unifiedDiff(from: old, to: file.content.bytes, oldName: oldName, newName: file.path)
    }
    if difference.isEmpty { return .done }
    try output(difference, &system)
    return .found
  }
}
