// Kills the extension's background and nothing else, in either browser, without a word to it.
import type { LaunchedBrowser } from './launch.ts';
import { processesOf, processName } from './processes.ts';

/** Whether there was one to kill. Pages of the extension die with it in Firefox, which has one process for both. */
export async function killBackground(launched: LaunchedBrowser): Promise<boolean> {
  return launched.engine === 'chromium' ? killWorker(launched) : killProcess(launched);
}

/** Stops Chromium's worker as the browser itself would, and waits until it has stopped: no event tells it, and what it still heard would be lost with it. */
async function killWorker({ browser }: LaunchedBrowser): Promise<boolean> {
  // Never attached to: a worker that is, is not destroyed.
  const devtools = await browser.target().createCDPSession();
  try {
    await devtools.send('Target.setDiscoverTargets', { discover: true });
    const { targetInfos } = await devtools.send('Target.getTargets');
    const worker = targetInfos.find(
      ({ type, url }) => type === 'service_worker' && url.endsWith('/background.js'),
    );
    if (!worker) return false;
    const { targetId } = worker;
    const stopped = new Promise<void>((resolve) =>
      devtools.on('Target.targetDestroyed', (gone) => {
        if (gone.targetId === targetId) resolve();
      }),
    );
    // It may have stopped by itself meanwhile.
    await devtools.send('Target.closeTarget', { targetId }).catch((error: unknown) => {
      if (!String(error).includes('No target')) throw error;
    });
    await stopped;
    return true;
  } finally {
    await devtools.detach();
  }
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
