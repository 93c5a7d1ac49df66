import CatalogReading
import Diagnostics

/// Where a cursor is in an outline.
struct Cursor {
  enum Target {
    /// A key, or an entry that begins with a string or a word and may become one; nil where a new entry would begin.
    case entry(Outline.Scalar?)
    /// The value of a key; nil if there is none yet.
    case value(Outline.Scalar?)
  }

  /// The place of the container that the cursor is in, or of the value.
  let place: FieldPlace
  let container: Outline.Container
  let target: Target
  /// Whether a colon follows the key.
  let hasColon: Bool
  /// Whether an entry follows without a comma before it.
  let needsComma: Bool
  /// The containers that it is in, the innermost last, each with the key that leads to it.
  let containers: [(key: String?, container: Outline.Container)]

  /// Nil outside of the catalog, in a comment, and where nothing is known of the contents.
  init?(at offset: Int, in outline: Outline) {
    guard let catalog = outline.catalog, catalog.contains(offset), !outline.isInComment(offset) else { return nil }
    var place = FieldPlace.root
    var container = catalog
    var containers: [(key: String?, container: Outline.Container)] = [(nil, catalog)]
    while true {
      guard let index = container.entries.firstIndex(where: { $0.holds(offset, before: container) }) else {
        let follows = container.entries.contains { $0.start >= offset }
        self.init(place, container, .entry(nil), hasColon: false, needsComma: follows, containers)
        return
      }
      let entry = container.entries[index]
      let isLast = index == container.entries.count - 1
      if let head = entry.head, head.touches(offset) {
        // In an array, or as an argument without a label, it is a value.
        self.init(
          place, container, .entry(head), hasColon: entry.colon != nil,
          needsComma: entry.colon == nil && !entry.hasComma && !isLast, containers)
        return
      }
      guard let inner = place.stepping(to: entry.key?.text) else { return nil }
      if case .container(let next)? = entry.value, next.contains(offset) {
        (place, container) = (inner, next)
        containers.append((entry.key?.text, next))
        continue
      }
      // Where an element of a list begins, its place is that of the list.
      guard entry.colon != nil else { return nil }
      if entry.value?.container != nil { return nil }
      self.init(
        inner, container, .value(entry.value?.scalar), hasColon: true,
        needsComma: !entry.hasComma && !isLast && entry.value == nil,
        containers)
      return
    }
  }

  private init(
    _ place: FieldPlace, _ container: Outline.Container, _ target: Target, hasColon: Bool, needsComma: Bool,
    _ containers: [(key: String?, container: Outline.Container)]
  ) {
    self.place = place
    self.container = container
    self.target = target
    self.hasColon = hasColon
    self.needsComma = needsComma
    self.containers = containers
  }
}

extension Outline.Scalar {
  /// Whether what is typed at the offset becomes part of it. Before the quote of a string, something else begins.
  fileprivate func touches(_ offset: Int) -> Bool { range.touches(offset) && !(isString && offset == range.start) }
}

extension Outline.Entry {
  /// Whether the cursor is in the entry: on its key, on its value, or where the value is missing.
  fileprivate func holds(_ offset: Int, before container: Outline.Container) -> Bool {
    if let head, head.touches(offset) { return true }
    switch value {
    case .scalar(let scalar)?:
      return scalar.touches(offset) || (colon.map { $0 <= offset && offset <= scalar.range.start } ?? false)
    case .container(let inner)?: return inner.contains(offset)
    case nil:
      guard let colon, colon <= offset else { return false }
      // A value is missing up to the next entry, which is on another line or after a comma.
      return !container.entries.contains { $0.start > colon && $0.start < offset } && (!hasComma || offset <= commaLimit)
    }
  }

  /// After the colon, only spaces are before the comma; a cursor there is close.
  private var commaLimit: Int { (colon ?? 0) + 1 }
}
