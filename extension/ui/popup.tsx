// Root of the popup page, the only file of it that touches the browser: receives models, sends requests, saves files.
import { countryOfTimeZone } from '../../src/catalogue/countries.ts';
import type { ExportPage, ModelMessage, POPUP_PORT, Request } from '../../src/view/messages.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { browser } from '../browser.ts';
import type { PopupActions } from './actions.ts';
import { collectPages } from './exportPages.ts';
import { draw } from './PopupView.tsx';
import { createText } from './text.ts';

/** Typed, not imported: the module of the schemas would bring the whole schema library into the popup. */
const PORT: typeof POPUP_PORT = 'popup';
const RECONNECT_FIRST_MS = 100;
const RECONNECT_LONGEST_MS = 5_000;
/** Firefox reads a blob only some time after the click. */
const KEEP_FILE_MS = 60_000;

const t = createText(
  (key, substitutions) => browser.i18n.getMessage(key, substitutions),
  browser.i18n.getUILanguage(),
);
document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;

// Read before any click: `permissions.request` has to be the very first call in the handler.
const origins = (browser.runtime.getManifest() as { host_permissions?: string[] }).host_permissions ?? [];

const send = (request: Request): Promise<unknown> => browser.runtime.sendMessage(request);

const actions: PopupActions = {
  requestPermissions() {
    browser.permissions
      .request({ origins })
      .catch(() => false)
      // Refused or granted, the background looks again; it alone knows what is still missing.
      .then(() => send({ type: 'permissionsChanged' }))
      .catch(() => undefined);
  },
  async exportRows(format, onRows) {
    const ask = async (after: string | undefined) =>
      (await send({ type: 'export', format, ...(after === undefined ? {} : { after }) })) as ExportPage;
    save(await collectPages(ask, onRows), format);
  },
  async set(setting, value) {
    await send({ type: 'set', setting, value });
  },
  async setCountry(country) {
    await send({ type: 'country', country });
  },
};

/** The name tells neither the person, the place nor the time. */
function save(parts: string[], format: 'jsonl' | 'csv'): void {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = `reachable-${random}.${format}`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_FILE_MS);
}

const suggested = countryOfTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
const root = document.getElementById('root') as HTMLElement;
const show = (model: PopupModel | undefined) => draw(root, { model, actions, suggested, t });

/** The worker may be killed at any time, which closes the port; connecting again wakes it. */
function connect(waitMs: number): void {
  let nextWaitMs = waitMs;
  const port = browser.runtime.connect({ name: PORT });
  port.onMessage.addListener((message: unknown) => {
    nextWaitMs = RECONNECT_FIRST_MS;
    const { type, model } = message as ModelMessage;
    if (type === 'model') show(model);
  });
  port.onDisconnect.addListener(() => {
    setTimeout(() => connect(Math.min(nextWaitMs * 2, RECONNECT_LONGEST_MS)), nextWaitMs);
  });
}

show(undefined);
connect(RECONNECT_FIRST_MS);
