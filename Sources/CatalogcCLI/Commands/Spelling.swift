import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import Foundations
import Providers
import Reporting
import Syntax

extension Option {
  static let to = Option(
    "to", value: "FORMAT", values: .words(CatalogFormat.written.map(\.rawValue)), summary: "output format: json or swift")
  static let diff = Option("diff", summary: "print the changes as a diff without writing")
  static let checkSpelling = Option("check", summary: "list the files that would change without writing")
}

extension Command {
  static let convert = Command(
    name: "convert",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "convert a catalog between JSON and Swift",
    details: """
      Prints the catalog as canonical JSON, or as Swift that compiles against the BillingCatalog library. Converting back yields
      the same catalog and the same artifacts, whose warnings follow the order of the file. Entitlements are written in their
      shortest form. Comments are dropped, and a warning counts them; `$schema` has no place in Swift.
      """,
    options: [.to, .output, .format, .from],
    examples: ["catalogc convert catalog.json --to swift -o catalog.swift", "catalogc convert catalog.swift --to json"]
  ) { invocation, system throws(CommandError) in
    guard let name = invocation.value(.to) else {
      throw CommandError("missing required option `--to`", help: "use `--to json` or `--to swift`")
    }
    guard let format = CatalogFormat.written.first(where: { $0.rawValue == name }) else {
      throw CommandError.invalidValue(name, for: "to", among: Option.to.values.known)
    }
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([]))
    try reportToError(
      Report(source: input.source, diagnostics: compilation.reported), invocation, notes: .hidden, &system)
    guard compilation.diagnostics.count(.error) == 0 else { return .found }
    let bytes =
      switch format {
      case .json, .jsonc: compilation.tree.canonicalJSON(keepsForms: false)
      case .swift: Array(compilation.tree.swiftSource.utf8)
      }
    if let path = invocation.value(.output), path != "-" {
      do throws(SystemError) { try system.write([(path, bytes)]) } catch { throw CommandError(error) }
    } else {
      try output(bytes, &system)
    }
    let dropped = compilation.tree.comments.count
    if dropped > 0 {
      let comments = dropped == 1 ? "1 comment" : "\(dropped) comments"
      system.writeError("catalogc: warning: dropped \(comments) of \(quoted(input.source.name))\n")
    }
    return .done
  }

  static let fmt = Command(
    name: "fmt",
    operands: "CATALOG…",
    operandCount: 1...Int.max,
    summary: "format JSON catalogs",
    details: """
      Formats each file in place, or standard input to standard output: two-space indent, fields in the order of the
      documentation, one notation for each number. No data is lost: ids, lists and metadata keep their order, and unknown
      fields follow the known ones. In a .jsonc file, comments stay at their member, and trailing commas are removed. Files with
      invalid JSON or duplicate keys are not changed. With --check or --diff, nothing is written, and the exit status is 1 if a
      file would change.
      """,
    options: [.checkSpelling, .diff, .format, .from],
    examples: ["catalogc fmt catalog.json", "catalogc fmt --check catalogs/*.json"]
  ) { invocation, system throws(CommandError) in
    var status = ExitStatus.done
    var files: [(path: String, bytes: [UInt8])] = []
    for path in invocation.operands where !files.contains(where: { $0.path.hasSameScalars(as: path) }) {
      guard path == "-" || path.hasSuffix(".json") || path.hasSuffix(".jsonc") else {
        throw CommandError("`fmt` supports only JSON catalogs, found \(quoted(path))")
      }
      let input = try CatalogInput(path, invocation, trustsName: true, &system)
      guard input.format != .swift else { throw CommandError("`fmt` supports only JSON catalogs, found `--from swift`") }
      let source = input.source
      let (tree, _, findings) = input.format.read(source)
      guard findings.isEmpty else {
        let diagnostics = tree.diagnostics(for: findings)
        try reportToError(Report(source: source, diagnostics: diagnostics), invocation, notes: .shown, &system)
        status = .found
        continue
      }
      let bytes = tree.canonicalJSON(keepsForms: true)
      let isChanged = bytes != source.bytes
      if invocation.has(.diff) {
        try output(unifiedDiff(from: source.bytes, to: bytes, oldName: source.name, newName: source.name), &system)
      } else if invocation.has(.checkSpelling), isChanged {
        system.writeError("\(source.name) would be reformatted\n")
      }
      if invocation.has(.diff) || invocation.has(.checkSpelling) {
        if isChanged { status = .found }
      } else if path == "-" {
        try output(bytes, &system)
      } else if isChanged {
        files.append((path, bytes))
      }
    }
    guard !files.isEmpty, status == .done else { return status }
    do throws(SystemError) { try system.write(files) } catch { throw CommandError(error) }
    return .done
  }
}
