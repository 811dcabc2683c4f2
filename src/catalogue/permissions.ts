// Which hosts the extension asks to see: the watch list and the two portal checks, nothing else. The manifest is made from this.
import { parseAddress } from './addresses.ts';
import { CONTROLS } from './controls.ts';
import { SERVICES } from './index.ts';

/**
 * Match patterns of the watched hosts, sorted. `*://*.host/*` covers the host and its subdomains, and WebSockets where they are listened to;
 * a host below another listed one needs no pattern of its own. Addresses stand alone. A listed `www.` host is never widened to its parent.
 */
export function watchPatterns(): string[] {
  const hosts = SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host));
  const addresses = new Set(hosts.filter((host) => parseAddress(host)));
  const names = new Set(hosts.filter((host) => !addresses.has(host)));
  const topmost = [...names].filter((host) => !parentNames(host).some((parent) => names.has(parent)));
  return [
    ...topmost.map((host) => `*://*.${host}/*`),
    ...[...addresses].map((address) => `*://${address}/*`),
  ].sort();
}

/** In Chromium `*://` means http and https only. */
export function webSocketPatterns(): string[] {
  const hosts = SERVICES.flatMap((service) =>
    service.endpoints.filter((endpoint) => endpoint.role === 'data_centre_web'),
  );
  return [...new Set(hosts.map(({ host }) => `wss://*.${parentNames(host)[0]}/*`))].sort();
}

/** What `host_permissions` holds: the watched hosts, and the hosts of the portal checks in plain http exactly. Sorted. */
export function hostPermissions(): string[] {
  const portals = CONTROLS.filter((control) => control.kind === 'portal').map(
    ({ url }) => `${url.slice(0, url.indexOf('/', 'http://'.length))}/*`,
  );
  return [...watchPatterns(), ...webSocketPatterns(), ...portals].sort();
}

/** The pattern of {@link watchPatterns} under which a listed host is seen. */
export function permissionOf(host: string): string {
  const own = parseAddress(host) ? `*://${host}/*` : `*://*.${host}/*`;
  const patterns = watchPatterns();
  return (
    [own, ...parentNames(host).map((parent) => `*://*.${parent}/*`)].find((p) => patterns.includes(p)) ?? own
  );
}

/** `a.b.c` → `b.c`, `c`. */
function parentNames(host: string): string[] {
  const labels = host.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}
