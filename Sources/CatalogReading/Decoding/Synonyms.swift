import Diagnostics
import Syntax

/// Words that people write for the fields and words of a catalog: those of providers' APIs, of other tools, and of everyday
/// language.
enum Synonyms {
  /// By the word in lower case without `_` and `-`: the fields that it can stand for. An object has at most one of them.
  private static let fields: [String: [String]] = [
    "price": ["prices", "amount"], "unitamount": ["amount"], "unitprice": ["amount"], "cost": ["amount"],
    "value": ["amount", "config"],
    "limit": ["amount"], "quota": ["amount"], "allowance": ["amount"], "included": ["amount"], "units": ["amount"],
    "trialperioddays": ["trialDays"], "trialperiod": ["trialDays"], "trial": ["trialDays"], "freetrialdays": ["trialDays"],
    "nickname": ["name"], "title": ["name"], "displayname": ["name"], "label": ["name"],
    "summary": ["description"], "details": ["description"],
    "recurring": ["interval"], "billinginterval": ["interval"], "frequency": ["interval", "reset"], "cycle": ["interval"],
    "billingperiod": ["interval"], "billingcycle": ["interval"], "interval": ["reset"], "period": ["reset", "interval"],
    "resetperiod": ["reset"], "resetinterval": ["reset"],
    "currencycode": ["currency"], "slug": ["key"], "code": ["key"], "kind": ["type"],
    "features": ["entitlements"], "grants": ["entitlements"], "includes": ["entitlements"], "benefits": ["entitlements"],
    "products": ["plans"], "subscriptions": ["plans"], "coupons": ["discounts"], "promotions": ["discounts"],
    "metrics": ["meters"], "options": ["prices"], "pricing": ["prices"], "extras": ["addons"], "creditpacks": ["topups"],
    "packs": ["topups"],
    "event": ["eventType"], "eventname": ["eventType"], "property": ["valueProperty"], "aggregate": ["aggregation"],
    "requiresplans": ["compatiblePlans"], "availableon": ["compatiblePlans"], "expires": ["expiration"],
    "unitamountdecimal": ["amount"], "flatamount": ["flat"], "flatfee": ["flat"], "upto": ["upTo"], "to": ["upTo"],
    "uptoamount": ["upTo"], "until": ["upTo"], "tiersmode": ["mode"], "tiermode": ["mode"], "tierbehavior": ["mode"],
    "billingunits": ["package", "per"], "packagesize": ["package"], "divideby": ["per"], "perunits": ["per"],
    "overage": ["prices"], "overageprice": ["prices"], "usageprice": ["prices"], "usageprices": ["prices"],
    "maxpurchase": ["max"], "hardlimit": ["max"], "cap": ["max"], "perseat": ["perUnit"], "peruser": ["perUnit"],
    "seats": ["quantity"], "filter": ["where"], "filters": ["where"],
    "expiresafter": ["expiration"], "minimum": ["min"], "maximum": ["max"], "softlimit": ["isSoftLimit"],
  ]

  /// By the word in lower case: the words of all closed sets that it can stand for.
  private static let words: [String: [String]] = [
    "daily": ["day"], "weekly": ["week"], "monthly": ["month"], "yearly": ["year"], "annual": ["year"], "annually": ["year"],
    "once": ["one_time", "never"], "one-off": ["one_time", "never"], "one_off": ["one_time", "never"], "forever": ["never"],
    "none": ["never"], "onetime": ["one_time", "never"], "lifetime": ["one_time", "never"],
    "bool": ["boolean"], "flag": ["boolean"], "switch": ["boolean"], "on_off": ["boolean"],
    "usage": ["metered"], "consumable": ["metered"], "quota": ["metered"], "numeric": ["metered"],
    "seat": ["limit"], "seats": ["limit"], "unlimited": ["limit", "metered"], "cap": ["limit"], "held": ["limit"],
    "tiered": ["graduated"], "bulk": ["volume"], "flat": ["volume"],
    "string": ["static"], "text": ["static"], "config": ["static"], "setting": ["static"],
    "average": ["avg"], "mean": ["avg"], "total": ["sum"], "maximum": ["max"], "minimum": ["min"], "last": ["latest"],
    "distinct": ["unique_count"], "unique": ["unique_count"],
    "hours": ["HOUR"], "days": ["DAY"], "weeks": ["WEEK"], "months": ["MONTH"], "years": ["YEAR"],
  ]

  /// Names of prices that are written in place of `prices`.
  private static let cadences: Set<String> = ["daily", "weekly", "monthly", "quarterly", "yearly", "annual", "annually"]

  static func field(_ word: String, among known: [String]) -> Suggestion? {
    fields[folded(word)]?.first(where: known.contains).map { Suggestion(word: $0, isCertain: false) }
  }

  /// Help for a field that a kind of object has in other tools, but not in a catalog.
  static func help(for word: String, in owner: String) -> Phrase? {
    let word = folded(word)
    switch owner {
    case CatalogField.owner where word == "currency" || fields[word] == ["currency"]:
      return "remove it; each price has a currency"
    case PriceField.owner where word == "name" || fields[word] == ["name"]: return "remove it; the price's id is its name"
    case PriceField.owner where ["perseat", "peruser", "seats", "quantity"].contains(word):
      return "add `quantity` to the plan or add-on; its prices are then for each"
    case PriceField.owner where ["taxbehavior", "taxinclusive"].contains(word):
      return "set the option `taxBehavior` in `providers` instead"
    case PlanField.owner where Self.cadences.contains(word), AddonField.owner where Self.cadences.contains(word):
      return "write \(code: .fields([("prices", .map([(word, .anyObject("Price"))]))]))"
    default: return nil
    }
  }

  private static func folded(_ word: String) -> String {
    String(String.UnicodeScalarView(word.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" }))
  }

  static func word(_ word: String, among known: [String]) -> Suggestion? {
    words[word.lowercased()]?.first(where: known.contains).map { Suggestion(word: $0, isCertain: true) }
  }
}
