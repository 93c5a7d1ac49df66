import JSONText

/// An ordered list of requests.
package struct Requests: Sequence, Sendable {
  private(set) var list: JSONList

  /// - Parameter largestSize: in bytes of text. Requests beyond it are dropped.
  package init(largestSize: Int = .max) {
    // The elements are nested two levels deep in the file.
    list = JSONList(depth: 2, largestText: largestSize)
  }

  /// A list of other requests with the same limit.
  package func replaced(by requests: some Sequence<Request>) -> Requests {
    var others = self
    others.list = list.empty
    others += requests
    return others
  }

  package var isEmpty: Bool { list.isEmpty }
  package var count: Int { list.count }
  package var textSize: Int { list.textSize }

  package mutating func append(_ request: Request) { list.append(request.json) }

  package mutating func append(contentsOf requests: some Sequence<Request>) {
    for request in requests { append(request) }
  }

  package static func += (left: inout Requests, right: some Sequence<Request>) { left.append(contentsOf: right) }

  // MARK: Reading

  package func makeIterator() -> Iterator { Iterator(values: list.values) }
  package var underestimatedCount: Int { list.count }

  package struct Iterator: IteratorProtocol {
    fileprivate var values: JSONList.Values

    package mutating func next() -> Request? {
      values.next().map { value in
        guard let request = Request(value) else { preconditionFailure("invalid packed request") }
        return request
      }
    }
  }
}
