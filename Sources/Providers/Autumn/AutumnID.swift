/// The ids that the seller chooses at Autumn: one or more letters, digits, `_` and `-`.
///
/// Source: useautumn/autumn, the body of POST /v1/plans.create, and that of features in API 1.2. API 2.x documents no pattern for
/// features; the same one is assumed.
enum AutumnID {
  static func isValid(_ id: String) -> Bool {
    !id.isEmpty && id.unicodeScalars.allSatisfy(isPlain)
  }

  /// The letters and digits of the id in snake case: `monthlyUSD` becomes `monthly_usd`, and `usd/quarter` becomes
  /// `usd_quarter`.
  static func snakeCase(_ id: String) -> String {
    var text = ""
    var previous: Unicode.Scalar = "_"
    for scalar in id.unicodeScalars {
      let next = isPlain(scalar) ? scalar : "_"
      let startsWord = isCapital(next) && !isCapital(previous) && previous != "_" && previous != "-"
      if startsWord || (next == "_" && previous != "_") { text += "_" }
      if next != "_" { text += String(next).lowercased() }
      previous = next
    }
    return text.hasSuffix("_") ? String(text.dropLast()) : text
  }

  private static func isCapital(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }
}
