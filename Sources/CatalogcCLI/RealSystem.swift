import Accounts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The operating system. Nothing else in the program calls it.
package struct RealSystem: System {
  /// The largest file that is read, in bytes.
  private let largestInput: Int
  /// False if SIGPIPE was ignored at start: then a closed pipe is reported by the exit status.
  private let endsByClosedPipe: Bool
  package private(set) var hasLostMessages = false

  package init(largestInput: Int = largestCatalog) {
    self.largestInput = largestInput
    // A closed pipe should be an error of `write`, not a signal that ends the program in the middle of a file.
    let previous = signal(SIGPIPE, SIG_IGN)
    endsByClosedPipe = unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  package var outputIsTerminal: Bool { isatty(1) == 1 }
  package var errorIsTerminal: Bool { isatty(2) == 1 }

  package func environment(_ name: String) -> String? {
    name.withCString { name in
      getenv(name).map { value in
        let bytes = UnsafeRawBufferPointer(start: value, count: strlen(value))
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  package var now: Int64 { Int64(time(nil)) }

  package var inputIsTerminal: Bool { isatty(0) == 1 }

  // MARK: Providers

  package mutating func lock(_ path: String) throws(SystemError) {
    let descriptor = path.withCString { path in SystemCalls.retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) } }
    guard descriptor >= 0 else { throw SystemCalls.failure("cannot lock `\(path)`") }
    // The lock ends with the process, however it ends.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isLocked = errno == EWOULDBLOCK
      let error = SystemCalls.failure("cannot lock `\(path)`")
      close(descriptor)
      throw isLocked ? SystemError("`\(path)` is locked", isExisting: true) : error
    }
    // Not closed: that would end the lock.
  }

  package mutating func unlock(_ path: String) { unlink(path) }

  package func run(_ program: String, _ arguments: [String]) throws(SystemError) -> ProgramResult {
    try ChildProcess.run(program, arguments, input: [], largestOutput: largestInput)
  }

  package func transport(_ connection: Connection) -> any Transport {
    CurlTransport(
      connection,
      CurlTransport.Environment(
        run: { name, arguments, input throws(TransportError) in
          do throws(SystemError) {
            let result = try ChildProcess.run(
              name, arguments, input: input, largestOutput: CurlTransport.largestAnswer + (1 << 20))
            return CurlTransport.Output(status: result.status, output: result.output, error: result.error)
          } catch {
            throw TransportError(error.message, mayHaveArrived: !error.isMissing)
          }
        },
        sleep: { seconds in usleep(UInt32(min(max(seconds, 0), 600) * 1_000_000)) }, now: { Int64(time(nil)) },
        random: { (0..<16).map { _ in UInt8.random(in: 0...255) } }))
  }

  // MARK: Reading

  package func readInput() throws(SystemError) -> [UInt8] {
    try SystemCalls.read(0, atMost: 1 << 16, name: "standard input")
  }

  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    if path == "-" { return try readAll(0, name: "standard input") }
    let descriptor = path.withCString { path in SystemCalls.retrying { open(path, O_RDONLY | O_CLOEXEC) } }
    guard descriptor >= 0 else { throw SystemCalls.failure("cannot read `\(path)`") }
    defer { close(descriptor) }
    return try readAll(descriptor, name: "`\(path)`")
  }

  private func readAll(_ descriptor: Int32, name: @autoclosure () -> String) throws(SystemError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemCalls.failure("cannot read \(name())") }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot read \(name()): it is a directory", isDirectory: true) }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let size = isFile ? Int(status.st_size) : 0
    // If the size is known, reject a file that is too large before reading it.
    guard size <= largestInput else { throw tooLarge(name()) }

    // Asking for one byte more than the file size detects its end without another call.
    var bytes = try SystemCalls.read(descriptor, atMost: size > 0 ? size + 1 : 1 << 16, name: name())
    if bytes.isEmpty || (size > 0 && bytes.count == size) { return bytes }
    while true {
      guard bytes.count <= largestInput else { throw tooLarge(name()) }
      let capacity = min(max(1 << 16, bytes.count / 2), largestInput - bytes.count + 1)
      let piece = try SystemCalls.read(descriptor, atMost: capacity, name: name())
      if piece.isEmpty { return bytes }
      bytes += piece
    }
  }

  private func tooLarge(_ name: String) -> SystemError {
    let limit = largestInput >= 1 << 20 ? "\(largestInput >> 20) MiB" : "\(largestInput) bytes"
    return SystemError("cannot read \(name): it is larger than \(limit)")
  }

  // MARK: Watching

  package func stamps(_ paths: [String]) -> [FileStamp?] {
    paths.map { path in
      var status = stat()
      guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      return FileStamp(
        changed: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec), size: Int64(status.st_size),
        number: UInt64(status.st_ino))
    }
  }

  /// Looks five times a second: no interface for it is the same on Linux and macOS, and network file systems send no news.
  package mutating func waitForChange(_ paths: [String], since stamps: [FileStamp?]) -> Bool {
    while self.stamps(paths) == stamps { usleep(200_000) }
    // An editor may write a file in several steps.
    var latest = self.stamps(paths)
    while true {
      usleep(50_000)
      let current = self.stamps(paths)
      if current == latest { return true }
      latest = current
    }
  }

  // MARK: Writing

  package func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
    do throws(SystemError) {
      try SystemCalls.write(bytes, to: 1, name: "standard output")
    } catch {
      // End silently by SIGPIPE, as other programs do: the parent process sees the reason.
      if error.isClosedPipe, endsByClosedPipe {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
      }
      throw error
    }
  }

  package mutating func writeError(_ text: String) {
    do throws(SystemError) {
      try SystemCalls.write(Array(text.utf8), to: 2, name: "standard error")
    } catch {
      // The failure cannot be reported. A closed standard error means that messages are not wanted.
      if !error.isClosedPipe, errno != EBADF { hasLostMessages = true }
    }
  }

  package func write(_ files: [(path: String, content: Content)]) throws(SystemError) {
    var replaced: [(path: String, content: Content)] = []
    var others: [(path: String, content: Content)] = []
    for file in files { if try isReplaceable(file.path) { replaced.append(file) } else { others.append(file) } }
    let held = replaced.isEmpty ? nil : DeferredSignals()
    defer { held?.release() }
    var prepared = AtomicFileSet(unless: held)
    do throws(SystemError) {
      for file in replaced { try prepared.add(file.path, file.content) }
      // Writing to a device or a pipe cannot be undone, so everything else that can fail comes first.
      for file in others { try writeThrough(file.path, file.content, unless: held) }
      try prepared.commit()
    } catch {
      prepared.discard()
      throw error
    }
  }

  package func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    let held = DeferredSignals()
    defer { held.release() }
    // O_EXCL checks and creates the file in one step, without a race. Even a dangling link counts as existing.
    let descriptor = SystemCalls.retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw SystemCalls.failure("cannot write `\(path)`") }
    do throws(SystemError) {
      try SystemCalls.write(bytes, to: descriptor, name: "`\(path)`", unless: held)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = SystemCalls.failure("cannot write `\(path)`")
      unlink(path)
      throw error
    }
  }

  package func createDirectory(_ path: String) throws(SystemError) {
    // Those above may exist or be protected; whether the last one can be created decides.
    for slash in path.utf8.indices where path.utf8[slash] == UInt8(ascii: "/") { mkdir(String(path[..<slash]), 0o777) }
    guard mkdir(path, 0o777) != 0, errno != EEXIST, errno != EISDIR else { return }
    throw SystemCalls.failure("cannot create the directory `\(path)`")
  }

  /// True for a regular file and for a path that does not exist.
  private func isReplaceable(_ path: String) throws(SystemError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return true }
      throw SystemCalls.failure("cannot write `\(path)`")
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot write `\(path)`: it is a directory", isDirectory: true) }
    return status.st_mode & S_IFMT == S_IFREG
  }

  private func writeThrough(_ path: String, _ content: Content, unless held: DeferredSignals?) throws(SystemError) {
    let descriptor = try SystemCalls.openDevice(path, unless: held)
    defer { close(descriptor) }
    do throws(SystemError) {
      try content.write { bytes throws(SystemError) in
        try SystemCalls.write(bytes, to: descriptor, name: "`\(path)`", unless: held)
      }
    } catch {
      // Only a closed standard output ends silently; this file was named by the user.
      throw SystemError(error.message)
    }
  }
}
