// Breaks a text into lines of a picture, in any language: a canvas draws one line and knows no other.

/** At most `lines` lines no wider than `room`; what does not fit ends in an ellipsis. */
export function wrapped(
  text: string,
  widthOf: (text: string) => number,
  room: number,
  lines: number,
  language: string,
): string[] {
  // Controls that would turn letters round stay out; what isolates a name does no harm.
  const shown = text.replace(/[\u202a-\u202e\p{Cc}]/gu, ' ').trim();
  const rows: string[] = [];
  let row = '';
  for (const word of words(shown, (part) => widthOf(part) <= room, language)) {
    if (widthOf((row + word).trimEnd()) <= room) {
      row += word;
      continue;
    }
    if (row.trim() !== '') rows.push(row.trim());
    row = word.trimStart();
    // A word wider than a line is broken anywhere.
    while (widthOf(row) > room) {
      const head = fitting(row, widthOf, room, language);
      rows.push(head);
      row = row.slice(head.length);
      if (rows.length > lines) break;
    }
  }
  if (row.trim() !== '') rows.push(row.trim());
  if (rows.length <= lines) return rows;
  const last = rows[lines - 1] ?? '';
  return [
    ...rows.slice(0, lines - 1),
    `${fitting(last, (part) => widthOf(`${part}…`), room, language).trimEnd()}…`,
  ];
}

/** Parts between which a line may end: at spaces, and where there are none for long, between words; a sign stays with the word before it. */
function words(text: string, fits: (text: string) => boolean, language: string): string[] {
  return text.split(/(?<=\s)/).flatMap((part) => {
    if (fits(part)) return [part];
    const parts: string[] = [];
    for (const segment of segments(part, 'word', language)) {
      if (/^[\p{L}\p{N}]/u.test(segment) || parts.length === 0) parts.push(segment);
      else parts[parts.length - 1] += segment;
    }
    return parts;
  });
}

/** As much of the beginning as has room, a letter at least. */
function fitting(text: string, widthOf: (text: string) => number, room: number, language: string): string {
  let fits = '';
  for (const letter of segments(text, 'grapheme', language)) {
    if (fits !== '' && widthOf(fits + letter) > room) break;
    fits += letter;
  }
  return fits;
}

function segments(text: string, granularity: 'word' | 'grapheme', language: string): string[] {
  return Array.from(new Intl.Segmenter(language, { granularity }).segment(text), ({ segment }) => segment);
}
