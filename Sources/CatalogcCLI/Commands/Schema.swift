import CatalogPrinting
import JSONText
import Providers

extension Command {
  static let schema = Command(
    name: "schema",
    operands: "",
    operandCount: 0...0,
    summary: "print the JSON Schema of a catalog",
    details: """
      Prints a JSON Schema (draft 2020-12) of catalogs in JSON, from which editors complete fields and words, and underline what
      is not of its type. References from one entry to another are beyond it: `catalogc check` follows them.
      """,
    options: [],
    examples: ["catalogc schema"]
  ) { _, system throws(CommandError) in
    try output(catalogSchema(providers: Provider.declarations).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    return .done
  }
}
