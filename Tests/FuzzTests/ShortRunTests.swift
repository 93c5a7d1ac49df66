import CatalogReading
import Fuzzing
import Testing

/// A short run of each fuzz target; `make fuzz` runs longer ones.
@Suite struct ShortRunTests {
  @Test(arguments: [(Target.json, 2_000), (.swift, 2_000), (.check, 300), (.compile, 30)])
  func `mutants satisfy all invariants`(target: Target, runs: Int) throws {
    let corpus = Corpus(try Seed.all(in: projectFolder))
    for number in 0..<runs {
      let (bytes, format) = target.input(number, of: corpus, seed: 2027)
      if let violation = target.violation(bytes, format) {
        Issue.record("\(target.rawValue) \(number): \(violation)\n\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test func `the seeds satisfy all invariants and are sufficient`() throws {
    let seeds = try Seed.all(in: projectFolder)
    #expect(seeds.count { $0.format == .json } > 500)
    #expect(seeds.count { $0.format == .swift } > 20)
    for seed in seeds {
      let violation = Target.check.violation(seed.bytes, seed.format)
      #expect(violation == nil, "\(seed.name): \(violation?.description ?? "")")
    }
  }

  @Test func `executions depend only on their number and seed`() throws {
    let corpus = Corpus(try Seed.all(in: projectFolder))
    let once = Target.check.input(41, of: corpus, seed: 1)
    let again = Target.check.input(41, of: corpus, seed: 1)
    #expect(once.bytes == again.bytes)
    #expect(Target.check.input(42, of: corpus, seed: 1).bytes != once.bytes)
    #expect(Target.check.input(41, of: corpus, seed: 2).bytes != once.bytes)
  }

  @Test func `mutants of catalogs reach the rules beyond the syntax`() throws {
    let corpus = Corpus(try Seed.all(in: projectFolder))
    var rules: Set<String> = []
    for number in 0..<600 {
      let (bytes, format) = Target.check.input(number, of: corpus, seed: 3)
      var observation = Observation(keepsText: false)
      Target.check.observe(bytes, format, &observation)
      rules.formUnion(observation.rules)
    }
    #expect(rules.count > 25, "\(rules.sorted())")
  }
}

/// The root folder of the package.
let projectFolder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
