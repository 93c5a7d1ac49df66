#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import CatalogcCLI
import Fuzzing

#if !LIBFUZZER
  @main enum Main {
    static func main() { exit(Fuzz.run(Array(CommandLine.arguments.dropFirst()))) }
  }
#endif

/// Runs deterministic mutants of catalogs through the compiler. `docs/fuzzing.md` tells how.
enum Fuzz {
  static let usage = """
    usage: fuzz seeds FOLDER                           writes the texts that mutants are made of, into a folder that is there
           fuzz run TARGET|all RUNS SEED [FOLDER]      checks what must hold of each text, and stops where something does not
           fuzz text TARGET FILE                       checks it of one text
           fuzz digest TARGET|all RUNS SEED [FOLDER]   prints a hash of all that can be seen, for each thousand executions
           fuzz show TARGET NUMBER SEED [FOLDER]       prints the text of one execution, and what can be seen of it
           fuzz catalog SEED                           prints a random catalog that has no errors
           fuzz libfuzzer TARGET [ARGUMENT…]           hands over to libFuzzer, in a build with `-D LIBFUZZER`
    A target is one of \(Target.allCases.map(\.rawValue).joined(separator: ", ")).
    FOLDER holds what `fuzz seeds` wrote; without it, the seeds are those of the working directory.
    """

  /// The exit status: 1 where something does not hold, 2 where the command line is wrong.
  static func run(_ arguments: [String]) -> Int32 {
    var system = RealSystem()
    do throws(SystemError) {
      return try run(arguments, &system)
    } catch {
      system.writeError("\(error.message)\n")
      return 2
    }
  }

  private static func run(_ arguments: [String], _ system: inout RealSystem) throws(SystemError) -> Int32 {
    switch arguments.first {
    case "seeds" where arguments.count == 2: try Seed.store(try Seed.all(in: "."), in: arguments[1])
    case "run":
      let job = try Job(arguments)
      for target in job.targets where try !hold(target, job, &system) { return 1 }
    case "text" where arguments.count == 3:
      let text = try system.read(arguments[2])
      let target = try Job.target(arguments[1])
      guard let violation = target.violation(text, target.format(of: text)) else { return 0 }
      try system.writeOutput(Array("\(violation)\n".utf8))
      return 1
    case "catalog" where arguments.count == 2:
      guard let seed = UInt64(arguments[1]) else { throw SystemError(usage) }
      try system.writeOutput(RandomCatalog(seed: seed).bytes)
    case "digest":
      let job = try Job(arguments)
      for target in job.targets { try digest(target, job, &system) }
    case "show":
      let job = try Job(arguments)
      for target in job.targets { try show(target, job, &system) }
    default: throw SystemError(usage)
    }
    return 0
  }
}
