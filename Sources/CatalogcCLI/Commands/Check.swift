import Diagnostics
import Providers
import Reporting

extension Command {
  static let check = Command(
    name: "check",
    operands: "CATALOG…",
    operandCount: 1...Int.max,
    summary: "report everything that is wrong with catalogs",
    details: """
      Reads each catalog ('-' is standard input) and reports all findings in the order of the file; nothing is emitted. With
      --provider, also what those providers cannot express. Findings for people go to standard error, those for programs
      to standard output.
      """,
    options: [.provider, .strict, .ids, .format, .from],
    examples: [
      "catalogc check catalog.json",
      "catalogc check catalog.json --provider stripe,openmeter --strict",
      "catalogc check catalogs/*.json --format json",
    ]
  ) { invocation, system throws(CommandError) in
    let providers = try selection(invocation) ?? .named([])
    let machineFormat = try format(invocation)
    let style = try style(invocation, system)
    var reports: [Report] = []
    var status = ExitStatus.done
    for path in invocation.operands {
      let input: CatalogInput
      do throws(CommandError) {
        input = try CatalogInput(path, invocation, &system)
      } catch {
        // One file that cannot be read does not hide what is wrong with the others.
        system.writeError("catalogc: error: \(error.message)\n" + (error.help.map { "  = help: \($0)\n" } ?? ""))
        status = .failed
        continue
      }
      let compilation = input.compilation(providers, invocation)
      for report in input.reports(compilation) {
        if report.diagnostics.count(.error) > 0, status == .done { status = .found }
        if machineFormat == nil {
          system.writeError(HumanReport.write(report, style: style, showNotes: true))
        } else {
          reports.append(report)
        }
      }
    }
    if let machineFormat { try output(machineFormat.write(reports), &system) }
    return status
  }
}
