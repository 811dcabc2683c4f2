// Root of the popup page, the only file of it that touches the browser: receives models, sends requests, saves files.
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { OutboxAnswer, Request, RowsPage } from '../../src/view/messages.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { browser, ENGINE } from '../browser.ts';
import type { PopupActions } from './actions.ts';
import { answered } from './answered.ts';
import { follow, PORT } from './follow.ts';
import { draw } from './PopupView.tsx';
import { saveFile } from './saveFile.ts';
import type { Text } from './text.ts';
import { loadText } from './words.ts';

// Read before any click: `permissions.request` has to be the very first call in the handler.
const origins = (browser.runtime.getManifest() as { host_permissions?: string[] }).host_permissions ?? [];

const about = { version: browser.runtime.getManifest().version, browser: ENGINE };

const send = answered((request: Request) => browser.runtime.sendMessage(request));

function openPage(page: string): void {
  void browser.tabs.create({ url: browser.runtime.getURL(page) }).then(() => window.close());
}

const actions: PopupActions = {
  requestPermissions() {
    browser.permissions
      .request({ origins })
      .catch(() => false)
      // Refused or granted, the background looks again; it alone knows what is still missing.
      .then(() => send({ type: 'permissionsChanged' }))
      .catch(() => undefined);
  },
  showNewHosts() {
    openPage('dashboard.html');
  },
  async exportRows(format, onRows) {
    const ask = async (after: string | undefined) =>
      (await send({ type: 'rows', ...(after === undefined ? {} : { after }) })) as RowsPage;
    const { collectPages, writer } = await import('./later.ts');
    saveFile(await collectPages(ask, writer(format, about), onRows), format);
  },
  async set(setting, value) {
    await send({ type: 'set', setting, value });
  },
  check(choice) {
    void send({ type: 'check', choice });
  },
  cancelCheck() {
    void send({ type: 'cancelCheck' });
  },
  outbox: async () => (await send({ type: 'outbox' })) as OutboxAnswer,
  async wish(id, wish) {
    await send({ type: 'report', id, wish });
  },
  openDashboard(at) {
    openPage(at ? `dashboard.html#${at}` : 'dashboard.html');
  },
  watchTab() {
    // Its address is known only while the popup is open and only for this tab; it is looked at in this click and not before.
    void browser.tabs.query({ active: true, currentWindow: true }).then(([tab]) => {
      const host = /^https?:\/\/([^/:]+)/.exec(tab?.url ?? '')?.[1] ?? '';
      openPage(`dashboard.html?add=${encodeURIComponent(host)}#own`);
    });
  },
  async setCountry(country) {
    await send({ type: 'country', country });
  },
  async unlock(passphrase) {
    const answer = (await send({ type: 'unlock', passphrase })) as { readonly error?: string } | undefined;
    return !answer?.error;
  },
  async lock() {
    await send({ type: 'lock' });
  },
};

const root = document.getElementById('root') as HTMLElement;
let t: Text | undefined;
let shown: PopupModel | undefined;
let suggested: CountryCode | undefined;

function show(model: PopupModel | undefined): void {
  shown = model;
  if (t) draw(root, { model, actions, suggested, t });
}

// First of all: the background looks, or has to be started for that, while the words are read.
follow(() => browser.runtime.connect({ name: PORT }), show);
t = await loadText();
show(shown);
// The answer does not wait for it.
void import('./later.ts').then(({ countryOfTimeZone }) => {
  suggested = countryOfTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  show(shown);
});
