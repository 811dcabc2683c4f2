// A small proxy as VPN extensions use one: CONNECT for TLS, whole addresses for plain http. It stands among the servers, past the censor.
import { createServer as createHttpServer, request as requestHttp } from 'node:http';
import { connect, type Socket } from 'node:net';
import { addressOf } from './names.ts';

/** Listens on every address. */
export function serveProxy(port: number): void {
  const server = createHttpServer((request, response) => {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    if (!url) {
      response.writeHead(400).end();
      return;
    }
    const onward = requestHttp(
      {
        host: addressOf(url.hostname),
        port: url.port || 80,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, socket, head) => {
    const [host = '', onPort = '443'] = (request.url ?? '').split(':');
    const onward = connect(Number(onPort), addressOf(host));
    // As common proxies do, the tunnel is promised before anybody knows whether the other end answers; if it does not, it is reset.
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.write(head);
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => (socket as Socket).resetAndDestroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(port, '0.0.0.0');
}
