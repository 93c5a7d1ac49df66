import CatalogcCLI
import Documentation
import Foundation

// Writes the generated pages to the directory given on the command line, by default `docs`.
let folder = CommandLine.arguments.dropFirst().first ?? "docs"
var system = RealSystem()
do {
  try system.write(Page.all.map { (path: "\(folder)/\($0.name)", bytes: $0.bytes) })
} catch {
  system.writeError("catalogc-docs: \(error.message)\n")
  exit(1)
}
