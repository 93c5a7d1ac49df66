import Diagnostics

extension SyntaxTree {
  /// The fix that removes the member of an object, or nil if it does not exist or cannot be removed.
  ///
  /// - Parameter path: the names and indices that lead to it from the root.
  package func removal(ofMemberAt path: [String]) -> Fix? {
    guard let place = surroundings(at: path), kind(place.container) == .object, let name = path.last else { return nil }
    return fix(for: Repair("remove \(quoted(name))", .unsafe, [.remove(place.value)]), in: place)
  }

  /// The value at a path, and what is around it; nil for the root, and if it does not exist.
  func surroundings(at path: [String], in root: NodeID = .root) -> Surroundings? {
    guard !isEmpty else { return nil }
    var found: Surroundings?
    for step in path {
      let container = found?.value ?? root
      var previous: NodeID?
      var next: Surroundings?
      if kind(container) == .object {
        for member in members(of: container) {
          if textEquals(member.key, step) {
            next = Surroundings(container: container, previous: previous, first: member.key, value: member.value)
            break
          }
          previous = member.value
        }
      } else if let index = Int(step), index >= 0 {
        for (number, element) in elements(of: container).enumerated() {
          if number == index {
            next = Surroundings(container: container, previous: previous, first: element, value: element)
            break
          }
          previous = element
        }
      }
      guard let next else { return nil }
      found = next
    }
    return found
  }
}
