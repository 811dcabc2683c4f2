// Known block addresses are recognised when an observation is stored, and nowhere else.
import { describe, expect, it } from 'vitest';
import { markAddresses } from '../../../src/judge/mark.ts';
import { control, OK, PROXIED, REFUSED, resolved, sentTo, watch } from './situation.ts';

const NORD = 'https://nordvpn.com';

describe('an observation is marked', () => {
  it('by its answers', () => {
    expect(markAddresses(resolved(0, 'nordvpn.com', ['142.250.74.3', '62.33.207.197'])).fingerprint).toBe(
      'ru-dns-ttk',
    );
  });
  it('by its peer', () => {
    expect(markAddresses(watch(0, NORD, { ...REFUSED, address: '195.175.254.2' })).fingerprint).toBe(
      'tr-dns',
    );
  });
  it('whatever the country: what a hit is worth is judged later', () => {
    expect(markAddresses(resolved(0, 'nordvpn.com', ['192.168.7.222'])).fingerprint).toBe('ke-dns');
  });
});

describe('an observation is left as it is', () => {
  it.each([
    ['without an address', watch(0, NORD, REFUSED)],
    ['with a public address', watch(0, NORD, OK)],
    ['when a proxy carried it', watch(0, NORD, { ...PROXIED, address: '195.175.254.2' })],
    ['when it is a control', control(0, 'gstatic', { outcome: 'success', address: '195.175.254.2' })],
    [
      'when a block page was recognised already',
      watch(0, NORD, { ...sentTo('warning.rt.ru', 'ru-warning-rt'), address: '195.175.254.2' }),
    ],
  ])('%s', (_, o) => {
    expect(markAddresses(o)).toBe(o);
  });
});
