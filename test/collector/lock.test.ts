// One collector to a data folder, in whatever container it runs, and no folder that stays locked after a crash.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeLock } from '../../collector/lock.ts';
import { tempFolder } from './samples.ts';

it('is taken once, and given back', async () => {
  const folder = tempFolder();
  const unlock = await takeLock(folder);
  await expect(takeLock(folder)).rejects.toThrow(/is using the data folder .* set DATA_DIR/);
  await unlock();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  await (await takeLock(folder))();
});

it('of a process that was killed is taken', async () => {
  const folder = tempFolder();
  const holder = spawn(process.execPath, [
    '-e',
    `require('node:net').createServer().listen(${JSON.stringify(join(folder, 'lock'))}, () => console.log('held'))`,
  ]);
  await once(holder.stdout, 'data');
  await expect(takeLock(folder)).rejects.toThrow(/is using the data folder/);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(join(folder, 'lock'))).toBe(true);
  await (await takeLock(folder))();
});

it('is taken where something else is left under its name', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'lock'), '1\n');
  await (await takeLock(folder))();
});

it('says what to do where a folder has too long a name', async () => {
  await expect(takeLock(join(tempFolder(), 'x'.repeat(120)))).rejects.toThrow(
    /too long a name: set DATA_DIR/,
  );
});
