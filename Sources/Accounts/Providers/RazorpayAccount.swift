import JSONText
import Providers

extension AccountAPI {
  /// Razorpay, version 1: razorpay/markdown-docs ab3bda5 (2026-04-09), razorpay-python b56ac01 and razorpay-node 9737ef1, read on
  /// 2026-11-28.
  ///
  /// Only recurring prices of plans are objects. A plan can be neither changed nor deleted nor archived
  /// (payments/subscriptions/create-plans.md and faqs.md), so the ids file alone says which plans are in use: a price with new terms
  /// gets a new plan, and one with earlier terms its earlier plan. No endpoint tells an account's identity, and no rate limit is
  /// documented.
  package static let razorpay = AccountAPI(
    .razorpay,
    listings: [
      // There is neither a total nor a cursor, and at most 100 plans are listed at once. The newest come first, so that plans
      // that are created meanwhile are not skipped.
      Listing(
        "plans", "/v1/plans", query: [.init("count", "100")], paging: .skipping(parameter: "skip", size: 100), member: "items")
    ],
    kinds: [plan])

  private static let plan = ObjectKind(
    "plans", noun: "plan", requests: ["prices"], path: "/v1/plans", ownership: .mark("notes"), created: "created_at",
    fields: [
      FieldRule("period", .replaces), FieldRule("interval", .replaces),
      FieldRule(
        "item", .replaces, received: { $0.only(["name", "amount", "currency", "description"]) },
        except: { old, new in
          old.only(["amount", "currency"]).matches(new.only(["amount", "currency"])) ? .refuses(isImmutable) : nil
        }),
      // Empty notes are an array. A plan that was not created by the compiler, but is used, keeps its own.
      FieldRule(
        "notes", .refuses(isImmutable), absent: [:], sent: { $0.mapMembers(\.asText) },
        received: { notes in notes.members.isEmpty ? [:] : notes.mapMembers(\.asText) },
        except: { old, _ in Mark(old) == nil ? .acts : nil }),
    ])

  private static let isImmutable =
    "Razorpay cannot change a plan, and another would divide the subscribers; sell a price with another id to show it"
}
