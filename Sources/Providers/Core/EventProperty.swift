/// The name of a top-level property in the data of an event: `$.tokens`, `$['tokens']` or `tokens`; nil for a nested path.
///
/// Most providers read the properties of an event by name, while a catalog has JSONPaths.
package func eventProperty(at path: String) -> String? {
  var scalars = Substring(path).unicodeScalars
  if scalars.first == "$" {
    scalars.removeFirst()
    if scalars.first == "." {
      scalars.removeFirst()
    } else if scalars.first != "[" {
      return nil
    }
  }
  if scalars.first == "[" {
    guard scalars.count > 4, let quote = scalars.dropFirst().first, quote == "'" || quote == "\"",
      scalars.last == "]", scalars.dropLast().last == quote
    else { return nil }
    scalars = scalars.dropFirst(2).dropLast(2)
  }
  let property = String(scalars)
  let isPlain = !scalars.contains { #".[]'"*$@?()\"#.unicodeScalars.contains($0) || $0 == "\0" }
  return isPlain && !property.isEmpty ? property : nil
}
