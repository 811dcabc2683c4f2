// A question in a dialog: there as soon as it is drawn, gone as soon as it is answered, however it is.
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What the dialog element needs, and `close` for its buttons. `onClose` is called once, at once for a button, a moment later for Escape. */
export function useDialog(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  // Before it is painted: it is never seen where it does not belong, and a page in the background opens it too.
  useLayoutEffect(() => ref.current?.showModal(), []);
  return {
    ref,
    // The event comes later, and from one that is gone already it would close the next.
    onClose: (event: Event) => (event.currentTarget as Element).isConnected && onClose(),
    close() {
      // Gives the focus back to where it was.
      ref.current?.close();
      onClose();
    },
  };
}
