// One collector to a data folder: two processes on one embedded database would ruin it. The holder listens on a socket in the folder, which the system
// closes with the process however that ends. The number of a process would not do: every container's first one is 1.
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

const MAX_PATH_BYTES = 100;
const ADVICE = `set DATA_DIR to a folder on a disk of this machine, with a name of less than ${MAX_PATH_BYTES - '/lock'.length} characters.`;

/** Returns how to give it back. Rejects, with what to do, when another collector has the folder. */
export async function takeLock(folder: string): Promise<() => Promise<void>> {
  const path = socketIn(folder);
  // Systems allow some more, but a longer name is cut off without a word.
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw new Error(`${path} is too long a name: ${ADVICE}`);
  let server = await listener(path);
  if (!server && !(await isAnswered(path))) {
    // Left by a collector that was killed.
    await rm(path, { force: true });
    server = await listener(path);
  }
  if (!server) {
    throw new Error(
      `Another collector is using the data folder ${folder}. Stop it, or set DATA_DIR to another folder.`,
    );
  }
  const held = server;
  return () => new Promise((done) => held.close(() => done()));
}

/** Windows has named pipes instead, outside of folders. */
function socketIn(folder: string): string {
  return process.platform === 'win32' ? join('\\\\?\\pipe', folder, 'lock') : join(folder, 'lock');
}

/** Undefined when the name is taken. */
function listener(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE') resolve(undefined);
      else reject(new Error(`The data folder cannot be locked at ${path} (${code}): ${ADVICE}`));
    });
    server.listen(path, () => {
      // It alone keeps no process running.
      server.unref();
      resolve(server);
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
