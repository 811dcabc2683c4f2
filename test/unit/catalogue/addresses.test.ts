import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyAddress,
  inRange,
  isTelegramAddress,
  parseAddress,
  unwrapAddress,
} from '../../../src/catalogue/addresses.ts';
import { TELEGRAM, TELEGRAM_RANGES } from '../../../src/catalogue/telegram.ts';

describe('parsing', () => {
  it.each([
    ['0.0.0.0', 32, 0n],
    ['1.2.3.4', 32, 0x01020304n],
    ['255.255.255.255', 32, 0xffffffffn],
    ['::', 128, 0n],
    ['::1', 128, 1n],
    ['1::', 128, 1n << 112n],
    ['[::1]', 128, 1n],
    ['2001:DB8::a', 128, 0x20010db800000000000000000000000an],
    ['2001:db8:0:0:0:0:0:a', 128, 0x20010db800000000000000000000000an],
    ['1:2:3:4:5:6:7::', 128, 0x00010002000300040005000600070000n],
    ['::ffff:1.2.3.4', 128, 0xffff01020304n],
    ['::ffff:0102:0304', 128, 0xffff01020304n],
    ['64:ff9b::1.2.3.4', 128, 0x0064ff9b000000000000000001020304n],
    ['1:2:3:4:5:6:1.2.3.4', 128, 0x00010002000300040005000601020304n],
  ])('%s', (text, bits, value) => {
    expect(parseAddress(text)).toEqual({ bits, value });
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.',
    '-1.2.3.4',
    '1.2.3.٤',
    '16909060',
    '[1.2.3.4]',
    'example.com',
    ':',
    ':::',
    ':1',
    '1:',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1',
    '::1]',
    '::\u0000',
    `${'0'.repeat(60)}::1`,
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
    expect(classifyAddress(text)).toBe('invalid');
    expect(isTelegramAddress(text)).toBe(false);
  });

  it('reads every IPv4 and IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(parseAddress(text)?.bits).toBe(32);
        expect(unwrapAddress(parseAddress(`::ffff:${text}`) as never)).toEqual(parseAddress(text));
        expect(unwrapAddress(parseAddress(`64:ff9b::${text}`) as never)).toEqual(parseAddress(text));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(parseAddress(text)?.bits).toBe(128);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        classifyAddress(a);
        inRange(a, b);
        isTelegramAddress(a);
      }),
    );
  });
});

describe('classes', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['149.154.167.99', 'public'],
    ['2001:67c:4e8:f004::9', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['d0::11', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['0.0.0.1', 'bogon'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['::1', 'loopback'],
    ['10.10.34.34', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['169.254.1.1', 'private'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.7.222', 'private'],
    ['fd00::1', 'private'],
    ['fe80::1', 'private'],
    ['febf::1', 'private'],
    ['198.17.255.255', 'public'],
    ['198.18.0.1', 'benchmark'],
    ['198.19.255.255', 'benchmark'],
    ['198.20.0.0', 'public'],
    ['192.0.0.1', 'bogon'],
    ['192.0.1.1', 'public'],
    ['192.0.2.1', 'bogon'],
    ['198.51.100.1', 'bogon'],
    ['203.0.113.1', 'bogon'],
    ['224.0.0.1', 'bogon'],
    ['243.185.187.39', 'bogon'],
    ['255.255.255.255', 'bogon'],
    ['100::1', 'bogon'],
    ['2001:db8::1', 'bogon'],
    ['ff02::1', 'bogon'],
    ['::ffff:8.8.8.8', 'bogon'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:0.0.0.0', 'unspecified'],
    ['64:ff9b::10.10.34.34', 'private'],
    ['64:ff9b::a0a:2222', 'private'],
  ] as const)('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });
});

describe('ranges', () => {
  it.each([
    ['149.154.175.50', '149.154.160.0/20', true],
    ['149.154.176.0', '149.154.160.0/20', false],
    ['149.154.159.255', '149.154.160.0/20', false],
    ['1.2.3.4', '0.0.0.0/0', true],
    ['1.2.3.4', '1.2.3.4/32', true],
    ['1.2.3.5', '1.2.3.4/32', false],
    ['::ffff:1.2.3.4', '1.2.3.0/24', true],
    ['64:ff9b::1.2.3.4', '1.2.3.0/24', true],
    ['::ffff:1.2.3.4', '::ffff:0:0/96', true],
    ['1.2.3.4', '::/0', false],
    ['::1', '0.0.0.0/0', false],
    ['2a0a:f280:203::1', '2a0a:f280::/32', true],
    ['2a0a:f281::1', '2a0a:f280::/32', false],
    ['1.2.3.4', '1.2.3.4', false],
    ['1.2.3.4', '1.2.3.4/33', false],
    ['1.2.3.4', '1.2.3.4/-1', false],
    ['1.2.3.4', '1.2.3.4/8/8', false],
    ['1.2.3.4', '', false],
    ['', '1.2.3.4/8', false],
  ])('%s in %s: %s', (address, cidr, expected) => {
    expect(inRange(address, cidr)).toBe(expected);
  });
});

describe('Telegram’s own addresses', () => {
  it('include every address of its entry', () => {
    const own = TELEGRAM.endpoints.map((endpoint) => endpoint.host).filter((host) => parseAddress(host));
    expect(own).toHaveLength(7);
    for (const address of own) expect(isTelegramAddress(address), address).toBe(true);
  });

  it('are written as ranges that start at their first address', () => {
    for (const cidr of TELEGRAM_RANGES.cidrs)
      expect(inRange(cidr.split('/')[0] ?? '', cidr), cidr).toBe(true);
  });

  it.each([
    ['149.154.167.99', true],
    ['91.108.56.130', true],
    ['2001:67c:4e8:f004::9', true],
    ['::ffff:149.154.167.99', true],
    ['64:ff9b::149.154.167.99', true],
    // A network's own NAT64 prefix.
    ['2a00:1234:64:ff9b::959a:a763', true],
    ['8.8.8.8', false],
    ['10.10.34.34', false],
    ['62.33.207.196', false],
    ['64:ff9b::10.10.34.34', false],
    ['2001:db8::1', false],
    ['d0::11', false],
  ])('%s: %s', (address, expected) => {
    expect(isTelegramAddress(address)).toBe(expected);
  });
});
