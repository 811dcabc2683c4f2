// Other extensions a person may have: one that blocks a host, one that leads everything through a proxy. Written to a folder, to be loaded.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../browser/launch.ts';
import { PROXY } from './names.ts';

/** A second extension with one rule: what an ad blocker or a parental filter does. */
export function blockingExtension(dir: string, host: string, index: number): string {
  mkdirSync(dir);
  const manifest = {
    manifest_version: 3,
    name: 'Blocker',
    version: '1',
    permissions: ['declarativeNetRequest'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
    browser_specific_settings: { gecko: { id: `blocker${index}@reachable.example` } },
  };
  const condition = {
    requestDomains: [host],
    resourceTypes: ['main_frame', 'sub_frame', 'xmlhttprequest', 'websocket', 'other'],
  };
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(dir, 'rules.json'), JSON.stringify([{ id: 1, action: { type: 'block' }, condition }]));
  return dir;
}

/** A VPN extension: every request goes through a proxy, which is there or gone. */
export function proxyExtension(dir: string, engine: Engine, kind: 'working' | 'dead'): string {
  const port = kind === 'working' ? PROXY.port : PROXY.deadPort;
  const background = { firefox: { scripts: ['worker.js'] }, chromium: { service_worker: 'worker.js' } }[
    engine
  ];
  const manifest = {
    manifest_version: 3,
    name: 'Tunnel',
    version: '1',
    permissions: ['proxy'],
    host_permissions: ['<all_urls>'],
    background,
    browser_specific_settings: { gecko: { id: 'tunnel@reachable.example' } },
  };
  // Firefox lets an extension set the proxy for good only with leave for private windows; deciding request by request needs none.
  const worker = {
    firefox: `browser.proxy.onRequest.addListener(() => ({ type: 'http', host: '${PROXY.address}', port: ${port} }), { urls: ['<all_urls>'] });`,
    chromium: `chrome.proxy.settings.set({ value: { mode: 'fixed_servers', rules: { singleProxy: { scheme: 'http', host: '${PROXY.address}', port: ${port} } } }, scope: 'regular' });`,
  }[engine];
  mkdirSync(dir);
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(dir, 'worker.js'), `${worker}\n`);
  return dir;
}
