import Diagnostics

/// The arguments of a call in the order of the file. Swift requires the order of the initializer's parameters.
struct ArgumentOrder {
  private struct Argument {
    let parameter: Int?
    let label: SwiftToken
    let key: NodeID?
    /// From the label to the end of the value.
    let range: ByteRange
  }

  private let parameters: [SwiftParameter]
  private var arguments: [Argument] = []
  /// False once a parameter does not follow the one before it: nearly every call stays in order.
  private var isOrdered = true
  private var last = -1

  init(_ parameters: [SwiftParameter]) { self.parameters = parameters }

  /// - Parameters:
  ///   - parameter: the index of the parameter; nil if none has this label.
  ///   - key: the node of the label; nil if the value is `nil`.
  ///   - end: the end of the value.
  mutating func append(_ parameter: Int?, label: SwiftToken, key: NodeID?, to end: Int) {
    // The range of an identifier does not include its backticks.
    let start = label.isEscaped ? label.start - 1 : label.start
    if let parameter {
      if parameter <= last { isOrdered = false }
      last = parameter
    }
    arguments.append(Argument(parameter: parameter, label: label, key: key, range: ByteRange(start, end)))
  }

  /// The labels that are given again, if one of their values is `nil`; labels with two values are duplicate keys of the tree.
  ///
  /// - Parameter call: the node of the call.
  func duplicates(call: NodeID) -> [Finding] {
    if arguments.allSatisfy({ $0.key != nil }) { return [] }
    var findings: [Finding] = []
    for (place, argument) in arguments.enumerated() {
      guard let parameter = argument.parameter,
        let first = arguments[..<place].first(where: { $0.parameter == parameter }), first.key == nil || argument.key == nil
      else { continue }
      findings.append(
        Finding(
          .duplicateJSONKey, "duplicate key `\(parameters[parameter].label)`",
          at: Place(argument.key ?? call, part: .bytes(argument.label.range)), help: "remove one of them",
          related: [.init("first used here", at: Place(first.key ?? call, part: .bytes(first.label.range)))]))
    }
    return findings
  }

  /// The arguments `nil` for which the initializer that is called has no parameter. Without them, other values contradict each
  /// other or are missing, which the decoder reports, as for JSON.
  ///
  /// - Parameter call: the node of the call.
  func surplus(_ initializers: [SwiftInitializer], in bytes: [UInt8], call: NodeID) -> [Finding] {
    guard !initializers.isEmpty, arguments.contains(where: { $0.key == nil }) else { return [] }
    func label(_ argument: Argument) -> String? { argument.parameter.map { parameters[$0].label } }
    let given = arguments.filter { $0.key != nil }.compactMap(label)
    let called = initializers.first { initializer in
      initializer.required.allSatisfy(given.contains) && !initializer.lacking.contains(where: given.contains)
    }
    guard let called else { return [] }
    return arguments.indices.compactMap { index in
      let argument = arguments[index]
      guard argument.key == nil, let label = label(argument), called.lacking.contains(label) else { return nil }
      return Finding(
        .literalType, "extra argument `\(label)`, which a call with `\(called.required[0])` does not have",
        at: Place(call, part: .bytes(argument.label.range)), help: "remove `\(label): nil`",
        repair: separated(index, in: bytes).map { Repair("remove it", .safe, [.replace($0, "")]) })
    }
  }

  /// The argument with the comma and the white space that separate it from the next one, or else from the one before it.
  private func separated(_ index: Int, in bytes: [UInt8]) -> ByteRange? {
    let range = arguments[index].range
    let isLast = index == arguments.count - 1
    let neighbor = isLast ? index - 1 : index + 1
    guard arguments.indices.contains(neighbor) else { return nil }
    let other = arguments[neighbor].range
    let separator = isLast ? other.end..<range.start : range.end..<other.start
    guard isSeparator(bytes[separator]) else { return nil }
    return isLast ? ByteRange(other.end, range.end) : ByteRange(range.start, other.start)
  }

  /// The finding that the Swift compiler has: one for each call, about the first parameter whose argument is too late.
  ///
  /// - Parameter call: the node of the call.
  func finding(in bytes: [UInt8], call: NodeID) -> Finding? {
    if isOrdered { return nil }
    // The first argument of each parameter; a second one is a duplicate key.
    var places = [Int?](repeating: nil, count: parameters.count)
    for (place, argument) in arguments.enumerated() {
      if let parameter = argument.parameter, places[parameter] == nil { places[parameter] = place }
    }
    for (parameter, place) in places.enumerated() {
      guard let place, let first = places[(parameter + 1)...].compactMap({ $0 }).min(), first < place else { continue }
      let late = arguments[place]
      let (name, other) = (parameters[parameter].label, parameters[arguments[first].parameter ?? 0].label)
      return Finding(
        .argumentOrder, "argument `\(name)` must precede argument `\(other)`",
        at: Place(late.key ?? call, part: .bytes(late.label.range)), help: "move `\(name)` before `\(other)`",
        repair: repair(places.compactMap { $0 }, in: bytes))
    }
    return nil
  }

  /// Each argument in the place of another: the layout of the call stays as it is.
  ///
  /// - Parameter places: of the arguments, in the order that Swift requires.
  private func repair(_ places: [Int], in bytes: [UInt8]) -> Repair? {
    // Nobody knows where an unknown label belongs, and a comment between two arguments may be about either of them.
    guard places.count == arguments.count,
      zip(arguments, arguments.dropFirst()).allSatisfy({ isSeparator(bytes[$0.range.end..<$1.range.start]) })
    else { return nil }
    let edits = zip(arguments, places).enumerated().compactMap { place, pair -> Repair.Edit? in
      let (argument, moved) = (pair.0.range, arguments[pair.1].range)
      return place == pair.1 ? nil : .replace(argument, String(decoding: bytes[moved.start..<moved.end], as: UTF8.self))
    }
    return Repair("sort the arguments", .safe, edits)
  }

  /// A comma and white space.
  private func isSeparator(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ",")].contains($0) }
  }
}
