#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of a program, measured from outside.
struct Measurement {
  /// Seconds from before the process is created until after it has ended.
  let time: Double
  /// The largest resident set, in bytes.
  let memory: Int
}

/// A program with its arguments and output file.
struct Program {
  let name: String
  let arguments: [String]
  var output = "/dev/null"
  /// The expected exit status.
  var status = 0

  /// The first of these programs that is installed, searched on `PATH`; nil if there is none.
  static func find(_ names: String...) -> String? {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    for name in names {
      let candidates = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
      if let found = candidates.first(where: { access($0, X_OK) == 0 }) { return found }
    }
    return nil
  }

  /// Runs it once.
  ///
  /// A child process would inherit the memory statistics of this process until its program is loaded. So a fresh copy of this
  /// program runs it; the memory of that copy is the smallest value that can be measured.
  func measure() throws(BenchmarkError) -> Measurement {
    let report = "\(CommandLine.arguments[0]).measurement"
    let run = ["--run", output, String(self.status)] + arguments
    let status = try Self.spawn([CommandLine.arguments[0]] + run, output: report).status
    let words = try String(decoding: read(report), as: UTF8.self).split(separator: " ")
    guard status == 0, words.count == 2, let time = Double(words[0]), let memory = Int(words[1]) else {
      throw BenchmarkError("\(name) failed: \(arguments)")
    }
    return Measurement(time: time, memory: memory)
  }

  /// Runs in the copy: runs the program and prints its time and memory.
  static func runAndReport(_ arguments: [String], output: String, status expected: Int32) throws(BenchmarkError) {
    let (status, time, memory) = try spawn(arguments, output: output)
    // wait(2): the exit status is in the second byte.
    guard status == expected << 8 else { throw BenchmarkError("the status is \(status)") }
    print("\(time) \(memory)", terminator: "")
  }

  private static func spawn(
    _ arguments: [String], output: String
  ) throws(BenchmarkError) -> (status: Int32, time: Double, memory: Int) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = CStrings(arguments)
    let environment = CStrings(
      ["PATH", "HOME"].compactMap { (name: String) in getenv(name).map { "\(name)=\(String(cString: $0))" } })

    var child = pid_t()
    let start = now()
    guard posix_spawn(&child, arguments[0], &actions, nil, words.pointers, environment.pointers) == 0 else {
      throw BenchmarkError("cannot run \(arguments[0])")
    }
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(child, &status, 0, &usage) == child else { throw BenchmarkError("\(arguments[0]) was lost") }
    let time = now() - start
    #if canImport(Darwin)
      return (status, time, usage.ru_maxrss)
    #else
      return (status, time, usage.ru_maxrss * 1024)
    #endif
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// A null-terminated array of C strings, valid while the object is alive.
private final class CStrings {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

  deinit { for pointer in pointers { free(pointer) } }
}

struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

// MARK: Files

func write(_ text: String, to path: String) throws(BenchmarkError) {
  guard let file = fopen(path, "w") else { throw BenchmarkError("cannot write \(path)") }
  var text = text
  let isWhole = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
  guard fclose(file) == 0, isWhole else { throw BenchmarkError("cannot write \(path)") }
}

/// Reads a file.
func read(_ path: String) throws(BenchmarkError) -> [UInt8] {
  guard let file = fopen(path, "r") else { throw BenchmarkError("cannot read \(path)") }
  defer { fclose(file) }
  let size = try size(path)
  return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in count = fread(buffer.baseAddress, 1, size, file) }
}

/// The size of a file in bytes.
func size(_ path: String) throws(BenchmarkError) -> Int {
  var status = stat()
  guard stat(path, &status) == 0 else { throw BenchmarkError("cannot find \(path)") }
  return Int(status.st_size)
}

// MARK: Statistics

/// Runs the programs in turn, so that other load on the machine affects all of them alike.
func measure(_ programs: [Program], rounds: Int) throws(BenchmarkError) -> [[Measurement]] {
  for program in programs { _ = try program.measure() }
  var results = [[Measurement]](repeating: [], count: programs.count)
  for _ in 0..<rounds {
    for (index, program) in programs.enumerated() { results[index].append(try program.measure()) }
  }
  return results
}

/// The median of the ratios of adjacent runs.
func ratio(_ left: [Measurement], _ right: [Measurement]) -> Double {
  median(zip(left, right).map { $0.time / $1.time })
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A number with two decimals, or with one from 10 on.
func decimal(_ value: Double) -> String {
  let digits = value < 10 ? 2 : 1
  let scale = digits == 2 ? 100 : 10
  let scaled = Int((value * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}
