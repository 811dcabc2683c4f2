// A world: client, censor and servers in three network namespaces joined by two cables. IPv4 only (but for an IPv6 that leads nowhere) and without any way out.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import type { CensorPlan } from './censor.ts';
import type { Certificates } from './certificates.ts';
import { program } from './program.ts';
import { run, tell } from './run.ts';
import type { ServersPlan } from './servers.ts';
import type { Steering } from './steer.ts';

const CLIENT_NET = '10.77.0.0/24';
const SERVERS_NET = '10.77.1.0/24';
const CLIENT = '10.77.0.2';
const CENSOR_TO_CLIENT = '10.77.0.1';
const CENSOR_TO_SERVERS = '10.77.1.1';
const SERVERS = '10.77.1.2';
const CLIENT_6 = '2a0e:b107:1::2';
const GATEWAY_6 = '2a0e:b107:1::1';
/** A neighbour that is said to exist: packets leave for it and nobody takes them. */
const NOBODY = '02:00:00:00:00:01';

export interface World {
  readonly name: string;
  steer(rules: readonly Steering[]): Promise<void>;
  /** Starts a program in the client's namespace. */
  spawnInClient(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess;
  /** Shell words that put a command into the client's namespace. */
  readonly enterClient: string;
  /** File with every request that reached a server, a `SeenRequest` as JSON a line. */
  readonly requestLog: string;
  /** File with every name that the resolver was asked for, one a line. */
  readonly questionLog: string;
  close(): void;
}

/** Builds a world and starts its two processes. Call only inside the lab's own outer namespaces. */
export async function openWorld(name: string, folder: string, certificates: Certificates): Promise<World> {
  const spaces = { client: `${name}-client`, censor: `${name}-censor`, servers: `${name}-servers` };
  const clientLink = 'toclient';
  const serversLink = 'toservers';
  for (const space of Object.values(spaces)) {
    run('ip', ['netns', 'add', space]);
    inside(space, 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || true; ip link set lo up');
  }
  run('ip', [
    '-n',
    spaces.censor,
    'link',
    'add',
    clientLink,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    spaces.client,
  ]);
  run('ip', [
    '-n',
    spaces.censor,
    'link',
    'add',
    serversLink,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    spaces.servers,
  ]);
  inside(
    spaces.censor,
    `ip addr add ${CENSOR_TO_CLIENT}/24 dev ${clientLink} && ip link set ${clientLink} up
     ip addr add ${CENSOR_TO_SERVERS}/24 dev ${serversLink} && ip link set ${serversLink} up
     ip route add default via ${SERVERS}
     echo 1 > /proc/sys/net/ipv4/ip_forward`,
  );
  inside(
    spaces.client,
    `ip addr add ${CLIENT}/24 dev eth0 && ip link set eth0 up && ip route add default via ${CENSOR_TO_CLIENT}`,
  );
  // The servers' namespace owns every address but those of the two cables.
  inside(
    spaces.servers,
    `ip addr add ${SERVERS}/24 dev eth0 && ip link set eth0 up
     ip route add ${SERVERS_NET} dev eth0 table local
     ip route add ${CLIENT_NET} via ${CENSOR_TO_SERVERS} table local
     ip route add local 0.0.0.0/0 dev lo table local
     for f in all default eth0 lo; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done`,
  );
  refuseWayOut(Object.values(spaces));

  const sockets = {
    censor: join(folder, `${name}-censor.sock`),
    servers: join(folder, `${name}-servers.sock`),
  };
  const requestLog = join(folder, `${name}-requests.jsonl`);
  const questionLog = join(folder, `${name}-questions.txt`);
  const children: ChildProcess[] = [];
  const start = async (space: string, file: string, plan: CensorPlan | ServersPlan) => {
    const args = [
      `--net=/run/netns/${space}`,
      process.execPath,
      ...(await program(file)),
      JSON.stringify(plan),
    ];
    const child = spawn('nsenter', args, { stdio: ['ignore', 'inherit', 'inherit'], cwd: ROOT });
    child.on('exit', (code) => {
      if (code) console.error(`${space} ended with ${code}`);
    });
    children.push(child);
  };
  await start(spaces.servers, 'test/lab/servers.ts', {
    socketPath: sockets.servers,
    certificates,
    requestLog,
  });
  await start(spaces.censor, 'test/lab/censor.ts', {
    socketPath: sockets.censor,
    clientLink,
    serversLink,
    certificates,
    questionLog,
  });
  await Promise.all([tell(sockets.servers, [], 30_000), tell(sockets.censor, [], 30_000)]);

  let hasIpv6 = false;
  return {
    name,
    async steer(rules) {
      // Once: browsers take every message about an address for a change of network.
      if (!hasIpv6 && rules.some((rule) => rule.kind === 'ipv6-broken')) {
        hasIpv6 = true;
        giveBrokenIpv6(spaces.client);
      }
      await tell(
        sockets.servers,
        rules.filter((rule) => ofServers(rule) || rule.kind === 'clear'),
      );
      await tell(
        sockets.censor,
        rules.filter((rule) => !ofServers(rule)),
      );
    },
    spawnInClient(program, args, env) {
      return spawn('nsenter', [`--net=/run/netns/${spaces.client}`, program, ...args], {
        stdio: ['pipe', 'pipe', 'inherit'],
        cwd: ROOT,
        env,
      });
    },
    enterClient: `nsenter --net=/run/netns/${spaces.client}`,
    requestLog,
    questionLog,
    close() {
      for (const child of children) child.kill('SIGKILL');
      for (const space of Object.values(spaces)) run('ip', ['netns', 'del', space]);
    },
  };
}

/** Whether the servers obey this, rather than the censor. */
function ofServers(rule: Steering): boolean {
  return ['server', 'clock', 'doh', 'store'].includes(rule.kind);
}

/** An address and a way out that lead nowhere. Stays for the life of the world. */
function giveBrokenIpv6(client: string): void {
  inside(
    client,
    `for f in all eth0; do echo 0 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done
     ip -6 addr replace ${CLIENT_6}/64 dev eth0 nodad
     ip -6 neigh replace ${GATEWAY_6} lladdr ${NOBODY} dev eth0 nud permanent
     ip -6 route replace default via ${GATEWAY_6} dev eth0`,
  );
}

/** The addresses are other people's: not one packet may leave. Throws when anything but loopback and the two cables exists. */
function refuseWayOut(spaces: readonly string[]): void {
  const outer = run('ip', ['-o', 'link']).trim().split('\n');
  if (outer.length !== 1 || !outer[0]?.includes(' lo:'))
    throw new Error('the outer namespace has links: refusing to start');
  for (const space of spaces) {
    const links = [...run('ip', ['-n', space, '-o', 'link']).matchAll(/^\d+: ([^:@]+)/gm)].map(
      (match) => match[1] ?? '',
    );
    const strange = links.filter((link) => !['lo', 'eth0', 'toclient', 'toservers'].includes(link));
    if (strange.length > 0)
      throw new Error(`${space} has a link that is not the lab's: ${strange.join(', ')}`);
  }
}

function inside(space: string, script: string): void {
  run('nsenter', [`--net=/run/netns/${space}`, 'sh', '-e', '-c', script]);
}
