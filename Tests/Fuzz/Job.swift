import CatalogReading
import CatalogcCLI
import Fuzzing

/// The arguments of the command line.
struct Job {
  let targets: [Target]
  /// The number of executions, or the number of a single one.
  let number: Int
  let seed: UInt64
  let corpus: Corpus

  init(_ arguments: [String]) throws(SystemError) {
    guard (4...5).contains(arguments.count), let number = Int(arguments[2]), number >= 0, let seed = UInt64(arguments[3]) else {
      throw SystemError(Fuzz.usage)
    }
    targets = arguments[1] == "all" ? Target.allCases : [try Self.target(arguments[1])]
    self.number = number
    self.seed = seed
    corpus = Corpus(arguments.count == 5 ? try Seed.stored(in: arguments[4]) : try Seed.all(in: "."))
  }

  static func target(_ name: String) throws(SystemError) -> Target {
    guard let target = Target(rawValue: name) else { throw SystemError("unknown target `\(name)`") }
    return target
  }
}

/// Prints a hash for each block of executions, so that a diff of two outputs shows the first block that differs.
func digest(_ target: Target, _ job: Job, _ system: inout RealSystem) throws(SystemError) {
  let block = 1_000
  var sound = 0
  var rules: [String: Int] = [:]
  for start in stride(from: 0, to: job.number, by: block) {
    var hashes = Observation(keepsText: false)
    for number in start..<min(start + block, job.number) {
      let observation = observation(target, number, job, keepsText: false)
      hashes.note("execution", String(observation.hash, radix: 16))
      if observation.isSound { sound += 1 }
      for rule in observation.rules { rules[rule, default: 0] += 1 }
    }
    try system.writeOutput(Array("\(target.rawValue) \(start) \(String(hashes.hash, radix: 16))\n".utf8))
  }
  var text = "\(target.rawValue): \(sound) of \(job.number) without errors, \(rules.count) rules\n"
  for (rule, count) in rules.sorted(by: { $0.key < $1.key }) { text += "  \(rule) \(count)\n" }
  try system.writeOutput(Array(text.utf8))
}

/// Prints the input and all observable results of one execution.
func show(_ target: Target, _ job: Job, _ system: inout RealSystem) throws(SystemError) {
  let input = target.input(job.number, of: job.corpus, seed: job.seed)
  let lines = observation(target, job.number, job, keepsText: true).lines ?? []
  let text = Array("\(target.rawValue) \(job.number), \(input.format.rawValue), \(input.bytes.count) bytes:\n".utf8)
  try system.writeOutput(text + input.bytes + Array("\n\n\(lines.joined(separator: "\n"))\n".utf8))
}

private func observation(_ target: Target, _ number: Int, _ job: Job, keepsText: Bool) -> Observation {
  let (bytes, format) = target.input(number, of: job.corpus, seed: job.seed)
  var observation = Observation(keepsText: keepsText)
  target.observe(bytes, format, &observation)
  return observation
}
