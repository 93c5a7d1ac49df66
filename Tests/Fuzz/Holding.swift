import CatalogcCLI
import Fuzzing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a target on the given number of mutants; false if an invariant is violated.
///
/// The current input is kept in a file, so that it survives if a trap, a sanitizer or the alarm ends the process.
func hold(_ target: Target, _ job: Job, _ system: inout RealSystem) throws(SystemError) -> Bool {
  let path = "fuzz-\(target.rawValue)-\(job.seed).input"
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw SystemError("cannot write `\(path)`") }
  let clock = ContinuousClock()
  let start = clock.now
  for number in 0..<job.number {
    let (bytes, format) = target.input(number, of: job.corpus, seed: job.seed)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw SystemError("cannot write `\(path)`")
    }
    alarm(secondsForOne)
    if let violation = target.violation(bytes, format) {
      let text = "\(target.rawValue) \(number), seed \(job.seed): \(violation)\nthe input is in \(path)\n"
      try system.writeOutput(Array(text.utf8))
      return false
    }
  }
  alarm(0)
  close(descriptor)
  unlink(path)
  let seconds = max(0.001, (clock.now - start) / .seconds(1))
  let rate = Int(Double(job.number) / seconds)
  try system.writeOutput(Array("\(target.rawValue): \(job.number) executions, \(rate) per second, seed \(job.seed)\n".utf8))
  return true
}

/// A longer execution is considered a hang: the slowest input takes milliseconds, and a sanitizer is about ten times slower.
private let secondsForOne: UInt32 = 10
