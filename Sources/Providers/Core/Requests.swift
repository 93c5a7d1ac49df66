import JSONText

/// Requests in their order, packed until they are written.
package struct Requests: Sequence, Sendable {
  private(set) var packed: PackedJSON

  /// - Parameter largestSize: in bytes of text, after which requests are left out.
  package init(largestSize: Int = .max) {
    // In the list of a member of the artifact.
    packed = PackedJSON(depth: 2, largestText: largestSize)
  }

  /// Others, in a list with the same limit.
  package func replaced(by requests: some Sequence<Request>) -> Requests {
    var others = self
    others.packed = packed.empty
    others += requests
    return others
  }

  package var isEmpty: Bool { packed.isEmpty }
  package var count: Int { packed.count }
  package var textSize: Int { packed.textSize }

  package mutating func append(_ request: Request) {
    append(
      request.id, request.method, request.path, request.key, hasLookup: request.lookup != nil, hasBody: request.body != nil
    ) {
      if let lookup = request.lookup { $0.lookup(lookup) }
    } _: {
      if let body = request.body { $0.write(body) }
    }
  }

  package mutating func append(contentsOf requests: some Sequence<Request>) {
    for request in requests { append(request) }
  }

  package static func += (left: inout Requests, right: some Sequence<Request>) { left.append(contentsOf: right) }

  /// Adds a request whose body is written in place.
  package mutating func append(
    _ id: String, _ method: Request.Method, _ path: String, isIdempotent: Bool = false, body: (PackedJSONWriter) -> Void
  ) {
    append(id, method, path, isIdempotent ? .digest : nil, hasLookup: false, hasBody: true, { _ in }, body)
  }

  /// Adds a request whose lookup and body are written in place.
  package mutating func append(
    _ id: String, _ method: Request.Method, _ path: String, isIdempotent: Bool = false, hasLookup: Bool = true,
    lookup: (PackedJSONWriter) -> Void, body: (PackedJSONWriter) -> Void
  ) {
    append(id, method, path, isIdempotent ? .digest : nil, hasLookup: hasLookup, hasBody: true, lookup, body)
  }

  private mutating func append(
    _ id: String, _ method: Request.Method, _ path: String, _ key: Request.Key?, hasLookup: Bool, hasBody: Bool,
    _ lookup: (PackedJSONWriter) -> Void, _ body: (PackedJSONWriter) -> Void
  ) {
    packed.append { writer in
      writer.object {
        writer.member("id", id)
        if hasLookup {
          writer.name("lookup")
          lookup(writer)
        }
        writer.member("method", method.rawValue)
        writer.member("path", path)
        var keyPlace: Int?
        switch key {
        case nil: break
        case .text(let text)?: writer.member("idempotencyKey", text)
        case .digest?:
          writer.name("idempotencyKey")
          keyPlace = writer.beginKey()
        }
        var bodyPlace: Int?
        if hasBody {
          writer.name("body")
          bodyPlace = writer.place
          body(writer)
        }
        guard let keyPlace else { return }
        writer.withText(method.rawValue, path, bodyPlace) { text in
          SHA256.withDigest(of: text) { writer.endKey(at: keyPlace, $0) }
        }
      }
    }
  }

  // MARK: Reading

  package func makeIterator() -> Iterator { Iterator(values: packed.values) }
  package var underestimatedCount: Int { packed.count }

  package struct Iterator: IteratorProtocol {
    fileprivate var values: PackedJSON.Values

    package mutating func next() -> Request? { values.next().flatMap { Request($0) } }
  }
}

extension PackedJSONWriter {
  fileprivate func lookup(_ lookup: Request.Lookup) {
    self.lookup(lookup.path, method: lookup.method) {
      if !lookup.query.isEmpty {
        name("query")
        write(.object(lookup.query))
      }
      if let match = lookup.match { member("match", match) }
      if let unless = lookup.unless { member("unless", unless) }
    }
  }

  /// What ``Request/Lookup`` says; the query and all that follows it are further members.
  package func lookup(_ path: String, method: Request.Method = .get, _ members: () -> Void) {
    object {
      member("method", method.rawValue)
      member("path", path)
      members()
    }
  }

  /// Stands for the id of the object that another request made.
  package func ref(_ request: String) { single("$ref", request) }

  /// Stands for what is known only when a customer buys.
  package func param(_ name: String) { single("$param", name) }
}
