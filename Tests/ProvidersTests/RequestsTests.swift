import Accounts
import Diagnostics
import Foundations
import JSONText
import Providers
import Testing

/// Lists of requests, stored as text.
@Suite struct RequestsTests {
  private static let requests = [
    Request("a", .get, "/a"),
    Request("b/c", .post, "/b", idempotencyKey: "given", body: ["x": 1, "y": ["$ref": "a"]]),
    Request(
      "d", .put, "/d/{a}", lookup: .init("/d", method: .post, query: [.init("q", "é")], match: ["m": 1], unless: ["u": 2]),
      body: []
    ).idempotent(),
    Request("e", .delete, "/e", lookup: .init("/e")).idempotent(),
  ]

  private var packed: Requests {
    var requests = Requests()
    requests += Self.requests
    return requests
  }

  @Test func `requests survive packing`() {
    #expect(packed.map(\.json) == Self.requests.map(\.json))
    #expect(packed.count == 4)
    #expect(!packed.isEmpty)
    #expect(Requests().map(\.json) == [])
  }

  @Test func `an idempotency key depends on method, path and body`() {
    // printf `POST\n/v1/things\n{"name":"é"}` | sha256sum, the first 32 digits
    let key = "catalogc-2c8f4c286764ced26df8e22539cf05f7"
    let request = Request("a", .post, "/v1/things", body: ["name": "é"]).idempotent()
    #expect(request.idempotencyKey == key)
    var packed = Requests()
    packed.append(request)
    #expect(packed.map(\.idempotencyKey) == [key])
  }

  @Test(arguments: [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
    (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
    (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
    (127, "c57e9278af78fa3cab38667bef4ce29d783787a2f731d4e12200270f0c32320a"),
    (128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"),
    (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
  ])
  func `a digest is correct for every length of the last block`(count: Int, digest: String) {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
    #expect(SHA256.hash(bytes).map { hexadecimal($0) }.joined() == digest)
    #expect(SHA256.hash(bytes.reversed()).map { hexadecimal($0) }.joined() == digest)
  }
}

/// Files of artifacts.
@Suite struct ArtifactTests {
  private static let sold = """
    {"entitlements": {"api": true}, "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}}
    """

  private func catalog(_ count: Int) -> String {
    let plans = (0..<count).map { #""plan\#($0)": \#(Self.sold)"# }
    return #"{"features": {"api": {"type": "boolean"}}, "plans": {\#(plans.joined(separator: ","))}}"#
  }

  private func compiled(_ text: String, for provider: Provider, largestArtifact: Int = .max) throws -> Compilation.Output {
    try #require(
      Compilation(
        SourceText(name: "a.json", bytes: Array(text.utf8)), providers: .named([provider]), largestArtifact: largestArtifact
      ).outputs.first)
  }

  @Test(arguments: Provider.all.map(\.name))
  func `a file written in chunks is complete`(name: String) throws {
    let output = try compiled(catalog(1000), for: try #require(Provider.named(name)))
    var pieces: [[UInt8]] = []
    output.write { (piece: [UInt8]) throws(Never) in pieces.append(piece) }
    #expect(pieces.count > 1)
    #expect(pieces.allSatisfy { $0.count < 100_000 })
    let whole = output.artifact.json(warnings: output.warnings).text(pretty: true) + [UInt8(ascii: "\n")]
    #expect(Array(pieces.joined()) == whole)
    #expect(output.bytes == whole)
  }

  @Test(arguments: Provider.all.map(\.name))
  func `an artifact beyond the size limit is marked and stops growing`(name: String) throws {
    let provider = try #require(Provider.named(name))
    let whole = try compiled(catalog(200), for: provider)
    #expect(!whole.artifact.isTooLarge)
    #expect(try !compiled(catalog(200), for: provider, largestArtifact: whole.bytes.count).artifact.isTooLarge)
    let cut = try compiled(catalog(200), for: provider, largestArtifact: 10_000).artifact
    #expect(cut.isTooLarge)
    #expect(cut.setup.textSize < 12_000)
    #expect(cut.purchase.textSize < 12_000)
    #expect(cut.sections.allSatisfy { $0.elements.textSize < 12_000 })
  }

  @Test(arguments: Provider.all.map(\.name))
  func `add-ons for every plan are counted before they are created`(name: String) throws {
    let addons = (0..<50).map { #""addon\#($0)": \#(Self.sold)"# }
    let mode = name == "openmeter" ? #","providers": {"openmeter": {"options": {"mode": "plans"}}}"# : ""
    let text = catalog(200).dropLast() + #", "addons": {\#(addons.joined(separator: ","))}\#(mode)}"#
    let provider = try #require(Provider.named(name))
    let artifact = try compiled(String(text), for: provider, largestArtifact: 200_000).artifact
    #expect(artifact.isTooLarge)
    #expect(artifact.setup.textSize < 250_000)
  }
}
