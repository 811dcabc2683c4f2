// The shipped relay as an ordinary process in a temporary folder: the shipped configuration with its own places and names filled in, as an operator
// would, and with one thing more: the test says which address it comes from.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../root.ts';
import { freePort } from './postgres.ts';
import { tempFolder } from './samples.ts';

export interface TestRelay {
  readonly port: number;
  /** Everything that nginx has written anywhere. */
  written(): string;
  stop(): Promise<void>;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** The header in which a test says where it comes from. */
export const ADDRESS_HEADER = 'x-test-address';

export function certificate(name: string): Certificate & { readonly folder: string } {
  const folder = tempFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    ].concat(['-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', cert]),
    { stdio: 'ignore' },
  );
  return { folder, cert, key };
}

export async function startRelay(
  relay: Certificate,
  collector: { port: number; cert: string },
): Promise<TestRelay> {
  const folder = tempFolder();
  // nginx's workers are another user.
  chmodSync(folder, 0o755);
  const temp = join(folder, 'temp');
  mkdirSync(temp);
  const port = await freePort();
  const log = join(folder, 'error.log');
  let config = readFileSync(join(ROOT, 'collector/relay/nginx.conf'), 'utf8');
  const put = (shipped: string, own: string) => {
    if (config.split(shipped).length !== 2)
      throw new Error(`not once in the shipped configuration: ${shipped}`);
    config = config.replace(shipped, own);
  };
  put('pid /run/nginx.pid;', `pid ${join(folder, 'pid')};\ndaemon off;`);
  put('error_log /var/log/nginx/error.log notice;', `error_log ${log} notice;`);
  // Where this user is root only of a namespace of its own, there is no other to become.
  if (isAlone()) put('user www-data;', 'user root;');
  put('/etc/nginx/bare.js', join(ROOT, 'collector/relay/bare.js'));
  put('server collector.example:443;', `server 127.0.0.1:${collector.port};`);
  put('/etc/ssl/certs/ca-certificates.crt', collector.cert);
  put('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`);
  put('listen [::]:443 ssl;', '');
  put('/etc/ssl/relay/fullchain.pem', relay.cert);
  put('/etc/ssl/relay/privkey.pem', relay.key);
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (n) => `${n}_temp_path ${join(temp, n)};`,
  );
  put(
    'server_tokens off;',
    ['server_tokens off;', ...temps, 'set_real_ip_from 127.0.0.1;', `real_ip_header ${ADDRESS_HEADER};`].join(
      '\n',
    ),
  );
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, config);

  const nginx = spawn('nginx', ['-c', file, '-e', log], {
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [nginx.stdout, nginx.stderr])
    createInterface(stream).on('line', (line) => {
      output += `${line}\n`;
    });
  const written = () => output + (existsSync(log) ? readFileSync(log, 'utf8') : '');
  await started(log, nginx, written);
  return {
    port,
    written,
    stop: async () => {
      nginx.kill('SIGQUIT');
      await once(nginx, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isAlone(): boolean {
  const count = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)[2];
  return process.getuid?.() === 0 && count === '1';
}

/** Follows the log until the workers are there. */
async function started(log: string, nginx: ReturnType<typeof spawn>, written: () => string): Promise<void> {
  const tail = spawn('tail', ['-n', '+1', '-F', log], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await new Promise<void>((resolve, reject) => {
      nginx.once('exit', () => reject(new Error(`nginx ended:\n${written()}`)));
      createInterface(tail.stdout).on('line', (line) => {
        if (line.includes('start worker process ')) resolve();
      });
    });
  } finally {
    tail.kill();
  }
}
