// One WebSocket, opened and closed again: what a page may do and Chromium's worker may not.

/** Whether the handshake with `url` got through. False too once `ended` aborts; nothing is left open then. */
export function handshake(url: string, ended: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'binary');
    const end = (through: boolean) => {
      resolve(through);
      socket.close();
    };
    socket.onopen = () => end(true);
    socket.onerror = () => end(false);
    ended.addEventListener('abort', () => end(false));
  });
}
