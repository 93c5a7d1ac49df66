import Foundations
import JSONText

/// Strings of Terraform's JSON syntax.
///
/// Source: developer.hashicorp.com/terraform/language/syntax/json, and Terraform 1.15.5, which the tests run.
enum TerraformText {
  /// A string that Terraform reads as this text: it takes every string of a resource, names of members included, for a template.
  static func literal(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var escaped: [UInt8] = []
    escaped.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      let begins = byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%")
      if begins, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{") { escaped.append(byte) }
      escaped.append(byte)
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}

/// The address of a resource: `stripe_product.plan_pro`.
struct TerraformAddress: Hashable, Sendable {
  let type: String
  let name: String

  /// As `import`, `moved` and `removed` write it.
  var text: String { "\(type).\(name)" }

  /// The id of the resource in the body of another.
  var reference: JSON { .string("${\(text).id}") }

  /// - Parameters:
  ///   - request: the id of the request that creates the object: `prices/plan/pro/monthly`.
  ///   - qualifiers: words before the name, of a closed list.
  ///
  /// The words for kinds are a closed list, too, and the parts after them neither begin with `_` nor contain two, so that
  /// different requests have different names. Names are made of ids rather than keys, which may change.
  init(_ type: String, _ request: String, qualifiers: [String] = []) {
    self.type = type
    let parts = Self.parts(of: request)
    // The kind of the entry is the second part, or else follows from the first.
    let isItem = ["products", "prices", "usage", "product-features"].contains(parts.first ?? "")
    let kind = isItem && parts.count > 1 ? parts[1] : Self.kinds[parts.first ?? ""] ?? Self.encoded(parts.first ?? "")
    let ids = parts.dropFirst(isItem ? 2 : 1).map(Self.encoded)
    name = (qualifiers + [kind]).joined(separator: "_") + "_" + ids.joined(separator: "__")
  }

  private static let kinds = [
    "meters": "meter", "features": "feature", "coupons": "discount", "promotion-codes": "discount",
  ]

  /// The parts of the id of a request, without the escapes of `Request.id`.
  private static func parts(of request: String) -> [String] {
    request.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { part in
      var bytes: [UInt8] = []
      var rest = part[...]
      while let byte = rest.popFirst() {
        let digits = rest.prefix(2)
        if byte == UInt8(ascii: "%"), let escaped = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), digits.count == 2 {
          bytes.append(escaped)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// An id in the characters of a name: letters, digits, and `_` and `-` between two of them stay; `--HEX-` is any other scalar.
  private static func encoded(_ id: String) -> String {
    let scalars = Array(id.unicodeScalars)
    func isPlain(_ index: Int) -> Bool { scalars.indices.contains(index) && scalars[index].isLetterOrDigit }
    var text = ""
    for (index, scalar) in scalars.enumerated() {
      let joins = (scalar == "_" || scalar == "-") && isPlain(index - 1) && isPlain(index + 1)
      if scalar.isLetterOrDigit || joins {
        text.unicodeScalars.append(scalar)
      } else {
        text += "--\(String(scalar.value, radix: 16, uppercase: true))-"
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }
}
