// `npm run demo [-- firefox|chromium] [--save file.png] [--locale ru]`: shows Reachable at work without a display and without a network.
// Real headless browsers open Telegram and VPN sites in one simulated network that blocks each of them in another way; what the popup
// says is printed, and pictures of it are saved to `out/demo`. Exit code: 0 shown, 1 cannot run here or failed, 2 asked wrongly.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CONTROLS } from '../../src/catalogue/controls.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import { ENGINES, type Engine, findBrowser } from '../browser/launch.ts';
import { ROOT } from '../root.ts';
import type { LabCase } from './case.ts';
import vpn503 from './cases/vpn-503.ts';
import vpnBlockRedirect from './cases/vpn-block-redirect.ts';
import vpnDnsBlockaddr from './cases/vpn-dns-blockaddr.ts';
import vpnForeignCert from './cases/vpn-foreign-cert.ts';
import vpnFreeze from './cases/vpn-freeze.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { enter, furnish, isInside, whyNot } from './outer.ts';
import { STORE_AND_CLOUD_HOSTS } from './stores.ts';
import { TELEGRAM_HOSTS } from './telegram.ts';
import { openWorld } from './world.ts';

const FOLDER = 'REACHABLE_LAB_FOLDER';
const OUT = join(ROOT, 'out/demo');
/** The 90 s a verdict may take, and the time for starting a browser and taking pictures. */
const LIMIT_MS = 180_000;
const REPAINT_MS = 1_000;
/** Without a terminal a line is printed only this often. */
const QUIET_LINE_MS = 15_000;

/** What is done to whom; every row is opened in a tab of its own. */
const CASES: readonly LabCase[] = [
  {
    id: 'demo-telegram',
    title: 'a reset follows every TLS greeting (ClientHello) that names it; its addresses answer',
    world: 'demo',
    service: 'telegram',
    open: 'https://web.telegram.org/k/',
    steer: [{ kind: 'tls', hosts: TELEGRAM_HOSTS, action: 'rst' }],
    expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter' },
  },
  { ...vpnBlockRedirect, title: 'plain http is redirected to a provider’s block page, TLS is reset' },
  { ...vpnDnsBlockaddr, title: 'the resolver answers with the address of a national block page' },
  { ...vpnForeignCert, title: 'a stranger answers with a certificate of their own' },
  { ...vpnFreeze, title: 'the page freezes after 16 kB' },
  { ...vpn503, title: 'nothing; the site itself answers 503' },
  {
    id: 'demo-works',
    title: 'nothing; it works',
    world: 'demo',
    service: 'mullvad',
    open: 'https://mullvad.net/',
    steer: [],
    expect: { state: 'ok' },
  },
];

/** More of Telegram, as a person would try it; these have no row of their own. */
const ALSO_OPEN: readonly string[] = ['https://t.me/telegram', 'https://telegram.org/'];

export interface DemoPlan {
  readonly engine: Engine;
  readonly extensionDir: string;
  readonly profileDir: string;
  readonly authority: string;
  readonly locale?: string;
  readonly cases: readonly LabCase[];
  readonly alsoOpen: readonly string[];
  /** Pictures go to `<picturesAt>-popup.png` and so on. */
  readonly picturesAt: string;
}

/** What the popup says, in its own words. */
export interface PopupWords {
  readonly headline: string;
  readonly more: string;
  readonly network: string;
  readonly services: readonly Readonly<
    Record<'service' | 'name' | 'state' | 'how' | 'stage' | 'since', string>
  >[];
  /** Telegram part by part. */
  readonly parts: readonly Readonly<Record<'name' | 'state', string>>[];
}

/** What comes back from a browser, one a line. */
export type DemoMessage =
  | { readonly say: 'ready' }
  | { readonly say: 'progress'; readonly settled: number }
  | {
      readonly say: 'done';
      readonly words: PopupWords;
      readonly pictures: readonly string[];
      readonly waiting: readonly string[];
    }
  | { readonly say: 'failed'; readonly why: string };

type Outcome = Extract<DemoMessage, { readonly say: 'done' | 'failed' }>;

const { engines, save, locale } = readArguments();
process.exit(isInside() ? await inside() : await outside());

async function outside(): Promise<number> {
  const reason =
    engines.length === 0
      ? 'no Firefox or Chromium was found (install one, or name it: REACHABLE_FIREFOX=/path or REACHABLE_CHROMIUM=/path)'
      : whyNot();
  if (reason) {
    console.error(
      `The demo cannot run here: ${reason}. On a computer with a display, npm start opens Reachable in a browser.`,
    );
    return 1;
  }
  console.log('Building the extension …');
  const { buildAll } = (await import(join(ROOT, 'extension/build.mjs'))) as {
    buildAll(dist: string): Promise<unknown>;
  };
  await buildAll(join(OUT, 'extension'));
  console.log(
    `Opening Telegram and six VPN services in ${engines.join(' and ')}, in a simulated network. This takes about a minute.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'reachable-demo-'));
  process.env[FOLDER] = folder;
  try {
    return await enter('test/lab/demo.ts', process.argv.slice(2));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function inside(): Promise<number> {
  const folder = process.env[FOLDER] ?? '';
  furnish(folder);
  const hosts = [
    ...SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host)),
    ...CONTROLS.map((control) => new URL(control.url).hostname),
    ...STORE_AND_CLOUD_HOSTS,
  ].filter((host) => /[a-z]/.test(host));
  const certificates = makeCertificates(join(folder, 'certificates'), hosts);
  const settled = new Map<Engine, number>();
  const progress = showProgress(settled);
  const outcomes = await Promise.all(
    engines.map((engine) =>
      show(engine, folder, certificates, (count) => settled.set(engine, count)).catch(
        (error: unknown): Outcome => ({ say: 'failed', why: String(error) }),
      ),
    ),
  );
  progress.end();

  const pictures: string[] = [];
  engines.forEach((engine, index) => {
    const outcome = outcomes[index] as Outcome;
    if (outcome.say === 'failed') console.error(`\n${engine}: ${outcome.why}`);
    else {
      pictures.push(...outcome.pictures);
      console.log(`\n${description(engine, outcome)}`);
    }
  });
  if (pictures.length === 0) return 1;
  console.log('\nWhat the simulated network did:');
  for (const one of CASES) console.log(`  ${nameOf(one.service).padEnd(12)} ${one.title}`);
  console.log('\nPictures of the popup:');
  for (const file of pictures) console.log(`  ${relative(ROOT, file)}`);
  if (save && pictures[0]) {
    mkdirSync(dirname(save), { recursive: true });
    copyFileSync(pictures[0], save);
    console.log(`  ${relative(ROOT, save)}`);
  }
  console.log(
    '\nThe browsers and the extension are real; the network and every site in it were simulated. Nothing left this machine.',
  );
  return outcomes.every((outcome) => outcome.say === 'done') ? 0 : 1;
}

/** One world, one browser. */
async function show(
  engine: Engine,
  folder: string,
  certificates: Certificates,
  onSettled: (count: number) => void,
): Promise<Outcome> {
  const own = join(folder, engine);
  mkdirSync(join(own, 'home'), { recursive: true });
  mkdirSync(join(own, 'tmp'));
  mkdirSync(OUT, { recursive: true });
  const plan: DemoPlan = {
    engine,
    extensionDir: join(OUT, 'extension', engine),
    profileDir: join(own, 'profile'),
    authority: certificates.authority,
    cases: CASES,
    alsoOpen: ALSO_OPEN,
    picturesAt: join(OUT, engine),
    ...(locale === undefined ? {} : { locale }),
  };
  const world = await openWorld(engine, folder, certificates);
  const child = world.spawnInClient(
    process.execPath,
    [join(ROOT, 'test/ts.mjs'), 'test/lab/demo-browser.ts'],
    {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      // Chromium's own language comes from here, not from its flag.
      ...(locale === undefined ? {} : { LANGUAGE: locale }),
      HOME: join(own, 'home'),
      TMPDIR: join(own, 'tmp'),
      ...Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('REACHABLE_'))),
    },
  );
  child.stdin?.end(JSON.stringify(plan));
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  let outcome: Outcome = { say: 'failed', why: 'the browser ended early' };
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const message = JSON.parse(line) as DemoMessage;
    if (message.say === 'progress') onSettled(message.settled);
    else if (message.say === 'ready') {
      await world.steer(CASES.flatMap((one) => one.steer));
      child.kill('SIGUSR2');
    } else outcome = message;
  }
  clearTimeout(limit);
  world.close();
  return outcome;
}

/** One line that is painted over on a terminal; elsewhere a line now and then. */
function showProgress(settled: ReadonlyMap<Engine, number>): { end(): void } {
  const startedAtMs = Date.now();
  const everyMs = process.stdout.isTTY ? REPAINT_MS : QUIET_LINE_MS;
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAtMs) / 1000);
    const words = engines.map((engine) => `${engine} ${settled.get(engine) ?? 0} of ${CASES.length}`);
    const line = `Answers: ${words.join(', ')} (${seconds} s)`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}\u001b[K`);
    else console.log(line);
  }, everyMs);
  return {
    end() {
      clearInterval(timer);
      if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
    },
  };
}

/** The popup as plain text. */
function description(engine: Engine, { words, waiting }: Extract<Outcome, { say: 'done' }>): string {
  const services = words.services.map((row) => [row.name, row.state, row.how, row.stage, row.since]);
  const parts = words.parts.map((part) => [part.name, part.state]);
  return [
    `== ${engine}: the popup says`,
    words.headline,
    ...(words.more ? [words.more] : []),
    words.network,
    '',
    ...table([['Service', 'State', 'How', 'Where it stops', 'Since'], ...services]),
    '',
    ...table([['Part of Telegram', 'State'], ...parts]),
    ...(waiting.length > 0
      ? ['', `Not as expected after 90 seconds: ${waiting.map(nameOf).join(', ')}`]
      : []),
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => (cell || '-').padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function nameOf(service: string): string {
  return SERVICES.find(({ id }) => id === service)?.name ?? service;
}

function readArguments(): { engines: readonly Engine[]; save?: string; locale?: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { save: { type: 'string' }, locale: { type: 'string' } },
    });
    const strange = positionals.filter((word) => !ENGINES.some((engine) => engine === word));
    if (strange.length > 0) throw new Error(`there is no "${strange.join(' ')}": say firefox or chromium`);
    const wanted = ENGINES.filter((engine) => positionals.length === 0 || positionals.includes(engine));
    return {
      engines: wanted.filter((engine) => findBrowser(engine) !== undefined),
      ...(values.save === undefined ? {} : { save: resolve(ROOT, values.save) }),
      ...(values.locale === undefined ? {} : { locale: values.locale }),
    };
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : error}`);
    return process.exit(2);
  }
}
