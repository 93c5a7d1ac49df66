import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// The notes of a request: metadata as Razorpay takes it.
///
/// Razorpay has one object for what the catalog has three layers of: the provider's settings, the item, and the price. All
/// of their metadata goes into its notes, the nearer layer over the farther; each entry that does not fit is reported once,
/// where it stands.
struct RazorpayNotes {
  /// 15 notes of 256 characters (Razorpay's documentation, api/understand.md, "Notes"). It does not say whether that binds
  /// the names too; that it does is the safe reading.
  private static let limits = MetadataLimits(entries: 15, nameLength: 256, valueLength: 256)

  /// The entries of the provider's settings.
  private let shared: [JSON.Member]

  init(_ lowering: inout Lowering) {
    let owner = lowering.settings.place
    var own: [JSON.Member] = []
    for member in lowering.settings.metadata {
      if Self.isReserved(member.name, by: ReservedMetadata.plan + ReservedMetadata.addon + ReservedMetadata.topup) {
        Self.reportReplaced(member.name, owner, &lowering)
      } else {
        own.append(member)
      }
    }
    shared = Self.fitting([own], beside: .plan, owner: owner, &lowering)
  }

  /// What all prices of an item share: call it once for each item, so that nothing is reported twice.
  func notes(_ item: Item, _ lowering: inout Lowering) -> [JSON.Member] {
    let owner = item.header.place
    // The catalog's own rules warn of the item's reserved names; those of a price are free on an item, but not here.
    for member in item.header.metadata where ReservedMetadata.price.contains(member.name) {
      Self.reportReplaced(member.name, owner, &lowering)
    }
    return Self.fitting([shared, item.header.metadata], beside: item.kind, owner: owner, &lowering)
  }

  /// The notes of a price, on top of the item's; the compiler's own come last.
  func notes(_ price: Price, of item: Item, on shared: [JSON.Member], _ lowering: inout Lowering) -> JSON {
    lowering.textMetadata(
      lowering.merged([shared, lowering.metadata(price, of: item)]), compiler: Self.compilerNames(item.kind).count,
      within: Self.limits, .razorpayMetadata, owner: price.place)
  }

  /// The members that leave room for what the compiler adds.
  private static func fitting(
    _ lists: [[JSON.Member]], beside kind: Item.Kind, owner: Place, _ lowering: inout Lowering
  ) -> [JSON.Member] {
    let reserved = compilerNames(kind).map { JSON.Member($0, "") }
    let kept = lowering.textMetadata(
      lowering.merged(lists + [reserved]), compiler: reserved.count, within: limits, .razorpayMetadata, owner: owner)
    guard case .object(let members) = kept else { return [] }
    return members.dropLast(reserved.count)
  }

  private static func compilerNames(_ kind: Item.Kind) -> [String] {
    let feature = kind == .topup ? ["catalogFeatureId"] : []
    return [kind.idField, kind.keyField, "catalogPriceId"] + feature + ["provider"]
  }

  private static func isReserved(_ name: String, by names: [String]) -> Bool {
    names.contains(name) || ReservedMetadata.price.contains(name)
  }

  private static func reportReplaced(_ name: String, _ owner: Place, _ lowering: inout Lowering) {
    lowering.report(
      .razorpayNoteReplaced, "the compiler writes the note \(quoted(name)) itself, and its value wins",
      at: owner["metadata", name].name, help: "give the entry another name")
  }
}
