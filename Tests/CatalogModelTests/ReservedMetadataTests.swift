import Diagnostics
import Syntax
import Testing

@testable import CatalogModel

/// The names that the compiler writes itself.
@Suite struct ReservedMetadataTests {
  @Test func `the list to recognise them by has them all`() {
    #expect(ReservedMetadata.words.count == Set(ReservedMetadata.all).count)
    for name in ReservedMetadata.all {
      let (tree, _) = readJSON(.init(name: "x.json", bytes: Array(#"{"\#(name)": 1}"#.utf8)))
      let names = tree.members(of: .root).map(\.key)
      #expect(names.map { ReservedMetadata.words.index(of: $0, in: tree) } != [nil], "\(name)")
    }
  }
}
