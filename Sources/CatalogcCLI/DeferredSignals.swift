#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Blocks the signals that would end the program while temporary files exist. No signal is lost: the holder checks whether one
/// is pending, cleans up, and then lets it end the program.
///
/// There is no signal handler, so the program shares no state with one.
struct DeferredSignals {
  private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private var previous = sigset_t()
  /// The signals that would end the program: `nohup` or a background shell ignores some of them.
  private var awaited: [Int32] = []
  private let previousFileSize: Handler

  #if canImport(Darwin)
    private typealias Handler = (@convention(c) (Int32) -> Void)?
  #else
    private typealias Handler = __sighandler_t?
  #endif

  init() {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in Self.ending { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, &previous)
    // A file that exceeds the size limit is reported by an error of `write`.
    previousFileSize = signal(SIGXFSZ, SIG_IGN)
    for number in Self.ending where sigismember(&previous, number) == 0 {
      // The signal is already blocked, so it cannot arrive in between.
      let handler: Handler = signal(number, SIG_DFL)
      _ = signal(number, handler)
      if unsafeBitCast(handler, to: Int.self) != unsafeBitCast(SIG_IGN as Handler, to: Int.self) { awaited.append(number) }
    }
  }

  var isPending: Bool {
    var set = sigset_t()
    sigemptyset(&set)
    sigpending(&set)
    return awaited.contains { sigismember(&set, $0) == 1 }
  }

  /// The error of a write after a signal has arrived. Its message is never printed: the signal ends the program.
  func interruption(_ name: String) -> SystemError { SystemError("cannot write \(name): interrupted") }

  /// Unblocks the signals. A pending one ends the program here.
  func release() {
    _ = signal(SIGXFSZ, previousFileSize)
    var previous = previous
    pthread_sigmask(SIG_SETMASK, &previous, nil)
  }
}
