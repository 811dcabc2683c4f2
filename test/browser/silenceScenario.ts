// While nobody has switched reporting on, nothing leaves for its sake: no packet, not even a question for the relay's name. Every packet of the
// machine is counted, with a package that names a relay and would use it within a second.
import { appendFileSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Page } from 'puppeteer-core';
import { CONTROLS } from '../../src/catalogue/controls.ts';
import { freshKey } from '../collector/samples.ts';
import { capture, type Sent } from '../lab/capture.ts';
import { addressOf, RESOLVER } from '../lab/names.ts';
import { type Engine, launchBrowser } from './launch.ts';
import { RELAY_HOST } from './relayHost.ts';
import { openReports, type Ports, switchOn, withRelay } from './reporting.ts';

/** What the person opens: a site that is cut, so that verdicts, controls and confirming requests follow, and one that is well. */
const OPENED = ['mullvad.net', 'www.torproject.org'];
/** Confirming requests come half a minute after a failure. */
const CONFIRMED_LIMIT_MS = 75_000;

export function silenceScenario({ plan, until, expectSame, grant }: Ports) {
  return [
    'while reporting is off not one packet leaves but for what is opened, and for controls',
    async () => {
      // Nothing else of this world has a browser now: its packets would be counted too.
      appendFileSync(plan.questionLog, '');
      const asked = () => readFileSync(plan.questionLog, 'utf8').split('\n').filter(Boolean);
      const before = asked().length;
      const seen = capture();
      const { config } = freshKey(Date.now());
      const launched = await launchBrowser(await withRelay(plan, { name: 'silence', config, fast: true }));
      const relay = addressOf(RELAY_HOST);
      try {
        // All that reporting needs but the yes.
        await grant(launched, [`https://${RELAY_HOST}/*`]);
        const page = await openReports(launched);
        for (const host of OPENED) {
          const visit = await launched.browser.newPage();
          await visit.goto(`https://${host}/`).catch(() => undefined);
        }
        await page.bringToFront();
        await until(() => confirmed(page), 'the confirming requests', CONFIRMED_LIMIT_MS);
        const names = [...new Set(asked().slice(before))];
        const browsers = BROWSERS_OWN[plan.engine];
        expectSame(
          names.filter((name) => !isAmong(name, [...KNOWN, ...browsers])),
          [],
          'names that were asked for',
        );
        const addresses = new Set([...KNOWN, ...browsers].map(addressOf));
        const strange = seen.sent().filter((one) => !isMeant(one, addresses));
        expectSame(
          strange.map((one) => said(one, names)),
          [],
          'packets to somewhere else',
        );
        const counted = seen.sent().reduce((sum, { packets }) => sum + packets, 0);
        // Or it would have looked in the wrong place.
        await switchOn(page, until);
        await until(
          async () => seen.sent().some(({ address, port }) => address === relay && port === 443),
          'packets to the relay',
        );
        await until(async () => asked().includes(RELAY_HOST), 'the question for its name');
        return `${counted} packets to ${names.length} names`;
      } finally {
        await launched.close();
        seen.stop();
      }
    },
  ] as const;
}

const KNOWN = [...OPENED, ...CONTROLS.map(({ url }) => new URL(url).hostname)];
/** Whom these browsers ask on their own behalf, without any extension too; Chromium tries whether the lab's resolver has another way to be asked. */
const BROWSERS_OWN: Readonly<Record<Engine, readonly string[]>> = {
  chromium: ['accounts.google.com', 'clients2.google.com', 'update.googleapis.com', 'dns10.quad9.net'],
  // And what the machine calls itself.
  firefox: ['firefox.settings.services.mozilla.com', hostname().toLowerCase()],
};

/** Whether a confirming request has come to its end. */
function confirmed(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open('reachable');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('observations').objectStore('observations').getAll();
          all.onerror = () => reject(all.error);
          all.onsuccess = () => {
            opening.result.close();
            resolve((all.result as { source?: string }[]).some(({ source }) => source === 'confirm'));
          };
        };
      }),
  );
}

function isMeant({ address, port }: Sent, addresses: ReadonlySet<string>): boolean {
  return address === RESOLVER || (addresses.has(address) && [80, 443].includes(port));
}

function isAmong(name: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => name === host || name.endsWith(`.${host}`));
}

function said({ address, protocol, port, packets }: Sent, names: readonly string[]): string {
  const known = names.filter((name) => addressOf(name) === address);
  return `${packets} ${protocol} to ${address} ${port} (${known.join(', ')})`;
}
