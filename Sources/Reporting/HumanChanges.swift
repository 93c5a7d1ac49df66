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
        let path = difference.location?.path ?? ""
        text += "  " + printable("\(difference.sign) \(path): \(difference.message)\(classes) (\(places))") + "\n"
      }
      text += "\n"
    }
    return text + report.summary + "\n"
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
