import ModelAccounts
import ModelCustomers
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
// usage: model-accounts PROVIDER PORT [--fail-after N] [--rate-limit N] [--now SECONDS]
//   Prints the port when it accepts connections; with 0, it chooses one. The answer to the N-th write is lost; every N-th
//   request is refused with status 429. `GET /model-account` tells what the account has.
//   OpenMeter's account has customers, too. Its clock is that of the machine, or begins at a number of seconds since 1970 and is
//   moved on by `GET /model-account?now=TIME`, in RFC 3339.

func keys<Account: ModelAccount>(_ account: Account) -> String {
  ModelServer<Account>.keys.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
}

func serve<Account: ModelAccount>(
  _ account: Account, _ faults: Faults, _ clock: (() -> Int64)?, _ port: UInt16
) throws(ServerError) -> Never {
  let listener = try Listener(port: port)
  print(listener.port)
  fflush(nil)
  try ModelServer(account, faults, clock).run(listener)
}

func machineTime() -> Int64 { Int64(time(nil)) }

func run(_ arguments: [String]) throws(ServerError) {
  if arguments.isEmpty {
    for provider in Provider.all {
      if let account = modelAccount(provider.name) { print(provider.name, keys(account)) }
    }
    return
  }
  var faults = Faults()
  var start: Int64?
  var rest = arguments.dropFirst(2)
  while let name = rest.popFirst() {
    guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else { throw ServerError("\(name) needs a number") }
    switch name {
    case "--fail-after": faults.failedWrite = value
    case "--rate-limit": faults.limitedRequests = value
    case "--now": start = Int64(value)
    default: throw ServerError("unknown option \(name)")
    }
  }
  guard arguments.count >= 2, let port = UInt16(arguments[1]) else { throw ServerError("missing port") }
  guard let account = modelAccount(arguments[0]) else { throw ServerError("no account at \(arguments[0])") }
  if account is OpenMeterModel {
    if let start { try serve(CustomerModel(now: Moment(seconds: start)), faults, nil, port) }
    try serve(CustomerModel(now: Moment(seconds: machineTime())), faults, machineTime, port)
  }
  try serve(account, faults, nil, port)
}

do throws(ServerError) {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  print("model-accounts: \(error.message)")
  exit(2)
}
