import ModelAccounts
import Providers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Serves a model account on 127.0.0.1, for `make e2e`.
//
// usage: model-accounts
//   Prints each provider that has one, with the variables of its keys.
// usage: model-accounts PROVIDER PORT [--fail-after N] [--rate-limit N]
//   Prints the port when it accepts connections; with 0, it chooses one. The answer to the N-th write is lost; every N-th
//   request is refused with status 429. `GET /model-account` tells what the account has.

func keys<Account: ModelAccount>(_ account: Account) -> String {
  ModelServer<Account>.keys.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
}

func serve<Account: ModelAccount>(_ account: Account, _ faults: Faults, _ port: UInt16) throws(ServerError) -> Never {
  let listener = try Listener(port: port)
  print(listener.port)
  fflush(nil)
  try ModelServer(account, faults).run(listener)
}

func run(_ arguments: [String]) throws(ServerError) {
  if arguments.isEmpty {
    for provider in Provider.all {
      if let account = modelAccount(provider.name) { print(provider.name, keys(account)) }
    }
    return
  }
  var faults = Faults()
  var rest = arguments.dropFirst(2)
  while let name = rest.popFirst() {
    guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else { throw ServerError("\(name) needs a number") }
    switch name {
    case "--fail-after": faults.failedWrite = value
    case "--rate-limit": faults.limitedRequests = value
    default: throw ServerError("unknown option \(name)")
    }
  }
  guard arguments.count >= 2, let port = UInt16(arguments[1]) else { throw ServerError("missing port") }
  guard let account = modelAccount(arguments[0]) else { throw ServerError("no account at \(arguments[0])") }
  try serve(account, faults, port)
}

do throws(ServerError) {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  print("model-accounts: \(error.message)")
  exit(2)
}
