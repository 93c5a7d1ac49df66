import Diagnostics
import Syntax
import TestSupport
import Testing

/// Dotted paths, RFC 6901 pointers and underlined ranges.
@Suite struct PathTests {
  @Test(arguments: [
    ("⟦1e400⟧", "", ""),
    ("[0, ⟦1e400⟧]", "1", "/1"),
    (
      #"{"plans": {"pro": {"prices": {"monthly": {"amount": ⟦1e400⟧}}}}}"#, "plans.pro.prices.monthly.amount",
      "/plans/pro/prices/monthly/amount"
    ),
    (#"{"a/b": {"m~n": ⟦1e400⟧}}"#, "a/b.m~n", "/a~1b/m~0n"),
    (#"{"~1": {"~0": {"~01": ⟦1e400⟧}}}"#, "~1.~0.~01", "/~01/~00/~001"),
    (#"{"v1.5": {"": ⟦1e400⟧}}"#, "v1.5.", "/v1.5/"),
    (#"{"0": [[], [{"1": ⟦1e400⟧}]]}"#, "0.1.0.1", "/0/1/0/1"),
    (#"{"10": 1, "9": 2, "01": ⟦1e400⟧}"#, "01", "/01"),
    (#"{"\u00e9 \"\\": ⟦1e400⟧}"#, #"é "\"#, #"/é "\"#),
    (#"{"😀": {" ": ⟦1e400⟧}}"#, "😀. ", "/😀/ "),
  ])
  func `values have a path and a pointer`(text: String, path: String, pointer: String) {
    let reading = Reading(text)
    #expect(reading.diagnostics.map(\.path) == [path])
    #expect(reading.diagnostics.map(\.pointer) == [pointer])
    #expect(reading.diagnostics.map(\.range) == Marked(text).ranges)
  }

  /// Writes a tree in which every leaf is out of range, and collects the paths of the leaves.
  private func leaves(_ path: [String], depth: Int, _ paths: inout [[String]]) -> String {
    if depth == 0 {
      paths.append(path)
      return "1e400"
    }
    let isObject = depth.isMultiple(of: 2)
    var children: [String] = []
    for index in 0..<3 {
      let step = isObject ? "k\(index)" : "\(index)"
      children.append(leaves(path + [step], depth: max(0, depth - 1 - index % 2), &paths))
    }
    if isObject {
      return "{" + children.enumerated().map { #""k\#($0)": \#($1)"# }.joined(separator: ", ")
        + #", "empty": {}, "none": []}"#
    }
    return "[" + children.joined(separator: ", ") + ", [], {}]"
  }

  @Test func `many findings have the right paths, in the order of the file`() {
    var paths: [[String]] = []
    let text = leaves([], depth: 7, &paths)
    let diagnostics = Reading(text).diagnostics
    #expect(paths.count > 300)
    #expect(diagnostics.map(\.path) == paths.map { $0.joined(separator: ".") })
    #expect(diagnostics.map(\.pointer) == paths.map { $0.map { "/" + $0 }.joined() })
    #expect(diagnostics.allSatisfy { $0.range.end - $0.range.start == 5 })
  }

  // MARK: Places

  static let tree = JSONReader.read(Marked(#"{"plans": {"pro": {"prices": [10, 20]}}, "x": true}"#).source).tree

  /// The path of a place and the underlined text.
  private func shown(_ place: Place) -> String {
    let diagnostic = Self.tree.diagnostics(for: [Finding(.syntaxError, "", at: place)])[0]
    let bytes = Self.tree.source.bytes[diagnostic.range.start..<diagnostic.range.end]
    return "\(diagnostic.path) \(diagnostic.pointer) \(String(decoding: bytes, as: UTF8.self))"
  }

  @Test func `steps resolve to a member's value, its name or an element`() {
    #expect(shown(Place(.root)["x"]) == "x /x true")
    #expect(shown(Place(.root)["x"].name) == #"x /x "x""#)
    #expect(shown(Place(.root)["plans", "pro", "prices", "1"]) == "plans.pro.prices.1 /plans/pro/prices/1 20")
    #expect(shown(Place(.root)["plans"]["pro"].name) == #"plans.pro /plans/pro "pro""#)
  }

  @Test func `a step that does not exist is in the path, and its owner's name is underlined`() {
    #expect(shown(Place(.root)["plans", "pro", "key"]) == #"plans.pro.key /plans/pro/key "pro""#)
    #expect(shown(Place(.root)["plans", "pro", "key", "a"]) == #"plans.pro.key.a /plans/pro/key/a "pro""#)
    #expect(shown(Place(.root)["plans", "pro", "prices", "2"]) == #"plans.pro.prices.2 /plans/pro/prices/2 "prices""#)
    #expect(shown(Place(.root)["plans", "pro", "prices", "-1"]) == #"plans.pro.prices.-1 /plans/pro/prices/-1 "prices""#)
    #expect(shown(Place(.root)["topups"]) == "topups /topups {")
  }

  @Test func `the root has an empty path`() {
    #expect(shown(.value(.root)) == #"  {"plans": {"pro": {"prices": [10, 20]}}, "x": true}"#)
    #expect(shown(.name(.root)) == "  {")
  }

  @Test func `findings are reported in the order of the file, and in their own order at the same place`() {
    let findings = [
      Finding(.syntaxError, "third", at: Place(.root)["x"]),
      Finding(.syntaxError, "second", at: Place(.root)["plans", "pro"]),
      Finding(.syntaxError, "first", at: .value(.root)), Finding(.syntaxError, "fourth", at: Place(.root)["x"]),
    ]
    #expect(Self.tree.diagnostics(for: findings).map(\.message) == ["first", "second", "third", "fourth"])
  }

  @Test func `related places have their own ranges`() {
    let finding = Finding(
      .syntaxError, "", at: Place(.root)["x"], related: [.init("there", at: Place(.root)["plans", "pro"].name)])
    #expect(Self.tree.diagnostics(for: [finding])[0].related.map(\.range) == [ByteRange(11, 16)])
  }

  @Test func `secrets in a path are redacted`() {
    let reading = Reading(#"{"metadata": {"sk_live_51abc": 1e400}}"#)
    #expect(reading.diagnostics.map(\.path) == ["metadata.sk_live_…"])
    #expect(reading.diagnostics.map(\.pointer) == ["/metadata/sk_live_…"])
  }
}

/// The tree that the reader builds.
@Suite struct SyntaxTreeTests {
  @Test func `members and elements keep the order of the file`() {
    let tree = Reading(#"{"10": 1, "9": {"b": [], "a": [3, 2, 1]}, "01": null}"#).tree
    #expect(tree.members(of: .root).map { tree.text($0.key) } == ["10", "9", "01"])
    let nine = tree.value(of: .root, named: "9")
    #expect(nine.map { tree.members(of: $0).map { tree.text($0.key) } } == ["b", "a"])
    let list = nine.flatMap { tree.value(of: $0, named: "a") }
    #expect(list.map { tree.elements(of: $0).map { tree.text($0) } } == ["3", "2", "1"])
  }

  @Test func `values have a kind`() {
    let tree = Reading(#"[{}, [], "", 0, true, false, null]"#).tree
    let elements = tree.elements(of: .root)
    #expect(elements.map { tree.kind($0) } == [.object, .array, .string, .number, .boolean, .boolean, .null])
    #expect(elements.filter { tree.kind($0) == .boolean }.map { tree.bool($0) } == [true, false])
  }

  @Test func `scalars have no members or elements`() {
    let tree = Reading(#"["a", {"b": 1}]"#).tree
    #expect(tree.members(of: .root).map { $0.key } == [])
    #expect(tree.elements(of: NodeID(1)).map { $0 } == [])
    #expect(tree.value(of: .root, named: "b") == nil)
  }

  @Test func `names are compared scalar by scalar`() {
    let tree = Reading("{\"e\u{301}\": 1, \"\\u00e9\": 2}").tree
    #expect(tree.value(of: .root, named: "\u{E9}").map { tree.text($0) } == "2")
    #expect(tree.value(of: .root, named: "e\u{301}").map { tree.text($0) } == "1")
  }
}
