// The network's resolver. It runs in the censor's namespace: every question passes there anyway, so all lies are told in one place.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';
import type { DnsAnswer } from './steer.ts';

/** What to say about a name; `undefined` means the truth. */
export type Policy = (name: string) => DnsAnswer | undefined;

const RCODES: Readonly<Record<string, number>> = { nxdomain: 3, servfail: 2, refused: 5, empty: 0 };
const AUTHORITATIVE_NOTHING = 0x0080; // recursion available

/** Serves UDP and TCP on the port; `truth` gives the address of a name. */
export async function serveDns(port: number, policy: Policy, truth: (name: string) => string): Promise<void> {
  const answer = (query: Packet): Packet | undefined => {
    const question = query.questions?.[0];
    const head = { id: query.id ?? 0, type: 'response' as const, questions: query.questions ?? [] };
    if (!question) return { ...head, flags: AUTHORITATIVE_NOTHING | 1 };
    const said = policy(question.name);
    if (said === 'silent') return undefined;
    if (typeof said === 'string') return { ...head, flags: AUTHORITATIVE_NOTHING | (RCODES[said] ?? 2) };
    // The lab is IPv4 only: any other question gets an empty, successful answer.
    if (question.type !== 'A') return { ...head, flags: AUTHORITATIVE_NOTHING };
    const addresses = said?.a ?? [truth(question.name)];
    return {
      ...head,
      flags: AUTHORITATIVE_NOTHING,
      answers: addresses.map((data) => ({ name: question.name, type: 'A' as const, ttl: 5, data })),
    };
  };
  const udp = createSocket('udp4');
  udp.on('message', (bytes, from) => {
    try {
      const reply = answer(decode(bytes));
      if (reply) udp.send(encode(reply), from.port, from.address);
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
        if (reply) socket.end(streamEncode(reply));
      } catch {
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => tcp.listen(port, '0.0.0.0', resolve));
}
