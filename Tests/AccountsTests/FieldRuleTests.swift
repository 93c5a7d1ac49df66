import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Fuzzing
import JSONText
import Providers
import TestSupport
import Testing

/// Whatever is sent is compared.
@Suite struct FieldRuleTests {
  private static let catalogs: [Catalog] =
    (0..<300).compactMap { AccountPairTests.catalog($0, id: $0 % 2 == 0 ? "shop" : nil) }

  @Test func `every provider has an account`() {
    #expect(AccountAPI.all.map(\.provider.name) == Provider.all.map(\.name))
  }

  @Test(arguments: Provider.all.map(\.name)) func `every field that is sent has a rule`(provider: String) throws {
    let api = try #require(AccountAPI.all.first { $0.provider.name == provider })
    var sent = 0
    for catalog in Self.catalogs {
      for request in api.provider.compile(catalog.withEverythingSold(keepingIDs: false)).artifact.setup {
        if api.actions.contains(where: { $0.request == Request.kind(of: request.id) }) { continue }
        let kind = try #require(api.kind(of: request), "\(request.id)")
        let known = Set(kind.fields.map(\.name))
        let unknown = (request.body?.members ?? []).map(\.name).filter { !known.contains($0) }
        #expect(unknown == [], "\(request.id)")
        sent += 1
      }
    }
    #expect(sent > 300)
  }

  @Test(arguments: Provider.all.map(\.name)) func `every kind of object is listed`(provider: String) throws {
    let api = try #require(AccountAPI.all.first { $0.provider.name == provider })
    let listed = Set(api.listings.map(\.kind))
    #expect(api.kinds.map(\.name).filter { !listed.contains($0) } == [])
  }
}
