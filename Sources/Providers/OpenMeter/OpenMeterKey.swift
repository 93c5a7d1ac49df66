import Foundations

/// The keys that OpenMeter accepts for meters, features, plans, phases, rate cards and add-ons.
///
/// Source: OpenMeter's api/openapi.yaml, `key` of PlanCreate, AddonCreate and FeatureCreateInputs, `slug` of MeterCreate:
/// `^[a-z0-9]+(?:_[a-z0-9]+)*$`, 1 to 64 characters.
enum OpenMeterKey {
  static let maximumLength = 64

  static func isLegal(_ key: String) -> Bool {
    (1...maximumLength).contains(key.utf8.count) && snakeCase(key).hasSameScalars(as: key)
  }

  /// The words of a text in lowercase, joined by underscores. Empty if the text has no ASCII letter or digit.
  static func snakeCase(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var words: [String] = []
    var word = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      case "A"..."Z":
        // A word begins at the capital of `apiKey`, and at the last capital of `HTTPServer`, which a lowercase letter follows.
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
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      default: false
      }
    }
  }

  /// Whether the server mistakes the key of a feature for an id and rejects it: 26 characters, the first from 0 to 7. The
  /// others are not checked (`ulid.Parse`, called by openmeter/productcatalog/feature/connector.go).
  static func looksLikeID(_ key: String) -> Bool {
    key.utf8.count == 26 && ("0"..."7").contains(key.unicodeScalars.first ?? "_")
  }

  /// Whether the text is an OpenMeter id: `^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$` (api/openapi.yaml).
  static func isID(_ text: String) -> Bool {
    looksLikeID(text)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "I", "L", "O", "U", "i", "l", "o", "u": false
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: false
        }
      }
  }
}
