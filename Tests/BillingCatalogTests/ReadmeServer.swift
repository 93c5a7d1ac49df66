import BillingCatalog
import CatalogCompiler

func stripeSetup(of catalog: Catalog) throws -> String {
  let artifact = try CatalogCompiler().compile(catalog, for: .stripe)
  for warning in artifact.warnings { print(warning) }
  return artifact.text
}
