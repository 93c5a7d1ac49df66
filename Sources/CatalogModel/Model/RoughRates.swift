extension Currency {
  /// By code: how many thousandths of the currency a US dollar is worth, by order of magnitude.
  ///
  /// Rough figures of 2026, for one purpose: to tell a price from a hundredfold of it. They are good to a factor of 3 for
  /// years, and no amount is ever converted with them. Left out are currencies whose official and actual rates are far
  /// apart, or that lose their worth too fast (IRR, KPW, SDG, SSP, SYP, VES, ZWG and others), and units of account that
  /// nobody pays with.
  static let roughRates: [String: Int64] = {
    var rates: [String: Int64] = [:]
    for (rate, codes) in [
      (25, "CLF"), (300, "BHD JOD KWD OMR"), (770, "GIP GBP FKP SHP"),
      (900, "CHF EUR KYD"), (1000, "BMD BSD PAB USD"), (1400, "AUD BND CAD SGD"),
      (1800, "AWG AZN BAM BBD BYN BZD FJD NZD XCG"),
      (2500, "GEL TOP WST XCD"), (3000, "BRL ILS PEN PLN TND"), (3700, "AED QAR RON SAR"), (4500, "LYD MYR PGK"),
      (7000, "BOB CNY DKK GTQ HKD MOP TTD TJS"), (8000, "SBD SCR"), (10_000, "MAD NOK SEK SVC"), (15_000, "BWP ERN GHS MVR"),
      (18_000, "LSL MDL MXN NAD SZL ZAR"), (22_000, "CZK SLE STN ZMW"), (33_000, "HNL NIO THB TWD"),
      (40_000, "MRU SRD TRY UAH UYU"),
      (50_000, "EGP MKD MUR"), (60_000, "DOP MZN PHP"), (70_000, "AFN GMD RUB"), (85_000, "ALL BTN INR KGS"),
      (105_000, "CVE RSD VUV XPF"), (130_000, "BDT DZD ISK KES"), (140_000, "ETB HTG NPR"), (160_000, "DJF JMD JPY"),
      (230_000, "GYD LRD"), (290_000, "LKR PKR"), (370_000, "AMD HUF"), (450_000, "CRC KMF KZT SOS XAF XOF"),
      (930_000, "AOA CLP"), (1_350_000, "ARS IQD KRW NGN"), (1_700_000, "MWK RWF"), (2_600_000, "CDF TZS"),
      (2_900_000, "BIF"), (3_600_000, "MNT UGX"), (4_000_000, "COP KHR"), (4_500_000, "MGA"), (7_500_000, "PYG"),
      (8_700_000, "GNF"), (12_500_000, "UZS"), (16_500_000, "IDR"), (22_000_000, "LAK"), (25_500_000, "VND"),
      (89_500_000, "LBP"),
    ] as [(Int64, String)] {
      for code in codes.split(separator: " ") { rates[String(code)] = rate }
    }
    return rates
  }()
}
