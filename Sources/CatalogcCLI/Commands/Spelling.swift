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
    "to", value: "FORMAT", values: .words(CatalogFormat.allCases.map(\.rawValue)), summary: "json or swift")
  static let diff = Option("diff", summary: "write nothing: print what would change")
  static let checkSpelling = Option("check", summary: "write nothing: name the files that would change")
}

extension Command {
  static let convert = Command(
    name: "convert",
    operands: "CATALOG",
    operandCount: 1...1,
    summary: "print a catalog in its other spelling",
    details: """
      Prints the catalog in canonical JSON, or in Swift that compiles against the library BillingCatalog. There and back it is the
      same catalog, and makes the same artifacts, in which warnings follow the order of the file. An entitlement that a literal
      says becomes one. Comments of a Swift catalog, and `$schema` of a JSON catalog, have no place in the other spelling.
      """,
    options: [.to, .output, .format, .from],
    examples: ["catalogc convert catalog.json --to swift -o catalog.swift", "catalogc convert catalog.swift --to json"]
  ) { invocation, system throws(CommandError) in
    guard let name = invocation.value(.to) else {
      throw CommandError("`convert` needs a format", help: "write --to json, or --to swift")
    }
    guard let format = CatalogFormat(rawValue: name) else {
      let known = Option.to.values.known
      throw CommandError(
        "\(quoted(name)) is no format of a catalog", help: nearest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "the formats are \(list(known))")
    }
    let input = try CatalogInput(invocation.operands[0], invocation, &system)
    let compilation = input.compilation(.named([]))
    try reportToError(
      Report(source: input.source, diagnostics: compilation.diagnostics), invocation, showNotes: false, &system)
    guard compilation.diagnostics.count(.error) == 0 else { return .found }
    let bytes =
      switch format {
      case .json: compilation.tree.canonicalJSON(keepsForms: false)
      case .swift: Array(compilation.tree.swiftSource.utf8)
      }
    if let path = invocation.value(.output), path != "-" {
      do throws(SystemError) { try system.write([(path, bytes)]) } catch { throw CommandError(error) }
    } else {
      try output(bytes, &system)
    }
    return .done
  }

  static let fmt = Command(
    name: "fmt",
    operands: "CATALOG…",
    operandCount: 1...Int.max,
    summary: "write JSON catalogs in their canonical spelling",
    details: """
      Rewrites each file in place, or standard input to standard output: two-space indent, fields in the order of the
      documentation, one spelling for each number. Nothing is lost: ids, lists and metadata keep their order, unknown fields
      stand behind the others. A file that is not JSON, or has a key twice, is left as it is. With --check or --diff nothing is
      written, and the exit status is 1 where a file would change.
      """,
    options: [.checkSpelling, .diff, .format],
    examples: ["catalogc fmt catalog.json", "catalogc fmt --check catalogs/*.json"]
  ) { invocation, system throws(CommandError) in
    var status = ExitStatus.done
    var files: [(path: String, bytes: [UInt8])] = []
    for path in invocation.operands where !files.contains(where: { $0.path.isExactly(path) }) {
      guard path == "-" || path.hasSuffix(".json") else {
        throw CommandError("`fmt` takes JSON catalogs, and \(quoted(path)) is none")
      }
      let source = try CatalogInput(path, invocation, &system).source
      let (tree, diagnostics) = readJSON(source)
      guard diagnostics.isEmpty else {
        try reportToError(Report(source: source, diagnostics: diagnostics), invocation, showNotes: true, &system)
        status = .found
        continue
      }
      let bytes = tree.canonicalJSON(keepsForms: true)
      let isChanged = bytes != source.bytes
      if invocation.has(.diff) {
        try output(unifiedDiff(from: source.bytes, to: bytes, oldName: source.name, newName: source.name), &system)
      } else if invocation.has(.checkSpelling), isChanged {
        system.writeError("\(source.name) is not in its canonical spelling\n")
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
