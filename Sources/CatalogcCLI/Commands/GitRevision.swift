import Diagnostics
import Foundations

/// A catalog at a git revision: `git:main`, or `git:main:billing/catalog.json` for another path.
struct GitRevision {
  let name: String
  /// Relative to the repository; nil for the path of the other catalog.
  let path: String?

  /// Nil for an operand that is a file.
  init?(_ operand: String) throws(CommandError) {
    guard operand.hasPrefix("git:") else { return nil }
    let rest = operand.unicodeScalars.dropFirst(4)
    let name = String(rest.prefix { $0 != ":" })
    // Git reads a name that begins with a hyphen as an option.
    guard !name.isEmpty, name.utf8.first != UInt8(ascii: "-") else {
      throw CommandError("invalid git revision \(quoted(operand))", help: "write `git:main`, for example")
    }
    self.name = name
    let path = rest.drop { $0 != ":" }.dropFirst()
    self.path = path.isEmpty ? nil : String(path)
  }

  /// The text of the catalog; nil if the revision does not have the file.
  ///
  /// - Parameter other: the path of the other catalog.
  func text(other: String?, _ system: inout any System) throws(CommandError) -> (name: String, bytes: [UInt8]?) {
    let (directory, file): (String, String)
    if let path {
      (directory, file) = (".", path)
    } else if let other, other != "-" {
      let parts = other.split(separator: "/", omittingEmptySubsequences: false)
      directory =
        parts.count == 1
        ? "." : other.utf8.first == UInt8(ascii: "/") && parts.count == 2 ? "/" : parts.dropLast().joined(separator: "/")
      file = "./" + (parts.last.map(String.init) ?? other)
    } else {
      throw CommandError("`git:\(name)` names no file", help: "write `git:\(name):catalog.json`")
    }
    func git(_ arguments: String...) throws(CommandError) -> ProgramResult {
      do throws(SystemError) {
        return try system.run("git", ["-C", directory] + arguments)
      } catch {
        throw CommandError(error)
      }
    }
    let commit = try git("rev-parse", "--verify", "--quiet", name + "^{commit}")
    guard commit.status == 0 else {
      let isRepository = try git("rev-parse", "--git-dir").status == 0
      throw CommandError(
        isRepository ? "unknown git revision \(quoted(name))" : "\(quoted(directory)) is not in a git repository",
        help: isRepository ? "fetch it; a shallow clone has only one revision" : nil)
    }
    let hash = String(decoding: commit.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let shown = "git:\(name):\(path ?? other ?? "")"
    // Lists the file if the revision has it, and nothing otherwise.
    let listed = path == nil ? try git("ls-tree", hash, "--", file) : try git("ls-tree", "--full-tree", hash, "--", file)
    guard listed.status == 0 else { throw CommandError("cannot list \(quoted(shown))") }
    if listed.output.isEmpty { return (shown, nil) }
    let content = try git("cat-file", "blob", "\(hash):\(file)")
    guard content.status == 0 else { throw CommandError("\(quoted(shown)) is not a file") }
    return (shown, content.output)
  }
}
