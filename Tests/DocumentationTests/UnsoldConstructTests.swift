import Accounts
import Documentation
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// What is said about the constructs that a provider cannot sell.
@Suite struct UnsoldConstructTests {
  @Test(arguments: Construct.all.map(\.name)) func `a construct that is not for sale has the reason as its only finding`(
    name: String
  ) throws {
    let construct = try #require(Construct.all.first { $0.name == name })
    let compilation = Compilation(Marked(construct.catalog.compact).source, providers: .named(Provider.all))
    for output in compilation.outputs { #expect(compilation.needlessFindings(of: output) == []) }
  }
}
