#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import CatalogcCLI
import Fuzzing

// Runs deterministic mutants of catalogs through the compiler. `docs/fuzzing.md` tells how.
let usage = """
  usage: fuzz seeds FOLDER                           writes the texts that mutants are made of, into a folder that is there
         fuzz digest TARGET|all RUNS SEED [FOLDER]   prints a hash of all that can be seen, for each thousand executions
         fuzz show TARGET NUMBER SEED [FOLDER]       prints the text of one execution, and what can be seen of it
  A target is one of \(Target.allCases.map(\.rawValue).joined(separator: ", ")).
  FOLDER holds what 'fuzz seeds' wrote; without it, the seeds are those of the working directory.
  """

var system = RealSystem()
do throws(SystemError) {
  let arguments = Array(CommandLine.arguments.dropFirst())
  switch arguments.first {
  case "seeds" where arguments.count == 2: try Seed.store(try Seed.all(in: "."), in: arguments[1])
  case "digest":
    let job = try Job(arguments, &system)
    for target in job.targets { try digest(target, job, &system) }
  case "show":
    let job = try Job(arguments, &system)
    for target in job.targets { try show(target, job, &system) }
  default: throw SystemError(usage)
  }
} catch {
  system.writeError("\(error.message)\n")
  exit(2)
}
