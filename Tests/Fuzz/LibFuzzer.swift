#if LIBFUZZER
  import CatalogcCLI
  import Fuzzing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  // libFuzzer provides the main function and calls these.

  /// Removes `libfuzzer TARGET` from the arguments. Without these, runs the normal command-line program.
  @_cdecl("LLVMFuzzerInitialize")
  public func begin(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
  ) -> Int32 {
    let given = (1..<Int(count.pointee)).compactMap { arguments.pointee[$0].map { String(cString: $0) } }
    guard given.first == "libfuzzer", given.count > 1, Target(rawValue: given[1]) != nil else { exit(Fuzz.run(given)) }
    arguments.pointee[2] = arguments.pointee[0]
    arguments.pointee += 2
    count.pointee -= 2
    return 0
  }

  @_cdecl("LLVMFuzzerTestOneInput")
  public func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let violation = target.violation(bytes, target.format(of: bytes)) {
      var system = RealSystem()
      system.writeError("\(target.rawValue): \(violation)\n")
      abort()
    }
    return 0
  }

  private let target = CommandLine.arguments.dropFirst(2).first.flatMap(Target.init) ?? .json

  /// libFuzzer's default mutation.
  @_silgen_name("LLVMFuzzerMutate")
  private func changed(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int) -> Int

  /// The custom mutator for libFuzzer: every other mutation changes tokens and members, which libFuzzer does not know.
  @_cdecl("LLVMFuzzerCustomMutator")
  public func change(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32) -> Int {
    guard seed % 2 == 0 else { return changed(start, count, limit) }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let format = target.format(of: bytes)
    var mutator = Mutator(donors, format: format, isGentle: seed % 4 == 0, seed: UInt64(seed))
    let other = mutator.mutant(of: bytes)
    let length = min(other.count, limit)
    for (index, byte) in other.prefix(length).enumerated() { start[index] = byte }
    return length
  }

  /// The texts that members are copied from.
  private let donors = Corpus(Seed.examples)
#endif
