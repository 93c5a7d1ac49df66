extension PricingLocale {
  /// The locales that a page can be written in, in alphabetical order, each with the currencies whose symbol is not their code.
  ///
  /// Facts of the Unicode CLDR, version 48 of October 2025: the standard number and currency patterns, the separators, and the
  /// symbols of the currencies in ``Currency/allCodes``. Only locales with the digits 0 to 9 and one pair of separators for
  /// numbers and money are listed.
  package static let all: [PricingLocale] = [
    .init(
      "cs-CZ", decimal: ",", group: "\u{A0}", .suffix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ CZK=Kč EUR=€ GBP=£ HKD=HK$ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ TWD=NT$ USD=US$ XAF=FCFA \
      XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "da-DK", decimal: ",", group: ".", .suffix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ DKK=kr. EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ \
      TWD=NT$ USD=US$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "de-CH", decimal: ".", group: "'", .spacedPrefix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TWD=NT$ USD=$ VND=₫ \
      XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "de-DE", decimal: ",", group: ".", .suffix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TWD=NT$ USD=$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "en-AU", decimal: ".", group: ",", .prefix,
      """
      AUD=$ SCR=Rs XCG=Cg. XPF=CFP
      """),
    .init(
      "en-CA", decimal: ".", group: ",", .prefix,
      """
      AUD=A$ BRL=R$ CAD=$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ PHP=₱ TWD=NT$ USD=US$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "en-GB", decimal: ".", group: ",", .prefix,
      """
      AUD=A$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ PHP=₱ TWD=NT$ \
      USD=US$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "en-IN", decimal: ".", group: ",", isIndian: true, .prefix,
      """
      AUD=A$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ PHP=₱ TWD=NT$ USD=$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "en-US", decimal: ".", group: ",", .prefix,
      """
      AUD=A$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=¥ KRW=₩ MXN=MX$ NZD=NZ$ PHP=₱ TWD=NT$ USD=$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "es-ES", decimal: ",", group: ".", fewestDigits: 5, .suffix,
      """
      EUR=€ THB=฿ USD=US$ VND=₫ XCG=Cg. XPF=CFPF
      """),
    .init(
      "es-MX", decimal: ".", group: ",", .prefix,
      """
      MRU=UM MXN=$ XCG=Cg. XPF=CFPF
      """),
    .init(
      "fi-FI", decimal: ",", group: "\u{A0}", .suffix,
      """
      EUR=€ GBP=£ JPY=¥ USD=$ XAF=FCFA XCG=Cg. XOF=F\u{202F}CFA
      """),
    .init(
      "fr-CA", decimal: ",", group: "\u{A0}", .suffix,
      """
      AUD=$\u{A0}AU BRL=R$ CAD=$ CNY=CN¥ EUR=€ GBP=£ HKD=$\u{A0}HK JPY=¥ NZD=$\u{A0}NZ SGD=$\u{A0}SG USD=$\u{A0}US \
      XCG=Cg.
      """),
    .init(
      "fr-FR", decimal: ",", group: "\u{202F}", .suffix,
      """
      ARS=$AR AUD=$AU BMD=$BM BND=$BN BRL=R$ BZD=$BZ CAD=$CA CLP=$CL COP=$CO EUR=€ FJD=$FJ FKP=£FK GBP=£GB GIP=£GI \
      ILS=₪ INR=₹ KRW=₩ LBP=£LB MXN=$MX NAD=$NA NZD=$NZ SBD=$SB SGD=$SG SRD=$SR TTD=$TT USD=$US UYU=$UY VND=₫ WST=$WS \
      XAF=FCFA XCG=Cg. XOF=F\u{202F}CFA XPF=FCFP
      """),
    .init(
      "hi-IN", decimal: ".", group: ",", isIndian: true, .prefix,
      """
      AUD=A$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TWD=NT$ USD=$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "it-IT", decimal: ",", group: ".", fewestDigits: 5, .suffix,
      """
      AUD=A$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ ILS=₪ NZD=NZ$ PHP=₱ THB=฿ XAF=FCFA XCD=EC$ XCG=Cf XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "ja-JP", decimal: ".", group: ",", .prefix,
      """
      AUD=A$ BRL=R$ CAD=CA$ CNY=元 EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=￥ KRW=₩ MXN=MX$ NZD=NZ$ TWD=NT$ USD=$ VND=₫ \
      XAF=FCFA XCD=EC$ XCG=Cg XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "ko-KR", decimal: ".", group: ",", .prefix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ TWD=NT$ USD=US$ \
      VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "nb-NO", decimal: ",", group: "\u{A0}", .suffix,
      """
      EUR=€ GBP=£ NOK=kr XCG=Cg. XOF=F\u{202F}CFA
      """),
    .init(
      "nl-NL", decimal: ",", group: ".", .spacedPrefix,
      """
      AUD=AU$ BRL=R$ CAD=C$ CNY=CN¥ EUR=€ FJD=FJ$ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ SBD=SI$ \
      THB=฿ TWD=NT$ USD=US$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA ZWG=ZiG
      """),
    .init(
      "pl-PL", decimal: ",", group: "\u{A0}", fewestDigits: 5, .suffix,
      """
      BRL=R$ EUR=€ PLN=zł XAF=FCFA XCD=EC$ XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "pt-BR", decimal: ",", group: ".", .spacedPrefix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TWD=NT$ \
      USD=US$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "pt-PT", decimal: ",", group: "\u{A0}", fewestDigits: 5, .suffix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=JP¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TWD=NT$ \
      USD=US$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "sv-SE", decimal: ",", group: "\u{A0}", .suffix,
      """
      BBD=Bds$ BMD=BM$ BRL=BR$ BSD=BS$ BZD=BZ$ CAD=CA$ DKK=Dkr DOP=RD$ EGP=EG£ EUR=€ ILS=₪ ISK=Ikr JMD=JM$ MXN=MX$ \
      NOK=Nkr SEK=kr USD=US$ XAF=FCFA XCD=EC$ XOF=F\u{202F}CFA XPF=CFPF
      """),
    .init(
      "tr-TR", decimal: ",", group: ".", .prefix,
      """
      AUD=AU$ BRL=R$ CAD=CA$ CNY=CN¥ EUR=€ GBP=£ HKD=HK$ ILS=₪ INR=₹ JPY=¥ KRW=₩ MXN=MX$ NZD=NZ$ THB=฿ TRY=₺ TWD=NT$ \
      USD=$ VND=₫ XAF=FCFA XCD=EC$ XCG=Cg. XOF=F\u{202F}CFA XPF=CFPF
      """),
  ]
}
