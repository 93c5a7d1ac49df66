#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs another program with given input, and collects what it prints.
enum ChildProcess {
  /// - Parameter largestOutput: in bytes; a program that prints more is ended.
  static func run(
    _ name: String, _ arguments: [String], input: [UInt8], largestOutput: Int
  ) throws(SystemError) -> ProgramResult {
    let pipes = try [makePipe(), makePipe(), makePipe()]
    var open = Set(pipes.flatMap { [$0.reading, $0.writing] })
    defer { for descriptor in open { close(descriptor) } }
    func shut(_ descriptor: Int32) {
      close(descriptor)
      open.remove(descriptor)
    }
    let process = try spawn(name, arguments, input: pipes[0].reading, output: pipes[1].writing, error: pipes[2].writing)
    for descriptor in [pipes[0].reading, pipes[1].writing, pipes[2].writing] { shut(descriptor) }

    let (source, sinks) = (pipes[0].writing, [pipes[1].reading, pipes[2].reading])
    _ = fcntl(source, F_SETFL, O_NONBLOCK)
    var written = 0
    var collected: [[UInt8]] = [[], []]
    if input.isEmpty { shut(source) }
    while !open.isEmpty {
      var requests = sinks.filter(open.contains).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if open.contains(source) { requests.append(pollfd(fd: source, events: Int16(POLLOUT), revents: 0)) }
      if requests.isEmpty { break }
      guard SystemCalls.retrying({ poll(&requests, nfds_t(requests.count), -1) }) >= 0 else {
        throw SystemCalls.failure("cannot run `\(name)`")
      }
      for request in requests where request.revents != 0 {
        if request.fd == source {
          let count = input[written...].withUnsafeBytes { bytes in
            SystemCalls.retrying { write(source, bytes.baseAddress, bytes.count) }
          }
          if count > 0 { written += count }
          // A program that does not read its input to the end has its reasons.
          if written == input.count || count < 0 && errno != EAGAIN { shut(source) }
        } else {
          let piece = try SystemCalls.read(request.fd, atMost: 1 << 16, name: "the output of `\(name)`")
          let index = request.fd == sinks[0] ? 0 : 1
          collected[index] += piece
          if collected[index].count > largestOutput {
            kill(process, SIGKILL)
            var status: Int32 = 0
            _ = SystemCalls.retrying { waitpid(process, &status, 0) }
            throw SystemError("`\(name)` printed more than \(largestOutput >> 20) MiB")
          }
          if piece.isEmpty { shut(request.fd) }
        }
      }
    }
    var status: Int32 = 0
    guard SystemCalls.retrying({ waitpid(process, &status, 0) }) == process else {
      throw SystemCalls.failure("cannot run `\(name)`")
    }
    let signal = status & 0x7F
    return ProgramResult(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: collected[0], error: collected[1])
  }

  private static func makePipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemCalls.failure("cannot create a pipe") }
    // The child gets copies of those that it needs.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ name: String, _ arguments: [String], input: Int32, output: Int32, error: Int32
  ) throws(SystemError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (own, child) in [(input, Int32(0)), (output, 1), (error, 2)] {
      posix_spawn_file_actions_adddup2(&actions, own, child)
    }
    // This program ignores SIGPIPE; the child must not.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, name, &actions, &attributes, &words, environ)
    guard code == 0 else {
      throw SystemError("cannot run `\(name)`: \(String(cString: strerror(code)))", isMissing: code == ENOENT)
    }
    return process
  }
}
