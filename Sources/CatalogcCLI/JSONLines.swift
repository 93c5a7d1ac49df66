/// Long lines of JSON, broken between values.
enum JSONLines {
  /// The line in pieces that are no wider than that, as far as it can be broken: a text is never taken apart.
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

  /// Where to break: between members of the outermost object that is reached, else behind a bracket or a colon.
  private static func lineBreak(in line: String, width: Int) -> String.Index? {
    var isInText = false
    var isEscaped = false
    var depth = 0
    var best: (end: String.Index, depth: Int)?
    var fallback: String.Index?
    let first = line.firstIndex { $0 != " " } ?? line.endIndex
    for (column, index) in zip(1..., line.indices) where index >= first {
      // Beyond the width the first place will do, if there was none before.
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
        // The end of the line is no place to break it at.
        if end < line.endIndex, best.map({ depth <= $0.depth }) ?? true { best = (end, depth) }
      case ":": fallback = end
      default: break
      }
    }
    return best?.end ?? fallback.flatMap { $0 < line.endIndex ? $0 : nil }
  }
}
