import Diagnostics

/// The format for people: a first line that editors can parse, a source snippet with the range underlined, related places
/// and help.
package struct HumanReport: Sendable {
  private let report: Report
  private let lines: LineTable
  private let style: Style
  /// The ranges that must not be shown in any snippet.
  private let secrets: [ByteRange]

  init(_ report: Report, _ style: Style) {
    self.report = report
    self.style = style
    lines = LineTable(report.source)
    secrets = report.diagnostics.filter(\.isSecret).map(\.range)
  }

  package enum Notes: Sendable {
    case shown
    /// Counted in the summary, which is written even if there are only notes.
    case counted
    /// Counted in the summary of other findings.
    case hidden
    /// No warnings, notes or summary.
    case onlyErrors

    fileprivate func show(_ severity: Severity) -> Bool {
      switch self {
      case .shown: true
      case .counted, .hidden: severity != .note
      case .onlyErrors: severity == .error
      }
    }
  }

  package static func write(_ report: Report, style: Style, notes: Notes) -> String {
    var text = ""
    write(report, style: style, notes: notes) { text += $0 }
    return text
  }

  /// Writes the report in pieces, so that the report of a hundred thousand findings is never in memory as a whole.
  package static func write(_ report: Report, style: Style, notes: Notes, to output: (String) -> Void) {
    guard report.diagnostics.contains(where: { notes == .counted || notes.show($0.severity) }) else { return }
    let human = HumanReport(report, style)
    var piece = ""
    for diagnostic in report.diagnostics where notes.show(diagnostic.severity) {
      piece += human.write(diagnostic)
      if piece.utf8.count >= 1 << 16 {
        output(piece)
        piece = ""
      }
    }
    // A part of a stream has no summary of its own.
    if !report.source.isConfidential, notes != .onlyErrors { piece += human.summary(notes) }
    output(piece)
  }

  /// One finding.
  func write(_ diagnostic: Diagnostic) -> String {
    var text = headline(diagnostic.severity, "\(diagnostic.message) [\(diagnostic.rule)]", diagnostic.range)
    text += snippet(diagnostic.range, diagnostic.severity)
    for related in diagnostic.related {
      text += headline(.note, related.message, related.range) + snippet(related.range, .note)
    }
    if let help = diagnostic.help { text += "  \(style.dim("=")) \(style.bold("help:")) \(printable(help))\n" }
    return text
  }

  private func headline(_ severity: Severity, _ message: String, _ range: ByteRange) -> String {
    let start = lines.position(at: range.start)
    return style.bold("\(printable(report.source.name)):\(start.line):\(start.column):") + " "
      + style.severity(severity, "\(severity.rawValue):") + " " + style.bold(printable(message)) + "\n"
  }

  private func summary(_ notes: Notes) -> String {
    var counts: [String] = []
    for severity in Severity.allCases {
      let count = report.diagnostics.count(severity)
      guard count > 0 else { continue }
      counts.append("\(count) \(severity.rawValue)\(count == 1 ? "" : "s")")
    }
    let hidden =
      switch notes {
      case _ where report.diagnostics.count(.note) == 0: ""
      case .shown, .onlyErrors: ""
      case .counted: " (use --notes to show them)"
      case .hidden: " (run `catalogc check --provider NAME --notes` to see notes)"
      }
    return "\(printable(report.source.name)): \(counts.joined(separator: ", "))\(hidden)\n"
  }

  // MARK: Snippets

  /// The first line of the range, underlined; only the surroundings of the range if the line is long.
  private func snippet(_ range: ByteRange, _ severity: Severity) -> String {
    if report.source.isConfidential { return "" }
    let position = lines.position(at: range.start)
    let line = lines.text(ofLine: position.line)
    // A minified catalog is a single long line, so decode only the part that may be shown.
    let isShort = line.count <= 600
    let part =
      isShort ? line : line[self.start(in: line, 48, before: range.start)..<self.end(in: line, 136, after: range.start)]
    // A secret is recognized by its prefix, which may be farther away.
    let surroundings = line[self.start(in: line, 600, before: range.start)..<self.end(in: line, 1200, after: range.start)]
    let cells = cells(part, in: surroundings)
    let first = max(range.start, part.startIndex)
    let from = scalars(part.startIndex, first)
    let length = max(1, scalars(first, min(range.end, part.endIndex)))
    let to = min(from + length, max(cells.count, from + 1))

    let isWhole = part.count == line.count && cells.count <= 140
    let window = isWhole ? 0..<cells.count : window(from, to, of: cells.count)
    let prefix = window.lowerBound > 0 || part.startIndex > line.startIndex ? "…" : ""
    let suffix = window.upperBound < cells.count || part.endIndex < line.endIndex ? "…" : ""
    let start = min(from, window.upperBound)
    let before = cells[window.lowerBound..<start].reduce(prefix.isEmpty ? 0 : 1) { $0 + $1.width }
    let marked = cells[start..<min(to, window.upperBound)].reduce(0) { $0 + $1.width }

    let number = String(position.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    let underline = "^" + String(repeating: "~", count: max(0, marked - 1))
    return """
       \(style.dim("\(number) |")) \(prefix)\(cells[window].map(\.text).joined())\(suffix)
       \(style.dim("\(gutter) |")) \(String(repeating: " ", count: before))\(style.severity(severity, underline))

      """
  }

  /// The number of scalars that begin in a part of the file.
  private func scalars(_ start: Int, _ end: Int) -> Int {
    start < end ? report.source.bytes[start..<end].count { $0 & 0xC0 != 0x80 } : 0
  }

  /// The offset that is `count` scalars before another one in the line. A scalar has at most four bytes, which limits the
  /// search in invalid UTF-8.
  private func start(in line: ArraySlice<UInt8>, _ count: Int, before offset: Int) -> Int {
    var (offset, rest) = (min(max(offset, line.startIndex), line.endIndex), count)
    let limit = max(line.startIndex, offset - 4 * count)
    while offset > limit, rest > 0 {
      offset -= 1
      if line[offset] & 0xC0 != 0x80 { rest -= 1 }
    }
    return offset
  }

  /// The offset that is `count` scalars after another one in the line.
  private func end(in line: ArraySlice<UInt8>, _ count: Int, after offset: Int) -> Int {
    var (offset, rest) = (min(max(offset, line.startIndex), line.endIndex), count)
    let limit = min(line.endIndex, offset + 4 * count)
    while offset < limit {
      if line[offset] & 0xC0 != 0x80 {
        if rest == 0 { break }
        rest -= 1
      }
      offset += 1
    }
    return offset
  }

  /// The cells to show: the range, or its beginning, and some context.
  private func window(_ from: Int, _ to: Int, of count: Int) -> Range<Int> {
    let end = min(count, min(to, from + 80) + 40)
    return min(max(0, from - 40), end)..<end
  }

  /// True if the byte is part of a reported secret, not including its quotes.
  private func isSecret(_ offset: Int) -> Bool {
    // The secrets are in the order of the file and do not overlap.
    var (low, high) = (0, secrets.count)
    while low < high {
      let middle = (low + high) / 2
      if secrets[middle].end <= offset { low = middle + 1 } else { high = middle }
    }
    return low < secrets.count && secrets[low].start < offset && offset < secrets[low].end - 1
  }

  /// A scalar as it is shown, and its width in columns.
  private struct Cell {
    let text: String
    let width: Int
  }

  /// The cells of a part of a line; secrets are detected in the surroundings.
  private func cells(_ part: ArraySlice<UInt8>, in surroundings: ArraySlice<UInt8>) -> [Cell] {
    var offset = part.startIndex
    // Text after a syntax error is not parsed but may contain secrets, so search for them here. A secret with escapes is only
    // found by the reader, and then hidden as a whole.
    let found = Secret.matches(in: surroundings)
    return String(decoding: part, as: UTF8.self).unicodeScalars.map { scalar in
      defer { offset += scalar.utf8.count }
      let match = found.first { $0.whole.contains(offset) }
      let isSecret = match.map { $0.hidden.contains(offset) } ?? isSecret(offset)
      if isSecret { return Cell(text: "*", width: 1) }
      if scalar == "\t" { return Cell(text: " ", width: 1) }
      let text = escaped(scalar)
      return Cell(text: text, width: text.unicodeScalars.count == 1 ? displayWidth(scalar) : text.unicodeScalars.count)
    }
  }
}

/// The width of a scalar in terminal columns: 0 for combining characters, 2 for wide East Asian characters and emoji.
func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0x0300...0x036F, 0x200B...0x200F, 0x20D0...0x20F0, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: 0
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
    2
  default: 1
  }
}
