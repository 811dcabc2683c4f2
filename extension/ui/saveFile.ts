// Saves a file the browser's own way. The name tells neither the person, the place nor the time.

export type FileKind = 'jsonl' | 'csv' | 'txt' | 'html' | 'png' | 'ohttp';

const TYPES: Readonly<Record<FileKind, string>> = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
  txt: 'text/plain',
  html: 'text/html',
  png: 'image/png',
  ohttp: 'application/octet-stream',
};
/** Firefox reads a blob only some time after the click. */
const KEEP_FILE_MS = 60_000;

export function saveFile(parts: readonly BlobPart[], kind: FileKind): void {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([...parts], { type: TYPES[kind] }));
  link.download = `reachable-${random}.${kind}`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_FILE_MS);
}
