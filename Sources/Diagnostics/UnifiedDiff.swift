/// The difference between two texts in the format of `diff -u`; empty if they are equal.
///
/// - Parameters:
///   - oldName: the name of the old text, `/dev/null` if there was none.
///   - newName: the name of the new text.
package func unifiedDiff(from old: [UInt8], to new: [UInt8], oldName: String, newName: String) -> [UInt8] {
  if old == new { return [] }
  return text(of: difference(lines(old[...]), lines(new[...])), after: 0, oldName, newName)
}

/// - Parameter before: how many lines, which are equal, come before the edits.
private func text(of edits: [Edit], after before: Int, _ oldName: String, _ newName: String) -> [UInt8] {
  var output = Array("--- \(oldName)\n+++ \(newName)\n".utf8)
  var (counted, oldStart, newStart) = (0, before, before)
  for hunk in hunks(edits) {
    let part = edits[hunk]
    oldStart += edits[counted..<hunk.lowerBound].count { $0.isOld }
    newStart += edits[counted..<hunk.lowerBound].count { $0.isNew }
    counted = hunk.lowerBound
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
  shown(unifiedDiff(from: old, to: new, oldName: oldName, newName: newName))
}

private func shown(_ text: [UInt8]) -> [UInt8] {
  var shown: [UInt8] = []
  var start = 0
  for match in Secret.matches(in: text[...]) {
    shown += text[start..<match.hidden.lowerBound] + Array("…".utf8)
    start = match.hidden.upperBound
  }
  return start == 0 ? text : shown + text[start...]
}

/// The lines of a text, for showing many small changes of it: each takes time only for the lines around it.
package struct ChangedLines: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = lines(bytes[...]).map(\.startIndex)
  }

  /// The same as ``shownDiff(from:to:oldName:newName:)`` for the text with a fix.
  package func shownDiff(of fix: Fix, oldName: String, newName: String) -> [UInt8] {
    let first = max(0, line(at: fix.range.start) - context)
    let start = first < starts.count ? starts[first] : 0
    var margin = 8
    while true {
      let last = line(at: fix.range.end) + margin
      let end = last < starts.count ? starts[last] : bytes.count
      let new = rewritten(bytes, fix.edits, in: ByteRange(start, end))
      let edits = difference(lines(bytes[start..<end]), lines(new[...]))
      let kept = edits.reversed().prefix { $0.isOld && $0.isNew }.count
      // Among equal lines, a difference is found at the last of them.
      if kept > context || end == bytes.count {
        return kept == edits.count ? [] : shown(text(of: edits, after: first, oldName, newName))
      }
      margin *= 2
    }
  }

  /// The index of the line that contains an offset.
  private func line(at offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
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
private func lines(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
  var lines: [ArraySlice<UInt8>] = []
  var start = text.startIndex
  for index in text.indices where text[index] == UInt8(ascii: "\n") {
    lines.append(text[start...index])
    start = index + 1
  }
  if start < text.endIndex { lines.append(text[start...]) }
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

/// How many lines are shown around a change.
private let context = 3

/// The changes with their context; adjacent hunks are merged.
private func hunks(_ edits: [Edit]) -> [Range<Int>] {
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
