#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are written atomically: each is first written to a temporary file next to its target.
package struct AtomicFileSet {
  private struct File {
    let target: String
    let temporary: String
    let isNew: Bool
  }

  private var files: [File] = []
  private let held: DeferredSignals?

  /// - Parameter held: the blocked signals; once one is pending, no file is prepared.
  init(unless held: DeferredSignals?) { self.held = held }

  package init() { self.init(unless: nil) }

  package mutating func add(_ path: String, _ content: Content) throws(SystemError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, access(path, W_OK) != 0 { throw SystemCalls.failure("cannot write `\(path)`") }

    // A symbolic link is kept; its target is replaced or created.
    let target = exists ? resolved(path) : linkTarget(path)
    let (descriptor, temporary) = openTemporary(beside: target)
    guard descriptor >= 0 else { throw SystemCalls.failure("cannot write `\(path)`") }
    do throws(SystemError) {
      // The mode of an existing file is kept, whatever the umask is.
      if exists, fchmod(descriptor, status.st_mode & 0o777) != 0 { throw SystemCalls.failure("cannot write `\(path)`") }
      try content.write { bytes throws(SystemError) in
        try SystemCalls.write(bytes, to: descriptor, name: "`\(path)`", unless: held)
      }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = SystemCalls.failure("cannot write `\(path)`")
      unlink(temporary)
      throw error
    }
    files.append(File(target: target, temporary: temporary, isNew: !exists))
  }

  /// Moves all files to their targets. If one move fails, the earlier ones are undone.
  package func commit() throws(SystemError) {
    var backups: [String?] = []
    defer { for case let backup? in backups { unlink(backup) } }
    for (index, file) in files.enumerated() {
      // The last file needs no backup: nothing after it can fail.
      let backup = file.temporary + ".old"
      let isLinked = index < files.count - 1 && !file.isNew && link(file.target, backup) == 0
      backups.append(isLinked ? backup : nil)
      guard rename(file.temporary, file.target) != 0 else { continue }
      let error = SystemCalls.failure("cannot write `\(file.target)`")
      for (file, backup) in zip(files, backups).prefix(index) {
        if let backup { rename(backup, file.target) } else if file.isNew { unlink(file.target) }
      }
      throw error
    }
  }

  /// Removes the temporary files that were not moved.
  package func discard() {
    for file in files { unlink(file.temporary) }
  }

  // MARK: Names

  /// Tries several names: a killed run may have left its file, and process ids repeat, in a container every time. The name does
  /// not contain the target's, which may already have the maximum length.
  private func openTemporary(beside target: String) -> (descriptor: Int32, path: String) {
    let directory = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(target[...$0]) } ?? ""
    var number = files.count
    while true {
      let path = "\(directory).catalogc-\(getpid())-\(number).tmp"
      let descriptor = SystemCalls.retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 || errno != EEXIST || number == files.count + 99 { return (descriptor, path) }
      number += 1
    }
  }

  /// The target of a dangling symbolic link, or else the path itself.
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
}
