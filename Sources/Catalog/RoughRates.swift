extension Currency {
  /// By code: the approximate value of a US dollar, in thousandths of the currency.
  ///
  /// Rough rates as of 2026, only used to detect prices that are off by a factor of 100, never to convert an amount. They
  /// stay good to a factor of 3 for years. Omitted are currencies whose official and actual rates are far apart or that lose
  /// value too fast (IRR, KPW, SDG, SSP, SYP, VES, ZWG and others), and units of account that nobody pays with.
  static let roughRates = RoughRates(
    """
    25 CLF
    300 BHD JOD KWD OMR
    770 GIP GBP FKP SHP
    900 CHF EUR KYD
    1000 BMD BSD PAB USD
    1400 AUD BND CAD SGD
    1800 AWG AZN BAM BBD BYN BZD FJD NZD XCG
    2500 GEL TOP WST XCD
    3000 BRL ILS PEN PLN TND
    3700 AED QAR RON SAR
    4500 LYD MYR PGK
    7000 BOB CNY DKK GTQ HKD MOP TTD TJS
    8000 SBD SCR
    10000 MAD NOK SEK SVC
    15000 BWP ERN GHS MVR
    18000 LSL MDL MXN NAD SZL ZAR
    22000 CZK SLE STN ZMW
    33000 HNL NIO THB TWD
    40000 MRU SRD TRY UAH UYU
    50000 EGP MKD MUR
    60000 DOP MZN PHP
    70000 AFN GMD RUB
    85000 ALL BTN INR KGS
    105000 CVE RSD VUV XPF
    130000 BDT DZD ISK KES
    140000 ETB HTG NPR
    160000 DJF JMD JPY
    230000 GYD LRD
    290000 LKR PKR
    370000 AMD HUF
    450000 CRC KMF KZT SOS XAF XOF
    930000 AOA CLP
    1350000 ARS IQD KRW NGN
    1700000 MWK RWF
    2600000 CDF TZS
    2900000 BIF
    3600000 MNT UGX
    4000000 COP KHR
    4500000 MGA
    7500000 PYG
    8700000 GNF
    12500000 UZS
    16500000 IDR
    22000000 LAK
    25500000 VND
    89500000 LBP
    """)
}

/// A table built from bytes, because building a dictionary of strings takes fifty times as long.
struct RoughRates: Sendable {
  /// Sorted by code. The high half of an element contains the three letters, the low half the rate.
  private let entries: [Int]

  /// - Parameter text: lines of a rate and the currencies that it applies to.
  init(_ text: StaticString) {
    var entries: [Int] = []
    entries.reserveCapacity(192)
    var (rate, letters, count) = (0, 0, 0)
    text.withUTF8Buffer { bytes in
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): rate = rate * 10 + Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
          letters = letters << 8 | Int(byte)
          count += 1
          guard count == 3 else { continue }
          entries.append(letters << 32 | rate)
          (letters, count) = (0, 0)
        case UInt8(ascii: "\n"): rate = 0
        default: continue
        }
      }
    }
    self.entries = entries.sorted()
  }

  var count: Int { entries.count }

  /// The rate of a code in upper case.
  subscript(code: String) -> Int64? {
    guard code.utf8.count == 3 else { return nil }
    let letters = code.utf8.reduce(0) { $0 << 8 | Int($1) }
    // Binary search for the first entry that is not below the letters.
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle] >> 32 < letters { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low] >> 32 == letters else { return nil }
    return Int64(entries[low] & 0xFFFF_FFFF)
  }
}
