// A listener: starts, and stops so that whoever was being answered is answered to the end.
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { REFUSAL_BODY, REFUSAL_TYPE } from './web/refusal.ts';

const OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  /** Longer than a relay keeps an idle connection, so that it is never cut just when the relay takes it up again. */
  keepAliveTimeout: 75_000,
  maxHeaderSize: 8_192,
};

const IDLE_CHECK_MS = 50;
/** Whoever has not sent the rest of a request by then does not send it. */
const PATIENCE_MS = 3_000;

const RAW_REFUSAL = [
  'HTTP/1.1 400 Bad Request',
  `Content-Type: ${REFUSAL_TYPE}`,
  `Content-Length: ${REFUSAL_BODY.length}`,
  'Connection: close',
  '',
  REFUSAL_BODY,
].join('\r\n');

export interface Listener {
  readonly port: number;
  /** Takes no more connections, and resolves when the last request was answered, or its sender kept it waiting for too long. */
  readonly stop: () => Promise<void>;
}

export async function listen(app: Hono, host: string, port: number): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer: ((_: ServerOptions, answer: RequestListener) =>
      createServer(OPTIONS, (request, response) => {
        // The collector's clock is of no use to anybody.
        response.sendDate = false;
        answer(request, response);
      })) as typeof createServer,
  }) as Server;
  // What is no HTTP at all is refused like everything else; Node's own answers say what was wrong.
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end(RAW_REFUSAL);
    else socket.destroy();
  });
  await new Promise<void>((listening, failed) => {
    // Stays: an error of a later connection ends that connection and nothing else.
    server.on('error', ({ code }: NodeJS.ErrnoException) =>
      failed(new Error(`Cannot listen on ${host}, port ${port} (${code}). Set another host or port.`)),
    );
    server.listen(port, host, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((stopped, failed) => {
        // A connection that is kept open becomes idle only when its last answer is out.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
        const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
        server.close((error) => {
          clearInterval(idle);
          clearTimeout(patience);
          if (error) failed(error);
          else stopped();
        });
        server.closeIdleConnections();
      }),
  };
}
