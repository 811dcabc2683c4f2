// The README promises every field of an export, and the privacy page every host that is ever contacted unasked: both are compared with the code.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/catalogue/controls.ts';
import { CONFIRM_MIN_DELAY_MS, CONFIRM_SPREAD_MS } from '../../src/judge/record.ts';
import { COLUMNS } from '../../src/report/export.ts';

const readme = readFileSync('README.md', 'utf8');
const privacy = readFileSync('PRIVACY.md', 'utf8');
const manifest = JSON.parse(readFileSync('manifest.json', 'utf8')) as { permissions: string[] };

describe('README', () => {
  it('explains every exported field and no other', () => {
    const table = readme.slice(readme.indexOf('## Exports'), readme.indexOf('## Limits'));
    const explained = [...table.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) \|/gm)].flatMap((row) =>
      [...(row[1] ?? '').matchAll(/`([a-z_]+)`/g)].map((m) => m[1]),
    );
    expect(explained.sort()).toEqual([...COLUMNS].sort());
  });

  it('gives a reason for every permission', () => {
    for (const permission of manifest.permissions)
      expect(readme).toMatch(new RegExp(`^\\| \`${permission}\``, 'm'));
  });
});

describe('PRIVACY', () => {
  it('names every control site', () => {
    for (const { url } of CONTROLS) expect(privacy).toContain(new URL(url).hostname.replace(/^www\./, ''));
  });

  it('tells the true delay of the repeat', () => {
    const [least, most] = [CONFIRM_MIN_DELAY_MS / 1000, (CONFIRM_MIN_DELAY_MS + CONFIRM_SPREAD_MS) / 1000];
    expect(privacy).toContain(`${least}–${most} seconds`);
    expect(readme).toContain(`${least}–${most} seconds`);
  });
});
