// One process to a data folder, and no folder that stays locked after a crash.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeLock } from '../../collector/lock.ts';
import { tempFolder } from './samples.ts';

it('is taken and given back', () => {
  const path = join(tempFolder(), 'lock');
  const unlock = takeLock(path);
  expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
  unlock();
  expect(existsSync(path)).toBe(false);
});

it('of a living process is not taken', () => {
  const path = join(tempFolder(), 'lock');
  writeFileSync(path, `${process.ppid}\n`);
  expect(() => takeLock(path)).toThrow(/is using this data folder/);
  expect(readFileSync(path, 'utf8')).toBe(`${process.ppid}\n`);
});

it.each([
  // Above what Linux gives.
  ['a dead process', '4194305\n'],
  ['a process of this number before', `${process.pid}\n`],
  ['nobody', ''],
])('of %s is taken', (_, content) => {
  const path = join(tempFolder(), 'lock');
  writeFileSync(path, content);
  takeLock(path);
  expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
});
