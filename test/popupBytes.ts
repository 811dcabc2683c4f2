// What opening the popup loads: its own file, the parts it imports at once, and its looks. What it loads later does not count.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Compressed bytes, file by file, as gzip makes them at level 9. */
export function popupBytes(dir: string): number {
  const files = new Set(['popup.js']);
  for (const file of files) {
    const text = readFileSync(join(dir, file), 'utf8');
    for (const [, to = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*"([^"]+\.js)"/g))
      files.add(posix.normalize(posix.join(posix.dirname(file), to)));
  }
  return [...files, 'tokens.css', 'popup.css'].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(dir, file)), { level: 9 }).length,
    0,
  );
}
