/// The style sheet: system fonts, a single accent color, and hairlines. Text has a contrast of at least 4.5 in both themes.
enum PricingStyle {
  static let css = """
    :root { color-scheme: light dark; --ink: #191d24; --soft: #596171; --line: #dde1e8; --ground: #f7f8fa; --raised: #ffffff;
      --accent: #14684b; --tint: #e3f2ec; --on-accent: #ffffff; --edge: clamp(1rem, 4vw, 3rem); }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e8ebf1; --soft: #a0aabb; --line: #2d333f; --ground: #111419; --raised: #191d24; --accent: #76d3ad;
        --tint: #17342a; --on-accent: #0c1a14; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
    main { max-width: 78rem; margin: 0 auto; padding: clamp(2rem, 6vw, 4.5rem) var(--edge); }
    h1, h2, h3, p, dl, ul, fieldset, table { margin: 0; padding: 0; }
    h1 { font-size: clamp(2.1rem, 5vw, 3.1rem); line-height: 1.1; letter-spacing: -0.025em; font-weight: 680; }
    h2 { margin: 4rem 0 1.25rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.015em; font-weight: 650; }
    h2.said + .cards { margin-top: 2.5rem; }
    h3 { font-size: 1.125rem; line-height: 1.35; letter-spacing: -0.005em; font-weight: 640; overflow-wrap: anywhere; }
    bdi { overflow-wrap: anywhere; }
    .said { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    header { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 1.5rem 2.5rem; }
    .switches { display: none; flex-wrap: wrap; gap: 1rem 1.5rem; }
    fieldset { min-width: 0; border: 0; }
    legend { padding: 0; margin-bottom: 0.375rem; font-size: 0.8125rem; color: var(--soft); }
    .options { display: inline-flex; flex-wrap: wrap; padding: 0.1875rem; border: 1px solid var(--line); border-radius: 0.75rem;
      background: var(--raised); }
    .options input { position: absolute; width: 1px; height: 1px; margin: 0; opacity: 0; }
    .options label { padding: 0.375rem 0.9375rem; border-radius: 0.5625rem; font-size: 0.9375rem; font-weight: 550;
      color: var(--soft); cursor: pointer; transition: background-color 0.15s, color 0.15s; }
    .options label:hover { color: var(--ink); }
    .options input:checked + label { background: var(--accent); color: var(--on-accent); }
    :focus-visible, .options input:focus-visible + label { outline: 3px solid var(--accent); outline-offset: 2px; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 1.25rem;
      align-items: stretch; list-style: none; }
    .cards > .card:only-child { max-width: 42rem; }
    .small, .receipts { grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
    .receipts { align-items: start; }
    .card { min-width: 0; padding: 1.625rem 1.625rem 1.375rem; background: var(--raised); border: 1px solid var(--line);
      border-radius: 1rem; }
    .card > * + * { margin-top: 1rem; }
    .card > h3 + .about, .card > .about + .about { margin-top: 0.25rem; }
    .about, .note { display: block; font-size: 0.875rem; line-height: 1.45; font-weight: 400; color: var(--soft); }
    .price { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.125rem 0.5rem; }
    .amount { font-size: 2.125rem; line-height: 1.2; font-weight: 680; letter-spacing: -0.025em; font-variant-numeric: tabular-nums; }
    .small .amount { font-size: 1.5rem; letter-spacing: -0.015em; }
    .terms { color: var(--soft); }
    .saving { align-self: center; padding: 0.125rem 0.5625rem; border-radius: 1rem; background: var(--tint); color: var(--accent);
      font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
    .block + .block { margin-top: 0.75rem; }
    .block > * + * { margin-top: 0.375rem; }
    .button { display: inline-block; padding: 0.5rem 1.125rem; border-radius: 0.625rem; background: var(--accent);
      color: var(--on-accent); font-weight: 600; text-decoration: none; }
    .button:hover { text-decoration: underline; }
    .base { font-weight: 600; }
    .features { list-style: none; }
    .features li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.5625rem 0;
      border-top: 1px solid var(--line); font-size: 0.9375rem; }
    .features .feature { flex: 1 1 40%; max-width: 100%; color: var(--soft); }
    .features .feature bdi, .comparison td bdi { overflow-wrap: break-word; }
    .features .value { min-width: 0; max-width: 100%; margin-inline-start: auto; font-weight: 550; text-align: end;
      font-variant-numeric: tabular-nums; }
    .features .value:has(details[open]), .features .value:has(.open) { flex-basis: 100%; }
    .features .plain { justify-content: start; gap: 0.5rem; flex-wrap: nowrap; font-weight: 550; }
    .features .plain::before { content: "✓"; content: "✓" / ""; color: var(--accent); font-weight: 700; }
    .line { display: block; }
    summary { cursor: pointer; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary .line { display: inline; }
    summary::after { content: " ▾"; content: " ▾" / ""; color: var(--accent); }
    details[open] > summary::after { content: " ▴"; content: " ▴" / ""; }
    dl { font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
    dl div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
    .card > dl + .features, .card > .features + dl { margin-top: 0; }
    dt { flex: none; color: var(--soft); }
    dd { margin: 0; font-weight: 550; text-align: end; }
    table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
    th { font-weight: 500; text-align: start; }
    .rates { width: 100%; margin: 0.5rem 0; font-size: 0.875rem; line-height: 1.4; }
    .rates th, .rates td { padding: 0.3125rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
    .rates td, .rates th:last-child { padding-inline-start: 0.75rem; text-align: end; }
    .rates thead th { color: var(--soft); font-size: 0.8125rem; }
    .rates td { font-weight: 550; }
    .compare { margin: 2.75rem 0 0.75rem; }
    .scroll { position: relative; overflow-x: auto; margin-inline-end: calc(-1 * var(--edge)); padding-inline-end: var(--edge); }
    .comparison { width: 100%; }
    .comparison > * > tr > * { min-width: 10.5rem; max-width: 24rem; padding: 0.75rem 1.5rem 0.75rem 0; text-align: start;
      vertical-align: top; border-bottom: 1px solid var(--line); }
    .comparison > thead > tr > * { border-bottom: 2px solid var(--ink); font-weight: 640; }
    .comparison > * > tr > :first-child { position: sticky; inset-inline-start: 0; z-index: 1; background: var(--ground); }
    .comparison > tbody > tr:last-child > * { border-bottom: 0; }
    .comparison .about { margin-top: 0.125rem; }
    .yes { color: var(--accent); font-weight: 700; }
    .no { color: var(--soft); }
    .invoice { width: 100%; font-size: 0.9375rem; }
    .invoice th, .invoice td { padding: 0.5rem 0; border-top: 1px solid var(--line); vertical-align: top; }
    .invoice td { padding-inline-start: 1rem; text-align: end; white-space: nowrap; }
    .invoice tfoot th, .invoice tfoot td { border-top: 2px solid var(--ink); font-weight: 660; }
    footer { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }
    footer p + p { margin-top: 0.25rem; }
    @media (max-width: 40rem) {
      .comparison > * > tr > * { min-width: 8.5rem; padding-inline-end: 1rem; }
      .comparison > * > tr > :first-child { min-width: 7.5rem; max-width: 9.5rem; font-size: 0.875rem; }
      .card { padding: 1.25rem; }
    }
    @media (prefers-reduced-motion: reduce) { .options label { transition: none; } }
    @media (forced-colors: active) { .options input:checked + label { outline: 2px solid; } }
    @media print {
      :root { --ground: #ffffff; }
      .scroll { overflow: visible; }
      .card { break-inside: avoid; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }

    """
}
