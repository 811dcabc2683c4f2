// What stands behind a row is fetched right after the first painting: the answer comes first.
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DetailsProps } from './Details.tsx';

/** Fetched once for all rows. */
let fetched: FunctionComponent<DetailsProps> | undefined;

export function DetailsLater(props: DetailsProps) {
  const [Details, setDetails] = useState(() => fetched);
  useEffect(() => {
    if (Details) return;
    void import('./later.ts').then((part) => {
      fetched = part.Details;
      setDetails(() => part.Details);
    });
  }, [Details]);
  return Details ? <Details {...props} /> : null;
}
