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

  package var now: Int64 { Int64(time(nil)) }

  // MARK: Reading

  package func readInput() throws(SystemError) -> [UInt8] {
    var received = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      received = retrying { Self.read(0, buffer.baseAddress, 1 << 16) }
      count = max(0, received)
    }
    if received < 0 { throw failure("cannot read standard input") }
    return bytes
  }

  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    if path == "-" { return try readAll(0, name: "standard input", sizeHint: 0) }
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure("cannot read '\(path)'") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot read '\(path)'") }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot read '\(path)': it is a directory") }
    guard Int(status.st_size) <= largestCatalog else { throw tooLarge("'\(path)'") }
    LargePages.prepare(forFileOf: Int(status.st_size))
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

  package func write(_ files: [(path: String, content: Content)]) throws(SystemError) {
    var prepared: [(temporary: String, target: String)] = []
    do throws(SystemError) {
      for file in files where try isReplaceable(file.path) { prepared.append(try prepare(file.path, file.content)) }
      // A device or a pipe takes the bytes at once, so nothing else may be left that can fail.
      for file in files where try !isReplaceable(file.path) { try writeThrough(file.path, file.content) }
      for file in prepared where rename(file.temporary, file.target) != 0 { throw failure("cannot write '\(file.target)'") }
    } catch {
      for file in prepared { unlink(file.temporary) }
      throw error
    }
  }

  package func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    // One call asks whether the file is there and makes it: nobody can come in between. A link is there, wherever it leads.
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw failure("cannot write '\(path)'") }
    do throws(SystemError) {
      try writeAll(bytes, to: descriptor, name: "'\(path)'")
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = failure("cannot write '\(path)'")
      unlink(path)
      throw error
    }
  }

  /// True for a regular file, and where there is nothing yet.
  private func isReplaceable(_ path: String) throws(SystemError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return true }
      throw failure("cannot write '\(path)'")
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("cannot write '\(path)': it is a directory") }
    return status.st_mode & S_IFMT == S_IFREG
  }

  private func writeThrough(_ path: String, _ content: Content) throws(SystemError) {
    let descriptor = retrying { open(path, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure("cannot write '\(path)'") }
    defer { close(descriptor) }
    try content.write { bytes throws(SystemError) in try writeAll(bytes, to: descriptor, name: "'\(path)'") }
  }

  /// Writes the bytes beside the target, to be renamed over it.
  private func prepare(_ path: String, _ content: Content) throws(SystemError) -> (temporary: String, target: String) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, access(path, W_OK) != 0 { throw failure("cannot write '\(path)'") }

    // A link stays a link: its target is replaced, or made.
    let target = exists ? resolved(path) : linkTarget(path)
    let (descriptor, temporary) = openTemporary(beside: target)
    guard descriptor >= 0 else { throw failure("cannot write '\(path)'") }
    do throws(SystemError) {
      // The file mask does not count for a mode that somebody chose.
      if exists, fchmod(descriptor, status.st_mode & 0o777) != 0 { throw failure("cannot write '\(path)'") }
      try content.write { bytes throws(SystemError) in try writeAll(bytes, to: descriptor, name: "'\(path)'") }
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

  /// A run that was killed may have left its file behind, and process numbers come again: in a container, every time.
  private func openTemporary(beside target: String) -> (descriptor: Int32, path: String) {
    var number = 0
    while true {
      let path = "\(target).catalogc-\(getpid())-\(number).tmp"
      let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 || errno != EEXIST || number == 99 { return (descriptor, path) }
      number += 1
    }
  }

  /// Where a link leads that leads to nothing yet; else the path itself.
  private func linkTarget(_ path: String) -> String {
    var path = path
    for _ in 0..<40 {
      let capacity = Int(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: capacity)
      let length = readlink(path, &buffer, capacity)
      guard length > 0 else { break }
      let link = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let directory = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = link.hasPrefix("/") ? link : directory + link
    }
    return path
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
      "\(message): \(String(cString: strerror(code)))", isClosedPipe: code == EPIPE, isMissing: code == ENOENT,
      isExisting: code == EEXIST)
  }

  /// Calls again where a signal interrupted.
  private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
