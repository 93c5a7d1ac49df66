import CatalogcCLI
import Documentation
import Foundation

// Writes the pages of `docs` that are made, into the folder that the command line names.
let folder = CommandLine.arguments.dropFirst().first ?? "docs"
var system = RealSystem()
do {
  try system.write(Page.all.map { (path: "\(folder)/\($0.name)", bytes: $0.bytes) })
} catch {
  system.writeError("catalogc-docs: \(error.message)\n")
  exit(1)
}
