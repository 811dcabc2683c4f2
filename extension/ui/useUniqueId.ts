// An id for what another element points at. Preact's own `useId` counts anew with every drawing from the root, so two of them may be the same.
import { useState } from 'preact/hooks';

let made = 0;

export function useUniqueId(): string {
  const [id] = useState(() => `id-${++made}`);
  return id;
}
