// A choice is shown at once, before the background has kept it; the model that comes back is the truth.
import { useState } from 'preact/hooks';

/** The value to show, and what to call when a person chooses another. Falls back to the kept one when `save` rejects. */
export function useChoice<T>(kept: T, save: (wanted: T) => Promise<void>): [T, (wanted: T) => void] {
  const [shown, setShown] = useState(kept);
  const [confirmed, setConfirmed] = useState(kept);
  if (confirmed !== kept) {
    setConfirmed(kept);
    setShown(kept);
  }
  return [
    shown,
    (wanted) => {
      setShown(wanted);
      save(wanted).catch(() => setShown(kept));
    },
  ];
}
