import CatalogReading
import Foundations
import JSONText
import Providers

/// The setup as a file for `stripe fixtures`: the first setup of an empty account, without lookups of existing objects.
///
/// Source: pkg/fixtures and pkg/parsers of stripe-cli. `${NAME:id}` refers to an object, with at most one reference per string,
/// and list elements must be strings.
package struct StripeFixtures {
  private let artifact: Artifact

  package init(_ artifact: Artifact) { self.artifact = artifact }

  /// A string that `stripe fixtures` would change, and the reason: `${` cannot be escaped, and outer white space is trimmed.
  package var unfit: (text: String, reason: String)? {
    // Each entry becomes `metadata[NAME]=VALUE`, which is split at the first `=` (SplitN in pkg/requests/base.go of stripe-cli).
    for name in artifact.setup.flatMap({ fieldNames(in: $0.body ?? .null) }) where name.utf8.contains(UInt8(ascii: "=")) {
      return (name, "fixtures split a name at `=`")
    }
    for text in artifact.setup.flatMap({ texts($0.body ?? .null) }) {
      if text.utf8.contains(UInt8(ascii: "$")),
        text.split(separator: "$", omittingEmptySubsequences: false).dropFirst()
          .contains(where: { $0.hasPrefix("{") })
      {
        return (text, "fixtures read `${` as the start of a reference")
      }
      if let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
        first.properties.isWhitespace || last.properties.isWhitespace
      {
        return (text, "fixtures trim leading and trailing white space")
      }
    }
    return nil
  }

  private func fieldNames(in value: JSON) -> [String] {
    switch value {
    case .object(let members): members.flatMap { [$0.name] + fieldNames(in: $0.value) }
    case .array(let elements): elements.flatMap { fieldNames(in: $0) }
    default: []
    }
  }

  private func texts(_ value: JSON) -> [String] {
    switch value {
    case .object(let members): members.flatMap { [$0.name] + texts($0.value) }
    case .array(let elements): elements.flatMap { texts($0) }
    case .string(let text): [text]
    default: []
    }
  }

  package var bytes: [UInt8] {
    let names = names
    let fixtures = artifact.setup.map { request in
      JSON.fields([
        "name": .string(names[ScalarString(request.id)] ?? request.id),
        "path": .string(path(request.path, names)),
        "method": .string(request.method.rawValue.lowercased()),
        "idempotency_key": request.idempotencyKey.map(JSON.string),
        "params": request.body.map { params($0, names) },
      ])
    }
    let file: JSON = ["_meta": ["template_version": 0], "fixtures": .array(fixtures)]
    return file.text(pretty: true) + [UInt8(ascii: "\n")]
  }

  /// The names of the requests: letters, digits and `_` only, as references require, with a number appended to duplicates.
  private var names: [ScalarString: String] {
    var names: [ScalarString: String] = [:]
    var taken: [String: Int] = [:]
    for request in artifact.setup {
      var name = ""
      for scalar in request.id.unicodeScalars {
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        name.unicodeScalars.append(isPlain ? scalar : "_")
      }
      let count = taken[name, default: 0]
      taken[name] = count + 1
      names[ScalarString(request.id)] = count == 0 ? name : "\(name)__\(count)"
    }
    return names
  }

  private func reference(_ request: String, _ names: [ScalarString: String]) -> String {
    "${\(names[ScalarString(request)] ?? request):id}"
  }

  private func path(_ path: String, _ names: [ScalarString: String]) -> String {
    RequestPath(path).pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .reference(let request): reference(request, names)
      }
    }.joined()
  }

  private func params(_ value: JSON, _ names: [ScalarString: String], isElement: Bool = false) -> JSON {
    if let request = value.reference { return .string(reference(request, names)) }
    return switch value {
    case .object(let members): .object(members.map { .init($0.name, params($0.value, names)) })
    case .array(let elements): .array(elements.map { params($0, names, isElement: true) })
    case .bool, .integer, .number: isElement ? .string(value.compact) : value
    case .string, .null: value
    }
  }
}
