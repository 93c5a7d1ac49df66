import Diagnostics
import Portability

extension PortabilityFormat {
  /// The widest table, in columns.
  private static let width = 80

  @Sendable static func writeHuman(_ portability: Portability, _ style: Style) -> String {
    let report = Report(
      source: portability.source, diagnostics: portability.providers.flatMap { $0.blockers.map(\.diagnostic) })
    let human = HumanReport(report, style)
    var text = table(portability, style)
    for provider in portability.providers {
      text += "\n" + style.bold("\(provider.name): \(provider.summary)") + "\n"
      for remark in provider.remarks { text += "  \(printable(remark))\n" }
      for assumption in provider.assumptions {
        text += "  \(printable(assumption.message))\(assumption.help.map { "; \(printable($0))" } ?? "")\n"
      }
      for (diagnostic, remedy) in provider.shown {
        text += human.write(diagnostic)
        if let remedy { text += "  \(style.dim("=")) \(style.bold("change:")) \(printable(remedy.message))\n" }
      }
      guard let change = provider.change else { continue }
      text += "\(printable(portability.source.name)): \(change.summary) of \(provider.name)\n"
      for step in change.steps { text += "  \(printable(step.path)): \(printable(step.message))\n" }
      text += portability.patch(change.bytes)
    }
    return text
  }

  // MARK: Table

  /// As many providers side by side as fit; the others below. No cell is wrapped.
  private static func table(_ portability: Portability, _ style: Style) -> String {
    let rows = portability.rows
    if rows.isEmpty { return "nothing is offered\n" }
    let labels = rows.map { label($0, portability) }
    let first = min(30, labels.map(width).max() ?? 0)
    let columns = portability.providers.indices.map { index in
      max(width(portability.providers[index].name), rows.map { $0.answers[index].word.count }.max() ?? 0)
    }
    var text = ""
    var start = 0
    while start < columns.count {
      var (end, used) = (start, first)
      while end < columns.count, end == start || used + 2 + columns[end] <= Self.width {
        used += 2 + columns[end]
        end += 1
      }
      if start > 0 { text += "\n" }
      let titles = (start..<end).map { padded(portability.providers[$0].name, columns[$0]) }
      text += line([padded("", first)] + titles)
      for (row, label) in zip(rows, labels) {
        let cells = (start..<end).map { index in
          let word = row.answers[index].word
          return style.answer(row.answers[index], word) + String(repeating: " ", count: columns[index] - word.count)
        }
        text += line([padded(cut(label, first), first)] + cells)
      }
      start = end
    }
    return text + "\n" + legend
  }

  /// Two lines, because one would be too long.
  private static var legend: String {
    Portability.Answer.legend.split(separator: ";").reduce(into: [""]) { lines, part in
      let part = part.first == " " ? part.dropFirst() : part
      let last = lines.count - 1
      if lines[last].isEmpty {
        lines[last] = String(part)
      } else if lines[last].count + part.count + 3 <= width {
        lines[last] += "; \(part)"
      } else {
        lines[last] += ";"
        lines.append(String(part))
      }
    }.joined(separator: "\n") + "\n"
  }

  private static func label(_ row: Portability.Row, _ portability: Portability) -> String {
    let entry = portability.entries[row.entry]
    guard let price = row.price else { return printable("\(entry.kind.rawValue) \(entry.id)") }
    return printable("  \(entry.prices[price])")
  }

  private static func line(_ cells: [String]) -> String {
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + displayWidth($1) } }

  private static func padded(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  /// The text, cut to a width.
  private static func cut(_ text: String, _ columns: Int) -> String {
    if width(text) <= columns { return text }
    var kept = ""
    var room = columns - 1
    for scalar in text.unicodeScalars {
      room -= displayWidth(scalar)
      if room < 0 { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "…"
  }
}

extension Style {
  fileprivate func answer(_ answer: Portability.Answer, _ text: String) -> String {
    switch answer {
    case .exact: text
    case .application: severity(.note, text)
    case .difference: severity(.warning, text)
    case .notPossible: severity(.error, text)
    }
  }
}
