// What the background sends, as the model a page shows. Every page with results follows it.
import type { ListMessage, POPUP_PORT, ProgressMessage, StateMessage } from '../../src/view/messages.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { type ListedService, popupModel } from '../../src/view/popup.ts';

/** Typed, not imported: the module of the schemas would bring the whole schema library into the popup. */
export const PORT: typeof POPUP_PORT = 'popup';
const RECONNECT_FIRST_MS = 100;
const RECONNECT_LONGEST_MS = 5_000;

/** What is used of a browser's port. */
interface Port {
  readonly onMessage: { addListener(heard: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(closed: () => void): void };
}

/**
 * Shows every model, the first as soon as there is one, with the state that it was last made from: the same one as before where only the progress
 * of a check is new. The worker may be killed at any time, which closes the port; connecting again wakes it.
 */
export function follow(
  open: () => Port,
  show: (model: PopupModel, state: StateMessage['state']) => void,
): void {
  let state: StateMessage['state'] | undefined;
  let services: readonly ListedService[] | undefined;
  let model: PopupModel | undefined;
  const connect = (waitMs: number): void => {
    let nextWaitMs = waitMs;
    const port = open();
    port.onMessage.addListener((message) => {
      nextWaitMs = RECONNECT_FIRST_MS;
      const said = message as ListMessage | StateMessage | ProgressMessage;
      if (said.type === 'list') services = said.services;
      else if (said.type === 'state' && services) {
        state = said.state;
        model = popupModel({ ...state, services });
      } else if (said.type === 'progress' && model) model = { ...model, progress: said.progress };
      if (model && state && said.type !== 'list') show(model, state);
    });
    port.onDisconnect.addListener(() => {
      setTimeout(() => connect(Math.min(nextWaitMs * 2, RECONNECT_LONGEST_MS)), nextWaitMs);
    });
  };
  connect(RECONNECT_FIRST_MS);
}
