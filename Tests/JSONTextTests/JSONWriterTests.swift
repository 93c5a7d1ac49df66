import Foundations
import JSONText
import Testing

@Suite struct JSONWriterTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.max), "9223372036854775807"),
      (.integer(.min), "-9223372036854775808"), ("", #""""#), ([], "[]"), (.object([]), "{}"),
      ([1, "a", .null], #"[1,"a",null]"#),
      (["b": 1, "a": ["c": []]], #"{"b":1,"a":{"c":[]}}"#),
    ] as [(JSON, String)])
  func `values are written on one line`(value: JSON, text: String) {
    #expect(value.compact == text)
  }

  @Test func `pretty-printing puts each member on its own line and keeps empty containers closed`() {
    let value: JSON = ["a": [1, ["b": .null]], "c": [], "d": .object([]), "e": [[]]]
    #expect(
      String(decoding: value.text(pretty: true), as: UTF8.self) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": [],
          "d": {},
          "e": [
            []
          ]
        }
        """)
  }

  @Test(arguments: [
    ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("</script>", #""</script>""#),
    ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
    ("\u{0}\u{1}\u{B}\u{1F}", #""\u0000\u0001\u000b\u001f""#), ("\u{7F}", #""\u007f""#), ("\u{1B}[31m", #""\u001b[31m""#),
    ("\u{80}\u{85}\u{9B}\u{9F}", #""\u0080\u0085\u009b\u009f""#), ("\u{A0}¢À", "\"\u{A0}¢À\""), ("é€😀", #""é€😀""#),
    ("e\u{301}", "\"e\u{301}\""),
    ("\u{10FFFF}\u{FFFF}", "\"\u{10FFFF}\u{FFFF}\""), ("À\u{80}", #""À\u0080""#),
  ])
  func `strings are escaped for JSON and for terminals`(text: String, json: String) {
    #expect(Array(JSON.string(text).compact.utf8) == Array(json.utf8))
    #expect(Array(JSON.object([.init(text, 1)]).compact.utf8) == Array("{\(json):1}".utf8))
  }

  @Test func `decimals are written exactly`() throws {
    let value = try #require(ExactDecimal(parsing: "20.50".utf8))
    #expect(JSON.number(value).compact == "20.5")
    #expect(JSON.array([.number(.zero)]).compact == "[0]")
  }

  @Test func `members without a value are omitted, and the others keep their order`() {
    let value = JSON.fields(["z": 1, "y": nil, "a": .null, "z2": "x"])
    #expect(value.compact == #"{"z":1,"a":null,"z2":"x"}"#)
    #expect(value["z2"] == "x")
    #expect(value["y"] == nil)
    #expect(JSON.strings(["b", "a"]).compact == #"["b","a"]"#)
  }
}
