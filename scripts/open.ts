// Opens the built extension in a real browser with a profile of its own, and stays until the browser is closed.
import { join } from 'node:path';
import { ENGINES, type Engine, findBrowser, launchBrowser } from '../test/browser/launch.ts';
import { ROOT } from '../test/root.ts';

const asked = process.argv[2];
if (asked !== undefined && asked !== 'firefox' && asked !== 'chromium') {
  console.error(`There is no "${asked}" to start: say firefox or chromium.`);
  process.exit(2);
}
const engine: Engine | undefined = asked ?? ENGINES.find((e) => findBrowser(e));
if (!engine || !findBrowser(engine)) {
  console.error(
    'No Firefox or Chromium was found. Install one, or name it: REACHABLE_FIREFOX=/path/to/firefox npm start (REACHABLE_CHROMIUM for Chromium).',
  );
  process.exit(1);
}
const { buildAll } = (await import(join(ROOT, 'extension/build.mjs'))) as {
  buildAll(): Promise<Record<Engine, { dir: string }>>;
};
const made = await buildAll();
const started = await launchBrowser({
  engine,
  extensionDir: made[engine].dir,
  profileDir: join(ROOT, 'out', `profile-${engine}`),
  headless: false,
});
console.log(
  `Reachable is loaded in ${engine}. Its button is in the toolbar (or behind the puzzle piece). Close the browser to end.`,
);
const page = await started.browser.newPage();
void page.goto(started.pageUrl('popup.html')).catch(() => undefined);
await new Promise<void>((resolve) => started.browser.on('disconnected', () => resolve()));
