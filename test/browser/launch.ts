// Starts a real browser with an unpacked extension, in the lab or outside it. Knows every setting that keeps a browser from talking to
// anybody but the pages under test.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

export type Engine = 'firefox' | 'chromium';
export const ENGINES: readonly Engine[] = ['firefox', 'chromium'];

export interface LaunchOptions {
  readonly engine: Engine;
  /** Unpacked extension; its pages are what `pageUrl` opens. Absent: a bare browser. */
  readonly extensionDir?: string;
  /** Further unpacked extensions. */
  readonly otherExtensionDirs?: readonly string[];
  /** Fresh, empty folder for the profile; made if missing. */
  readonly profileDir: string;
  /** Interface language, e.g. "ru" (Firefox needs the language pack installed). */
  readonly locale?: string;
  /** Default true. */
  readonly headless?: boolean;
  /** Firefox: further preferences. */
  readonly extraPrefs?: Readonly<Record<string, string | number | boolean>>;
  /** Chromium: further command-line flags. */
  readonly extraFlags?: readonly string[];
  /** PEM file of a certificate authority to trust. In Chromium on Linux it goes into $HOME/.pki/nssdb of `env`: give it a HOME of its own. */
  readonly trust?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Firefox: profile of an earlier start, whose compiled scripts are used again: that is a third of the work of a fresh profile's start. */
  readonly startedBefore?: string;
}

export interface LaunchedBrowser {
  readonly engine: Engine;
  readonly browser: Browser;
  /** Address of a page of the extension under test. */
  pageUrl(page: string): string;
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** The extension's fixed id in Firefox, and the uuid its pages get in tests. */
export const FIREFOX_ID = 'reachable@reachable.example';
const FIREFOX_UUID = '5b1ff2b4-0a53-4b1e-9d0c-6f3f5b0c7a11';

const PATHS: Readonly<Record<Engine, Readonly<Record<string, readonly string[]>>>> = {
  firefox: {
    linux: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/usr/lib/firefox/firefox', '/snap/bin/firefox'],
    darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    win32: [
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
      'C:\\Program Files (x86)\\Mozilla Firefox\\firefox.exe',
    ],
  },
  chromium: {
    linux: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome-stable',
      '/usr/bin/google-chrome',
    ],
    darwin: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    win32: [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  },
};

/** The system's browser, or the one named by REACHABLE_FIREFOX / REACHABLE_CHROMIUM; undefined when there is none. */
export function findBrowser(engine: Engine): string | undefined {
  const named = process.env[`REACHABLE_${engine.toUpperCase()}`];
  if (named) return named;
  return PATHS[engine][process.platform]?.find((path) => existsSync(path));
}

export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  const executablePath = findBrowser(options.engine);
  if (!executablePath)
    throw new Error(`no ${options.engine} found; set REACHABLE_${options.engine.toUpperCase()}`);
  mkdirSync(options.profileDir, { recursive: true });
  return options.engine === 'firefox'
    ? launchFirefox(options, executablePath)
    : launchChromium(options, executablePath);
}

/** Where Firefox keeps what it compiled at its start, and for which version. */
const STARTUP_CACHE = ['startupCache', 'compatibility.ini'];

async function launchFirefox(options: LaunchOptions, executablePath: string): Promise<LaunchedBrowser> {
  if (options.trust) trustIn(options.profileDir, options.trust);
  if (options.startedBefore) {
    for (const name of STARTUP_CACHE)
      cpSync(join(options.startedBefore, name), join(options.profileDir, name), { recursive: true });
  }
  // puppeteer saves the profile's own preferences before it writes its; a browser that was killed left only half of them.
  for (const file of ['prefs.js', 'user.js']) appendFileSync(join(options.profileDir, file), '');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    userDataDir: options.profileDir,
    headless: options.headless ?? true,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      ...QUIET_PREFS,
      'extensions.webextensions.uuids': JSON.stringify({ [FIREFOX_ID]: FIREFOX_UUID }),
      ...(options.locale ? { 'intl.locale.requested': options.locale } : {}),
      ...options.extraPrefs,
    },
    // A page that never answers must not hold up the others.
    protocolTimeout: 180_000,
    waitForInitialPage: false,
    ...(options.env ? { env: options.env } : {}),
  });
  for (const dir of [options.extensionDir, ...(options.otherExtensionDirs ?? [])]) {
    if (dir) await browser.installExtension(dir);
  }
  return wrap(options, browser, `moz-extension://${FIREFOX_UUID}`);
}

async function launchChromium(options: LaunchOptions, executablePath: string): Promise<LaunchedBrowser> {
  const home = (options.env ?? process.env).HOME;
  if (options.trust && home) trustIn(join(home, '.pki', 'nssdb'), options.trust);
  const extensions = [
    ...(options.extensionDir ? [options.extensionDir] : []),
    ...(options.otherExtensionDirs ?? []),
  ];
  const browser = await puppeteer.launch({
    browser: 'chrome',
    executablePath,
    userDataDir: options.profileDir,
    headless: options.headless ?? true,
    pipe: true,
    enableExtensions: extensions,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      ...['--disable-domain-reliability', '--no-pings', '--disable-gpu', '--no-default-browser-check'],
      ...(options.locale ? [`--lang=${options.locale}`] : []),
      ...(options.extraFlags ?? []),
    ],
    protocolTimeout: 180_000,
    waitForInitialPage: false,
    ...(options.env ? { env: options.env } : {}),
  });
  let origin = '';
  if (options.extensionDir) origin = `chrome-extension://${extensionId(options.extensionDir)}`;
  return wrap(options, browser, origin);
}

/** Chromium makes an unpacked extension's id from its path: the first 16 bytes of SHA-256, written with the letters a–p. */
function extensionId(dir: string): string {
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as { key?: string };
  const path = realpathSync(dir);
  const bytes = manifest.key
    ? Buffer.from(manifest.key, 'base64')
    : Buffer.from(path, process.platform === 'win32' ? 'utf16le' : 'utf8');
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return [...digest].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
}

function wrap(options: LaunchOptions, browser: Browser, origin: string): LaunchedBrowser {
  const child = browser.process();
  return {
    engine: options.engine,
    browser,
    pageUrl: (page) => `${origin}/${page}`,
    pid: child?.pid,
    async close() {
      // A browser with hanging pages may refuse to go politely.
      await Promise.race([
        browser.close().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, 8_000)),
      ]);
      child?.kill('SIGKILL');
    },
  };
}

function trustIn(database: string, authority: string): void {
  // Trusted since an earlier start.
  if (existsSync(join(database, 'cert9.db'))) return;
  mkdirSync(database, { recursive: true });
  for (const args of [
    ['-N', '-d', `sql:${database}`, '--empty-password'],
    ['-A', '-d', `sql:${database}`, '-n', 'Reachable lab', '-t', 'CT,,', '-i', authority],
  ]) {
    const result = spawnSync('certutil', args, { encoding: 'utf8' });
    if (result.error) throw result.error;
    if (result.status !== 0) throw new Error(`certutil ${args[0]}: ${result.stderr}`);
  }
}

/** Nothing of Firefox's own on the wire, no questions to the person, and networking as an ordinary profile has it. */
const QUIET_PREFS: Readonly<Record<string, string | number | boolean>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutHomeSnippets.updateUrl': '',
  'browser.contentblocking.report.lockwise.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.newtabpage.activity-stream.feeds.system.topstories': false,
  'browser.ping-centre.telemetry': false,
  'browser.region.network.url': '',
  'browser.region.update.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'browser.search.geoip.url': '',
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage': 'about:blank',
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.topsites.contile.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'datareporting.usage.uploadEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.blocklist.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  // Firefox grants optional permissions by itself, without a door-hanger nobody could click.
  'extensions.webextOptionalPermissionPrompts': false,
  'media.gmp-manager.updateEnabled': false,
  'messaging-system.rsexperimentloader.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.http.speculative-parallel-limit': 0,
  'network.predictor.enabled': false,
  'network.prefetch-next': false,
  'network.trr.mode': 5,
  'nimbus.rollouts.enabled': false,
  // The remote agent's own list would set "never notice being offline" among others; the ones worth having are here.
  'remote.prefs.recommended': false,
  'security.OCSP.enabled': 0,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'signon.autofillForms': false,
  'toolkit.cosmeticAnimations.enabled': false,
  'toolkit.startup.max_resumed_crashes': -1,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
  'toolkit.telemetry.unified': false,
};
