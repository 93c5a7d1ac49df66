/// The difference between two texts in the format of `diff -u`; empty if they are equal.
///
/// - Parameters:
///   - oldName: the name of the old text, `/dev/null` if there was none.
///   - newName: the name of the new text.
package func unifiedDiff(from old: [UInt8], to new: [UInt8], oldName: String, newName: String) -> [UInt8] {
  if old == new { return [] }
  let (oldLines, newLines) = (lines(old), lines(new))
  let edits = difference(oldLines, newLines)
  var output = Array("--- \(oldName)\n+++ \(newName)\n".utf8)
  for hunk in hunks(edits) {
    let part = edits[hunk]
    let (oldStart, newStart) = (edits[..<hunk.lowerBound].count { $0.isOld }, edits[..<hunk.lowerBound].count { $0.isNew })
    let (oldCount, newCount) = (part.count { $0.isOld }, part.count { $0.isNew })
    output += "@@ -\(range(oldStart, oldCount)) +\(range(newStart, newCount)) @@\n".utf8
    for edit in part {
      output.append(edit.mark)
      output += edit.line
      if edit.line.last != UInt8(ascii: "\n") { output += "\n\\ No newline at end of file\n".utf8 }
    }
  }
  return output
}

/// The same, with secrets removed from the lines that it shows.
package func shownDiff(from old: [UInt8], to new: [UInt8], oldName: String, newName: String) -> [UInt8] {
  let text = unifiedDiff(from: old, to: new, oldName: oldName, newName: newName)
  var shown: [UInt8] = []
  var start = 0
  for match in Secret.matches(in: text[...]) {
    shown += text[start..<match.hidden.lowerBound] + Array("…".utf8)
    start = match.hidden.upperBound
  }
  return start == 0 ? text : shown + text[start...]
}

private enum Edit {
  case keep(ArraySlice<UInt8>)
  case remove(ArraySlice<UInt8>)
  case add(ArraySlice<UInt8>)

  var line: ArraySlice<UInt8> {
    switch self {
    case .keep(let line), .remove(let line), .add(let line): line
    }
  }

  var mark: UInt8 {
    switch self {
    case .keep: UInt8(ascii: " ")
    case .remove: UInt8(ascii: "-")
    case .add: UInt8(ascii: "+")
    }
  }

  var isOld: Bool { mark != UInt8(ascii: "+") }
  var isNew: Bool { mark != UInt8(ascii: "-") }
}

/// The lines, including their line ends.
private func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
  var lines: [ArraySlice<UInt8>] = []
  var start = 0
  for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
    lines.append(text[start...index])
    start = index + 1
  }
  if start < text.count { lines.append(text[start...]) }
  return lines
}

/// An edit script. Common prefixes and suffixes are cut off first; the rest is compared by Myers's greedy algorithm, whose time
/// and space grow with the number of differences. Beyond a limit, the rest becomes one replacement.
private func difference(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
  var start = 0
  while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
  var (oldEnd, newEnd) = (old.count, new.count)
  while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
    oldEnd -= 1
    newEnd -= 1
  }
  let middle = myers(Array(old[start..<oldEnd]), Array(new[start..<newEnd]))
  return old[..<start].map { .keep($0) } + middle + old[oldEnd...].map { .keep($0) }
}

private func myers(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
  let limit = 1000
  let replacement = old.map { Edit.remove($0) } + new.map { Edit.add($0) }
  guard !old.isEmpty, !new.isEmpty else { return replacement }
  // frontier[k + offset] is how far along `old` a path on diagonal k reaches.
  let offset = limit + 1
  var frontier = [Int](repeating: 0, count: 2 * offset + 1)
  var trace: [[Int]] = []
  for depth in 0...limit {
    trace.append(frontier)
    for diagonal in stride(from: -depth, through: depth, by: 2) {
      let goesDown =
        diagonal == -depth || (diagonal != depth && frontier[diagonal - 1 + offset] < frontier[diagonal + 1 + offset])
      var x = goesDown ? frontier[diagonal + 1 + offset] : frontier[diagonal - 1 + offset] + 1
      var y = x - diagonal
      while x < old.count, y >= 0, y < new.count, old[x] == new[y] {
        x += 1
        y += 1
      }
      frontier[diagonal + offset] = x
      if x >= old.count, y >= new.count { return path(old, new, trace, offset) }
    }
  }
  return replacement
}

/// Walks the recorded frontiers back from the end.
private func path(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], _ trace: [[Int]], _ offset: Int) -> [Edit] {
  var edits: [Edit] = []
  var (x, y) = (old.count, new.count)
  for depth in stride(from: trace.count - 1, through: 0, by: -1) {
    let frontier = trace[depth]
    let diagonal = x - y
    let goesDown =
      diagonal == -depth || (diagonal != depth && frontier[diagonal - 1 + offset] < frontier[diagonal + 1 + offset])
    let previousDiagonal = goesDown ? diagonal + 1 : diagonal - 1
    let previousX = depth == 0 ? 0 : frontier[previousDiagonal + offset]
    let previousY = depth == 0 ? 0 : previousX - previousDiagonal
    while x > previousX, y > previousY {
      edits.append(.keep(old[x - 1]))
      x -= 1
      y -= 1
    }
    guard depth > 0 else { break }
    edits.append(goesDown ? .add(new[y - 1]) : .remove(old[x - 1]))
    (x, y) = (previousX, previousY)
  }
  return edits.reversed()
}

/// The changes with three lines of context; adjacent hunks are merged.
private func hunks(_ edits: [Edit]) -> [Range<Int>] {
  let context = 3
  var hunks: [Range<Int>] = []
  for (index, edit) in edits.enumerated() {
    if case .keep = edit { continue }
    let range = max(0, index - context)..<min(edits.count, index + context + 1)
    if let last = hunks.last, range.lowerBound <= last.upperBound {
      hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
    } else {
      hunks.append(range)
    }
  }
  return hunks
}

private func range(_ start: Int, _ count: Int) -> String {
  switch count {
  case 0: "\(start),0"
  case 1: "\(start + 1)"
  default: "\(start + 1),\(count)"
  }
}
