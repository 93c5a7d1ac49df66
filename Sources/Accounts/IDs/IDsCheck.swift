import Diagnostics
import Foundations
import Providers
import Syntax

/// What a file of ids says of a catalog, and does not say: ids twice, ids of what is not there, things without an id.
package enum IDsCheck {
  /// What is wrong with the file in itself.
  package static func duplicates(_ ids: KnownIDs) -> [Finding] {
    var findings: [Finding] = []
    for account in ids.accounts {
      var seen: [ExactString: Place] = [:]
      for entry in account.entries {
        // What counts as one name space differs from provider to provider: kinds of objects have one each.
        let name = ExactString(Request.kind(of: entry.request) + " " + entry.id)
        let place = entry.place["id"]
        if let other = seen[name] {
          findings.append(
            Finding(
              .idDuplicate, "another entry has the id \(quoted(entry.id))", at: place,
              related: [.init("the other", at: other)]))
        }
        seen[name] = seen[name] ?? place
      }
    }
    let modes = ids.accounts.filter { $0.mode != nil }
    for account in modes.dropFirst() where account.mode != modes[0].mode {
      findings.append(
        Finding(
          .idModes,
          "the ids are of a \(account.mode?.rawValue ?? "") account, those of \(modes[0].provider) of the other kind",
          at: account.place["mode"], related: [.init("the other", at: modes[0].place["mode"])]))
    }
    return findings
  }

  /// Entries of which the provider's setup knows nothing.
  package static func stale(_ account: KnownIDs.Account, _ artifact: Artifact) -> [Finding] {
    let requests = artifact.setup.map(\.id)
    let there = Set(requests.map { ExactString($0) })
    // A file of thousands of names that lead to nothing has no slips, but is of another catalog: not all are searched for.
    let searched = max(1, 500_000 / max(1, requests.count))
    return account.entries.filter { !there.contains(ExactString($0.request)) }.enumerated().map { index, entry in
      let near = index < searched ? nearest(to: entry.request, among: requests) : nil
      return Finding(
        .idStale, "the catalog has no \(quoted(entry.request))", at: entry.place.name,
        help: near.map { "did you mean \(quoted($0))?" })
    }
  }

  /// What the setup makes, and the file does not know.
  package static func missing(_ ids: KnownIDs, _ artifact: Artifact, of provider: Provider) -> [Finding] {
    let account = ids.account(of: provider.name)
    let known = Set(account?.entries.map { ExactString($0.request) } ?? [])
    return artifact.setup.compactMap { request in
      guard let resource = provider.api.resource(of: request), resource.id != nil, request.method == .post,
        request.path == resource.path, !known.contains(ExactString(request.id))
      else { return nil }
      let place = account.map { $0.place["objects", request.id] } ?? Place(.root)["providers", provider.name]
      return Finding(.idMissing, "\(quoted(request.id)) has no id at \(provider.title)", at: place)
    }
  }
}
