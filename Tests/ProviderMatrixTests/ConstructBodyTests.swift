import Catalog
import CatalogReading
import Diagnostics
import Documentation
import JSONText
import Providers
import Testing

/// The whole bodies with which each provider sells each construct, as recorded in `Matrix/bodies-PROVIDER.txt`.
@Suite struct ConstructBodyTests {
  @Test(arguments: Provider.all.map(\.name)) func `each provider sells each construct with the recorded bodies`(name: String)
    throws
  {
    let provider = try #require(Provider.named(name))
    var lines: [String] = []
    for construct in Construct.all {
      let source = SourceText(name: "catalog.json", bytes: construct.catalog.text(pretty: false))
      let catalog = try #require(analyze(source, providers: Provider.declarations).catalog, "\(construct.name)")
      let artifact = provider.compile(catalog).artifact
      lines.append("-- \(construct.name)")
      for request in Array(artifact.setup) + Array(artifact.purchase) {
        lines.append(
          "\(request.id)\(request.situation.map { " [\($0.rawValue)]" } ?? "") \(request.method.rawValue) \(request.path) \(request.body?.compact ?? "")"
        )
      }
      lines.append("")
    }
    try Recording("bodies-\(name)").expect(Array(lines.dropLast()))
  }
}
