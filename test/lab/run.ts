// Small help for starting programs and talking over Unix sockets (which, unlike the network, cross namespaces).
import { execFileSync, spawnSync } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** Runs a program to its end; throws with its error output. */
export function run(program: string, args: readonly string[], input?: string): string {
  const result = spawnSync(program, args, { encoding: 'utf8', ...(input === undefined ? {} : { input }) });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${result.stderr.trim() || result.status}`);
  return result.stdout;
}

/** True when the program is there. */
export function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Serves one JSON request a line; the answer is `{ok:true}` or `{error}`. */
export function obey(socketPath: string, handle: (message: unknown) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      createInterface({ input: socket }).on('line', (line) => {
        try {
          handle(JSON.parse(line));
          socket.write('{"ok":true}\n');
        } catch (error) {
          socket.write(`${JSON.stringify({ error: String(error) })}\n`);
        }
      });
    });
    server.on('error', reject);
    server.listen(socketPath, resolve);
  });
}

/** Sends one request to `obey` and waits for its answer; tries again until `waitMs` while nobody listens yet. */
export async function tell(socketPath: string, message: unknown, waitMs = 10_000): Promise<void> {
  const end = Date.now() + waitMs;
  for (;;) {
    try {
      const answer = await ask(socketPath, message);
      if (answer.error) throw new Error(`${socketPath}: ${answer.error}`);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function ask(socketPath: string, message: unknown): Promise<{ error?: string }> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    socket.on('error', reject);
    socket.on('connect', () => socket.write(`${JSON.stringify(message)}\n`));
    createInterface({ input: socket })
      .on('line', (line) => {
        socket.end();
        resolve(JSON.parse(line));
      })
      .on('error', () => {});
  });
}
