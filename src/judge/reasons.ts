// Why each rule is right, in one line, and where the knowledge comes from. Apart from the rules because only people read it: the docs, not the
// package. The order is the rules' own; a test holds the two together.

export interface Reason {
  readonly why: string;
  readonly source: string;
}

export const REASONS: Readonly<Record<string, Reason>> = {
  C1: {
    why: 'A proxy or VPN carries the traffic, or a fake-IP proxy invents the answers: nothing here is about the network.',
    source: 'Firefox proxyInfo; 198.18.0.0/15 is RFC 2544 test space that such proxies answer from',
  },
  C2: {
    why: 'Without a network every site fails.',
    source: 'own lab',
  },
  C3: {
    why: 'A login page of the network stands in front of every site.',
    source: 'RFC 8952',
  },
  C4: {
    why: 'With a wrong clock every certificate looks expired or not yet valid.',
    source: 'own lab; Date header of the portal-check controls',
  },
  A1: {
    why: 'The person was sent to a page that this provider or country shows in place of blocked sites.',
    source: 'catalogue of block pages',
  },
  A2: {
    why: 'The name leads to an address that this provider or country gives for blocked sites.',
    source: 'catalogue of block addresses',
  },
  A4: {
    why: 'Our own confirming request got the text of a page that this provider or country shows in place of blocked sites.',
    source: 'catalogue of block pages',
  },
  A3: {
    why: 'Status 451 with a blocked-by link over plain http is an intermediary naming itself.',
    source: 'RFC 7725 section 4',
  },
  F1: {
    why: 'The page or address belongs to a filter product that a company, school or family chose.',
    source: 'catalogue of block pages, scope product',
  },
  F2: {
    why: 'Nobody but a nearby filter (Pi-hole, family DNS, hosts file) answers a public name with 0.0.0.0, loopback or the router.',
    source: 'RFC 1122 section 3.2.1.3; own lab',
  },
  C5: {
    why: 'Nothing abroad answers while sites of the country do: the way abroad is cut, for this site as for all.',
    source: 'own design; domestic controls of the country the person chose',
  },
  C6: {
    why: 'Well-known sites answer and little-known ones do not: the network lets a list through, and this site is not on it or is down.',
    source: 'own design; reports of allow-lists on mobile networks since 2025',
  },
  O4: {
    why: 'Resolvers abroad, asked over https, say too that there is no such name: it is gone everywhere.',
    source: 'RFC 8484; asked only when the person allowed it',
  },
  L1: {
    why: 'A public name twice led to an address no public site can have, while two control names had public ones.',
    source: 'RFC 6890 special-purpose addresses; OONI dns_bogon_error',
  },
  L3: {
    why: 'Telegram’s names live in Telegram’s published ranges: another public address is an injected answer.',
    source: 'core.telegram.org/resources/cidr.txt',
  },
  L4: {
    why: 'Telegram’s main names do not vanish for everybody; here they twice did not resolve while controls did.',
    source: 'DNS interference, RFC 9505 section 5.1.1',
  },
  L13: {
    why: 'A resolver abroad, asked over https, gives the address that the network’s resolver twice did not.',
    source: 'RFC 9505 section 5.1.1; RFC 8484; asked only when the person allowed it',
  },
  L14: {
    why: 'A stranger’s certificate twice, from an address nowhere near those that resolvers abroad give: the name was led astray.',
    source: 'OONI ts-002 (dns_consistency); RFC 8484; asked only when the person allowed it',
  },
  L5: {
    why: 'The connection was twice cut inside the TLS handshake, and the same address answers when no name is sent.',
    source: 'RFC 9505 section 5.2.3.1 (SNI); by-name against by-address comparison',
  },
  L12: {
    why: 'By name it is twice silent while its very address answers without the name: the name or its look-up is interfered with.',
    source: 'by-name against by-address comparison; Chromium does not tell where a name led',
  },
  L6: {
    why: 'A broken server seldom cuts the connection inside the TLS handshake; twice, with other TLS fine, is telling.',
    source: 'RFC 9505 section 5.2.3.1',
  },
  L7: {
    why: 'Something that does not speak TLS answered in the server’s place, twice.',
    source: 'RFC 9505 section 5.2.3; OONI ts-006',
  },
  L8: {
    why: 'A site on the HSTS preload list promised a valid certificate; a stranger’s appeared twice while other TLS is fine.',
    source: 'RFC 9505 section 5.2.3; OONI ts-006',
  },
  L15: {
    why: 'Data centres on two continents are silent, and an address still is after eight minutes in which nothing was asked by name.',
    source: 'residual censorship lasts up to eight minutes in reports from Russia; OONI ts-020',
  },
  L9: {
    why: 'Three or more of Telegram’s data centres on two continents are silent at once: no single outage does that.',
    source:
      'OONI ts-020; residual censorship keeps the method open until a by-address failure 8 minutes later',
  },
  L10: {
    why: 'Two of its hosts on independent hosters fell silent or refuse together: two machine rooms do not break at once.',
    source: 'own design; hoster field of the catalogue',
  },
  L11: {
    why: 'Unrelated operators on different hosters fail in the same way at the same time while controls are fine.',
    source: 'own design; hoster field of the catalogue',
  },
  L16: {
    why: 'It fails again and again on this network while another network of the same person reached the very host within half an hour.',
    source: 'own design: a second vantage point, as measurement projects use',
  },
  S1: {
    why: 'The page starts, then nothing more comes after a few kilobytes, twice, while the network is fine.',
    source: 'reports of freezing after 14–32 KB of TLS since 2025',
  },
  S2: {
    why: 'Three reads or more crawl, at a twentieth or less of what neutral sites get at the same minute.',
    source: 'reports of throttling to 128 kbit/s in 2021; medians, never one slow load',
  },
  U2: {
    why: 'Sent to a host that is neither the service’s nor a known block page: parked, moved, or a stub we do not know.',
    source: 'own design',
  },
  O1: {
    why: 'The site itself answers that it is in trouble.',
    source: 'RFC 9110 section 15.6',
  },
  O2: {
    why: 'The site, authenticated by TLS, says no: it refuses this country, this address or everybody.',
    source: 'RFC 9110 section 15.5.4, RFC 7725',
  },
  O3: {
    why: 'An authenticated answer came from the network, and nothing has failed since.',
    source: 'TLS; for an address literal, any answer',
  },
  U7: {
    why: 'Only plain http answered, which anybody on the way can write, and its text is no block page we know.',
    source: 'RFC 9110 section 4.2.2; own design',
  },
  U1: {
    why: 'Another extension or the browser itself stopped the request.',
    source: 'net::ERR_BLOCKED_BY_CLIENT and its kin',
  },
  U3: {
    why: 'Controls did not answer either, or were not asked: the network may be at fault.',
    source: 'own design',
  },
  U4: {
    why: 'It failed once; one failure may be chance.',
    source: 'own design',
  },
  U5: {
    why: 'Every service tried at this hoster fails and none works: the hoster, or the way to it.',
    source: 'own design; hoster field of the catalogue',
  },
  U6: {
    why: 'It fails again and again, but a broken or withdrawn server looks just like this: blocked or down, cannot tell from here.',
    source: 'own design',
  },
};
