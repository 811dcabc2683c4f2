// How a browser reads a host, by the same standard in Node: what the shell passes in.
export function toAscii(text: string): string | undefined {
  try {
    return new URL(`https://${text}/`).hostname;
  } catch {
    return undefined;
  }
}

/** What every accepted host looks like. */
export const ACCEPTED = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
