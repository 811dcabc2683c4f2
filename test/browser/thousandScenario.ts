// A thousand reports from a real browser through the real relay to the real collector, while nearly everything that can go wrong does: every one
// arrives, and none twice.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../src/catalogue/index.ts';
import { LIST_VERSION } from '../../src/catalogue/listVersion.ts';
import { isoDay, type OutboxRow } from '../../src/report/outbox.ts';
import { outboxRow, wireReport } from '../unit/report/outboxSamples.ts';
import { WAIT_SPREAD_MS } from './fastTimes.ts';
import { killBackground } from './kill.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import { closePage } from './page.ts';
import { RELAY_HOST } from './relayHost.ts';
import { openReports, openStillPage, outbox, type Ports, plant, switchOn, withRelay } from './reporting.ts';
import { chanceOf, openWay, type Way } from './way.ts';

const REPORTS = 1_000;
const WORKER_KILLS = 50;
const COLLECTOR_RESTARTS = 5;
/** Messages between two of them: all are over well before the last report has arrived. */
const MESSAGES_A_KILL = 20;
const MESSAGES_A_RESTART = 200;
const FAULTS = { seed: 6, refused: 0.3, lost: 0.1 };
/** However slow the machine is, messages that still arrive are on their way: only a stop is a failure. Ten leases. */
const STILL_MS = 120_000;
const DAY_MS = 86_400_000;

export function thousandScenario({ plan, until, expectSame, grant }: Ports) {
  return [
    'a thousand reports arrive once each, whatever is refused, lost, killed and restarted',
    async () => {
      // In memory: it is not the disk that is tested, and three thousand writes that wait for one take as long as all the rest.
      const folder = join('/run', `thousand-${plan.engine}`);
      mkdirSync(folder);
      const way = await openWay(plan.relay, folder, FAULTS);
      const options = await withRelay(plan, {
        name: 'thousand',
        config: way.config,
        port: way.port,
        fast: true,
      });
      const launched = await launchBrowser({
        ...options,
        profileDir: join(folder, 'profile'),
        extraPrefs: {
          ...options.extraPrefs,
          // Firefox starts an extension's process no more when it has crashed five times within a minute or so; a day has more.
          'extensions.webextensions.crash.threshold': 10_000,
          'extensions.webextensions.crash.timeframe': 1,
        },
      });
      const rows = thousand();
      let said: string;
      let stored: readonly string[];
      try {
        await grant(launched, [`https://${RELAY_HOST}/*`]);
        const page = await openReports(launched);
        await switchOn(page, until);
        const beganAtMs = Date.now();
        await plant(page, rows);
        // Nobody looks on, and nothing wakes the background but its own alarm.
        await closePage(page);
        const trouble = makeTrouble(launched, way);
        const { answered } = way.passed;
        while (trouble.error() === undefined && answered.size < REPORTS) {
          const before = answered.size;
          await until(
            async () => trouble.error() !== undefined || answered.size > before,
            `the answers: ${before} of ${REPORTS}, and no more`,
            STILL_MS,
          );
        }
        await trouble.over();
        const still = await openStillPage(launched);
        const waiting = async () => (await outbox(still)).filter(({ state }) => state !== 'acknowledged');
        await until(async () => (await waiting()).length === 0, 'every acknowledgement', 30_000);
        const tookMs = Date.now() - beganAtMs;
        expectSame((await outbox(still)).length, REPORTS, 'reports in the outbox');
        expectSame(way.passed.wrong.slice(0, 3), [], 'messages that are not like all others');
        expectSame(way.strangers(), 0, 'connections past the relay');
        expectSame(
          [trouble.kills, trouble.restarts],
          [WORKER_KILLS, COLLECTOR_RESTARTS],
          'kills and restarts',
        );
        const { messages, refused, answers, lost, dummies } = way.passed;
        said = `${Math.round(tookMs / 1_000)} s, ${messages} messages (${dummies} dummies), ${refused} refused, ${lost} of ${answers} answers lost, ${trouble.kills} kills, ${trouble.restarts} restarts`;
      } finally {
        await launched.close();
        stored = await way.stop();
      }
      const planted = rows.map(({ id }) => id).sort();
      expectSame(stored.length, REPORTS, 'rows');
      expectSame(JSON.stringify(stored), JSON.stringify(planted), 'the reports that were stored');
      return said;
    },
  ] as const;
}

/** Reports as the extension makes them, no two of a target, verdict and day; none may go at once. */
function thousand(): OutboxRow[] {
  const chance = chanceOf(FAULTS.seed);
  const nowMs = Date.now();
  return Array.from({ length: REPORTS }, (_, i) => {
    const id = Array.from({ length: 4 }, () =>
      Math.floor(chance() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    const target = SERVICES[i % SERVICES.length]?.id ?? '';
    const day = isoDay(nowMs - Math.floor(i / SERVICES.length) * DAY_MS);
    const report = wireReport(nowMs, { report_id: id, target, day, list_version: LIST_VERSION });
    return outboxRow(id, nowMs + Math.floor(chance() * WAIT_SPREAD_MS), { report });
  });
}

/** Kills the background and restarts the collector as messages arrive: so it is always in the middle of something. */
function makeTrouble(launched: LaunchedBrowser, way: Way) {
  let error: unknown;
  let busy: Promise<void> = Promise.resolve();
  let restarting: Promise<void> = Promise.resolve();
  const made = {
    kills: 0,
    restarts: 0,
    error: () => error,
    async over() {
      way.onMessage = () => undefined;
      await busy;
      await restarting;
      if (error) throw error;
    },
  };
  const failed = (reason: unknown) => {
    error ??= reason;
  };
  const kill = async () => {
    if (await killBackground(launched)) made.kills += 1;
  };
  const restart = async () => {
    // Told to stop it finishes what it began; killed it does not.
    await way.restartCollector(made.restarts % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
    made.restarts += 1;
  };
  let killAt = MESSAGES_A_KILL;
  let restartAt = MESSAGES_A_RESTART;
  way.onMessage = (number) => {
    if (number >= killAt && made.kills < WORKER_KILLS) {
      killAt = Number.POSITIVE_INFINITY;
      busy = kill().then(() => {
        killAt = way.passed.messages + MESSAGES_A_KILL;
      }, failed);
    }
    if (number >= restartAt && made.restarts < COLLECTOR_RESTARTS) {
      restartAt = Number.POSITIVE_INFINITY;
      restarting = restart().then(() => {
        restartAt = way.passed.messages + MESSAGES_A_RESTART;
      }, failed);
    }
  };
  return made;
}
