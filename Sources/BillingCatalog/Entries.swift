/// A map from ids that keeps the order in which it is written: artifacts list plans, prices and all else in it.
///
/// A dictionary literal makes one. An id that is written twice stands in it twice, so that the compiler of catalogs can
/// report it; a dictionary would stop the program, or lose an entry. Two ids are one only where they are the same Unicode
/// scalars.
public struct Entries<Value: Hashable & Sendable>: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    let key: String
    var value: Value

    static func == (left: Entry, right: Entry) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }
  }

  private var entries: [Entry]

  /// The entries in the given order.
  public init(_ elements: some Sequence<(String, Value)>) {
    entries = elements.map { Entry(key: $0.0, value: $0.1) }
  }

  /// The value of the first entry with that id. Setting it replaces that value or appends an entry; nil removes it.
  public subscript(key: String) -> Value? {
    get { index(of: key).map { entries[$0].value } }
    set {
      switch (index(of: key), newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The ids, in order.
  public var keys: [String] { entries.map(\.key) }

  /// The values, in order.
  public var values: [Value] { entries.map(\.value) }

  private func index(of key: String) -> Int? {
    entries.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }
}

extension Entries: RandomAccessCollection {
  public var startIndex: Int { entries.startIndex }
  public var endIndex: Int { entries.endIndex }

  public subscript(position: Int) -> (key: String, value: Value) {
    (entries[position].key, entries[position].value)
  }
}

extension Entries: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
