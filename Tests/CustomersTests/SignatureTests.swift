import Customers
import JSONText
import Testing

/// Signatures of each provider. The expected values were computed with another implementation of HMAC.
@Suite struct SignatureTests {
  static let base64 = "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="
  static let standardHeaders = #""webhook-id":"msg_1","webhook-timestamp":"1800000000""#

  /// A provider, its secret, the headers of a good signature, and the body.
  static let cases: [(provider: String, secret: String, headers: String, body: String)] = [
    (
      "stripe", "whsec_test",
      #""Stripe-Signature":"t=1800000000,v1=02e036656725ddc294e005b151a35727b5ba1a6c776c21dfdc6cab717365f0c1,v0=00""#,
      #"{"id":"evt_1","type":"customer.updated","created":1800000000,"data":{"object":{"id":"cus_1","metadata":{}}}}"#
    ),
    (
      "razorpay", "secret",
      #""X-Razorpay-Signature":"609f27a125e52b0cd5f4dc77a17aa8d2813ed49462f392bb1905f7ba3eb96b7a""#,
      #"{"event":"payment.failed","created_at":1800000000,"payload":{}}"#
    ),
    (
      "dodo", base64, standardHeaders + #","webhook-signature":"v1,eRr+v6wKTrbYEffynJTiE236Oz/0iyNOen1710SyY48=""#,
      #"{"type":"payout.created","timestamp":"2027-01-15T08:00:00Z","data":{}}"#
    ),
    (
      "polar", "polar_whs_abc", standardHeaders + #","webhook-signature":"v1,yDA6H1kTyzNc9jwTuqLBTUrBsXzfo2chisG5feKnuFM=""#,
      #"{"type":"organization.updated","timestamp":"2027-01-15T08:00:00Z","data":{}}"#
    ),
    (
      "creem", "secret", #""creem-signature":"1971796ca845889b3489200e69eb12750db3984319462e5a98ac82887031b293""#,
      #"{"id":"evt_1","eventType":"credits.granted","created_at":1800000000000,"object":{}}"#
    ),
    (
      "autumn", base64,
      #""svix-id":"msg_1","svix-timestamp":"1800000000","svix-signature":"v1,S5fwWjGxxEufkTSCFXvxXFmrGkdSd1ihvtqE1TLzp0k=""#,
      #"{"type":"balances.limit_reached","data":{"customer_id":"acme"}}"#
    ),
    (
      "openmeter", base64, standardHeaders + #","webhook-signature":"v1,/XPmwcHnR9kA0C2W1upRfxykkpJCa0QQTMqKY7h/xoU=""#,
      #"{"id":"e1","type":"entitlements.reset","timestamp":"2027-01-15T08:00:00Z","data":{}}"#
    ),
  ]

  private func envelope(_ headers: String, _ body: String) -> String {
    "{\"headers\":{\(headers)},\"body\":\(JSON.string(body).compact)}"
  }

  private func send(
    _ payload: String, _ provider: String, _ secrets: String, now: Int64 = 1_800_000_000, tolerance: Int64? = 300
  ) throws -> (isGood: Bool, findings: [String]) {
    var options = Bridge.Options()
    options.keys = try #require(EventSource.named(provider)?.signature.keys(secrets))
    options.tolerance = tolerance
    var bridging = try Bridging(provider, options: options)
    let (line, findings) = bridging.send(payload, now: now)
    return (line != nil, findings)
  }

  @Test(arguments: cases.indices) func `a valid signature is accepted`(index: Int) throws {
    let (provider, secret, headers, body) = Self.cases[index]
    #expect(try send(envelope(headers, body), provider, secret).isGood, "\(provider)")
  }

  @Test(arguments: cases.indices) func `a changed body is rejected`(index: Int) throws {
    let (provider, secret, headers, body) = Self.cases[index]
    let (isGood, findings) = try send(envelope(headers, body + " "), provider, secret)
    #expect(!isGood)
    #expect(findings == ["error event-signature: the signature does not match the body"])
  }

  @Test(arguments: cases.indices) func `another secret is rejected`(index: Int) throws {
    let (provider, _, headers, body) = Self.cases[index]
    let other = ["dodo", "autumn", "openmeter"].contains(provider) ? "whsec_MDEyMzQ1Njc4OWFiY2RlZw==" : "other"
    #expect(
      try send(envelope(headers, body), provider, other).findings == [
        "error event-signature: the signature does not match the body"
      ])
  }

  @Test(arguments: cases.indices) func `the old secret works next to the new one`(index: Int) throws {
    let (provider, secret, headers, body) = Self.cases[index]
    #expect(try send(envelope(headers, body), provider, "bmV3 " + secret).isGood)
    #expect(try send(envelope(headers, body), provider, secret + " bmV3").isGood)
  }

  @Test(arguments: cases.indices) func `a signature with a timestamp is valid for five minutes`(index: Int) throws {
    let (provider, secret, headers, body) = Self.cases[index]
    let payload = envelope(headers, body)
    for now in [1_799_999_700, 1_800_000_300] as [Int64] { #expect(try send(payload, provider, secret, now: now).isGood) }
    for now in [1_799_999_699, 1_800_000_301] as [Int64] {
      let (isGood, findings) = try send(payload, provider, secret, now: now)
      #expect(isGood == ["razorpay", "creem"].contains(provider))
      if !isGood {
        #expect(findings == ["error event-signature: the timestamp of the signature is more than 300 seconds from now"])
      }
    }
    #expect(try send(payload, provider, secret, now: 0, tolerance: nil).isGood)
  }

  @Test(arguments: cases.indices) func `a payload without headers is rejected`(index: Int) throws {
    let (provider, secret, _, body) = Self.cases[index]
    #expect(
      try send(body, provider, secret).findings == ["error event-signature: missing signature: the line has no `headers`"])
    #expect(try send(envelope("", body), provider, secret).findings.first?.contains("missing header") == true)
  }

  @Test func `one valid signature of several is enough`() throws {
    let (provider, secret, _, body) = Self.cases[2]
    let several =
      Self.standardHeaders + #","webhook-signature":"v1a,xx v1,AAAA v1,eRr+v6wKTrbYEffynJTiE236Oz/0iyNOen1710SyY48=""#
    #expect(try send(envelope(several, body), provider, secret).isGood)
  }

  @Test func `a header name may have any case, and its value may be a list with one string`() throws {
    let (provider, secret, _, body) = Self.cases[1]
    let header = #""x-razorpay-SIGNATURE":["609f27a125e52b0cd5f4dc77a17aa8d2813ed49462f392bb1905f7ba3eb96b7a"]"#
    #expect(try send(envelope(header, body), provider, secret).isGood)
    let several = envelope(#""X-Razorpay-Signature":["a","b"]"#, body)
    #expect(
      try send(several, provider, secret).findings == [
        "error event-field-type: a header value must be a string or a list with one string"
      ])
  }

  @Test func `a header without a timestamp is rejected`() throws {
    // The timestamp is signed as text, so only the holder of the secret can send an invalid one.
    let scheme = SignatureScheme.stripe
    #expect(
      scheme.verify("{}", headers: ["stripe-signature": "v1=00"], keys: [[1]], now: 0, tolerance: 300)
        == .bad("the header `Stripe-Signature` has no timestamp"))
  }

  @Test func `a secret that is not base64 is rejected`() {
    #expect(SignatureScheme.standard(key: .base64).keys("whsec_é") == nil)
    #expect(SignatureScheme.standard(key: .base64).keys("whsec_") == nil)
    #expect(SignatureScheme.stripe.keys("  ") == nil)
    #expect(SignatureScheme.standard(key: .base64).keys(Self.base64) == [Array("0123456789abcdef".utf8)])
    #expect(
      SignatureScheme.standard(key: .textOrBase64).keys(Self.base64) == [
        Array(Self.base64.utf8), Array("0123456789abcdef".utf8),
      ])
    #expect(SignatureScheme.standard(key: .textOrBase64).keys("polar_whs_é") == [Array("polar_whs_é".utf8)])
  }

  /// An endpoint of Polar signs with the text of its secret, or with what the secret decodes to.
  @Test(arguments: ["kD/UDRjoF2MKBUcBgnoG3mz1nuEZYpzL6qtqGNhChug=", "DQgYAI0gKhIqHiklwv7Ss+KdoasfYBX2I4vIsFqwl14="])
  func `both signatures of Polar are accepted`(signature: String) throws {
    let body = #"{"type":"organization.updated","timestamp":"2027-01-15T08:00:00Z","data":{}}"#
    let headers = Self.standardHeaders + #","webhook-signature":"v1,\#(signature)""#
    #expect(try send(envelope(headers, body), "polar", Self.base64).isGood)
    #expect(try send(envelope(headers, body + " "), "polar", Self.base64).isGood == false)
    #expect(try send(envelope(headers, body), "polar", "whsec_MDEyMzQ1Njc4OWFiY2RlZQ==").isGood == false)
  }
}
