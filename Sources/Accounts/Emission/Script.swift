import Catalog
import JSONText
import Providers

/// A shell script that sets a provider up: it sends the requests of an artifact, finds what an earlier run has made, and can
/// be run again at any time.
///
/// No text of a catalog is shell: the requests stand in one quoted here-document, a JSON object a line, and only jq reads
/// them. No line of it can end the document, because each begins with a brace.
package struct Script {
  package let text: String

  /// - Parameter baseURL: Where the provider is reached, if not at its own address; see ``isBaseURL(_:)``.
  /// - Parameter idsFile: What the ids are written to, unless the environment names another file.
  /// - Parameter mode: The account that the artifact has the ids of: the script is for no other.
  package init(
    _ artifact: Artifact, _ provider: Provider, _ catalog: Catalog, baseURL: String? = nil, idsFile: String? = nil,
    mode: KnownIDs.Account.Mode? = nil
  ) {
    let api = provider.api
    let steps = Steps(Array(artifact.setup), api, catalog).lines.map { $0.compact + "\n" }.joined()
    text =
      Self.settings(provider, baseURL: baseURL ?? api.baseURL, idsFile: idsFile ?? "catalog.ids.json", mode) + "\n"
      + Self.assignment("library", Self.library + "\n" + Self.filters(api)) + "\n"
      + Self.assignment("decision", Self.decision) + "\n" + Self.assignment("learning", Self.learning) + "\n"
      + Self.authenticate(api, isElsewhere: baseURL != nil) + "\n" + Self.runtime + "\n\nsetup() {\n  cat <<'END_OF_SETUP'\n" + steps
      + "END_OF_SETUP\n}\n\ncatalogc\n"
  }

  /// True for what a script can be sent to: an `https` URL of plain characters; `http` is for this machine.
  package static func isBaseURL(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: ".:/_~%-[]".utf8.contains(byte)
      }
    }
    let isLocal = ["http://localhost", "http://127.0.0.1", "http://[::1]"].contains { local in
      guard text.hasPrefix(local) else { return false }
      return text.utf8.dropFirst(local.utf8.count).first.map { ":/".utf8.contains($0) } ?? true
    }
    return isPlain && (isLocal || (text.hasPrefix("https://") && text.utf8.count > 8))
  }

  /// A text as one word of the shell.
  package static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  private static func assignment(_ name: String, _ value: String) -> String { "\(name)=\(quoted(value))\n" }

  private static func settings(
    _ provider: Provider, baseURL: String, idsFile: String, _ mode: KnownIDs.Account.Mode?
  ) -> String {
    let api = provider.api
    let keys = list(api.authentication.variables)
    let test = api.testURL.map { "# Test accounts: CATALOGC_BASE_URL=\($0)\n" } ?? ""
    return """
      #!/bin/sh
      # Sets \(provider.title) up for a catalog. Written by catalogc: change the catalog, and compile it again.
      #
      # It makes what is missing, and can be run again at any time. It needs curl and jq, and \(keys) in the environment.
      # CATALOGC_IDS names the file that the ids are written to, CATALOGC_BASE_URL another address.
      \(test)
      # shellcheck disable=SC2016 # What stands in single quotes is for jq.
      provider=\(provider.name)
      title=\(quoted(provider.title))
      base=${CATALOGC_BASE_URL:-\(quoted(baseURL))}
      ids=${CATALOGC_IDS:-\(quoted(idsFile))}
      timeout=${CATALOGC_TIMEOUT:-60}
      tries=${CATALOGC_TRIES:-5}
      patience=${CATALOGC_PATIENCE:-1}
      compiled_for=\(quoted(mode?.rawValue ?? ""))
      member=\(api.lists.member)
      idempotency=\(quoted(api.idempotencyHeader ?? ""))
      type=\(quoted(api.encoding == .json ? "application/json" : "application/x-www-form-urlencoded"))
      secrets=\(quoted(JSON.strings(api.authentication.variables).compact))

      """
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: " and ") }

  /// What differs from provider to provider in the lists.
  private static func filters(_ api: API) -> String {
    """
    def has_more($page): \(api.lists.hasMore);
    def next_page($page): \(api.lists.next);
    def gone: \(api.isGone);
    """
  }

  /// Takes the key from the environment, and tells a test account from a live one as far as that can be told.
  private static func authenticate(_ api: API, isElsewhere: Bool) -> String {
    var lines = ["authenticate() {"]
    for name in api.authentication.variables {
      lines += [
        "  case ${\(name):-} in",
        "    '') fail 'set \(name) in the environment' ;;",
        "    *[!A-Za-z0-9_.~+/=-]*) fail '\(name) has a character that no key has' ;;",
        "  esac",
      ]
    }
    let credentials =
      switch api.authentication {
      case .bearer(let key): #"header = \"Authorization: Bearer $\#(key)\""#
      case .header(let name, let key): #"header = \"\#(name): $\#(key)\""#
      case .basic(let user, let password): #"user = \"$\#(user):$\#(password)\""#
      }
    let headers = api.headers.map { #"header = \"\#($0.name): \#($0.value)\""# }
    lines.append("  settings=\"" + ([credentials] + headers).joined(separator: "\n") + "\"")
    lines.append("  mode=")
    let key = api.authentication.variables[0]
    let prefixes = [("test", api.keyPrefixes.test), ("live", api.keyPrefixes.live)].filter { !$0.1.isEmpty }
    if !prefixes.isEmpty {
      lines.append("  case $\(key) in")
      for (mode, prefixes) in prefixes {
        lines.append("    " + prefixes.map { "\($0)*" }.joined(separator: " | ") + ") mode='\(mode)' ;;")
      }
      lines.append("  esac")
      if let test = api.testURL, !isElsewhere {
        lines.append("  [ \"$mode\" != test ] || base=${CATALOGC_BASE_URL:-\(quoted(test))}")
      }
    } else if let test = api.testURL {
      lines += ["  case $base in", "    \(test)*) mode='test' ;;", "    \(api.baseURL)*) mode='live' ;;", "  esac"]
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }
}
