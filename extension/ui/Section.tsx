// One part of the dashboard: its heading, a word on what it is for, and what it holds. The list of contents leads here.
import type { ComponentChildren } from 'preact';
import type { Text } from './text.ts';

/** In the order of the page. */
export const SECTIONS = [
  'check',
  'results',
  'collateral',
  'network',
  'second',
  'own',
  'stores',
  'schedule',
  'export',
] as const;
export type SectionName = (typeof SECTIONS)[number];

interface SectionProps {
  readonly name: SectionName;
  readonly children: ComponentChildren;
  readonly t: Text;
}

export function Section({ name, children, t }: SectionProps) {
  const hint = `sectionHint_${name}`;
  return (
    <section id={name} class="section" data-section={name} aria-labelledby={`${name}-title`} tabIndex={-1}>
      <div class="section-head">
        <h2 id={`${name}-title`}>{t(`section_${name}`)}</h2>
        {t.has(hint) && <p class="quiet">{t(hint)}</p>}
      </div>
      {children}
    </section>
  );
}

export function Contents({ t }: { readonly t: Text }) {
  return (
    <nav class="contents" aria-label={t('dashboardContents')}>
      <ul>
        {SECTIONS.map((name) => (
          <li key={name}>
            <a href={`#${name}`}>{t(`section_${name}`)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
