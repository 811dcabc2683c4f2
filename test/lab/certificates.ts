// The lab's own certificate authority and everything it and its rivals sign, made fresh for every run by openssl.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import type { WrongCertificate } from './steer.ts';

/** Where a certificate with its key lies. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** The authority the lab's browsers trust. */
  readonly authority: string;
  /** The real servers' certificates, a few hosts each: one for all would be larger than what a freeze lets through. */
  readonly right: readonly (CertificateFiles & { readonly hosts: readonly string[] })[];
  readonly wrong: Readonly<Record<WrongCertificate, CertificateFiles>>;
}

const HOSTS_A_CERTIFICATE = 16;
/** Addresses that really have a certificate of their own: Cloudflare's resolver. */
const CERTIFIED_ADDRESSES = ['1.1.1.1', '1.0.0.1'];

/** Makes them all in `folder`, for the given hosts and everything one label below each. */
export function makeCertificates(folder: string, hosts: readonly string[]): Certificates {
  mkdirSync(folder, { recursive: true });
  const unique = [...new Set(hosts)];
  const names = withSubdomains(unique);
  const groups = Array.from({ length: Math.ceil(unique.length / HOSTS_A_CERTIFICATE) }, (_, index) =>
    unique.slice(index * HOSTS_A_CERTIFICATE, (index + 1) * HOSTS_A_CERTIFICATE),
  );
  const lab = makeAuthority(folder, 'lab', 'Reachable lab');
  const stranger = makeAuthority(folder, 'stranger', 'Somebody else');
  return {
    authority: lab.cert,
    right: groups.map((group, index) => ({
      ...sign(folder, `right${index}`, lab, [
        ...withSubdomains(group),
        // The first is what a request without a name is shown.
        ...(index === 0 ? CERTIFIED_ADDRESSES : []),
      ]),
      hosts: group,
    })),
    wrong: {
      'unknown-ca': sign(folder, 'unknown-ca', stranger, names),
      'self-signed': sign(folder, 'self-signed', undefined, names),
      company: sign(folder, 'company', lab, names),
      broken: spoil(sign(folder, 'broken', lab, names)),
      'wrong-name': sign(folder, 'wrong-name', lab, ['somewhere-else.example']),
      expired: sign(folder, 'expired', lab, names, ['20200101000000Z', '20210101000000Z']),
    },
  };
}

function withSubdomains(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => [host, `*.${host}`]);
}

function makeAuthority(folder: string, name: string, title: string): CertificateFiles {
  const files = { cert: join(folder, `${name}-ca.pem`), key: join(folder, `${name}-ca.key`) };
  run('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-sha256',
      '-days',
      '300',
    ],
    ...['-subj', `/CN=${title}`, '-keyout', files.key, '-out', files.cert],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ]);
  return files;
}

/** `openssl ca` rather than `x509`: before OpenSSL 3.4 only it can set both dates. */
function sign(
  folder: string,
  name: string,
  authority: CertificateFiles | undefined,
  names: readonly string[],
  dates?: readonly [from: string, to: string],
): CertificateFiles {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const work = join(folder, `${name}.work`);
  mkdirSync(work);
  const config = join(work, 'openssl.cnf');
  writeFileSync(join(work, 'index.txt'), '');
  writeFileSync(
    config,
    `[ca]
default_ca = here
[here]
database = ${work}/index.txt
new_certs_dir = ${work}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = ${names.map((one) => `${/^[0-9.]+$/.test(one) ? 'IP' : 'DNS'}:${one}`).join(',')}
[req]
distinguished_name = dn
[dn]
`,
  );
  const request = join(work, 'request.pem');
  run('openssl', [
    ...[
      'req',
      '-new',
      '-config',
      config,
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-sha256',
    ],
    ...['-subj', `/CN=${names[0]}`, '-keyout', files.key, '-out', request],
  ]);
  run('openssl', [
    ...['ca', '-batch', '-notext', '-config', config, '-in', request, '-out', files.cert],
    ...(authority
      ? ['-cert', authority.cert, '-keyfile', authority.key]
      : ['-selfsign', '-keyfile', files.key]),
    ...(dates ? ['-startdate', dates[0], '-enddate', dates[1]] : ['-days', '200']),
  ]);
  return files;
}

/** The signature is what a certificate ends with: another last byte and it is nobody's. */
function spoil(files: CertificateFiles): CertificateFiles {
  const lines = readFileSync(files.cert, 'utf8').trim().split('\n');
  const bytes = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  const wrapped = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  writeFileSync(files.cert, [lines[0], ...wrapped, lines.at(-1), ''].join('\n'));
  return files;
}
