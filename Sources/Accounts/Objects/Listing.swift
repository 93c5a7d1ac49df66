import JSONText
import Providers

/// A list of an account's objects, and how it is read.
package struct Listing: Sendable {
  /// How a list continues.
  package enum Paging: Sendable {
    /// One answer has everything.
    case whole
    /// The next page begins after the id of the last element, as long as the answer says that there is more.
    case after(parameter: String, more: String)
    /// Pages are numbered from `first`; the answer has the last number at `last`.
    case numbered(parameter: String, first: Int, last: String)
    /// Pages are numbered from `first`; one with fewer than `size` elements is the last.
    case untilShort(parameter: String, first: Int, size: Int)
    /// Pages are numbered from 1; the answer has the number of elements at `total`.
    case counted(parameter: String, total: String)
    /// The query skips what was read; a page with fewer than `size` elements is the last.
    case skipping(parameter: String, size: Int)
  }

  /// What the objects are: the name of the list in a state file.
  package let kind: String
  package let method: Request.Method
  /// `{}` is the id of an object of ``parent``.
  package let path: String
  package let query: [JSON.Member]
  package let body: JSON?
  package let paging: Paging
  /// The member of the answer that has the elements; nil if the answer is the array.
  package let member: String?
  /// The member of an element that has its id.
  package let id: String
  /// Whether an element is archived.
  package let isArchived: @Sendable (JSON) -> Bool
  /// The kind of the objects that it is read for, one by one; nil if it is read once.
  package let parent: String?
  /// Whether it is read for archived objects, too.
  package let readsArchivedParents: Bool
  /// The path of a single object, if an element of the list lacks fields.
  package let detail: String?
  /// The member that numbers the versions of an object, if the list has them all: the last one counts.
  package let version: String?

  package init(
    _ kind: String, _ path: String, method: Request.Method = .get, query: [JSON.Member] = [], body: JSON? = nil,
    paging: Paging = .whole, member: String?, id: String = "id", parent: String? = nil, readsArchivedParents: Bool = true,
    detail: String? = nil, version: String? = nil,
    isArchived: @escaping @Sendable (JSON) -> Bool = { _ in false }
  ) {
    self.kind = kind
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.paging = paging
    self.member = member
    self.id = id
    self.isArchived = isArchived
    self.parent = parent
    self.readsArchivedParents = readsArchivedParents
    self.detail = detail
    self.version = version
  }
}
