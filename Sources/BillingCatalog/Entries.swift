/// A map from ids to values that keeps its order. Artifacts list plans, prices and everything else in this order.
///
///     var prices: Entries<Price> = ["monthly": Price(amount: 2000, currency: "USD", interval: .month)]
///     prices["yearly"] = Price(amount: 20_000, currency: "USD", interval: .year)
///     for (id, price) in prices { print(id, price.currency) }
///
/// An id that a literal has twice is kept twice, and compiling the catalog reports it; a `Dictionary` would stop the program. Ids
/// are equal only if they are the same Unicode scalars.
public struct Entries<Value: Hashable & Sendable>: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    let key: String
    var value: Value

    static func == (left: Entry, right: Entry) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }
  }

  private var entries: [Entry]

  /// The pairs of ids and values, in their order.
  public init(_ elements: some Sequence<(String, Value)>) {
    entries = elements.map { Entry(key: $0.0, value: $0.1) }
  }

  /// The value of the first entry with an id. Setting it replaces the value or appends an entry; setting it to nil removes the
  /// entry.
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
