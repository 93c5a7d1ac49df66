import Customers
import Testing

/// Base64 and hexadecimal with the vectors of RFC 4648.
@Suite struct TextEncodingTests {
  @Test(arguments: [
    ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
    ("Zm9vYmFy", "foobar"),
    ("Zm9vYg", "foob"), ("fn5-Pz8_", "~~~???"), ("fn5+Pz8/", "~~~???"),
  ])
  func `Base64 is decoded`(text: String, content: String) {
    #expect(TextEncoding.base64(text) == Array(content.utf8))
  }

  @Test(arguments: ["Z", "Zg===", "Zm9v=Yg", "Zm 9v", "Zm9vYg==\n", "é"]) func `invalid Base64 is rejected`(text: String) {
    #expect(TextEncoding.base64(text) == nil)
  }

  @Test func `hexadecimal digits are decoded in either case`() {
    #expect(TextEncoding.hexadecimal("00ffAb") == [0, 255, 0xAB])
    #expect(TextEncoding.hexadecimal("") == [])
    for text in ["0", "0g", "0x00", " 00", "٠٠"] { #expect(TextEncoding.hexadecimal(text) == nil, "\(text)") }
  }
}
