// The list of clouds: one provider an entry, and nothing that is watched or a control.
import { describe, expect, it } from 'vitest';
import { CLOUDS, cloudPatterns } from '../../../src/catalogue/clouds.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';
import { hostPermissions } from '../../../src/catalogue/permissions.ts';

const endpoints = CLOUDS.flatMap((cloud) => cloud.endpoints);
const hosts = endpoints.map(({ host }) => host);

describe('clouds', () => {
  it('are about twenty, with the ones known to be hit among them', () => {
    expect(CLOUDS.length).toBeGreaterThanOrEqual(18);
    expect(CLOUDS.length).toBeLessThanOrEqual(25);
    const known =
      'amazon google microsoft cloudflare akamai fastly hetzner ovh digitalocean oracle scaleway vultr linode contabo alibaba';
    const ids = CLOUDS.map(({ id }) => id);
    for (const name of known.split(' ')) expect(ids).toContain(`cloud-${name}`);
  });

  it('are one provider an entry, with ids and names of their own', () => {
    expect(new Set(CLOUDS.map(({ id }) => id)).size).toBe(CLOUDS.length);
    expect(new Set(CLOUDS.map(({ name }) => name)).size).toBe(CLOUDS.length);
    for (const { id, category, endpoints, source, checked } of CLOUDS) {
      expect(id).toMatch(/^cloud-[a-z]+$/);
      expect(serviceById(id)).toBeUndefined();
      expect(category).toBe('cloud');
      expect([1, 2]).toContain(endpoints.length);
      for (const { hoster } of endpoints) expect(`cloud-${hoster}`).toBe(id);
      expect(source).not.toBe('');
      expect(checked).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    }
  });

  it('list hosts in lower case, each once, with absolute object paths', () => {
    expect(new Set(hosts).size).toBe(hosts.length);
    for (const { host, objectPath } of endpoints) {
      expect(host).toMatch(/^(?=.{1,64}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/);
      expect(objectPath ?? '/').toMatch(/^\/[\x21-\x7e]*$/);
    }
    expect(CLOUDS.filter((cloud) => cloud.endpoints.some((e) => e.objectPath)).length).toBeGreaterThanOrEqual(
      14,
    );
  });

  it('are neither watched nor controls', () => {
    const index = buildIndex(SERVICES);
    const controls = CONTROLS.map(({ url }) => new URL(url).hostname);
    for (const host of hosts) {
      expect(matchHost(index, host), host).toBeUndefined();
      expect(controls, host).not.toContain(host);
    }
  });
});

describe('cloud patterns', () => {
  it('are exactly these hosts over https, sorted, and none is asked for at installation', () => {
    const patterns = cloudPatterns();
    expect(patterns).toEqual(hosts.map((host) => `https://${host}/*`).sort());
    expect(patterns.filter((pattern) => hostPermissions().includes(pattern))).toEqual([]);
  });
});
