/// How a provider signs its webhooks.
package enum SignatureScheme: Sendable {
  /// `Stripe-Signature: t=…,v1=…`: hexadecimal HMAC-SHA256 over the timestamp, a period and the body.
  ///
  /// Source: docs.stripe.com/webhooks, "Verify webhook signatures manually".
  case stripe
  /// Hexadecimal HMAC-SHA256 over the body, in a header of this name. It has no timestamp.
  case body(header: String)
  /// Standard Webhooks, and Svix, from which it derives: `v1,` and base64 HMAC-SHA256 over id, timestamp and body, separated by
  /// periods. Several signatures are separated by spaces.
  ///
  /// Source: standard-webhooks/spec, "Signature scheme".
  case standard(key: StandardKey)

  package enum StandardKey: Sendable {
    /// The secret is base64 after the prefix `whsec_`.
    case base64
    /// The secret itself, or what is base64 in it.
    ///
    /// Polar signs with the decoded secret at endpoints created on or after 2026-09-08, and with its text at earlier ones. A secret
    /// does not show which, so both keys are tried, as Polar's SDK does.
    ///
    /// Source: server/polar/webhook/tasks.py in polarsource/polar, pull requests 14102 and 14117; polar-sdk 1.0.2, webhooks.py.
    case textOrBase64
  }

  package enum Verdict: Equatable, Sendable {
    case good
    /// The message that explains why.
    case bad(String)
  }

  /// The keys from secrets that are separated by spaces; nil if there is none or one of them is malformed.
  package func keys(_ secrets: String) -> [[UInt8]]? {
    var keys: [[UInt8]] = []
    for secret in secrets.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
      switch self {
      case .stripe, .body: keys.append(Array(secret.utf8))
      case .standard(.textOrBase64):
        keys.append(Array(secret.utf8))
        if let key = decoded(secret) { keys.append(key) }
      case .standard(.base64):
        guard let key = decoded(secret) else { return nil }
        keys.append(key)
      }
    }
    return keys.isEmpty ? nil : keys
  }

  /// The key of a secret that is base64 after an optional `whsec_`.
  private func decoded(_ secret: Substring) -> [UInt8]? {
    let content = secret.hasPrefix("whsec_") ? secret.dropFirst(6) : secret
    return TextEncoding.base64(String(content)).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// - Parameter headers: by lowercase name.
  /// - Parameter now: in seconds since 1970.
  /// - Parameter tolerance: the maximum difference between the time of the signature and now, in seconds; nil for no limit.
  package func verify(_ body: String, headers: [String: String], keys: [[UInt8]], now: Int64, tolerance: Int64?) -> Verdict {
    switch self {
    case .stripe:
      guard let header = headers["stripe-signature"] else { return .bad("missing header `Stripe-Signature`") }
      let parts = header.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(trimmed) }
      guard let time = parts.first(where: { $0.first == "t" && $0.count == 2 })?[1] else {
        return .bad("the header `Stripe-Signature` has no timestamp")
      }
      let signatures = parts.filter { $0.first == "v1" && $0.count == 2 }.compactMap { TextEncoding.hexadecimal($0[1]) }
      return check(signatures, "\(time).\(body)", time, keys, now, tolerance)
    case .body(let name):
      guard let header = headers[name.lowercased()] else { return .bad("missing header `\(name)`") }
      return check([TextEncoding.hexadecimal(header)].compactMap(\.self), body, nil, keys, now, tolerance)
    case .standard:
      guard let id = headers["webhook-id"] ?? headers["svix-id"] else { return .bad("missing header `webhook-id`") }
      guard let time = headers["webhook-timestamp"] ?? headers["svix-timestamp"] else {
        return .bad("missing header `webhook-timestamp`")
      }
      guard let header = headers["webhook-signature"] ?? headers["svix-signature"] else {
        return .bad("missing header `webhook-signature`")
      }
      let signatures = header.split(separator: " ").filter { $0.hasPrefix("v1,") }
        .compactMap { TextEncoding.base64(String($0.dropFirst(3))) }
      return check(signatures, "\(id).\(time).\(body)", time, keys, now, tolerance)
    }
  }

  private func check(
    _ signatures: [[UInt8]], _ content: String, _ time: String?, _ keys: [[UInt8]], _ now: Int64, _ tolerance: Int64?
  ) -> Verdict {
    let expected = keys.map { HMAC.sha256(content.utf8, key: $0) }
    var isGood = false
    for signature in signatures {
      for one in expected where HMAC.areEqual(signature, one) { isGood = true }
    }
    guard isGood else { return .bad("the signature does not match the body") }
    guard let time, let tolerance else { return .good }
    guard let seconds = Int64(time), seconds >= 0 else {
      return .bad("the timestamp of the signature is not a number of seconds")
    }
    if now.subtractingReportingOverflow(seconds).partialValue.magnitude > tolerance.magnitude {
      return .bad("the timestamp of the signature is more than \(tolerance) seconds from now")
    }
    return .good
  }

  private func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
