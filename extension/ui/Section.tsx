// One part of a view of the dashboard: its heading, a word on what it is for, and what it holds.
import type { ComponentChildren } from 'preact';
import type { Text } from './text.ts';

export const SECTIONS = [
  'timeline',
  'results',
  'check',
  'collateral',
  'schedule',
  'network',
  'second',
  'own',
  'stores',
  'export',
  'reports',
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
