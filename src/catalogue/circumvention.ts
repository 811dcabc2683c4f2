// Non-profit circumvention services, the tools people build tunnels with, and those who help and advocate.
// Left out on purpose: v2rayN and v2rayNG, whose only pages are on GitHub, which people open for other reasons; riseup.net as a whole,
// which is mail for most (only its VPN's hosts are listed).
import { servicesFrom } from './table.ts';
import type { Service } from './types.ts';

const PROVENANCE = { source: "the projects' own public sites, documentation and source", checked: '2026-11' };

/** Services that carry a person past a block. */
const SERVICES_PAST_BLOCKS: readonly Service[] = servicesFrom(
  'circumvention',
  PROVENANCE,
  `
tor | Tor Project | www.torproject.org! torproject.org! api:bridges.torproject.org api:snowflake-broker.torproject.net web_client:snowflake.torproject.org download:dist.torproject.org download:aus1.torproject.org mirror:tor.eff.org@eff mirror:tor.calyxinstitute.org@calyx
tails | Tails | tails.net mirror:tails.boum.org
psiphon | Psiphon | psiphon.ca mirror:psiphon3.com
lantern | Lantern | lantern.io mirror:getlantern.org
outline | Outline | getoutline.org
amnezia | Amnezia VPN | amnezia.org
nthlink | nthLink | nthlink.com
ceno | Ceno Browser | censorship.no
riseup-vpn | Riseup VPN | api:black.riseup.net@riseup api:api.black.riseup.net@riseup
calyx | Calyx VPN | calyxinstitute.org api:calyx.net
bitmask | Bitmask | bitmask.net download:dl.bitmask.net mirror:leap.se
ultrasurf | Ultrasurf | ultrasurf.us mirror:wujieliulan.com
freegate | Freegate | dongtaiwang.com mirror:dit-inc.us
orbot | Orbot | orbot.app mirror:guardianproject.info
onion-browser | Onion Browser | onionbrowser.com
i2p | I2P | geti2p.net i2p.net mirror:i2p-projekt.de
vpn-gate | VPN Gate | vpngate.net@tsukuba
hiddify | Hiddify | hiddify.com
warp | Cloudflare WARP (1.1.1.1) | one.one.one.one@cloudflare 1.1.1.1@cloudflare mirror:1.0.0.1@cloudflare api:api.cloudflareclient.com@cloudflare download:pkg.cloudflareclient.com@cloudflare download:1111-releases.cloudflareclient.com@cloudflare
geph | Geph | geph.io
beepass | BeePass VPN | beepassvpn.com
intra | Intra | getintra.org
rethinkdns | Rethink DNS + Firewall | rethinkdns.com rethinkfirewall.com api:sky.rethinkdns.com api:max.rethinkdns.com
vpn-generator | VPN Generator | vpngen.org
freebrowser | FreeBrowser | freebrowser.org
newnode | NewNode | newnode.com
censor-tracker | Censor Tracker | censortracker.org api:app.censortracker.org
antizapret | AntiZapret | antizapret.prostovpn.org mirror:prostovpn.org
`,
);

/** Protocols, clients and networks that a person sets up themselves, and where extensions come from. */
const TOOLS: readonly Service[] = servicesFrom(
  'tool',
  PROVENANCE,
  `
wireguard | WireGuard | wireguard.com/papers/wireguard.pdf download:download.wireguard.com/windows-client/wireguard-installer.exe
openvpn | OpenVPN | openvpn.net@cloudflare download:swupdate.openvpn.org
softether | SoftEther VPN | softether.org download:softether-download.com
shadowsocks | Shadowsocks | shadowsocks.org
v2fly | V2Fly (V2Ray) | v2fly.org
xray | Xray | xtls.github.io@github
sing-box | sing-box | sing-box.sagernet.org
tailscale | Tailscale | tailscale.com api:login.tailscale.com api:controlplane.tailscale.com download:pkgs.tailscale.com
zerotier | ZeroTier | zerotier.com api:my.zerotier.com download:download.zerotier.com
happ | Happ | happ.su
v2raytun | v2RayTun | v2raytun.com download:storage.v2raytun.com
shadowrocket | Shadowrocket | shadowlaunch.com
mozilla-addons | Firefox Add-ons | addons.mozilla.org
`,
);

const ADVOCACY: readonly Service[] = servicesFrom(
  'advocacy',
  PROVENANCE,
  `
roskomsvoboda | Roskomsvoboda | roskomsvoboda.org mirror:rublacklist.net media:vpnlove.me
greatfire | GreatFire | greatfire.org
access-now | Access Now helpline | accessnow.org
`,
);

export const CIRCUMVENTION: readonly Service[] = [...SERVICES_PAST_BLOCKS, ...TOOLS, ...ADVOCACY];
