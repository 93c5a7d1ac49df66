#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Signals that would end the program, held back as long as temporary files exist. They are not lost: who holds them asks
/// whether one has come, cleans up, and lets it end the program then.
///
/// There is no handler, and so nothing that a handler and the program would have to share.
struct HeldSignals {
  private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private var previous = sigset_t()
  /// Those that end the program: `nohup`, or a shell in the background, has some ignored.
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
    // A file that grows beyond what is allowed is told by an error.
    previousFileSize = signal(SIGXFSZ, SIG_IGN)
    for number in Self.ending where sigismember(&previous, number) == 0 {
      // Nothing comes in between: they are held already.
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

  /// What writing ends with when a signal has come. Nobody reads the message: the signal ends the program.
  func interruption(_ name: String) -> SystemError { SystemError("cannot write \(name): interrupted") }

  /// Lets the signals through. One that has come ends the program here.
  func release() {
    _ = signal(SIGXFSZ, previousFileSize)
    var previous = previous
    pthread_sigmask(SIG_SETMASK, &previous, nil)
  }
}
