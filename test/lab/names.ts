// Which address the lab's servers have. Ordinary public-looking ones on purpose: the shipped rules call documentation and private
// ranges bogons. They exist only inside namespaces without a route out.

/** The network's resolver, as every client is told. */
export const RESOLVER = '9.9.9.10';

/** Where a proxy abroad listens; nobody listens on the second port. */
export const PROXY = { address: '185.44.33.22', port: 3_128, deadPort: 3_129 } as const;

/** Telegram's own web address: t.me and telegram.org really answer there. */
export const TELEGRAM_WEB = '149.154.167.99';

/** Where Telegram's apps connect: plain http on ports 80 and 443. */
export const TELEGRAM_DATA_CENTRES: readonly string[] = [
  '149.154.175.50',
  '149.154.167.51',
  '149.154.175.100',
  '149.154.167.91',
  '149.154.171.5',
  '95.161.76.100',
];

/** First octets without any entry of the shipped block address lists. */
const ORDINARY = [34, 52, 104, 130, 141, 151, 176, 185];

const FIXED: Readonly<Record<string, string>> = {
  'pluto.web.telegram.org': '149.154.174.100',
  'venus.web.telegram.org': '149.154.167.98',
  'aurora.web.telegram.org': '149.154.175.117',
  'vesta.web.telegram.org': '149.154.167.97',
  'flora.web.telegram.org': '149.154.170.100',
  'telegram.org': TELEGRAM_WEB,
  't.me': TELEGRAM_WEB,
  'telegram.me': TELEGRAM_WEB,
  'telegram.dog': TELEGRAM_WEB,
  'telesco.pe': TELEGRAM_WEB,
  'telegra.ph': '149.154.164.13',
  'graph.org': '149.154.164.14',
  'te.legra.ph': '149.154.164.15',
  'cdn-telegram.org': '149.154.164.16',
  'tdesktop.com': TELEGRAM_WEB,
  'tg.dev': TELEGRAM_WEB,
  'tx.me': TELEGRAM_WEB,
  'telegram.space': TELEGRAM_WEB,
  'usercontent.dev': '149.154.164.17',
  'fragment.com': '149.154.164.18',
  'comments.app': '149.154.164.19',
  'contest.com': '149.154.164.20',
  'warning.rt.ru': '5.44.41.12',
};

/**
 * The one address of a host: an address literal is itself, a few names are fixed, any other gets one from its last two labels (so
 * subdomains share it). Deterministic: every world has the same addresses.
 */
export function addressOf(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
  for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const fixed = FIXED[rest];
    if (fixed) return fixed;
  }
  const hash = fnv1a(name.split('.').slice(-2).join('.'));
  const last = 1 + ((hash >>> 16) % 253);
  return `${ORDINARY[hash % ORDINARY.length]}.${(hash >>> 3) & 63}.${(hash >>> 9) & 127}.${last}`;
}

/** The IPv6 address of a host: Telegram's in Telegram's own network, all others made from their IPv4 address. */
export function address6Of(host: string): string {
  const parts = addressOf(host).split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return (a === 149 && b === 154) || (a === 95 && b === 161)
    ? `2001:67c:4e8:f004::${tail}`
    : `2a0e:b107:77::${tail}`;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
