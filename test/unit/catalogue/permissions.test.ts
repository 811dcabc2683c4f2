import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/catalogue/addresses.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { hostPermissions, watchPatterns } from '../../../src/catalogue/permissions.ts';
import { ROOT } from '../../root.ts';

const hosts = SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host));
const patternHost = (pattern: string) => /^\*:\/\/(?:\*\.)?([^/*]+)\/\*$/.exec(pattern)?.[1];

describe('watch patterns', () => {
  const patterns = watchPatterns();

  it('ask for listed hosts and what is below them, nothing wider', () => {
    for (const pattern of patterns) {
      const host = patternHost(pattern);
      expect(hosts, pattern).toContain(host);
      // A pattern for an address must not read as a name with subdomains.
      expect(pattern).toBe(parseAddress(host ?? '') ? `*://${host}/*` : `*://*.${host}/*`);
    }
  });

  it('cover every listed host', () => {
    const covered = patterns.map(patternHost);
    for (const host of hosts) {
      const by = covered.filter(
        (listed) => host === listed || (!parseAddress(host) && host.endsWith(`.${listed}`)),
      );
      expect(by, host).toHaveLength(1);
    }
  });

  it('hold one pattern for a parent and its listed subdomains, and never widen', () => {
    expect(patterns).toContain('*://*.telegram.org/*');
    expect(patterns.filter((pattern) => pattern.includes('web.telegram.org'))).toEqual([]);
    expect(patterns).toContain('*://*.addons.mozilla.org/*');
    expect(patterns).not.toContain('*://*.mozilla.org/*');
    expect(patterns).toContain('*://149.154.167.99/*');
  });

  it('are sorted, without repeats and the same every time', () => {
    expect(patterns).toEqual([...new Set(patterns)].sort());
    expect(watchPatterns()).toEqual(patterns);
  });
});

describe('host permissions', () => {
  const permissions = hostPermissions();

  it('are the watch patterns, the portal hosts and Telegram’s WebSockets, which Chromium does not count as *://', () => {
    const extra = permissions.filter((pattern) => !watchPatterns().includes(pattern));
    expect(extra).toEqual([
      'http://detectportal.firefox.com/*',
      'http://www.msftconnecttest.com/*',
      'wss://*.web.telegram.org/*',
    ]);
    expect(CONTROLS.filter((control) => control.kind === 'portal')).toHaveLength(2);
    for (const pattern of watchPatterns()) expect(permissions).toContain(pattern);
  });

  it('are what the manifest asks for, no more and no less', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8')) as {
      host_permissions: string[];
    };
    expect(manifest.host_permissions).toEqual(permissions);
  });

  it('are sorted, without repeats, and never everything', () => {
    expect(permissions).toEqual([...new Set(permissions)].sort());
    expect(permissions).not.toContain('<all_urls>');
    for (const pattern of permissions)
      expect(pattern).toMatch(/^(\*|http|wss):\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+\/\*$/);
  });
});
