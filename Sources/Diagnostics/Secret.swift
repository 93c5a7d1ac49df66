/// Strings that begin like the secret key of an account. Reports never show what follows the prefix.
package enum Secret {
  /// Stripe's secret and restricted keys, webhook secrets (Stripe, Dodo and others that follow Standard Webhooks), Autumn's
  /// keys and Polar's tokens.
  ///
  /// They are listed here, not with the providers, because the syntax errors of a file that no provider has seen must not show
  /// a key either.
  package static let prefixes = [
    "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "am_sk_live_", "am_sk_test_", "polar_oat_", "polar_pat_",
  ]

  /// The secret prefix of a text; nil if there is none, or if nothing follows it.
  package static func prefix(of text: some Collection<UInt8>) -> String? {
    prefixes.first { text.count > $0.utf8.count && text.starts(with: $0.utf8) }
  }

  /// The text with everything after a secret's prefix replaced by an ellipsis.
  package static func redacted(_ text: String) -> String {
    // Every prefix ends with an underscore, and most texts have none.
    guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
    let bytes = Array(text.utf8)
    var shown: [UInt8] = []
    var start = 0
    for match in matches(in: bytes[...]) {
      shown += bytes[start..<match.hidden.lowerBound] + Array("…".utf8)
      start = match.hidden.upperBound
    }
    return start == 0 ? text : String(decoding: shown + bytes[start...], as: UTF8.self)
  }

  /// Finds secrets in UTF-8 text: the range of each, and the part of it that must be hidden.
  package static func matches(in bytes: ArraySlice<UInt8>) -> [(whole: Range<Int>, hidden: Range<Int>)] {
    var matches: [(whole: Range<Int>, hidden: Range<Int>)] = []
    var index = bytes.startIndex
    var isInWord = false
    while index < bytes.endIndex {
      if !isInWord, mayBegin(bytes[index...]),
        let prefix = prefixes.first(where: { bytes[index...].starts(with: $0.utf8) })
      {
        let hidden = index + prefix.utf8.count
        let end = bytes[hidden...].firstIndex(where: endsSecret) ?? bytes.endIndex
        if end > hidden { matches.append((index..<end, hidden..<end)) }
        index = end
      } else {
        isInWord = isPartOfWord(bytes[index])
        index += 1
      }
    }
    return matches
  }

  /// Quickly rules out most words, without comparing the prefixes.
  private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count > 2 else { return false }
    switch (bytes[bytes.startIndex], bytes[bytes.startIndex + 1]) {
    case (UInt8(ascii: "s"), UInt8(ascii: "k")), (UInt8(ascii: "r"), UInt8(ascii: "k")), (UInt8(ascii: "w"), UInt8(ascii: "h")),
      (UInt8(ascii: "a"), UInt8(ascii: "m")), (UInt8(ascii: "p"), UInt8(ascii: "o")):
      return true
    default: return false
    }
  }

  /// A prefix inside a word does not count: `task_live_1` is not a secret.
  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func endsSecret(_ byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
  }
}
