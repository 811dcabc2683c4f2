// What a check asks: complete, each once, in an order that can be made again.
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { chosenServices, planCheck, repeatsOf } from '../../../src/check/plan.ts';
import type { CheckChoice } from '../../../src/check/row.ts';

const choice = (more: Partial<CheckChoice> = {}): CheckChoice => ({
  groups: ['telegram'],
  mode: 'now',
  deep: false,
  ...more,
});
const keys = (c: CheckChoice, seed = 7) => planCheck(SERVICES, c, seed).map((item) => item.key);

describe('a plan', () => {
  it('of Telegram asks the web client, both ports of six data centres, and every other host once', () => {
    const items = planCheck(SERVICES, choice(), 1);
    const urls = items.map((i) => `${i.scheme}://${i.host}:${i.port}${i.path}`);
    expect(urls).toContain('https://web.telegram.org:443/');
    for (const address of '149.154.175.50 149.154.167.51 149.154.175.100 149.154.167.91 149.154.171.5 95.161.76.100'.split(
      ' ',
    )) {
      expect(urls).toContain(`http://${address}:80/`);
      expect(urls).toContain(`http://${address}:443/`);
    }
    for (const name of ['pluto', 'venus', 'aurora', 'vesta', 'flora'])
      expect(urls).toContain(`https://${name}.web.telegram.org:443/apiws`);
    expect(new Set(items.map((i) => i.key)).size).toBe(items.length);
    expect(new Set(items.map((i) => i.endpoint)).size).toBe(SERVICES[0]?.endpoints.length);
  });

  it('of everything has more than 150 requests and about 100 services', () => {
    const all = choice({
      groups: ['telegram', 'commercial_vpn', 'circumvention', 'tool', 'resolver', 'advocacy'],
    });
    expect(keys(all).length).toBeGreaterThan(150);
    expect(chosenServices(SERVICES, all).length).toBe(SERVICES.length);
  });

  it('contacts nobody who was not chosen', () => {
    const hosts = new Set(planCheck(SERVICES, choice({ groups: ['tool'] }), 1).map((i) => i.service));
    for (const id of hosts) expect(SERVICES.find((s) => s.id === id)?.category).toBe('tool');
    expect(keys(choice({ groups: [] }))).toEqual([]);
    expect(
      chosenServices(SERVICES, choice({ groups: ['commercial_vpn'], only: ['mullvad', 'telegram'] })).map(
        (s) => s.id,
      ),
    ).toEqual(['mullvad']);
  });

  it('is the same again from the same number, and another order from another when quiet', () => {
    const quiet = choice({ groups: ['commercial_vpn'], mode: 'quiet' });
    expect(keys(quiet, 5)).toEqual(keys(quiet, 5));
    expect(keys(quiet, 5)).not.toEqual(keys(quiet, 6));
    expect([...keys(quiet, 5)].sort()).toEqual([...keys(quiet, 6)].sort());
    const fast = choice({ groups: ['commercial_vpn'] });
    expect(keys(fast, 5)).toEqual(keys(fast, 6));
  });
});

describe('what failed', () => {
  const item = (host: string) => {
    const found = planCheck(SERVICES, choice({ groups: ['commercial_vpn', 'telegram'] }), 1).find(
      (i) => i.host === host,
    );
    if (!found) throw new Error(host);
    const endpoint = SERVICES.find((s) => s.id === found.service)?.endpoints.find((e) => e.host === host);
    return repeatsOf(found, endpoint).map((i) => `${i.scheme}://${i.host}${i.compare ? ' compared' : ''}`);
  };

  it('is asked once more, a site that may speak plain http that way too', () => {
    expect(item('ivpn.net')).toEqual(['https://ivpn.net', 'http://ivpn.net compared']);
    // Preloaded: plain http never leaves the machine.
    expect(item('mullvad.net')).toEqual(['https://mullvad.net']);
    expect(item('api.ivpn.net')).toEqual(['https://api.ivpn.net']);
    expect(item('149.154.175.50')).toEqual(['http://149.154.175.50']);
  });
});
