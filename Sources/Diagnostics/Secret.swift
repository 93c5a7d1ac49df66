/// Texts that begin like keys which give access to an account. No report shows what stands behind the beginning.
package enum Secret {
  /// Stripe's secret and restricted keys, webhook secrets (Stripe, Dodo and all that follow Standard Webhooks), Autumn's keys,
  /// Polar's tokens.
  package static let prefixes = [
    "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "am_sk_live_", "am_sk_test_", "polar_oat_", "polar_pat_",
  ]

  /// The prefix that a text begins with, where it goes on behind it.
  package static func prefix(of text: some Collection<UInt8>) -> String? {
    prefixes.first { text.count > $0.utf8.count && text.starts(with: $0.utf8) }
  }

  /// The text with an ellipsis for what stands behind the beginning of a secret.
  package static func redacted(_ text: String) -> String {
    // All that is hidden stands behind an underscore, and most texts have none.
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

  /// Where secrets stand in UTF-8 text of any form: the whole of each, and what of it must not be shown.
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

  /// False for most words, without a look at the prefixes.
  private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count > 2 else { return false }
    switch (bytes[bytes.startIndex], bytes[bytes.startIndex + 1]) {
    case (UInt8(ascii: "s"), UInt8(ascii: "k")), (UInt8(ascii: "r"), UInt8(ascii: "k")), (UInt8(ascii: "w"), UInt8(ascii: "h")),
      (UInt8(ascii: "a"), UInt8(ascii: "m")), (UInt8(ascii: "p"), UInt8(ascii: "o")):
      return true
    default: return false
    }
  }

  /// `task_live_1` is no secret.
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
