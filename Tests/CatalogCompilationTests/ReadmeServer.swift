import BillingCatalog
import CatalogCompilation

func stripeSetup(of catalog: Catalog) throws -> String {
  let artifact = try CatalogCompiler().compile(.value(catalog), for: .stripe)
  for warning in artifact.warnings { print(warning) }
  return artifact.text
}
