import CatalogPrinting
import JSONText
import Providers

extension Command {
  static let schema = Command(
    name: "schema",
    operands: "",
    operandCount: 0...0,
    summary: "print the JSON Schema of catalogs",
    details: """
      Prints a JSON Schema (draft 2020-12) of JSON catalogs. Editors use it to complete fields and values and to underline
      type errors. It cannot check references between entries; use `catalogc check` for those.
      """,
    options: [],
    examples: ["catalogc schema"]
  ) { _, system throws(CommandError) in
    try output(catalogSchema(providers: Provider.declarations).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }
}
