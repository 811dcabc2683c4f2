// The network's resolver. It runs in the censor's namespace: every question passes there anyway, so all lies are told in one place.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';
import type { DnsAnswer } from './steer.ts';

/** What to say about a name; `undefined` means the truth. */
export type Policy = (name: string) => DnsAnswer | undefined;

const RCODES: Readonly<Record<string, number>> = { nxdomain: 3, servfail: 2, refused: 5, empty: 0 };
const AUTHORITATIVE_NOTHING = 0x0080; // recursion available

/** What is true about a name; the IPv6 address is absent where the network has none. */
export type Truth = (name: string) => { readonly a: string; readonly aaaa?: string };

/** Serves UDP and TCP on the port. */
export async function serveDns(port: number, policy: Policy, truth: Truth): Promise<void> {
  const answer = (query: Packet): Packet | Buffer | undefined => {
    const question = query.questions?.[0];
    const head = { id: query.id ?? 0, type: 'response' as const, questions: query.questions ?? [] };
    if (!question) return { ...head, flags: AUTHORITATIVE_NOTHING | 1 };
    const said = policy(question.name);
    if (said === 'silent') return undefined;
    if (said === 'malformed') return malformed(head.id);
    if (typeof said === 'string') return { ...head, flags: AUTHORITATIVE_NOTHING | (RCODES[said] ?? 2) };
    const { type, name } = question;
    const right = truth(name);
    const found =
      type === 'A'
        ? (said?.a ?? [right.a])
        : type === 'AAAA'
          ? (said ? said.aaaa : right.aaaa && [right.aaaa]) || []
          : [];
    // A question about anything else gets an empty, successful answer.
    const answers = found.map((data) => ({ name, type: type as 'A' | 'AAAA', ttl: 5, data }));
    return { ...head, flags: AUTHORITATIVE_NOTHING, answers };
  };
  const udp = createSocket('udp4');
  udp.on('message', (bytes, from) => {
    try {
      const reply = answer(decode(bytes));
      if (reply) udp.send(Buffer.isBuffer(reply) ? reply : encode(reply), from.port, from.address);
    } catch {
      // Not a DNS question: said to nobody.
    }
  });
  await new Promise<void>((resolve) => udp.bind(port, '0.0.0.0', resolve));
  const tcp = createServer((socket) => {
    let waiting = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      if (waiting.length < 2 || waiting.length < 2 + waiting.readUInt16BE(0)) return;
      try {
        const query = streamDecode(waiting);
        const reply = query && answer(query);
        if (Buffer.isBuffer(reply)) socket.end(Buffer.concat([Buffer.from([0, reply.length]), reply]));
        else if (reply) socket.end(streamEncode(reply));
      } catch {
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => tcp.listen(port, '0.0.0.0', resolve));
}

/** An answer's head that promises more than follows: names that point at themselves, and a record longer than the message. */
function malformed(id: number): Buffer {
  const head = Buffer.from([id >> 8, id & 255, 0x81, 0x80, 0, 1, 0xff, 0xff, 0, 7, 0, 9]);
  return Buffer.concat([
    head,
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0xc0, 0x12, 0, 1, 0, 1, 0, 0, 0, 5, 0xff, 0xff, 10]),
  ]);
}
