import Accounts
import Diagnostics
import Providers
import Reporting
import Syntax

extension Option {
  static let output = Option("output", letter: "o", value: "FILE", summary: "write to FILE (`-`: standard output)")
  static let outputDirectory = Option(
    "out-dir", value: "DIR", summary: "write DIR/NAME.json for each provider (the extension depends on --emit)")
  static let check = Option("check", summary: "print a diff against the existing files without writing")
}

extension Command {
  static let compile = Command(
    name: "compile",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "generate a provider's API requests",
    details: """
      Prints the artifact of one provider, or writes those of several providers to a directory, which is created if it does
      not exist. Without --provider, compiles for the providers that the catalog names under `providers`. Files are written
      atomically: if anything fails, no file is changed. What a provider cannot express is a warning; with --strict it is an
      error, and no artifact is written.

      --emit prints the setup requests of the artifact in another form: `requests` prints one request per line,
      `stripe-fixtures` a file for `stripe fixtures`. `catalogc apply` sends what an account lacks.

      `--emit terraform` writes the setup of Stripe as a file for Terraform 1.11 or later, with `import` blocks for the ids of
      --ids and of the catalog. With --previous, the catalog whose file was applied last, also at a revision of git
      (`git:REVISION`), entries that were renamed since have `moved` blocks.
      """,
    options: [.provider] + Option.lint
      + [.ids, .emit, .previous, .terraformState, .output, .outputDirectory, .check, .format, .from],
    examples: [
      "catalogc compile catalog.json --provider stripe",
      "catalogc compile catalog.json --out-dir billing",
      "catalogc compile catalog.json --out-dir billing --check",
      "catalogc compile catalog.json --provider stripe --emit requests --output setup.jsonl",
      "catalogc compile catalog.json --provider stripe --emit terraform --output stripe.tf.json",
    ]
  ) { invocation, system throws(CommandError) in
    let selected = try selection(invocation)
    let emission = try EmitOptions(invocation)
    let destination = try Destination(invocation)
    if let selected {
      try emission.require(selected)
      try destination.require(selected)
    }
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(selected ?? .ofCatalog, largestArtifact: system.largestArtifact)
    if selected == nil, compilation.catalog != nil {
      guard !compilation.providers.isEmpty else { throw missingProvider(Option.provider.values.known) }
      try emission.require(.named(compilation.providers))
      guard destination.takesSeveral || compilation.providers.count == 1 else {
        throw severalProviders(compilation.providers, help: "choose one with `--provider`, or add `--out-dir DIR`")
      }
    }
    var reports = input.reports(compilation)
    var terraform: TerraformFile?
    let isComplete = !compilation.outputs.isEmpty && compilation.outputs.allSatisfy { !$0.artifact.isTooLarge }
    if emission.form == .terraform, let catalog = compilation.catalog, isComplete {
      guard let file = try emission.terraform(catalog, input, invocation, &system) else { return .found }
      let findings = compilation.levels.applied(
        to: compilation.tree.diagnostics(for: file.findings), isStrict: invocation.has(.strict))
      let diagnostics = (compilation.diagnostics + findings).sorted { $0.range.start < $1.range.start }
      reports[0] = Report(source: input.source, diagnostics: diagnostics.groupingNotes())
      terraform = file
    }
    try reportToError(reports, invocation, notes: .hidden, &system)
    guard reports.allSatisfy({ $0.diagnostics.count(.error) == 0 }) else { return .found }
    let files = try compilation.outputs.map { output throws(CommandError) in
      guard !output.artifact.isTooLarge else { throw tooLarge(output.provider, system.largestArtifact) }
      return (output.provider.name, try emission.content(output, terraform))
    }
    return try destination.deliver(files, ending: emission.ending, isCheck: invocation.has(.check), &system)
  }
}

private func tooLarge(_ provider: Provider, _ limit: Int) -> CommandError {
  CommandError(
    "the artifact for \(provider.title) would be larger than \(limit >> 20) MiB",
    help: "set `compatiblePlans` of add-ons and top-ups; those without it list every plan")
}

/// Where artifacts are written.
private enum Destination {
  case standardOutput
  case file(String)
  case directory(String)

  init(_ invocation: Invocation) throws(CommandError) {
    switch (invocation.value(.output), invocation.value(.outputDirectory)) {
    case (_?, _?): throw CommandError("`--output` cannot be used with `--out-dir`")
    case (nil, let directory?): self = .directory(directory)
    case (let file?, nil) where file != "-": self = .file(file)
    default: self = .standardOutput
    }
    if case .standardOutput = self, invocation.has(.check) {
      throw CommandError("`--check` requires `--output` or `--out-dir`", help: "pass the files to compare with")
    }
  }

  var takesSeveral: Bool {
    if case .directory = self { true } else { false }
  }

  /// Throws if the artifacts of these providers need a directory.
  func require(_ providers: ProviderSelection) throws(CommandError) {
    if takesSeveral { return }
    if case .named(let named) = providers, named.count == 1 { return }
    throw CommandError("several providers require `--out-dir`", help: "add `--out-dir DIR`")
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
    do throws(SystemError) {
      if case .directory(let path) = self { try system.createDirectory(path) }
      try system.write(files)
    } catch {
      throw CommandError(error)
    }
    return .done
  }

  private func compare(
    _ files: [(path: String, content: Content)], _ system: inout any System
  ) throws(CommandError) -> ExitStatus {
    var difference: [UInt8] = []
    var isOutOfDate = false
    for file in files {
      var old: [UInt8] = []
      var oldName = file.path
      do throws(SystemError) {
        old = try system.read(file.path)
      } catch {
        guard error.isMissing else { throw CommandError(error) }
        oldName = "/dev/null"
      }
      let new = file.content.bytes
      if let unix = withoutCarriageReturns(old, like: new) {
        isOutOfDate = true
        system.writeError(
          """
          catalogc: error: \(quoted(file.path)) has CR LF line ends\(unix == new ? ", and is up to date otherwise" : "")
            = help: write `*.json -text` in `.gitattributes`, so that Git keeps the LF line ends

          """)
        old = unix
      }
      difference += unifiedDiff(from: old, to: new, oldName: oldName, newName: file.path)
    }
    if !difference.isEmpty { try output(difference, &system) }
    return isOutOfDate || !difference.isEmpty ? .found : .done
  }

  /// The old text with LF line ends, if all of its lines end with CR LF and none of the new one do.
  private func withoutCarriageReturns(_ old: [UInt8], like new: [UInt8]) -> [UInt8]? {
    let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    guard old.contains(cr), !new.contains(cr) else { return nil }
    var text: [UInt8] = []
    text.reserveCapacity(old.count)
    for (index, byte) in old.enumerated() {
      if byte == cr, index + 1 < old.count, old[index + 1] == lf { continue }
      if byte == lf, index == 0 || old[index - 1] != cr { return nil }
      text.append(byte)
    }
    return text
  }
}
