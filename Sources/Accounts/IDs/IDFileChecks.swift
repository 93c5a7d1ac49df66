import Catalog
import Diagnostics
import Foundations
import Providers
import Syntax

/// Checks an ids file against a catalog: duplicate ids, ids of unknown objects, and objects without an id.
package enum IDFileChecks {
  /// Problems of the file itself.
  package static func duplicates(_ ids: IDFile) -> [Finding] {
    var findings: [Finding] = []
    for account in ids.accounts {
      var seen: [ScalarString: Place] = [:]
      let parts = Provider.named(account.provider).flatMap(AccountAPI.of)?.kinds.filter(\.isPart).map(\.requests) ?? []
      for entry in account.entries {
        // A part has the id of what it refers to, which may be a part of several objects.
        if parts.contains(where: { $0.contains(Request.kind(of: entry.request)) }) { continue }
        // Namespaces differ between providers, so each kind of object has its own here.
        let name = ScalarString(Request.kind(of: entry.request) + " " + entry.id)
        let place = entry.place["id"]
        if let other = seen[name] {
          findings.append(
            Finding(
              .idDuplicate, "duplicate id \(quoted(entry.id))", at: place,
              related: [.init("first used here", at: other)]))
        }
        seen[name] = seen[name] ?? place
      }
    }
    let modes = ids.accounts.filter { $0.mode != nil }
    for account in modes.dropFirst() where account.mode != modes[0].mode {
      findings.append(
        Finding(
          .idModes,
          "these ids are from a \(account.mode?.rawValue ?? "") account, but those of `\(modes[0].provider)` are not",
          at: account.place["mode"], related: [.init("mode of the other account", at: modes[0].place["mode"])]))
    }
    return findings
  }

  /// Entries that no setup of the catalog creates, now or while everything in it was sold.
  package static func stale(_ account: IDFile.Account, _ catalog: Catalog, of provider: Provider) -> [Finding] {
    let known = provider.compile(catalog.withEverythingSold(keepingIDs: false)).artifact
    let there = Set(known.setup.map { ScalarString($0.id) })
    // The program writes these names, so one that is unknown was removed from the catalog: another name would get its id.
    return account.entries.filter { !there.contains(ScalarString($0.request)) }.map { entry in
      Finding(
        .idStale, "\(quoted(entry.request)) is not in the catalog", at: entry.place.name,
        help: "archive the object at the provider, and remove this entry")
    }
  }

  /// Objects that the setup creates but the file does not contain.
  package static func missing(_ ids: IDFile, _ artifact: Artifact, of provider: Provider) -> [Finding] {
    let account = ids.account(of: provider.name)
    let known = Set(account?.entries.map { ScalarString($0.request) } ?? [])
    return artifact.setup.compactMap { request in
      guard let resource = provider.api.resource(of: request), resource.hasID, request.method == .post,
        request.path == resource.path, !known.contains(ScalarString(request.id))
      else { return nil }
      let place = account.map { $0.place["objects", request.id] } ?? Place(.root)["providers", provider.name]
      return Finding(.idMissing, "missing \(provider.title) id for \(quoted(request.id))", at: place)
    }
  }
}
