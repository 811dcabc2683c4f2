// The popup as a plain page on sample models: `?model=rich|empty|ok|loading|notices|cutOff|allowList|slow|reporting&lang=en|ru&dir=ltr|rtl&suggested=IR`.
// Invented data only; names and hosts are public ones so that lengths are real.
import english from '../../extension/_locales/en/messages.json';
import russian from '../../extension/_locales/ru/messages.json';
import type { PopupActions } from '../../extension/ui/actions.ts';
import { draw } from '../../extension/ui/PopupView.tsx';
import { createText } from '../../extension/ui/text.ts';
import { messagesOf } from './messages.ts';
import { sampleModel } from './sampleModels.ts';
import { sampleOutbox } from './sampleOutbox.ts';

const actions: PopupActions = {
  requestPermissions: () => console.log('requestPermissions'),
  showNewHosts: () => console.log('showNewHosts'),
  exportRows: async (_format, onRows) => onRows(3000),
  set: async () => undefined,
  setCountry: async () => undefined,
  unlock: async () => false,
  lock: async () => undefined,
  check: () => console.log('check'),
  cancelCheck: () => console.log('cancelCheck'),
  outbox: async () => sampleOutbox(),
  wish: async () => undefined,
  openDashboard: () => console.log('openDashboard'),
  watchTab: () => console.log('watchTab'),
};

const wanted = new URLSearchParams(location.search);
const language = wanted.get('lang') ?? 'en';
const t = createText(messagesOf(language === 'ru' ? russian : english), language);
document.documentElement.lang = t.language;
document.documentElement.dir = wanted.get('dir') ?? t.direction;
const root = document.getElementById('root') as HTMLElement;
const suggested = wanted.get('suggested') ?? undefined;
const show = (name: string) => draw(root, { model: sampleModel(name), actions, suggested, t });
show(wanted.get('model') ?? 'rich');
// For the console and the screenshots: draws another model over this one, as a live update would.
Object.assign(globalThis, { show });
