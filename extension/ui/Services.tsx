// All services but Telegram: those seen, in the order the core gave; those never seen, folded; and a search over both.
import { useState } from 'preact/hooks';
import type { PopupModel } from '../../src/view/model.ts';
import { Icon, StateIcon } from './Icon.tsx';
import { Search } from './Search.tsx';
import { Service } from './Service.tsx';
import type { Text } from './text.ts';

/** Fewer rows than this are seen at a glance. */
const SEARCH_FROM_ROWS = 9;

type ServicesProps = Pick<PopupModel, 'services' | 'unknown' | 'nowMs'> & { readonly t: Text };

export function Services({ services, unknown, nowMs, t }: ServicesProps) {
  const [query, setQuery] = useState('');
  const [unfolded, setUnfolded] = useState(false);

  const look = (text: string) => {
    setQuery(text);
    // Rows that match but stay folded would look like no match.
    if (text.trim() !== '') setUnfolded(true);
  };
  const wanted = query.trim().toLowerCase();
  const matches = (
    row: { readonly name: string; readonly service: string },
    hosts: readonly { readonly endpoint: string }[] = [],
  ) =>
    row.name.toLowerCase().includes(wanted) ||
    row.service.includes(wanted) ||
    hosts.some(({ endpoint }) => endpoint.includes(wanted));
  const found = unknown.filter((row) => matches(row)).length;
  const nothing = wanted !== '' && found === 0 && !services.some((row) => matches(row, row.endpoints));

  return (
    <section class="services">
      <div class="title">
        <h2>{t('services')}</h2>
        {services.length + unknown.length >= SEARCH_FROM_ROWS && (
          <Search query={query} onQuery={look} t={t} />
        )}
      </div>
      <div class="card">
        {services.length === 0 && wanted === '' && <p class="none">{t('servicesNone')}</p>}
        <p class="none" role="status" hidden={!nothing}>
          {nothing && t('searchNothing')}
        </p>
        {/* What does not match is hidden, not removed: opened details stay open while a person searches. */}
        <ul class="rows">
          {services.map((row) => (
            <Service key={row.service} row={row} nowMs={nowMs} t={t} hidden={!matches(row, row.endpoints)} />
          ))}
        </ul>
        {unknown.length > 0 && (
          <details
            class="unseen state-unknown"
            hidden={found === 0}
            open={unfolded}
            onToggle={(event) => setUnfolded(event.currentTarget.open)}
          >
            <summary>
              <StateIcon state="unknown" />
              <span class="line">{t.n('unseen', found)}</span>
              <Icon name="chevron" />
            </summary>
            <div class="body">
              <p class="quiet">{t('unseenHint')}</p>
              <ul class="names">
                {unknown.map((row) => (
                  <li
                    key={row.service}
                    hidden={!matches(row)}
                    data-service={row.service}
                    data-state="unknown"
                    data-stage=""
                    data-method=""
                    data-confounders=""
                    data-point="unknown"
                  >
                    <bdi>{row.name}</bdi>
                  </li>
                ))}
              </ul>
            </div>
          </details>
        )}
      </div>
    </section>
  );
}
