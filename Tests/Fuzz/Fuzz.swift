import CatalogcCLI
import Fuzzing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

#if !LIBFUZZER
  @main enum Main {
    static func main() { exit(Fuzz.run(Array(CommandLine.arguments.dropFirst()))) }
  }
#endif

/// Runs the compiler on deterministic mutants of catalogs. See `docs/fuzzing.md`.
enum Fuzz {
  static let usage = """
    usage: fuzz seeds FOLDER                           write the seeds to an existing folder
           fuzz run TARGET|all RUNS SEED [FOLDER]      check all invariants; stop at the first violation
           fuzz text TARGET FILE                       check the invariants for one file
           fuzz digest TARGET|all RUNS SEED [FOLDER]   print a hash of all results for every 1000 executions
           fuzz show TARGET NUMBER SEED [FOLDER]       print the input and the results of one execution
           fuzz catalog SEED                           print a random catalog without errors
           fuzz libfuzzer TARGET [ARGUMENT…]           run libFuzzer; requires a build with `-D LIBFUZZER`
    TARGET is one of \(Target.allCases.map(\.rawValue).joined(separator: ", ")).
    FOLDER is a folder written by `fuzz seeds`; by default, the seeds come from the working directory.
    """

  /// Returns the exit status: 1 for a violated invariant, 2 for a wrong command line.
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
