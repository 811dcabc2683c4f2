// Kills the extension's background and nothing else, in either browser, without a word to it.
import type { LaunchedBrowser } from './launch.ts';
import { processesOf, processName } from './processes.ts';

/** Whether there was one to kill. Pages of the extension die with it in Firefox, which has one process for both. */
export async function killBackground(launched: LaunchedBrowser): Promise<boolean> {
  return launched.engine === 'chromium' ? killWorker(launched) : killProcess(launched);
}

/** Stops Chromium's worker as the browser itself would: no event tells it. */
async function killWorker({ browser }: LaunchedBrowser): Promise<boolean> {
  const target = browser
    .targets()
    .find((t) => t.type() === 'service_worker' && t.url().endsWith('/background.js'));
  const worker = await target?.worker();
  // puppeteer also detaches from what it has just stopped; that the session is gone already is what we want.
  await worker?.close().catch((error: unknown) => {
    if (!/No session|No target|Target closed|Session closed/.test(String(error))) throw error;
  });
  return worker !== null && worker !== undefined;
}

function killProcess({ pid }: LaunchedBrowser): boolean {
  const own = [...processesOf(pid)].filter((one) => processName(one) === 'WebExtensions');
  for (const one of own) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  return own.length > 0;
}
