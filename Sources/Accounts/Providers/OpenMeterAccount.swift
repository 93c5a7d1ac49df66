import JSONText
import Providers

extension AccountAPI {
  /// OpenMeter, version 1: openmeterio/openmeter 7e57a394 (2026-08-18), api/openapi.yaml and the source of the server, read on
  /// 2026-11-28.
  ///
  /// No endpoint tells an account's identity, so its host does; and rates are limited only for events and entitlement values.
  package static let openmeter = AccountAPI(
    .openmeter,
    listings: [
      // The answer is the array of all meters; the handler ignores paging parameters and stops at 1000.
      Listing("meters", "/api/v1/meters", member: nil),
      // Without `page` or `pageSize`, the answer is an array of the first 100. Archived features are left out.
      .openmeter("features", "/api/v1/features") { _ in false },
      // Every version in every status, but none that was deleted. Without an order, the newest come first.
      .openmeter("addons", "/api/v1/addons", order) { $0["status"] == "archived" },
      .openmeter("plans", "/api/v1/plans", order) { $0["status"] == "archived" },
      // An assignment has no id; requests name it by the id of its add-on.
      .openmeter("assignments", "/api/v1/plans/{}/addons", id: "addon.id", parent: "plans") { _ in false },
    ],
    kinds: [meter, feature, addon, plan, assignment],
    actions: [
      ActionKind("publish", verb: "publish") { _, version in (version["status"] ?? .null, "active") }
    ])

  private static let order: [JSON.Member] = [.init("orderBy", "id"), .init("order", "ASC")]

  // MARK: Meters and features

  /// PUT /api/v1/meters/{id} changes what a meter is called and its groups, but neither what it counts nor how. It resets the name
  /// and the groups that it does not have, and keeps a description.
  private static let meter = ObjectKind(
    "meters", noun: "meter", requests: ["meters"], path: "/api/v1/meters", ownership: .mark("metadata"), hasDistinctMarks: false,
    created: "createdAt", key: { $0["slug"]?.text },
    fields: [
      FieldRule("slug", .replaces), FieldRule("aggregation", .refuses(counts)), FieldRule("eventType", .refuses(counts)),
      FieldRule("valueProperty", .refuses(counts), cleared: .null), FieldRule("name", .updates),
      FieldRule(
        "description", .updates, cleared: .null,
        except: { _, new in new.isNull ? .refuses("OpenMeter cannot remove a description; write another") : nil }),
      FieldRule(
        "groupBy", .updates, absent: [:], cleared: .null,
        except: { old, new in
          let isKept = new.members.allSatisfy { old[$0.name] == $0.value }
          return isKept ? .refuses("features may filter by the group; remove it at OpenMeter when none does") : nil
        }),
      FieldRule("metadata", .updates, absent: [:], cleared: [:], entries: .whole),
    ],
    removal: .keepMeter, obstacle: obstacle,
    update: { change in
      // Groups are added, but not removed.
      let groups = (change.body["groupBy"] ?? [:]).filled(of: change.object.json["groupBy"] ?? [:])
      var body = change.object.json.only(["name", "description", "metadata"]).members
      body.removeAll { member in change.values.contains { $0.name == member.name } }
      body += change.values.filter { $0.name != "groupBy" && !$0.value.isNull }
      return [Call(.put, "/api/v1/meters/{}", body: .object(body + [.init("groupBy", groups)]))]
    })

  /// What is granted and charged depends on what is counted, so that nothing can be applied before the key is another.
  private static let counts = "OpenMeter cannot change what it counts"

  private static func obstacle(_ change: Change) -> String? {
    change.fields.contains { $0.effect == .refuses(counts) } ? counts : nil
  }

  /// Version 1 of the API cannot update a feature, and refuses to archive one that an active plan or a subscription refers to.
  private static let feature = ObjectKind(
    "features", noun: "feature", requests: ["features"], path: "/api/v1/features", ownership: .mark("metadata"),
    hasDistinctMarks: false, created: "createdAt", key: { $0["key"]?.text },
    fields: [
      FieldRule("key", .replaces), FieldRule("name", .refuses(isImmutable)),
      FieldRule("meterSlug", .refuses(counts), cleared: .null),
      // The answer has the filters in both forms.
      FieldRule("advancedMeterGroupByFilters", .refuses(counts), absent: [:], cleared: [:]),
      FieldRule("metadata", .refuses(isImmutable), absent: [:], entries: .whole),
    ],
    removal: .manual("archive it at OpenMeter when no subscription needs it"), obstacle: obstacle)

  private static let isImmutable = "OpenMeter cannot change a feature"

  // MARK: Plans and add-ons

  /// What is published cannot be changed. A version with the same key takes its place, and running subscriptions stay as they are.
  private static let addon = ObjectKind(
    "addons", noun: "add-on", requests: ["addons"], path: "/api/v1/addons", ownership: .mark("metadata"), created: "createdAt",
    key: { $0["key"]?.text },
    fields: [
      FieldRule("key", .replaces), FieldRule("name", .replaces), FieldRule("description", .replaces),
      FieldRule("currency", .replaces), FieldRule("instanceType", .replaces),
      FieldRule("metadata", .replaces, absent: [:], entries: .whole),
      FieldRule("rateCards", .replaces, unmarked: unmarkedCards, sent: rateCards, received: rateCards),
    ],
    replacement: .newVersion(isDraft: isDraft), archive: { [ending("/api/v1/addons/{}", $0.object.json)] })

  private static let plan = ObjectKind(
    "plans", noun: "plan", requests: ["plans"], path: "/api/v1/plans", ownership: .mark("metadata"), created: "createdAt",
    key: { $0["key"]?.text },
    fields: [
      FieldRule("key", .replaces), FieldRule("name", .replaces), FieldRule("description", .replaces),
      FieldRule("currency", .replaces), FieldRule("billingCadence", .replaces),
      FieldRule("proRatingConfig", .replaces, absent: ["enabled": true, "mode": "prorate_prices"]),
      FieldRule("metadata", .replaces, absent: [:], entries: .whole),
      FieldRule("phases", .replaces, unmarked: unmarkedPhases, sent: phases, received: phases),
    ],
    replacement: .newVersion(isDraft: isDraft), archive: { [ending("/api/v1/plans/{}", $0.object.json)] })

  private static let isDraft: @Sendable (JSON) -> Bool = { $0["status"] == "draft" }

  /// Only an active version can be archived, and only others can be deleted.
  private static func ending(_ path: String, _ version: JSON) -> Call {
    version["status"] == "active" ? Call(.post, path + "/archive") : Call(.delete, path)
  }

  /// It belongs to one version of a plan, and can be changed only as long as that is a draft.
  private static let assignment = ObjectKind(
    "assignments", noun: "add-on of a plan", requests: ["plan-addons"], path: "/api/v1/plans/", answerID: "addon.id",
    ownership: .parent, key: { $0["addonId"]?.text }, objectKey: { $0.at("addon.id")?.text },
    fields: [
      FieldRule("addonId", .acts), FieldRule("fromPlanPhase", .updates), FieldRule("maxQuantity", .updates, cleared: .null),
      FieldRule("metadata", .updates, absent: [:], entries: .whole),
    ],
    removal: .detach, changesParent: true,
    update: { change in
      // An absent quantity means any.
      let body = change.body.only(["fromPlanPhase", "maxQuantity"]).members + change.values.filter { $0.name == "metadata" }
      return [Call(.put, assigned(change), body: .object(body))]
    },
    archive: { [Call(.delete, assigned($0))] },
    isUsedByOwn: { assignment, state, isOwn in
      state.object("addons", id: assignment.id).map { isOwn("addons", $0) } ?? false
    })

  private static func assigned(_ change: Change) -> String {
    "/api/v1/plans/\(pathSegment(change.object.parent ?? ""))/addons/{}"
  }

  // MARK: Forms

  private static let phases: FieldRule.Form = { phases in
    phases.mapElements { phase in phase.only(["key", "name", "duration", "rateCards"]).mapping(["rateCards"], rateCards) }
  }

  /// Rate cards come back in any order.
  private static let rateCards: FieldRule.Form = { $0.mapElements(rateCard).sorted(by: "key") }

  /// Phases have names for people. The order of cards depends on their keys.
  private static let unmarkedPhases: FieldRule.Form = { phases in
    phases.mapElements { $0.without(["key", "name"]).mapping(["rateCards"], unmarkedCards) }
  }

  private static let unmarkedCards: FieldRule.Form = { $0.mapElements(unmarkedCard).sorted(by: "featureKey", "price") }

  /// The card that charges a fee has a key and a name of the compiler's choice.
  private static func unmarkedCard(_ card: JSON) -> JSON {
    let own = card["featureKey"] == nil ? card.without(["key", "name"]) : card
    return own.mapping(["entitlementTemplate"]) { template in
      .object(
        template.members.compactMap { member in
          guard member.name == "metadata" else { return member }
          let entries = member.value.members.filter { !Mark.isOwn($0.name) }
          return entries.isEmpty ? nil : .init("metadata", .object(entries))
        })
    }
  }

  private static func rateCard(_ card: JSON) -> JSON {
    .fields([
      "type": card["type"], "key": card["key"], "name": card["name"], "featureKey": card["featureKey"],
      "billingCadence": card["billingCadence"], "metadata": filled(card["metadata"]), "price": card["price"].map(price),
      "discounts": filled(card["discounts"].map(discounts)),
      "entitlementTemplate": card["entitlementTemplate"].map { template($0, card["billingCadence"] ?? .null) },
    ])
  }

  /// What is empty is not returned.
  private static func filled(_ value: JSON?) -> JSON? { value.flatMap { $0.members.isEmpty ? nil : $0 } }

  /// Amounts come back without superfluous zeros.
  private static func price(_ price: JSON) -> JSON {
    guard !price.isNull else { return price }
    return .fields([
      "type": price["type"], "amount": price["amount"]?.asNumber,
      "paymentTerm": price["type"] == "flat" ? price["paymentTerm"] ?? "in_advance" : nil, "mode": price["mode"],
      "quantityPerPackage": price["quantityPerPackage"]?.asNumber,
      "tiers": price["tiers"].map { tiers in
        tiers.mapElements { tier in
          .fields([
            "upToAmount": tier["upToAmount"]?.asNumber, "flatPrice": tier["flatPrice"]?.mapping(["amount"], \.asNumber),
            "unitPrice": tier["unitPrice"]?.mapping(["amount"], \.asNumber),
          ])
        }
      },
      // Sent by nobody here, but charged.
      "multiplier": price["multiplier"]?.asNumber, "minimumAmount": price["minimumAmount"]?.asNumber,
      "maximumAmount": price["maximumAmount"]?.asNumber,
    ])
  }

  private static func discounts(_ discounts: JSON) -> JSON {
    .fields([
      "percentage": discounts.at("percentage.percentage")?.asNumber, "usage": discounts.at("usage.quantity")?.asNumber,
    ])
  }

  /// A metered template is returned with the default for whether the limit is soft, and with the cadence of the card as its period.
  private static func template(_ template: JSON, _ cadence: JSON) -> JSON {
    let own = template.only([
      "type", "config", "isSoftLimit", "issueAfterReset", "issueAfterResetPriority", "preserveOverageAtReset", "usagePeriod",
    ])
    let metadata = filled(template["metadata"]).map { [JSON.Member("metadata", $0)] } ?? []
    guard template["type"] == "metered" else { return .object(own.members + metadata) }
    let whole = own.filled([
      "isSoftLimit": false, "issueAfterResetPriority": 1, "preserveOverageAtReset": false, "usagePeriod": cadence,
    ])
    return .object(whole.mapping(["issueAfterReset"], \.asNumber).members + metadata)
  }
}

extension Listing {
  /// A list of numbered pages, of at most 1000 elements (api/openapi.yaml, `PaginatedQuery.pageSize`).
  fileprivate static func openmeter(
    _ kind: String, _ path: String, _ query: [JSON.Member] = [], id: String = "id", parent: String? = nil,
    isArchived: @escaping @Sendable (JSON) -> Bool
  ) -> Listing {
    Listing(
      kind, path, query: [.init("pageSize", "1000")] + query, paging: .counted(parameter: "page", total: "totalCount"),
      member: "items", id: id, parent: parent, isArchived: isArchived)
  }
}

extension JSON {
  /// The object with the members of another that it lacks.
  fileprivate func filled(of other: JSON) -> JSON {
    .object(members + other.members.filter { self[$0.name] == nil })
  }
}
