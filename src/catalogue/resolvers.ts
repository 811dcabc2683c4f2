// The large public DNS-over-HTTPS resolvers: blocking them is how a network keeps people on its own answers.
// Only names that serve DNS (and the resolvers' own sites) are listed, never the companies' other sites.
import { servicesFrom } from './table.ts';
import type { Service } from './types.ts';

const PROVENANCE = { source: "the resolvers' own documentation", checked: '2026-11' };

export const RESOLVERS: readonly Service[] = servicesFrom(
  'resolver',
  PROVENANCE,
  `
cloudflare-dns | Cloudflare DNS | api:cloudflare-dns.com@cloudflare api:mozilla.cloudflare-dns.com@cloudflare api:chrome.cloudflare-dns.com@cloudflare
google-dns | Google Public DNS | api:dns.google@google
quad9 | Quad9 | quad9.net api:dns.quad9.net@quad9
opendns | OpenDNS | api:doh.opendns.com@cisco
adguard-dns | AdGuard DNS | adguard-dns.io api:dns.adguard-dns.com
nextdns | NextDNS | nextdns.io api:dns.nextdns.io
mullvad-dns | Mullvad DNS | api:dns.mullvad.net!
control-d | Control D | controld.com api:dns.controld.com api:freedns.controld.com
dns-sb | DNS.SB | dns.sb api:doh.sb
wikimedia-dns | Wikimedia DNS | api:wikimedia-dns.org@wikimedia
libredns | LibreDNS | libredns.gr api:doh.libredns.gr
`,
);
