import CatalogDiff
import Diagnostics

extension ChangeFormat {
  /// The format for people: one line per change, grouped by class, and a summary.
  @Sendable static func writeHuman(_ report: ChangeReport) -> String {
    let lines = (old: LineTable(report.old), new: LineTable(report.new))
    var text = ""
    for (changeClass, differences) in report.groups {
      text += "\(changeClass.rawValue): \(changeClass.meaning)\n"
      for difference in differences {
        let old = difference.old.map { place($0, in: report.old, lines.old) }
        let new = difference.new.map { place($0, in: report.new, lines.new) }
        let places = [old, new].compactMap(\.self).joined(separator: " -> ")
        let classes = difference.furtherClasses.isEmpty ? "" : " [\(difference.furtherClasses)]"
        let accepted = difference.acceptance.map { ", accepted: \($0.reason)" } ?? ""
        let path = difference.location?.path ?? ""
        text += "  " + printable("\(difference.sign) \(path): \(difference.message)\(classes)\(accepted) (\(places))") + "\n"
      }
      text += "\n"
    }
    text += report.summary + "\n"
    if let invoices = report.invoices { text += "\n" + table(invoices) }
    return text
  }

  /// Scenarios at the left, and amounts at the right of their columns.
  private static func table(_ invoices: [InvoiceRow]) -> String {
    let rows = [InvoiceRow.titles] + invoices.map { $0.cells.map(printable) }
    let widths = InvoiceRow.titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 2 ? row[column] + space : space + row[column]
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private static func place(_ location: Location, in source: SourceText, _ lines: LineTable) -> String {
    let position = lines.position(at: location.range.start)
    return "\(source.name):\(position.line):\(position.column)"
  }
}

extension Difference {
  /// The conventional sign for the kind of change.
  fileprivate var sign: String {
    switch kind {
    case .added: "+"
    case .removed: "-"
    case .changed, .renamed: "~"
    }
  }
}
