import Foundation
import Testing

/// A golden file in the folder `Matrix`.
///
/// With `UPDATE_MATRIX=1` in the environment, the file is written, and the test fails once if the file changed.
struct Recording {
  private static let remedy = "run `UPDATE_MATRIX=1 swift test --filter ProviderMatrixTests` and review the change"

  private let url: URL

  init(_ name: String) {
    url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Matrix/\(name).txt")
  }

  /// Expects the lines of the file.
  func expect(_ lines: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = lines.joined(separator: "\n") + "\n"
    let recorded = (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) }
    if ProcessInfo.processInfo.environment["UPDATE_MATRIX"] == "1" {
      try Data(text.utf8).write(to: url)
      if recorded != text { Issue.record("recorded \(url.lastPathComponent)", sourceLocation: sourceLocation) }
      return
    }
    guard let recorded else {
      Issue.record("\(url.lastPathComponent) is missing; \(Self.remedy)", sourceLocation: sourceLocation)
      return
    }
    if recorded == text { return }
    if recorded.utf8.contains(UInt8(ascii: "\r")) {
      Issue.record("\(url.lastPathComponent) has CR LF line ends; Git must keep LF", sourceLocation: sourceLocation)
      return
    }
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let changes = lines.difference(from: old.last == "" ? old.dropLast() : old)
    let shown = changes.prefix(20).map { change in
      switch change {
      case .insert(_, let line, _): "+ \(line)"
      case .remove(_, let line, _): "- \(line)"
      }
    }
    let more = changes.count > shown.count ? ["and \(changes.count - shown.count) more lines"] : []
    Issue.record(
      """
      answers differ from \(url.lastPathComponent); if this is intended, \(Self.remedy)
      \((shown + more).joined(separator: "\n"))
      """, sourceLocation: sourceLocation)
  }
}
