/// The names that OpenMeter takes for meters, features, plans, phases, rate cards and add-ons.
///
/// Source: OpenMeter's api/openapi.yaml, `key` of PlanCreate, AddonCreate and FeatureCreateInputs, `slug` of MeterCreate:
/// `^[a-z0-9]+(?:_[a-z0-9]+)*$`, 1 to 64 characters.
enum OpenMeterKey {
  static let maximumLength = 64

  static func isLegal(_ key: String) -> Bool {
    guard (1...maximumLength).contains(key.utf8.count) else { return false }
    var previous = UInt8(ascii: "_")
    for byte in key.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "_") where previous != UInt8(ascii: "_"): break
      default: return false
      }
      previous = byte
    }
    return previous != UInt8(ascii: "_")
  }

  /// The words of a text, in small letters with an underscore between them; empty where it has no ASCII letter or digit.
  static func snakeCase(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var words: [String] = []
    var word = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      case "A"..."Z":
        // `apiKey` has a border before the capital, and so has the last capital of `HTTPServer` that a small letter follows.
        let isInCapitals = index > 0 && ("A"..."Z").contains(scalars[index - 1])
        let leadsWord = index + 1 < scalars.count && ("a"..."z").contains(scalars[index + 1])
        if !isInCapitals || leadsWord {
          words.append(word)
          word = ""
        }
        word += String(scalar).lowercased()
      default:
        words.append(word)
        word = ""
      }
    }
    words.append(word)
    return words.filter { !$0.isEmpty }.joined(separator: "_")
  }

  /// The name of a group: `^[a-zA-Z_][0-9a-zA-Z_]*$` (openmeter/meter/meter.go, groupByKeyRegExp).
  static func isGroupName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// True where the server takes the key of a feature for an id, and refuses it: 26 characters, the first from 0 to 7. The
  /// others are not looked at (`ulid.Parse`, which openmeter/productcatalog/feature/connector.go calls).
  static func isTakenForID(_ key: String) -> Bool {
    guard key.utf8.count == 26, let first = key.utf8.first else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(first)
  }

  /// True for an id of OpenMeter's: `^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$` (api/openapi.yaml).
  static func isID(_ text: String) -> Bool {
    guard isTakenForID(text) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        return !"ILOUilou".utf8.contains(byte)
      default: return false
      }
    }
  }
}
