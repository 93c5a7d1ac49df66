package func grouped(_ number: Int64) -> String { groupedDigits(String(number)) }

/// A number for people: `1,250.5`.
package func grouped(_ number: ExactDecimal) -> String {
  let text = number.description
  return text.contains("e") ? text : groupedDigits(text)
}

/// Adds thousands separators: `1250.00` becomes `1,250.00`.
package func groupedDigits(_ text: String) -> String {
  let whole = text.prefix { $0 != "." }
  let sign = whole.hasPrefix("-") ? "-" : ""
  let digits = Array(whole.dropFirst(sign.count))
  var result = sign
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return result + text[whole.endIndex...]
}
