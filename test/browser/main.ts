// Tests of the extension in real browsers that are not about naming a block: it is killed again and again and loses nothing, exports what it
// should and no more, bears broken rows and a database that will not open, notices withdrawn permissions. Run in one world of the lab, so that
// no page load leaves the machine. `node test/ts.mjs test/browser/main.ts [scenario…] [--browser firefox] [--json file]`.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CONTROLS } from '../../src/catalogue/controls.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import { type CertificateFiles, makeCertificates } from '../lab/certificates.ts';
import { enter, furnish, isInside, SKIPPED, whyNot } from '../lab/outer.ts';
import { STORE_AND_CLOUD_HOSTS } from '../lab/stores.ts';
import { openWorld } from '../lab/world.ts';
import { ROOT } from '../root.ts';
import { ENGINES, type Engine, findBrowser } from './launch.ts';
import { RELAY_HOST } from './relayHost.ts';

const FOLDER = 'REACHABLE_LAB_FOLDER';
const LIMIT_MS = 40 * 60_000;
/** Of each browser both at once: scenarios that share one browser, and those that start their own. Mostly they wait. */
const LANES = ['shared', 'own'] as const;

export interface ScenarioPlan {
  readonly engine: Engine;
  readonly lane: (typeof LANES)[number];
  readonly extensionDir: string;
  readonly folder: string;
  readonly authority: string;
  /** Of the relay's host. */
  readonly relay: CertificateFiles;
  /** Every name that this browser's resolver was asked for. */
  readonly questionLog: string;
  readonly only: readonly string[];
}
export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  readonly said?: string;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'string', multiple: true }, json: { type: 'string' } },
});

function engines(): Engine[] {
  return ENGINES.filter(
    (engine) => findBrowser(engine) && (!options.browser || options.browser.includes(engine)),
  );
}

async function outside(): Promise<number> {
  const missing = ENGINES.filter((engine) => !findBrowser(engine));
  const reason =
    whyNot() ??
    (engines().length === 0 || (process.env.CI && missing.length > 0)
      ? `no browser found: ${missing.join(', ')}`
      : undefined);
  if (reason) {
    console.log(`skipped: ${reason}`);
    return SKIPPED;
  }
  if (!existsSync(join(ROOT, 'dist/firefox/manifest.json'))) {
    console.log('not built: npm run build');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'reachable-browser-'));
  process.env[FOLDER] = folder;
  try {
    return await enter('test/browser/main.ts', process.argv.slice(2));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function inside(): Promise<number> {
  const folder = process.env[FOLDER] ?? '';
  furnish(folder);
  const hosts = [
    ...SERVICES.flatMap((s) => s.endpoints.map((e) => e.host)),
    ...CONTROLS.map((c) => new URL(c.url).hostname),
    ...STORE_AND_CLOUD_HOSTS,
    'example.com',
    RELAY_HOST,
  ].filter((host) => !/^[0-9.]+$/.test(host));
  const certificates = makeCertificates(join(folder, 'certificates'), hosts);
  const results = (
    await Promise.all(
      engines()
        .flatMap((engine) => LANES.map((lane) => [engine, lane] as const))
        .map(async ([engine, lane]) => {
          const own = join(folder, `${engine}-${lane}`);
          mkdirSync(join(own, 'home'), { recursive: true });
          mkdirSync(join(own, 'tmp'));
          const world = await openWorld(`${engine}-${lane}`, folder, certificates);
          // Every case below opens this service; its name is cut inside the TLS handshake.
          await world.steer([
            { kind: 'tls', hosts: ['mullvad.net', 'example.com'], action: 'rst' },
            { kind: 'store', store: 'apple', app: 'telegram', country: 'RU', answer: 'not_offered' },
            { kind: 'store', store: 'google', app: 'telegram', country: 'RU', answer: 'garbage' },
            { kind: 'ip', hosts: ['ivpn.net', 'windscribe.com'], action: 'drop' },
            { kind: 'server', hosts: ['venus.web.telegram.org'], webSocket: 'late' },
          ]);
          const plan: ScenarioPlan = {
            engine,
            lane,
            extensionDir: join(ROOT, 'dist', engine),
            folder: own,
            authority: certificates.authority,
            relay: certificates.right.find(({ hosts: group }) =>
              group.includes(RELAY_HOST),
            ) as CertificateFiles,
            questionLog: world.questionLog,
            only: positionals,
          };
          const child = world.spawnInClient(
            process.execPath,
            [join(ROOT, 'test/ts.mjs'), 'test/browser/scenarios.ts'],
            {
              PATH: process.env.PATH,
              LANG: 'C.UTF-8',
              HOME: join(own, 'home'),
              TMPDIR: join(own, 'tmp'),
            },
          );
          child.stdin?.end(JSON.stringify(plan));
          const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
          const seen: ScenarioResult[] = [];
          const done = `${engine}: done`;
          let sinceMs = Date.now();
          for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
            const result = JSON.parse(line) as ScenarioResult;
            seen.push(result);
            if (result.name === done) break;
            console.log(
              `${result.passed ? 'ok  ' : 'FAIL'} ${result.name}${result.said ? `: ${result.said}` : ''} (${Math.round((Date.now() - sinceMs) / 1_000)} s)`,
            );
            sinceMs = Date.now();
          }
          clearTimeout(limit);
          if (!seen.some((r) => r.name === done))
            seen.push({ name: `${engine}: ran to the end`, passed: false });
          world.close();
          return seen.filter((r) => r.name !== done);
        }),
    )
  ).flat();
  if (options.json) writeFileSync(options.json, JSON.stringify(results));
  const failed = results.filter((r) => !r.passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed > 0 ? 1 : 0;
}

process.exit(isInside() ? await inside() : await outside());
