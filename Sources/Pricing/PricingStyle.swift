/// The style sheet: system fonts, a single accent color, and hairlines instead of boxes.
enum PricingStyle {
  static let css = """
    :root { color-scheme: light dark; --ink: #1d2129; --soft: #5d6675; --line: #dfe3ea; --ground: #ffffff; --raised: #f6f7f9;
      --accent: #1a6b4f; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e7eaf0; --soft: #9aa4b5; --line: #2e3440; --ground: #14171c; --raised: #1b1f26; --accent: #6fcfa8; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
    main { max-width: 76rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 3rem); }
    h1 { margin: 0; font-size: clamp(1.9rem, 4.5vw, 2.75rem); line-height: 1.15; letter-spacing: -0.022em;
      font-weight: 650; }
    h2 { margin: 3rem 0 1rem; font-size: 1.25rem; letter-spacing: -0.01em; font-weight: 620; }
    h3 { display: inline; margin: 0; font-size: 1.0625rem; font-weight: 620; }
    code { font: 0.75rem ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft); overflow-wrap: anywhere; }
    .name, .about, .note, .line { overflow-wrap: anywhere; }
    .about, .note { display: block; font-size: 0.875rem; line-height: 1.45; font-weight: 400; color: var(--soft); }
    .about { margin-top: 0.25rem; }
    .line { display: block; }
    .said, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .scroll { overflow-x: auto; margin-inline-end: calc(-1 * clamp(1rem, 4vw, 3rem));
      padding-inline-end: clamp(1rem, 4vw, 3rem); }
    .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    table { width: 100%; border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
    th, td { min-width: 10.5rem; max-width: 22rem; padding: 0.75rem 1.25rem 0.75rem 0; text-align: start;
      vertical-align: top; border-bottom: 1px solid var(--line); }
    thead th, thead td { padding-top: 0; padding-bottom: 1.25rem; border-bottom: 2px solid var(--ink); }
    thead .name { display: block; font-size: 1.1875rem; line-height: 1.3; font-weight: 640; letter-spacing: -0.01em; }
    thead code { font-weight: 400; }
    tbody th { font-weight: 500; }
    th:first-child, td:first-child { position: sticky; inset-inline-start: 0; background: var(--ground); z-index: 1; }
    .prices .line { font-weight: 620; }
    .prices tr:last-child > * { border-bottom-width: 2px; }
    tbody:last-child tr:last-child > * { border-bottom: 0; }
    .yes { color: var(--accent); font-weight: 700; }
    .no { color: var(--soft); }
    .offers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; margin: 0;
      padding: 0; list-style: none; }
    .offers li { padding: 1.25rem 1.375rem; background: var(--raised); border: 1px solid var(--line);
      border-radius: 0.75rem; }
    dl { margin: 0.875rem 0 0; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
    dl div { display: grid; grid-template-columns: 7.5rem 1fr; column-gap: 0.75rem; padding: 0.375rem 0;
      border-top: 1px solid var(--line); }
    dt { grid-column: 1; grid-row: 1 / span 99; color: var(--soft); }
    dd { grid-column: 2; margin: 0; overflow-wrap: anywhere; }
    dl div:first-child dd { font-weight: 620; }
    @media (max-width: 40rem) {
      th, td { min-width: 9rem; padding-inline-end: 1rem; }
      th:first-child, td:first-child { min-width: 7rem; max-width: 8.5rem; }
      thead .about, tbody th .about { font-size: 0.8125rem; }
    }
    @media print { .scroll { overflow: visible; } .offers li { break-inside: avoid; } }

    """
}
