// Well-known hosts on the large clouds and content networks, one entry a provider: blocking by address range, and freezing what comes from
// foreign hosters, hits everything a provider carries. Asked only when a person wants to see that, so they are neither on the watch list nor
// controls. Objects are installers and test files, because text shrinks on the way: what matters is how much travels. A provider without
// one publishes none of its own over TLS that is known to stay.
import { servicesFrom } from './table.ts';
import type { Service } from './types.ts';

const PROVENANCE = { source: "the providers' own documentation and network test pages", checked: '2026-11' };

export const CLOUDS: readonly Service[] = servicesFrom(
  'cloud',
  PROVENANCE,
  `
cloud-amazon | Amazon Web Services | download:s3.amazonaws.com/session-manager-downloads/plugin/latest/ubuntu_64bit/session-manager-plugin.deb@amazon download:awscli.amazonaws.com/awscli-exe-linux-x86_64.zip@amazon
cloud-google | Google Cloud | download:storage.googleapis.com/chrome-for-testing-public/131.0.6778.108/win64/chromedriver-win64.zip@google download:dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb@google
cloud-microsoft | Microsoft Azure | download:azcliprod.blob.core.windows.net/msi/azure-cli-2.51.0.msi@microsoft download:packages.microsoft.com@microsoft
cloud-cloudflare | Cloudflare | download:speed.cloudflare.com/__down?bytes=200000@cloudflare www.cloudflare.com@cloudflare
cloud-akamai | Akamai | download:steamcdn-a.akamaihd.net/client/installer/steamcmd_linux.tar.gz@akamai www.akamai.com@akamai
cloud-fastly | Fastly | download:rubygems.org/downloads/bundler-2.4.22.gem@fastly www.fastly.com@fastly
cloud-hetzner | Hetzner | download:fsn1-speed.hetzner.com/100MB.bin@hetzner download:ash-speed.hetzner.com/100MB.bin@hetzner
cloud-ovh | OVHcloud | download:proof.ovh.net/files/1Mb.dat@ovh download:proof.ovh.ca/files/100Mb.dat@ovh
cloud-digitalocean | DigitalOcean | api:ams3.digitaloceanspaces.com@digitalocean api:nyc3.digitaloceanspaces.com@digitalocean
cloud-oracle | Oracle Cloud | download:objectstorage.us-ashburn-1.oraclecloud.com/n/idtskf8cjzhp/b/installer/o/Linux-x86_64/latest/oracle.mgmt_agent.rpm@oracle api:objectstorage.eu-frankfurt-1.oraclecloud.com@oracle
cloud-scaleway | Scaleway | download:ping.online.net/100Mo.dat@scaleway api:s3.fr-par.scw.cloud@scaleway
cloud-vultr | Vultr | download:fra-de-ping.vultr.com/vultr.com.100MB.bin@vultr download:nj-us-ping.vultr.com/vultr.com.100MB.bin@vultr
cloud-linode | Akamai Linode | download:speedtest.frankfurt.linode.com/100MB-frankfurt.bin@linode download:speedtest.newark.linode.com/100MB-newark.bin@linode
cloud-contabo | Contabo | api:eu2.contabostorage.com@contabo api:usc1.contabostorage.com@contabo
cloud-alibaba | Alibaba Cloud | download:aliyuncli.alicdn.com/aliyun-cli-linux-latest-amd64.tgz@alibaba api:oss-eu-central-1.aliyuncs.com@alibaba
cloud-tencent | Tencent Cloud | api:cos.ap-hongkong.myqcloud.com@tencent
cloud-ibm | IBM Cloud | api:s3.eu-de.cloud-object-storage.appdomain.cloud@ibm
cloud-leaseweb | Leaseweb | download:mirror.nl.leaseweb.net/speedtest/100mb.bin@leaseweb
cloud-cachefly | CacheFly | download:cachefly.cachefly.net/100mb.test@cachefly
cloud-gcore | Gcore | gcore.com@gcore
`,
);

/** Match patterns of exactly these hosts, sorted: asked for as an optional permission when a person first wants the clouds checked. */
export function cloudPatterns(): string[] {
  return CLOUDS.flatMap((cloud) => cloud.endpoints.map(({ host }) => `https://${host}/*`)).sort();
}
