import Customers
import JSONText
import Testing

/// Signatures of the providers' own tests and documents.
@Suite struct VectorTests {
  /// The vector of Standard Webhooks and of Svix: the tests of standard-webhooks/standard-webhooks (b2fa7b8, 2026-08-17) and
  /// docs.svix.com/receiving/verifying-payloads/how-manual.
  @Test(arguments: ["webhook", "svix"]) func `Standard Webhooks and Svix`(prefix: String) throws {
    let scheme = SignatureScheme.standard(key: .base64)
    let keys = try #require(scheme.keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let headers = [
      "\(prefix)-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "\(prefix)-timestamp": "1614265330",
      "\(prefix)-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ]
    let verify = { scheme.verify($0, headers: headers, keys: keys, now: $1, tolerance: 300) }
    #expect(verify(#"{"test": 2432232314}"#, 1_614_265_330) == .good)
    #expect(verify(#"{"test":2432232314}"#, 1_614_265_330) != .good)
    #expect(verify(#"{"test": 2432232314}"#, 1_614_265_631) != .good)
  }

  /// Polar signs with the text of the secret (server/polar/webhook/tasks.py, c6c3645, 2026-08-22). Its SDK 1.0.2 also accepts the
  /// key in base64 of endpoints created since 2026-09-08, which is that of the vector of Standard Webhooks.
  @Test func `Polar: the text of the secret, or a key in base64`() throws {
    let scheme = try #require(EventSource.named("polar")?.signature)
    let keys = try #require(scheme.keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let verdict = { (signature: String) in
      scheme.verify(
        #"{"test": 2432232314}"#,
        headers: [
          "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330", "webhook-signature": signature,
        ],
        keys: keys, now: 1_614_265_330, tolerance: 300)
    }
    #expect(verdict("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=") == .good)
    #expect(verdict("v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg=") == .good)
    #expect(verdict("v1,AAAA") == .bad("the signature does not match the body"))
    #expect(scheme.keys("polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK")?.count == 1)
  }

  /// `test_verify_webhook_signature` of razorpay/razorpay-python (0146d4d, tests/test_client_utility.py), with the secret of its
  /// client.
  @Test func `Razorpay`() throws {
    let body = """
      {
        "event": "payment.authorized",
        "entity": "event",
        "contains": [
          "payment"
        ],
        "payload": {
          "payment": {
            "entity": {
              "id": "pay_6koWN7bvxujzxM",
              "entity": "payment",
              "amount": 1000000,
              "currency": "INR",
              "status": "captured",
              "order_id": "order_100000000order",
              "international": false,
              "method": "card",
              "amount_refunded": 0,
              "refund_status": null,
              "captured": true,
              "description": "random description",
              "card_id": "card_6koWNAT6LASUqy",
              "bank": null,
              "wallet": null,
              "vpa": null,
              "email": "a@b.com",
              "contact": "+919999999999",
              "notes": {
                "merchant_order_id": "random order id"
              },
              "fee": 23000,
              "service_tax": 3000,
              "error_code": null,
              "error_description": null,
              "created_at": 1479978483
            }
          }
        },
        "created_at": 1400826760
      }

      """
    let scheme = try #require(EventSource.named("razorpay")?.signature)
    let keys = try #require(scheme.keys("key_secret"))
    let headers = ["x-razorpay-signature": "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9"]
    #expect(scheme.verify(body, headers: headers, keys: keys, now: 0, tolerance: 300) == .good)
    #expect(scheme.verify(body + "\n", headers: headers, keys: keys, now: 0, tolerance: 300) != .good)
  }

  /// Creem's SDK computes what RFC 4231 has as test case 2, in hexadecimal (packages/docs/code/webhooks.mdx, 3363045).
  @Test func `Creem`() throws {
    let scheme = try #require(EventSource.named("creem")?.signature)
    let keys = try #require(scheme.keys("Jefe"))
    let headers = ["creem-signature": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"]
    #expect(scheme.verify("what do ya want for nothing?", headers: headers, keys: keys, now: 0, tolerance: nil) == .good)
    #expect(scheme.verify("what do you want for nothing?", headers: headers, keys: keys, now: 0, tolerance: nil) != .good)
  }
}
