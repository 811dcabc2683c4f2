// Commercial VPN services: their site, and where public the hosts their apps sign in to and are downloaded from.
// Left out on purpose: general sites of the same makers (antivirus, mail), because people open those for other reasons.
// A hoster is named only where it is certain; the makers' own networks carry the maker's name, so that two of them never look like one.
import { servicesFrom } from './table.ts';
import type { Service } from './types.ts';

const PROVENANCE = { source: "the services' own public sites and apps", checked: '2026-11' };

export const COMMERCIAL: readonly Service[] = servicesFrom(
  'commercial_vpn',
  PROVENANCE,
  `
nordvpn | NordVPN | nordvpn.com@cloudflare! api:api.nordvpn.com@cloudflare! api:nordaccount.com download:downloads.nordcdn.com/configs/archives/servers/ovpn.zip
expressvpn | ExpressVPN | expressvpn.com api:expressapisv2.net download:expressvpn.works
surfshark | Surfshark | surfshark.com@cloudflare api:api.surfshark.com download:downloads.surfshark.com
proton-vpn | Proton VPN | protonvpn.com@proton! api:account.protonvpn.com@proton! download:repo.protonvpn.com! api:account.proton.me@proton! api:vpn-api.proton.me@proton! api:api.protonvpn.ch@proton
mullvad | Mullvad VPN | mullvad.net@mullvad! api:api.mullvad.net! download:cdn.mullvad.net! download:repository.mullvad.net!
windscribe | Windscribe | windscribe.com@cloudflare api:api.windscribe.com download:deploy.totallyacdn.com
tunnelbear | TunnelBear | tunnelbear.com! api:api.tunnelbear.com! api:api.polargrizzly.com
private-internet-access | Private Internet Access | privateinternetaccess.com/openvpn/openvpn.zip@cloudflare api:serverlist.piaservers.net download:installers.privateinternetaccess.com
cyberghost | CyberGhost VPN | cyberghostvpn.com@cloudflare download:download.cyberghostvpn.com
ipvanish | IPVanish | ipvanish.com download:configs.ipvanish.com
vyprvpn | VyprVPN | vyprvpn.com mirror:goldenfrog.com
purevpn | PureVPN | purevpn.com@cloudflare
hide-me | hide.me | hide.me
hidemyass | HMA VPN (HideMyAss) | hidemyass.com
hotspot-shield | Hotspot Shield | hotspotshield.com
ivpn | IVPN | ivpn.net api:api.ivpn.net download:repo.ivpn.net
airvpn | AirVPN | airvpn.org download:eddie.website
azirevpn | AzireVPN | azirevpn.com api:api.azirevpn.com
ovpn | OVPN | ovpn.com
torguard | TorGuard | torguard.net@cloudflare download:updates.torguard.biz
strongvpn | StrongVPN | strongvpn.com
perfect-privacy | Perfect Privacy | perfect-privacy.com
adguard-vpn | AdGuard VPN | adguard-vpn.com api:adguard-vpn.online
mozilla-vpn | Mozilla VPN | vpn.mozilla.org
privadovpn | PrivadoVPN | privadovpn.com
zoogvpn | ZoogVPN | zoogvpn.com
fastestvpn | FastestVPN | fastestvpn.com
ivacy | Ivacy VPN | ivacy.com
astrill | Astrill VPN | astrill.com
letsvpn | LetsVPN | letsvpn.world
trust-zone | Trust.Zone | trust.zone
slickvpn | SlickVPN | slickvpn.com
le-vpn | Le VPN | le-vpn.com
x-vpn | X-VPN | xvpn.io
veepn | VeePN | veepn.com
urban-vpn | Urban VPN | urban-vpn.com
planet-vpn | Planet VPN | freevpnplanet.com api:account.freevpnplanet.com
whoer-vpn | Whoer VPN | whoer.net
browsec | Browsec | browsec.com
touch-vpn | Touch VPN | touchvpn.net
hola | Hola VPN | hola.org
betternet | Betternet | betternet.co
turbo-vpn | Turbo VPN | turbovpn.com
red-shield-vpn | Red Shield VPN | redshieldvpn.com api:my.redshieldvpn.com download:downloads.redshieldvpn.com
blancvpn | BlancVPN | blancvpn.com mirror:getblancvpn.com
paper-vpn | Paper VPN | papervpn.io
xeovo | Xeovo | xeovo.com
obscura | Obscura VPN | obscura.net
`,
);
