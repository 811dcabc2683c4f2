// "What can this see?": the hosts and permissions as they are in the manifest, every request of our own, what is kept, and how to check all that
// without believing this page.
import type { ComponentChildren } from 'preact';
import type { RequestRow } from '../../src/view/requests.ts';
import { Icon } from './Icon.tsx';
import { SeesHosts } from './SeesHosts.tsx';
import { SeesRequests } from './SeesRequests.tsx';
import type { Text } from './text.ts';

export interface SeesProps {
  /** Match patterns of the manifest. */
  readonly hosts: readonly string[];
  /** The services they belong to, in the order shown. */
  readonly services: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** Names of permissions, those that may be asked for later too. */
  readonly permissions: readonly string[];
  /** What the person allowed since: match patterns and names of permissions. */
  readonly optionalGranted: readonly string[];
  /** Undefined until all rows are counted. */
  readonly requests: readonly RequestRow[] | undefined;
  /** Of the counting. */
  readonly progress?: { readonly rows: number; readonly total: number } | undefined;
  /** What the browser says all of it takes on the disk. */
  readonly bytes?: number | undefined;
  readonly observationCount: number;
  readonly t: Text;
}

/** Where the browsers themselves show it; the same in every language. */
const INSPECT = { seesFirefox: 'about:debugging#/runtime/this-firefox', seesChrome: 'chrome://extensions' };

export function Sees(props: SeesProps) {
  const { hosts, services, permissions, optionalGranted, requests, progress, bytes, observationCount, t } =
    props;
  return (
    <section class="section sees" data-section="sees" aria-labelledby="sees-view-title">
      <h2 id="sees-view-title">{t('section_sees')}</h2>
      <Part name="sees" t={t}>
        <p>{t('seesText')}</p>
        <SeesHosts hosts={hosts} services={services} t={t} />
      </Part>
      <Part name="never" t={t}>
        <p>{t('neverText')}</p>
      </Part>
      <Part name="seesPermissions" t={t}>
        <dl class="facts permissions">
          {permissions.map((name) => (
            <div key={name} data-permission={name}>
              <dt>
                {/* A long name breaks where its words do. */}
                <code dir="ltr">{name.split(/(?=[A-Z])/).flatMap((word) => [<wbr key={word} />, word])}</code>
              </dt>
              <dd>{t.has(`permission_${name}`) && t(`permission_${name}`)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('seesAsked')}</p>
        <Granted granted={optionalGranted} t={t} />
      </Part>
      <Part name="seesRequests" t={t}>
        <p class="quiet">{t('seesRequestsHint')}</p>
        <SeesRequests requests={requests} progress={progress} t={t} />
      </Part>
      <Part name="keptTitle" t={t}>
        <p>
          {t.n('kept', observationCount)} {bytes !== undefined && t('storedBytes', [t.bytes(bytes)])}
        </p>
      </Part>
      <Part name="seesHow" t={t}>
        <ul class="reasons">
          <li>{t('seesManifest')}</li>
          {Object.entries(INSPECT).map(([key, address]) => (
            <li key={key}>{t(key, [`\u2068${address}\u2069`])}</li>
          ))}
        </ul>
      </Part>
    </section>
  );
}

interface PartProps {
  /** Key of its heading. */
  readonly name: string;
  readonly children: ComponentChildren;
  readonly t: Text;
}

function Part({ name, children, t }: PartProps) {
  return (
    <section class="part" aria-labelledby={`${name}-title`} data-part-of={name}>
      <h3 id={`${name}-title`}>{t(name)}</h3>
      {children}
    </section>
  );
}

function Granted({ granted, t }: { readonly granted: readonly string[]; readonly t: Text }) {
  const words = t.n('seesGranted', granted.length);
  if (granted.length === 0) return <p data-granted="0">{words}</p>;
  return (
    <details class="card" data-granted={granted.length}>
      <summary>
        <span class="line">{words}</span>
        <Icon name="chevron" />
      </summary>
      <ul class="body patterns">
        {granted.map((one) => (
          <li key={one}>
            <bdi dir="ltr">{one}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
