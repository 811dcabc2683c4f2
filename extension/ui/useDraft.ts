// What a person is typing over a kept value; a new kept value takes its place.
import { useState } from 'preact/hooks';

export function useDraft<T>(kept: T): [T, (typed: T) => void] {
  const [draft, setDraft] = useState(kept);
  const [known, setKnown] = useState(kept);
  if (known !== kept) {
    setKnown(kept);
    setDraft(kept);
  }
  return [draft, setDraft];
}
