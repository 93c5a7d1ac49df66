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

  // MARK: Streams

  @Test func `each line of standard input is a line of output`() {
    let outcome = system(customer("evt_1") + "\n" + customer("evt_2") + "\n").run("bridge", "c.json", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(ids(outcome) == ["evt_1", "evt_2"])
    #expect(outcome.output.hasPrefix(#"{"format":1,"event":{"type":"customer.created","provider":"stripe","#))
  }

  @Test func `a payload may come in pieces, and the last one without a line end`() {
    let text = customer("evt_1") + "\n" + customer("evt_2")
    let pieces = stride(from: 0, to: text.count, by: 11).map { String(text.dropFirst($0).prefix(11)) }
    let system = system()
    system.input = pieces
    #expect(ids(system.run("bridge", "c.json", "-", "-p", "stripe")) == ["evt_1", "evt_2"])
  }

  @Test func `events are read from a file, and pretty-printed ones too`() {
    let system = system()
    system.files["e.jsonl"] = Array(
      "{\n  \"id\": \"evt_9\", \"type\": \"customer.created\",\n  \"data\": {\"object\": {}}\n}\n".utf8)
    let outcome = system.run("bridge", "c.json", "e.jsonl", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(ids(outcome) == ["evt_9"])
  }

  @Test func `bad lines are told with their places, and the stream goes on`() {
    let outcome = system("{\"x\n\n" + customer("evt_1") + "\n  {\"type\": 7}\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 1)
    #expect(ids(outcome) == ["evt_1"])
    #expect(
      outcome.error == """
        <stdin>:1:2: error: expected `"` at the end of the string, found the end of the file [syntax-error]
          = help: the file ends inside of a string: is it whole?
        <stdin>:4:12: error: a string is expected here, found a number [event-field-type]

        """)
  }

  @Test func `for programs, each is a line of JSON`() {
    let outcome = system("{}\n[]\n").run("bridge", "c.json", "-p", "stripe", "--format", "json")
    #expect(outcome.status == 1)
    #expect(
      outcome.error.split(separator: "\n").last.map(String.init)
        == #"{"format":1,"catalog":"<stdin>","errors":1,"warnings":0,"diagnostics":[{"rule":"event-field-type","severity":"error","#
        + #""message":"an event is an object, found an array","path":"","pointer":"","range":{"start":{"line":2,"column":1,"offset":3},"#
        + #""end":{"line":2,"column":3,"offset":5}}}]}"#)
  }

  @Test func `nothing of a payload is shown but what the message quotes, and no control character`() {
    let payload = #"{"type": "a\u001b[31mb", "card": "4242424242424242", "data": {"object": {"note": "sk_live_51abcdef"}}}"#
    let outcome = system(payload + "\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 0)
    #expect(
      outcome.error == #"""
        <stdin>:1:1: warning: Stripe sends an event `a\u{1B}[31mb` that is not known [event-unknown]

        """#)
    #expect(!outcome.output.contains("4242") && !outcome.output.contains("sk_live"))
  }

  @Test func `a line without an end is cut off at the limit`() {
    let long = String(repeating: "x", count: 17 << 20)
    let outcome = system(long, long, "\n" + customer("evt_1") + "\n").run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 1)
    #expect(outcome.error == "<stdin>:1:1: error: the payload is longer than 16 MiB [event-too-long]\n")
    #expect(ids(outcome) == ["evt_1"])
  }

  @Test func `no events are no output`() {
    #expect(system().run("bridge", "c.json", "-p", "stripe") == .init(status: 0))
  }

  // MARK: Signatures

  private let signed =
    #"{"headers":{"Stripe-Signature":"t=1800000000,v1=02e036656725ddc294e005b151a35727b5ba1a6c776c21dfdc6cab717365f0c1"},"#
    + #""body":"{\"id\":\"evt_1\",\"type\":\"customer.updated\",\"created\":1800000000,\"data\":{\"object\":{\"id\":\"cus_1\",\"metadata\":{}}}}"}"#

  @Test func `a signature is verified with the secrets of the environment, at the time of the machine`() {
    let system = system(signed + "\n")
    system.now = 1_800_000_010
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_new whsec_test"]
    let outcome = system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
    #expect(outcome.status == 0)
    #expect(ids(outcome) == ["evt_1"])
  }

  @Test func `a bad signature is an error of its line`() {
    let system = system(signed + "\n" + customer("evt_2") + "\n")
    system.now = 1_800_000_000
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_other"]
    let outcome = system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(
      outcome.error == """
        <stdin>:1:12: error: the signature does not match the body [event-signature]
        <stdin>:2:1: error: there is no signature: the headers are missing [event-signature]
          = help: write each payload as {"headers": {…}, "body": "…"}, with the body as it was received

        """)
  }

  @Test func `a signature may be of any age, if that is asked for`() {
    let system = system(signed + "\n")
    system.variables = ["STRIPE_WEBHOOK_SECRET": "whsec_test"]
    #expect(system.run("bridge", "c.json", "-p", "stripe", "--verify-signature").status == 1)
    system.input = [signed + "\n"]
    #expect(system.run("bridge", "c.json", "-p", "stripe", "--verify-signature", "--tolerance", "0").status == 0)
  }

  @Test func `no secret, no verification`() {
    let system = system(signed + "\n")
    #expect(
      system.run("bridge", "c.json", "-p", "stripe", "--verify-signature")
        == .init(
          status: 2,
          error: """
            catalogc: error: the environment has no `STRIPE_WEBHOOK_SECRET`
              = help: put the secret of the webhook endpoint there

            """))
    system.variables = ["DODO_PAYMENTS_WEBHOOK_KEY": "whsec_no base64!"]
    let outcome = system.run("bridge", "c.json", "-p", "dodo", "--verify-signature")
    #expect(
      outcome
        == .init(
          status: 2, error: "catalogc: error: `DODO_PAYMENTS_WEBHOOK_KEY` holds no secret as Dodo Payments writes them\n"))
  }

  // MARK: The command line

  @Test(arguments: [
    ([], "`bridge` needs a provider"), (["-p", "all"], "the events are those of one provider"),
    (["-p", "stripe,polar"], "the events are those of one provider"), (["-p", "strip"], "`strip` is no provider"),
    (["-p", "stripe", "--entitlements", "non"], "`non` is no value of `--entitlements`"),
    (["-p", "stripe", "--tolerance", "-1"], "`-1` is no number of seconds"),
    (["-p", "stripe", "--tolerance", "soon"], "`soon` is no number of seconds"),
    (["-p", "stripe", "missing.jsonl"], "cannot read `missing.jsonl`: No such file or directory"),
  ])
  func `a wrong command line is told`(arguments: [String], message: String) {
    let outcome = system().run(["bridge", "c.json"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("catalogc: error: \(message)\n"))
    #expect(outcome.output == "")
  }

  @Test func `the catalog and the events are not both standard input`() {
    let outcome = system().run("bridge", "-", "-p", "stripe")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("catalogc: error: standard input cannot be the catalog and the events\n"))
  }

  @Test func `a catalog with errors bridges nothing`() {
    let system = system(customer("evt_1"))
    system.files["c.json"] = Array(Catalogs.wrong.utf8)
    #expect(system.run("bridge", "c.json", "-p", "stripe") == .init(status: 1, error: Catalogs.finding(in: "c.json")))
  }

  @Test func `a provider that is switched off sends nothing`() {
    let system = system()
    system.files["c.json"] = Array(Catalogs.withoutStripe.utf8)
    #expect(
      system.run("bridge", "c.json", "-p", "stripe")
        == .init(status: 2, error: "catalogc: error: the catalog switches Stripe off\n"))
  }

  @Test func `where OpenMeter bills, its subscriptions give the entitlements`() {
    let system = system(customer("evt_1"))
    system.files["c.json"] = Array(
      #"{"features": {}, "plans": {}, "providers": {"openmeter": {"options": {"mode": "plans"}}}}"#.utf8)
    let outcome = system.run("bridge", "c.json", "-p", "stripe")
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasPrefix("catalogc: error: in mode `plans` OpenMeter's own subscriptions give the entitlements\n"))
    #expect(ids(system.run("bridge", "c.json", "-p", "stripe", "--entitlements", "none")) == ["evt_1"])
  }

  @Test func `a failure to read standard input is told`() {
    let system = system()
    system.failures["-"] = SystemError("cannot read standard input: Input/output error")
    #expect(
      system.run("bridge", "c.json", "-p", "stripe")
        == .init(status: 2, error: "catalogc: error: cannot read standard input: Input/output error\n"))
  }
}
