/// The path of a request, in which `{REQUEST-ID}` stands for the id of the object that a request created.
struct RequestPath {
  enum Piece {
    case text(String)
    case reference(String)
  }

  private(set) var pieces: [Piece] = []

  init(_ path: String) {
    var rest = path[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      pieces.append(.text(String(rest[..<open])))
      pieces.append(.reference(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append(.text(String(rest)))
  }
}
