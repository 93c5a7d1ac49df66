#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Accepts connections to this machine, one at a time.
struct Listener {
  private let descriptor: Int32
  let port: UInt16

  /// - Parameter port: 0 for one that is free.
  init(port: UInt16) throws(ServerError) {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, stream, 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let copy = descriptor
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(copy, $0, size) == 0 && listen(copy, 64) == 0 && getsockname(copy, $0, &size) == 0
      }
    }
    guard isListening else { throw ServerError("cannot listen on port \(port)") }
    self.port = UInt16(bigEndian: address.sin_port)
  }

  func accept() throws(ServerError) -> Client {
    #if canImport(Glibc)
      let client = Glibc.accept(descriptor, nil, nil)
    #elseif canImport(Musl)
      let client = Musl.accept(descriptor, nil, nil)
    #else
      let client = Darwin.accept(descriptor, nil, nil)
    #endif
    guard client >= 0 else { throw ServerError("cannot accept a connection") }
    return Client(descriptor: client)
  }
}

/// A connection, for one request and its answer.
struct Client {
  fileprivate let descriptor: Int32

  /// The request line, the headers with lowercase names, and the body; nil if the client closes the connection.
  func receive() -> (line: [String], headers: [String: String], body: [UInt8])? {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    var head: Int?
    while head == nil {
      let start = max(0, bytes.count - end.count)
      guard let more = read() else { return nil }
      bytes += more
      head = (start...max(start, bytes.count - end.count)).first { bytes[$0...].starts(with: end) }
    }
    guard let head else { return nil }
    let lines = String(decoding: bytes[..<head], as: UTF8.self).split(separator: "\r\n").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    let size = headers["content-length"].flatMap { Int($0) } ?? 0
    while bytes.count < head + end.count + size {
      guard let more = read() else { return nil }
      bytes += more
    }
    guard let line = lines.first?.split(separator: " ").map(String.init), line.count == 3 else { return nil }
    return (line, headers, Array(bytes[(head + end.count)...].prefix(size)))
  }

  private func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  func send(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
    var head = "HTTP/1.1 \(status) \(status < 300 ? "OK" : "Error")\r\n"
    if !headers.contains(where: { $0.name == "content-type" }) { head += "Content-Type: application/json\r\n" }
    head += "Content-Length: \(body.count)\r\nConnection: close\r\n"
    for header in headers { head += "\(header.name): \(header.value)\r\n" }
    let bytes = Array((head + "\r\n").utf8) + body
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { pointer in
        #if canImport(Glibc)
          Glibc.send(descriptor, pointer.baseAddress, pointer.count, flags)
        #elseif canImport(Musl)
          Musl.send(descriptor, pointer.baseAddress, pointer.count, flags)
        #else
          Darwin.send(descriptor, pointer.baseAddress, pointer.count, flags)
        #endif
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  func close() {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }
}

struct ServerError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
