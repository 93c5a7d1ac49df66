#if LIBFUZZER
  import CatalogModel
  import CatalogcCLI
  import Fuzzing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// libFuzzer's own main function, which is handed what to run on each text.
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32

  /// Runs libFuzzer with its arguments: it writes the text that ends it to a file, and says so.
  func libFuzzer(_ target: Target, _ arguments: [String]) throws(SystemError) -> Int32 {
    var count = Int32(arguments.count + 1)
    var pointers = (["fuzz"] + arguments).map { strdup($0) } + [nil]
    return pointers.withUnsafeMutableBufferPointer { buffer in
      guard var start = buffer.baseAddress else { return 2 }
      switch target {
      case .json: return runDriver(&count, &start) { run(.json, $0, $1) }
      case .swift: return runDriver(&count, &start) { run(.swift, $0, $1) }
      case .check: return runDriver(&count, &start) { run(.check, $0, $1) }
      case .compile: return runDriver(&count, &start) { run(.compile, $0, $1) }
      }
    }
  }

  private func run(_ target: Target, _ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let violation = target.violation(bytes, target.format(of: bytes)) {
      var system = RealSystem()
      system.writeError("\(target.rawValue): \(violation)\n")
      abort()
    }
    return 0
  }
#endif
