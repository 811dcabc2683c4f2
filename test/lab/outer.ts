// The lab's outer shell: namespaces of our own for mounts, processes and network, so that everything vanishes with them and nothing of the
// host is touched.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../root.ts';
import { RESOLVER } from './names.ts';
import { has, run } from './run.ts';

/** Exit code for "cannot run here", as test harnesses know it. */
export const SKIPPED = 77;

// Debian keeps nft where only root's PATH looks.
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

const INSIDE = 'REACHABLE_LAB_INSIDE';

/** One line that says why the lab cannot run here; undefined when it can. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux (network namespaces)';
  const missing = ['unshare', 'nsenter', 'ip', 'nft', 'openssl', 'certutil'].filter(
    (program) => !has(program),
  );
  if (missing.length > 0)
    return `not installed: ${missing.join(', ')} (iproute2, nftables, openssl, libnss3-tools)`;
  try {
    run('unshare', [...unshareFlags(), 'true']);
  } catch {
    return 'not allowed to make namespaces (run as root, or allow unprivileged user namespaces)';
  }
  return undefined;
}

export function isInside(): boolean {
  return process.env[INSIDE] === '1';
}

/** Starts the same program again inside namespaces of its own; resolves to its exit code. */
export function enter(file: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(
      'unshare',
      [...unshareFlags(), process.execPath, join(ROOT, 'test/ts.mjs'), file, ...args],
      {
        stdio: 'inherit',
        cwd: ROOT,
        env: { ...process.env, [INSIDE]: '1' },
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGKILL'));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Inside: own /run, own resolver, loopback up. */
export function furnish(folder: string): void {
  const resolvConf = realResolvConf();
  run('mount', ['-t', 'tmpfs', 'lab', '/run']);
  mkdirSync('/run/netns');
  // Where /etc/resolv.conf points into /run (systemd-resolved), its target has just been covered.
  if (!existsSync(resolvConf)) {
    mkdirSync(dirname(resolvConf), { recursive: true });
    writeFileSync(resolvConf, '');
  }
  bind(folder, 'resolv.conf', `nameserver ${RESOLVER}\noptions timeout:3 attempts:2\n`, resolvConf);
  bind(folder, 'hosts', '127.0.0.1 localhost\n', '/etc/hosts');
  run('ip', ['link', 'set', 'lo', 'up']);
}

function bind(folder: string, name: string, text: string, target: string): void {
  const file = join(folder, name);
  writeFileSync(file, text);
  run('mount', ['--bind', file, target]);
}

function realResolvConf(): string {
  try {
    return realpathSync('/etc/resolv.conf');
  } catch {
    return '/etc/resolv.conf';
  }
}

function unshareFlags(): string[] {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return [...user, '--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
}
