// An export is asked for page by page, so that neither side ever holds more than it must; the file is put together here.
import type { ExportPage } from '../../src/view/messages.ts';

/** All pages as file parts, in order. `onRows` hears the lines so far. Rejects when `ask` does, or when pages never end. */
export async function collectPages(
  ask: (after: string | undefined) => Promise<ExportPage>,
  onRows: (rows: number) => void,
): Promise<string[]> {
  const parts: string[] = [];
  let rows = 0;
  let after: string | undefined;
  do {
    const page = await ask(after);
    // The same page twice would go on for ever.
    if (page.next !== undefined && page.next === after) throw new Error('export does not advance');
    parts.push(page.text);
    rows += page.text.split('\n').length - 1;
    onRows(rows);
    after = page.next;
  } while (after !== undefined);
  return parts;
}
