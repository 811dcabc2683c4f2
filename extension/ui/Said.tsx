// What came of something a person did: one line, read out when it changes. It is there before there is anything to say, or it would not be heard.
import type { ComponentChildren } from 'preact';

export function Said({ children }: { readonly children?: ComponentChildren }) {
  return (
    <p class="said" role="status">
      {children}
    </p>
  );
}
