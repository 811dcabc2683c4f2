// The page's one style sheet, served as a file so that the page needs no inline styles. Light and dark by the reader's own choice.
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: #fff;
  --ink: #1a2027;
  --line: #66707a;
  --link: #0b57a4;
  --blocked: #d42a2a;
  --likely: #e07800;
  --trouble: #8a8f98;
  --ok: #2a8a4a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d;
    --ink: #eef1f4;
    --line: #8b959f;
    --link: #8ec1ff;
    --blocked: #ff4d4d;
    --likely: #e08a00;
    --trouble: #7d858f;
    --ok: #35a35c;
  }
}
body {
  margin: 0 auto;
  padding: 1rem;
  max-width: 72rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem / 1.5 system-ui, sans-serif;
}
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { margin-top: 2rem; font-size: 1.1rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
select, button { min-height: 2.5rem; padding: 0 0.75rem; font: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 2px; }
caption { padding: 0.5rem 0; text-align: start; }
th { padding: 0.25rem 0.5rem; font-weight: 600; text-align: start; white-space: nowrap; }
td { min-width: 3.5rem; padding: 0.35rem 0.4rem; text-align: center; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th { position: sticky; inset-inline-start: 0; background: var(--paper); }
.legend span { display: inline-block; min-width: 1.6rem; margin-inline-start: 0.75rem; padding: 0.1rem 0.3rem; text-align: center; }
.blocked, .unconfirmed { --hue: var(--blocked); }
.likely_blocked { --hue: var(--likely); }
.trouble { --hue: var(--trouble); }
.ok { --hue: var(--ok); }
.few { background: color-mix(in srgb, var(--hue) 18%, var(--paper)); }
.some { background: color-mix(in srgb, var(--hue) 34%, var(--paper)); }
.many { background: color-mix(in srgb, var(--hue) 50%, var(--paper)); }
.unconfirmed { outline: 2px dashed var(--blocked); outline-offset: -2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { td { border: 1px solid; } }
`;
