/// Breaks long lines of JSON between values.
enum JSONLines {
  /// Breaks a line into pieces of at most `width` columns, if possible. Strings are never broken.
  static func broken(_ line: String, width: Int) -> [String] {
    let indent = String(line.prefix { $0 == " " })
    var pieces: [String] = []
    var rest = line
    while rest.unicodeScalars.count > width, let end = lineBreak(in: rest, width: width) {
      pieces.append(String(rest[..<end]).trimmedEnd)
      rest = indent + "  " + rest[end...].drop { $0 == " " }
    }
    return pieces + [rest]
  }

  /// Where to break: between members of the outermost object within the width, or else after a bracket or a colon.
  private static func lineBreak(in line: String, width: Int) -> String.Index? {
    var isInText = false
    var isEscaped = false
    var depth = 0
    var best: (end: String.Index, depth: Int)?
    var fallback: String.Index?
    let first = line.firstIndex { $0 != " " } ?? line.endIndex
    for (column, index) in zip(1..., line.indices) where index >= first {
      // Beyond the width, use the first possible break, if there was none before.
      if column > width, best != nil || fallback != nil { break }
      let character = line[index]
      let end = line.index(after: index)
      if isInText {
        if !isEscaped, character == "\"" { isInText = false }
        isEscaped = !isEscaped && character == "\\"
        continue
      }
      switch character {
      case "\"": isInText = true
      case "{", "[":
        depth += 1
        fallback = end
      case "}", "]": depth -= 1
      case ",":
        // Not at the end of the line.
        if end < line.endIndex, best.map({ depth <= $0.depth }) ?? true { best = (end, depth) }
      case ":": fallback = end
      default: break
      }
    }
    return best?.end ?? fallback.flatMap { $0 < line.endIndex ? $0 : nil }
  }
}
