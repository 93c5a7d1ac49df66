import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax

/// What each provider can sell, as measured: each construct is compiled for each provider, and the cell is the worst of what the
/// findings say.
package struct ConstructTable: Sendable {
  package struct Row: Sendable {
    package let construct: Construct
    /// By provider.
    package let cells: [Cell]
  }

  package struct Cell: Sendable {
    package let treatment: Treatment
    /// The rules that it follows from, without the provider.
    package let rules: [String]
  }

  package let rows: [Row]

  package static let all = ConstructTable(
    rows: Construct.all.map { construct in
      let catalog = analyze(CoverageProbe.source(construct.catalog.compact), providers: Provider.declarations).catalog
      return Row(construct: construct, cells: Provider.all.map { $0.cell(construct, catalog) })
    })
}

extension Provider {
  /// - Parameter catalog: nil if the construct is an error.
  fileprivate func cell(_ construct: Construct, _ catalog: Catalog?) -> ConstructTable.Cell {
    guard let catalog else { return ConstructTable.Cell(treatment: .no, rules: []) }
    let (artifact, findings) = compile(catalog)
    let rules = findings.map(\.rule).filter { $0.severity != .note || construct.notes.contains($0.name.ownName) }
    // Something that is not sold is never better than `no`, whatever is reported.
    let sold = artifact.purchase.map(\.id)
    let isSold = catalog.items.allSatisfy { item in
      item.kind == .topup || sold.contains { $0.hasPrefix("purchase/\(item.kind)/\(item.header.id)/") }
    }
    let treatments = rules.compactMap { Treatment($0) }
    return ConstructTable.Cell(treatment: isSold ? treatments.max() ?? .exact : .no, rules: rules.map(\.name.ownName))
  }
}

extension ConstructTable {
  /// The section of `docs/providers.md`.
  package var markdown: String {
    let options = Construct.options.map { "`\($0.name): \($0.value.compact)` for `\($0.provider)`" }
    var text = """
      ## What each provider can sell

      Measured, not declared: each construct is compiled for each provider in a small catalog, with the options \
      \(options.joined(separator: ", ")). “exact” means that customers pay and get what the catalog says, “emulated” that a \
      difference remains, which a diagnostic names, “application” that your application must do its part, and “no” that the \
      construct is not for sale.

      | construct | \(Provider.all.map(\.title).joined(separator: " | ")) |
      |---|\(Provider.all.map { _ in "---|" }.joined())

      """
    for row in rows {
      text += "| \(row.construct.name) | \(row.cells.map { "\($0.treatment)" }.joined(separator: " | ")) |\n"
    }
    return text
  }
}
