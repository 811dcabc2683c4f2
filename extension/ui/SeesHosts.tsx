// The hosts that the browser lets this extension see, as they stand in the manifest, by the services they belong to; and a search over them.
import { useMemo, useState } from 'preact/hooks';
import { hostGroups } from '../../src/view/hostGroups.ts';
import { Icon } from './Icon.tsx';
import { Search } from './Search.tsx';
import type { SeesProps } from './Sees.tsx';

export function SeesHosts({ hosts, services, t }: Pick<SeesProps, 'hosts' | 'services' | 't'>) {
  const [query, setQuery] = useState('');
  const [unfolded, setUnfolded] = useState(false);
  const look = (text: string) => {
    setQuery(text);
    // What matches but stays folded would look like no match.
    if (text.trim() !== '') setUnfolded(true);
  };
  const groups = useMemo(() => hostGroups(hosts, services), [hosts, services]);
  const wanted = query.trim().toLowerCase();
  const found = groups
    .map(({ name = t('seesOthers'), patterns }) => ({
      name,
      patterns: name.toLowerCase().includes(wanted)
        ? patterns
        : patterns.filter((pattern) => pattern.includes(wanted)),
    }))
    .filter(({ patterns }) => patterns.length > 0);
  const nothing = found.length === 0;
  return (
    <div class="sees-hosts">
      <Search query={query} onQuery={look} t={t} />
      <details
        class="card"
        data-hosts={hosts.length}
        open={unfolded}
        onToggle={(event) => setUnfolded(event.currentTarget.open)}
      >
        <summary>
          <span class="line">{t.n('seesHosts', hosts.length)}</span>
          <Icon name="chevron" />
        </summary>
        <div class="body">
          <p class="quiet">
            {/* A star and its dot have no direction of their own. */}
            {t('seesPatterns').replace(/\*[.:]/g, '\u2066$&\u2069')}
          </p>
          <p role="status" hidden={!nothing}>
            {nothing && t('searchNothing')}
          </p>
          <dl class="host-groups">
            {found.map(({ name, patterns }) => (
              <div key={name}>
                <dt>
                  <bdi>{name}</bdi>
                </dt>
                <dd>
                  <ul class="patterns">
                    {patterns.map((pattern) => (
                      <li key={pattern}>
                        <bdi dir="ltr">{pattern}</bdi>
                      </li>
                    ))}
                  </ul>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      </details>
    </div>
  );
}
