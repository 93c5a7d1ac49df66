import Diagnostics
import JSONText
import Syntax
import Testing

/// RFC 8259, sections 7 and 8: strings, escapes, and the encoding of the file.
@Suite struct JSONStringTests {
  static let surrogate = #"write two escapes for a character beyond U+FFFF, such as `\uD83D\uDE00`"#

  @Test(arguments: [
    (#""""#, ""),
    (#""pro""#, "pro"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u00E9\u20AC""#, "Aéé€"),
    (#""\uD83D\uDE00 \ud83d\ude00""#, "😀 😀"),
    (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"),
    (#""\uD7FF\uE000\uFFFF""#, "\u{D7FF}\u{E000}\u{FFFF}"),
    (#""\u0000\u001f""#, "\u{0}\u{1F}"),
    (#""é\né""#, "é\né"),
    ("\"\u{7F}\u{80}\u{2028}\u{FEFF}\"", "\u{7F}\u{80}\u{2028}\u{FEFF}"),
    (#""/ ' // /* #""#, "/ ' // /* #"),
    (#""\\u0041""#, #"\u0041"#),
  ])
  func `strings are decoded`(json: String, text: String) {
    let reading = Reading(json)
    #expect(reading.isComplete)
    #expect(Array(reading.tree.text(.root).unicodeScalars) == Array(text.unicodeScalars))
    #expect(reading.tree.textEquals(.root, text))
    #expect(reading.tree.range(.root) == ByteRange(0, json.utf8.count))
  }

  @Test(arguments: [
    Refused(#"["\⟦x⟧"]"#, #"expected one of " \ / b f n r t u after the backslash, found `x`"#),
    Refused(#"["\⟦x41⟧"]"#, #"expected one of " \ / b f n r t u after the backslash, found `x41`"#),
    Refused(#"["\⟦U0041⟧"]"#, #"expected one of " \ / b f n r t u after the backslash, found `U0041`"#),
    Refused(#"["\⟦'⟧"]"#, #"expected one of " \ / b f n r t u after the backslash, found `'`"#),
    Refused("[\"\\⟦\n⟧\"]", #"expected one of " \ / b f n r t u after the backslash, found `\n`"#),
    Refused(#"["\u⟦"⟧]"#, #"expected four hexadecimal digits after `\u`, found `"`"#),
    Refused(#"["\u12⟦G4⟧"]"#, #"expected four hexadecimal digits after `\u`, found `G4`"#),
    Refused(#"["\u⟦+⟧041"]"#, #"expected four hexadecimal digits after `\u`, found `+`"#),
    Refused(#""\⟦⟧"#, "expected an escape, found the end of the file"),
    Refused(#""\u00⟦⟧"#, #"expected four hexadecimal digits after `\u`, found the end of the file"#),
  ])
  func `invalid escapes are rejected`(refused: Refused) { expectRefused(refused) }

  @Test(arguments: [
    #""⟦\uD83D⟧""#, #""⟦\uDE00⟧""#, #""⟦\uDE00⟧\uD83D""#, #""⟦\uD83D⟧\u0041""#, #""⟦\uD83D⟧\uD83D\uDE00""#, #""⟦\uD83D⟧\n""#,
    #""⟦\uDBFF⟧x""#, #""é⟦\udfff⟧""#, #""\uD83D\uDE00⟦\uDE00⟧""#,
  ])
  func `unpaired surrogates are rejected`(text: String) {
    expectRefused(Refused(text, "unpaired surrogate escape", Self.surrogate))
  }

  @Test(arguments: [
    Refused(
      "[⟦\"pro⟧\n\"]", "unterminated string",
      #"close it with `"`, or escape the line break as `\n`"#),
    Refused(
      "[⟦\"pro⟧\r\n\"]", "unterminated string",
      #"close it with `"`, or escape the line break as `\n`"#),
    Refused(
      "[⟦\"p\\u0072o⟧\n", "unterminated string",
      #"close it with `"`, or escape the line break as `\n`"#),
    Refused("\"a⟦\t⟧b\"", #"unescaped control character `\t` in a string"#, #"escape it as `\t`"#),
    Refused("\"⟦\u{0}⟧\"", #"unescaped control character `\u{0}` in a string"#, #"escape it as `\u0000`"#),
    Refused("\"⟦\u{1B}⟧[31m\"", #"unescaped control character `\u{1B}` in a string"#, #"escape it as `\u001b`"#),
    Refused("\"\\n⟦\u{1F}⟧\"", #"unescaped control character `\u{1F}` in a string"#, #"escape it as `\u001f`"#),
    Refused(
      "[⟦\"pro]⟧", #"expected `"` at the end of the string, found the end of the file"#,
      "close the string, or check that the file is complete"),
    Refused(
      #"{"a": 1, ⟦"b\"⟧"#, #"expected `"` at the end of the string, found the end of the file"#,
      "close the string, or check that the file is complete"),
  ])
  func `control characters and unterminated strings are rejected`(refused: Refused) { expectRefused(refused) }
}

/// RFC 3629: no overlong form, no surrogate, nothing beyond U+10FFFF.
@Suite struct UTF8Tests {
  @Test(
    arguments: [
      [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
      [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF1, 0x80, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF],
      [0xF4, 0x8F, 0xBF, 0xBF],
    ] as [[UInt8]])
  func `the first and last scalar of each length are accepted`(bytes: [UInt8]) {
    let reading = Reading([0x22] + bytes + [0x22])
    #expect(reading.isComplete)
    #expect(Array(reading.tree.text(.root).utf8) == bytes)
  }

  static let damaged: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x28, 0x8C, 0xBC],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  @Test(arguments: damaged) func `invalid UTF-8 is rejected inside and outside strings`(bytes: [UInt8]) {
    for before in ["", "\"", "\"a", "\"\\n", "{\"a\": ", "[1", "{}"] {
      let reading = Reading(Array(before.utf8) + bytes + Array("\"]}".utf8))
      let start = before.utf8.count
      #expect(!reading.isComplete)
      #expect(reading.diagnostics.map(\.rule) == ["invalid-utf8"])
      #expect(reading.diagnostics.map(\.range) == [ByteRange(start, start + 1)])
      #expect(
        reading.diagnostics.map(\.message)
          == ["invalid UTF-8: unexpected byte 0x\(String(bytes[0], radix: 16, uppercase: true))"])
    }
  }

  @Test func `UTF-16 is rejected at its first byte`() {
    #expect(Reading([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]).diagnostics.map(\.rule) == ["invalid-utf8"])
    #expect(Reading([0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D]).diagnostics.map(\.rule) == ["invalid-utf8"])
    #expect(
      Reading([0x7B, 0x00, 0x7D, 0x00]).diagnostics.map(\.message) == [
        #"expected a key in double quotes or `}`, found `\u{0}`"#
      ])
  }

  @Test func `a truncated byte-order mark is rejected`() {
    #expect(Reading([0xEF, 0xBB, 0x7B, 0x7D]).diagnostics.map(\.rule) == ["invalid-utf8"])
  }

  @Test func `every scalar up to U+07FF comes back from what is written`() {
    let text = String(String.UnicodeScalarView((0...0x7FF).compactMap { Unicode.Scalar($0 as UInt32) }))
    let reading = Reading(JSON.string(text).text(pretty: false))
    #expect(reading.isComplete)
    #expect(reading.tree.textEquals(.root, text))
  }
}
