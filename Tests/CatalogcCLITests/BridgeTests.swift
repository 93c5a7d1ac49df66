import CatalogcCLI
import TestSupport
import Testing

/// The command `bridge`: streams, diagnostics, signatures and exit statuses.
@Suite struct BridgeTests {
  private let catalog = """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": {"amount": 100, "currency": "USD", "interval": "month"}}}}}
    """

  private func system(_ input: String...) -> MemorySystem {
    let system = MemorySystem(["c.json": catalog])
    system.input = input
    return system
  }

  private func customer(_ id: String) -> String {
    #"{"id":"\#(id)","type":"customer.created","created":1800000000,"data":{"object":{"id":"cus_1"}}}"#
  }

  private func ids(_ outcome: MemorySystem.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map { line in
      line.split(separator: "\"").drop { $0 != "id" }.dropFirst(2).first.map(String.init) ?? "?"
    }
  }

  @Test func `a price that only the ids file knows leads to its item`() {
    let system = system()
    system.files["e.jsonl"] = Array(
      (#"{"id":"evt_1","type":"customer.subscription.created","created":1800000000,"data":{"object":{"id":"sub_1","#
        + #""customer":"cus_1","status":"active","metadata":{"openmeterCustomer":"acme"},"#
        + #""items":{"data":[{"quantity":1,"price":{"id":"price_77"}}]}}}}"#).utf8)
    system.files["ids.json"] = Array(
      (#"{"format":1,"providers":{"stripe":{"mode":"test","objects":{"prices/plan/pro/monthly":{"id":"price_77","#
        + #""terms":{"amount":100,"currency":"USD","interval":"month"}}}}}}"#).utf8)
    let unknown = system.run("bridge", "c.json", "e.jsonl", "-p", "stripe")
    #expect(unknown.error.contains("event-item-unknown"))
    #expect(!unknown.output.contains(#""featureKey":"api""#))
    let known = system.run("bridge", "c.json", "e.jsonl", "-p", "stripe", "--ids", "ids.json")
    #expect(known.status == 0)
    #expect(known.error == "")
    #expect(known.output.contains(#""plan":"pro""#))
    #expect(known.output.contains(#""featureKey":"api","type":"boolean""#))
  }

  // MARK: Streams

  @Test func `each line of standard input produces a line of output`() {
    let outcome = system(customer("evt_1") + "\n" + customer("evt_2") + "\n").run("bridge", "c.json", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(ids(outcome) == ["evt_1", "evt_2"])
    #expect(outcome.output.hasPrefix(#"{"format":2,"event":{"type":"customer.created","provider":"stripe","#))
  }

  @Test func `a payload may arrive in pieces, and the last one without a line end`() {
    let text = customer("evt_1") + "\n" + customer("evt_2")
    let pieces = stride(from: 0, to: text.count, by: 11).map { String(text.dropFirst($0).prefix(11)) }
    let system = system()
    system.input = pieces
    #expect(ids(system.run("bridge", "c.json", "-", "-p", "stripe")) == ["evt_1", "evt_2"])
  }

  @Test func `events are read from a file, even pretty-printed ones`() {
    let system = system()
    system.files["e.jsonl"] = Array(
      "{\n  \"id\": \"evt_9\", \"type\": \"customer.created\",\n  \"data\": {\"object\": {}}\n}\n".utf8)
    let outcome = system.run("bridge", "c.json", "e.jsonl", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(ids(outcome) == ["evt_9"])
  }

  @Test func `invalid lines are reported with their positions, and the stream continues`() {
    let outcome = system("{\"x\n\n" + customer("evt_1") + "\n  {\"type\": 7}\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 1)
    #expect(ids(outcome) == ["evt_1"])
    #expect(
      outcome.error == """
        <stdin>:1:2: error: expected `"` at the end of the string, found the end of the input [syntax-error]
          = help: close the string, or check that the input is complete
        <stdin>:4:12: error: expected a string, found a number [event-field-type]

        """)
  }

  @Test func `machine-readable reports are one line of JSON each`() {
    let outcome = system("{}\n[]\n").run("bridge", "c.json", "-p", "stripe", "--format", "json")
    #expect(outcome.status == 1)
    #expect(
      outcome.error.split(separator: "\n").last.map(String.init)
        == #"{"format":1,"catalog":"<stdin>","errors":1,"warnings":0,"diagnostics":[{"rule":"event-field-type","severity":"error","#
        + #""message":"expected an object, found an array","path":"","pointer":"","range":{"start":{"line":2,"column":1,"offset":3},"#
        + #""end":{"line":2,"column":3,"offset":5}}}]}"#)
  }

  @Test func `reports show only the quoted part of a payload, without control characters`() {
    let payload = #"{"type": "a\u001b[31mb", "card": "4242424242424242", "data": {"object": {"note": "sk_live_51abcdef"}}}"#
    let outcome = system(payload + "\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 0)
    #expect(
      outcome.error == #"""
        <stdin>:1:1: warning: unknown Stripe event `a\u{1B}[31mb` [event-unknown]

        """#)
    #expect(!outcome.output.contains("4242") && !outcome.output.contains("sk_live"))
  }

  @Test func `a line without an end is rejected at the limit`() {
    let long = String(repeating: "x", count: 17 << 20)
    let outcome = system(long, long, "\n" + customer("evt_1") + "\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 1)
    #expect(outcome.error == "<stdin>:1:1: error: the payload exceeds 16 MiB [event-too-long]\n")
    #expect(ids(outcome) == ["evt_1"])
  }

  @Test func `no events produce no output`() {
    #expect(system().run("bridge", "c.json", "-p", "stripe") == .init(status: 0))
  }

  // MARK: Signatures

  private let signed =
    #"{"headers":{"Stripe-Signature":"t=1800000000,v1=02e036656725ddc294e005b151a35727b5ba1a6c776c21dfdc6cab717365f0c1"},"#
    + #""body":"{\"id\":\"evt_1\",\"type\":\"customer.updated\",\"created\":1800000000,\"data\":{\"object\":{\"id\":\"cus_1\",\"metadata\":{}}}}"}"#

  @Test func `a signature is verified with the secrets in the environment and the current time`() {
    let system = system(signed + "\n")
    system.now = 1_800_000_010
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_new whsec_test"]
    let outcome = system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
    #expect(outcome.status == 0)
    #expect(ids(outcome) == ["evt_1"])
  }

  @Test func `an invalid signature is an error`() {
    let system = system(signed + "\n" + customer("evt_2") + "\n")
    system.now = 1_800_000_000
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_other"]
    let outcome = system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(
      outcome.error == """
        <stdin>:1:12: error: the signature does not match the body [event-signature]
        <stdin>:2:1: error: missing signature: the line has no `headers` [event-signature]
          = help: write each line as `{"headers": {…}, "body": "…"}`, with the body exactly as received

        """)
  }

  @Test func `--tolerance 0 accepts a signature of any age`() {
    let system = system(signed + "\n")
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_test"]
    #expect(system.run("bridge", "c.json", "-p", "stripe", "--verify-signature").status == 1)
    system.input = [signed + "\n"]
    #expect(system.run("bridge", "c.json", "-p", "stripe", "--verify-signature", "--tolerance", "0").status == 0)
  }

  @Test func `verification requires a valid secret`() {
    let system = system(signed + "\n")
    #expect(
      system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
        == .init(
          status: 2,
          error: """
            catalogc: error: `STRIPE_WEBHOOK_SECRET` is not set
              = help: set it to the signing secret of the webhook endpoint

            """))
    system.variables = ["DODO_PAYMENTS_WEBHOOK_KEY": "whsec_no base64!"]
    let outcome = system.run("bridge", "c.json", "-p", "dodo", "--verify-signature")
    #expect(
      outcome
        == .init(
          status: 2, error: "catalogc: error: `DODO_PAYMENTS_WEBHOOK_KEY` is not a valid Dodo Payments signing secret\n"))
  }

  // MARK: The command line

  @Test func `without a provider, the events are from the only one that the catalog names besides OpenMeter`() {
    let event = #"{"id": "evt_1", "type": "customer.created", "data": {"object": {}}}"#
    let run = { (providers: String, arguments: [String]) in
      MemorySystem(["a.json": CatalogText.providers(providers), "events.jsonl": event])
        .run(["bridge", "a.json", "events.jsonl"] + arguments)
    }
    let named = run(#""stripe": {}, "openmeter": {}, "dodo": {"enabled": false}"#, [])
    #expect(named.status == 0)
    #expect(named.output == run("", ["-p", "stripe"]).output && named.output.contains(#""provider":"stripe""#))
    #expect(
      run(#""stripe": {}, "razorpay": {}"#, [])
        == .init(
          status: 2,
          error: """
            catalogc: error: the catalog names several providers: `stripe` and `razorpay`
              = help: choose one with `--provider`

            """))
    #expect(run(#""stripe": {}, "razorpay": {}"#, ["-p", "stripe"]).output == named.output)
    #expect(run(#""openmeter": {}"#, []).error.hasPrefix("catalogc: error: missing required option `--provider`\n"))
  }

  @Test(arguments: [
    ([], "missing required option `--provider`"), (["-p", "all"], "`bridge` accepts exactly one `--provider`"),
    (["-p", "stripe,polar"], "`bridge` accepts exactly one `--provider`"),
    (["-p", "strip"], "invalid value `strip` for `--provider`"),
    (["-p", "stripe", "--entitlements", "non"], "invalid value `non` for `--entitlements`"),
    (["-p", "stripe", "--tolerance", "-1"], "invalid value `-1` for `--tolerance`"),
    (["-p", "stripe", "--tolerance", "soon"], "invalid value `soon` for `--tolerance`"),
    (["-p", "stripe", "missing.jsonl"], "cannot read `missing.jsonl`: No such file or directory"),
  ])
  func `an invalid command line is rejected`(arguments: [String], message: String) {
    let outcome = system().run(["bridge", "c.json"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("catalogc: error: \(message)\n"))
    #expect(outcome.output == "")
  }

  @Test func `the catalog and the events cannot both be standard input`() {
    let outcome = system().run("bridge", "-", "-p", "stripe")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("catalogc: error: standard input cannot be both the catalog and the events\n"))
  }

  @Test func `a catalog with errors processes no events`() {
    let system = system(customer("evt_1"))
    system.files["c.json"] = Array(Catalogs.wrong.utf8)
    #expect(system.run("bridge", "c.json", "-p", "stripe") == .init(status: 1, error: Catalogs.finding(in: "c.json")))
  }

  @Test func `a disabled provider is rejected`() {
    let system = system()
    system.files["c.json"] = Array(Catalogs.withoutStripe.utf8)
    #expect(
      system.run("bridge", "c.json", "-p", "stripe")
        == .init(status: 2, error: "catalogc: error: Stripe is disabled in this catalog\n"))
  }

  @Test func `if OpenMeter bills, its subscriptions grant the entitlements`() {
    let system = system(customer("evt_1"))
    system.files["c.json"] = Array(
      #"{"features": {}, "plans": {}, "providers": {"openmeter": {"options": {"mode": "plans"}}}}"#.utf8)
    let outcome = system.run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasPrefix("catalogc: error: in mode `plans`, OpenMeter's own subscriptions grant the entitlements\n"))
    #expect(ids(system.run("bridge", "c.json", "-p", "stripe", "--entitlements", "none")) == ["evt_1"])
  }

  @Test func `a failure to read standard input is reported`() {
    let system = system()
    system.failures["-"] = SystemError("cannot read standard input: Input/output error")
    #expect(
      system.run("bridge", "c.json", "-p", "stripe")
        == .init(status: 2, error: "catalogc: error: cannot read standard input: Input/output error\n"))
  }
}
