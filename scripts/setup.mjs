// Installs what is missing. Runs before any dependency exists, so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const OLDEST_NODE = [20, 19];

/** True when the program is on the PATH, or where Debian keeps programs for root. */
export function has(program) {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  const folders = [
    ...(process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':'),
    '/usr/sbin',
    '/sbin',
  ];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** npm's packages, when they are missing or older than the lock file. Ends the program with a clear line when that fails. */
export function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(
      `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}. See https://nodejs.org`,
    );
    process.exit(1);
  }
  const marker = join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs)
    return;
  console.log('Installing npm packages …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm ci failed; look at its message above, check the network, and try again.');
    process.exit(1);
  }
}

/** Debian and Ubuntu only: installs packages by name with apt. `packages` maps a program (or file) to the package that brings it. */
export function installDebian(packages) {
  const missing = Object.entries(packages).filter(([what]) =>
    what.startsWith('/') ? !existsSync(what) : !has(what),
  );
  if (missing.length === 0) return true;
  const names = [...new Set(missing.map(([, name]) => name))];
  const root = process.getuid?.() === 0;
  const debian = process.platform === 'linux' && existsSync('/etc/debian_version') && has('apt-get');
  const sudo =
    !root &&
    has('sudo') &&
    spawnSync('sudo', process.stdin.isTTY ? ['-v'] : ['-n', 'true'], { stdio: 'inherit' }).status === 0;
  if (!debian || (!root && !sudo)) return false;
  console.log(`Installing ${names.join(', ')} …`);
  const apt = (...args) =>
    spawnSync(
      root ? 'apt-get' : 'sudo',
      [...(root ? [] : ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']), '-q', '-y', ...args],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      },
    ).status === 0;
  return apt('update') && apt('install', '--no-install-recommends', ...names);
}

/** The browsers, by their Debian names. Ubuntu has both as snaps only; there a person installs their own. */
export function installBrowsers() {
  if (isUbuntu()) return installDebian({});
  return installDebian({ 'firefox-esr': 'firefox-esr', chromium: 'chromium' });
}

/** What the lab needs besides the browsers. */
export function installLab() {
  return installDebian({
    ip: 'iproute2',
    nft: 'nftables',
    certutil: 'libnss3-tools',
    openssl: 'openssl',
    unshare: 'util-linux',
    ...(isUbuntu()
      ? {}
      : {
          '/usr/lib/firefox-esr/browser/extensions/langpack-ru@firefox-esr.mozilla.org.xpi':
            'firefox-esr-l10n-ru',
          '/usr/lib/firefox-esr/browser/extensions/langpack-fa@firefox-esr.mozilla.org.xpi':
            'firefox-esr-l10n-fa',
        }),
  });
}

/**
 * What the collector's tests start for themselves. Debian starts servers when it installs them; only the programs are wanted, so those that came
 * just now are stopped again.
 */
export function installServers() {
  const before = { nginx: has('nginx'), postgresql: existsSync('/usr/lib/postgresql') };
  const there = installDebian({
    nginx: 'nginx-light',
    '/usr/lib/nginx/modules/ngx_http_js_module.so': 'libnginx-mod-http-js',
    '/usr/lib/postgresql': 'postgresql',
    openssl: 'openssl',
  });
  if (there && existsSync('/run/systemd/system')) {
    const fresh = Object.keys(before).filter((service) => !before[service]);
    if (fresh.length > 0) spawnSync('systemctl', ['disable', '--now', ...fresh], { stdio: 'ignore' });
  }
  return there;
}

function isUbuntu() {
  return existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
}
