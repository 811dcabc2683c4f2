// `npm start`: installs what is missing, builds, and opens the extension in the browser that is there (`npm start -- chromium`).
// Without a display it runs the demo instead.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installBrowsers, installLab, installPackages, ROOT } from './setup.mjs';

installPackages();
installBrowsers();
const display = process.platform === 'linux' ? process.env.DISPLAY || process.env.WAYLAND_DISPLAY : true;
if (!display) {
  console.log('No display here: running the demo in the bundled censorship lab instead.');
  installLab();
}
const file = display ? 'scripts/open.ts' : 'test/lab/demo.ts';
const result = spawnSync(
  process.execPath,
  [join(ROOT, 'test/ts.mjs'), join(ROOT, file), ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);
process.exit(result.status ?? 1);
