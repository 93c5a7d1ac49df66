import Catalog
import Syntax

/// A place that names an entry of the catalog.
package struct EntryReference: Hashable, Sendable {
  /// The string that names it: a value or a key.
  package let node: NodeID
  /// The value of the entry.
  package let entry: NodeID
}

/// The places that name entries, in the order of the file, as far as the catalog can be read. A name that several items have
/// names none of them.
package func references(in tree: SyntaxTree, providers: [ProviderDeclaration]) -> [EntryReference] {
  if tree.isEmpty { return [] }
  var resolver = Resolver(decode(tree, providers: providers).draft)
  resolver.bindings = []
  _ = resolver.catalog()
  let found = (resolver.bindings ?? []).map { binding in
    let node = binding.place.node
    return EntryReference(
      node: binding.place.part == .name ? tree.key(ofValue: node) : node, entry: binding.entry.place.node)
  }
  return Set(found).sorted { $0.node < $1.node }
}
