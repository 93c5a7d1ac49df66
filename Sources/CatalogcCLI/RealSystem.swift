#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The operating system. Nothing else in the program calls it.
package struct RealSystem: System {
  package init() {
    // A reader that went away is told by an error of `write`, not by a signal that ends the program in the middle of a file.
    signal(SIGPIPE, SIG_IGN)
  }

  package var errorIsTerminal: Bool { isatty(2) == 1 }

  package func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  // MARK: Reading

  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    if path == "-" { return try readAll(0, name: "standard input", sizeHint: 0) }
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure("cannot read '\(path)'") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot read '\(path)'") }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot read '\(path)': it is a directory") }
    guard Int(status.st_size) <= largestCatalog else { throw tooLarge("'\(path)'") }
    return try readAll(descriptor, name: "'\(path)'", sizeHint: Int(status.st_size))
  }

  private func readAll(_ descriptor: Int32, name: String, sizeHint: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One byte more than the file has tells its end without another round.
    var capacity = sizeHint > 0 ? sizeHint + 1 : 1 << 16
    while true {
      let filled = bytes.count
      var received = 0
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
          received = retrying { Self.read(descriptor, buffer.baseAddress, capacity) }
          count = max(0, received)
        })
      if received < 0 { throw failure("cannot read \(name)") }
      if received == 0 { return bytes }
      guard filled + received <= largestCatalog else { throw tooLarge(name) }
      capacity = max(1 << 16, bytes.count / 2)
    }
  }

  private func tooLarge(_ name: String) -> SystemError {
    SystemError("cannot read \(name): it is larger than \(largestCatalog >> 20) MiB")
  }

  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }

  // MARK: Writing

  package func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
    try writeAll(bytes, to: 1, name: "standard output")
  }

  package func writeError(_ text: String) {
    // There is nowhere left to say that this failed.
    try? writeAll(Array(text.utf8), to: 2, name: "standard error")
  }

  package func write(_ files: [(path: String, bytes: [UInt8])]) throws(SystemError) {
    var prepared: [(temporary: String, target: String)] = []
    do throws(SystemError) {
      for file in files {
        if let target = try prepare(file.path, file.bytes) { prepared.append(target) }
      }
      for file in prepared where rename(file.temporary, file.target) != 0 { throw failure("cannot write '\(file.target)'") }
    } catch {
      for file in prepared { unlink(file.temporary) }
      throw error
    }
  }

  /// Writes the bytes beside the target, to be renamed over it; nil where the target is a device or a pipe and took the bytes.
  private func prepare(_ path: String, _ bytes: [UInt8]) throws(SystemError) -> (temporary: String, target: String)? {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot write '\(path)': it is a directory") }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = retrying { open(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw failure("cannot write '\(path)'") }
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor, name: "'\(path)'")
      return nil
    }
    if exists, access(path, W_OK) != 0 { throw failure("cannot write '\(path)'") }

    // A link stays a link: its target is replaced.
    let target = exists ? resolved(path) : path
    let temporary = "\(target).catalogc-\(getpid()).tmp"
    let mode = exists ? status.st_mode & 0o777 : 0o666
    let descriptor = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
    guard descriptor >= 0 else { throw failure("cannot write '\(path)'") }
    do throws(SystemError) {
      try writeAll(bytes, to: descriptor, name: "'\(path)'")
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = failure("cannot write '\(path)'")
      unlink(temporary)
      throw error
    }
    return (temporary, target)
  }

  private func resolved(_ path: String) -> String {
    guard let buffer = realpath(path, nil) else { return path }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  private func writeAll(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        retrying { Self.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written) }
      }
      guard count >= 0 else { throw failure("cannot write \(name)") }
      written += count
    }
  }

  private static func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, buffer, count)
    #else
      Darwin.write(descriptor, buffer, count)
    #endif
  }

  // MARK: Errors

  private func failure(_ message: String) -> SystemError {
    let code = errno
    return SystemError(
      "\(message): \(String(cString: strerror(code)))", isClosedPipe: code == EPIPE, isMissing: code == ENOENT)
  }

  /// Calls again where a signal interrupted.
  private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
