#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// System calls that continue after an interruption, a partial write, or a call that would block.
enum SystemCalls {
  /// The next bytes, at most `count`, as soon as there are any; empty at the end.
  static func read(
    _ descriptor: Int32, atMost count: Int, name: @autoclosure () -> String
  ) throws(SystemError) -> [UInt8] {
    var received = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      repeat {
        received = retrying { systemRead(descriptor, buffer.baseAddress, count) }
      } while received < 0 && errno == EAGAIN && wait(descriptor, POLLIN)
      initialized = max(0, received)
    }
    if received < 0 { throw failure("cannot read \(name())") }
    return bytes
  }

  /// Writes all bytes.
  ///
  /// - Parameter held: the blocked signals; once one is pending, nothing more is written.
  static func write(
    _ bytes: [UInt8], to descriptor: Int32, name: String, unless held: DeferredSignals? = nil
  ) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      if let held, held.isPending { throw held.interruption(name) }
      let count = bytes.withUnsafeBytes { buffer in
        retrying {
          // Pending signals are checked between the pieces.
          systemWrite(descriptor, buffer.baseAddress?.advanced(by: written), min(bytes.count - written, 1 << 20))
        }
      }
      if count < 0 {
        // Another process that shares the descriptor may have made it non-blocking.
        guard errno == EAGAIN, wait(descriptor, POLLOUT, unless: held) else { throw failure("cannot write \(name)") }
        continue
      }
      written += count
    }
  }

  /// Waits until the descriptor is ready; if signals are blocked, only for a short time.
  private static func wait(_ descriptor: Int32, _ events: Int32, unless held: DeferredSignals? = nil) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
    return retrying { poll(&request, 1, held == nil ? -1 : 20) } >= 0
  }

  /// Opens a pipe, a terminal or another device for writing. Waits until a pipe has a reader.
  static func openDevice(_ path: String, unless held: DeferredSignals?) throws(SystemError) -> Int32 {
    guard let held else {
      let descriptor = retrying { open(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw failure("cannot write `\(path)`") }
      return descriptor
    }
    while true {
      let descriptor = retrying { open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK) }
      if descriptor >= 0 { return descriptor }
      // ENXIO from a pipe means that it has no reader yet; for anything else the error is permanent.
      guard errno == ENXIO, kind(of: path) == S_IFIFO else { throw failure("cannot write `\(path)`") }
      if held.isPending { throw held.interruption("`\(path)`") }
      _ = poll(nil, 0, 20)
    }
  }

  private static func kind(of path: String) -> mode_t {
    var status = stat()
    defer { errno = ENXIO }
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// The error of the last call, from `errno`.
  static func failure(_ message: String) -> SystemError {
    let code = errno
    return SystemError(
      "\(message): \(String(cString: strerror(code)))", isClosedPipe: code == EPIPE, isMissing: code == ENOENT,
      isExisting: code == EEXIST)
  }

  /// Repeats a call that a signal interrupted.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
