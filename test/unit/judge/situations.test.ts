// Golden situations: what was seen, and the one thing that may be said about it. Every rule has a case in which it speaks and a near miss in
// which it must not.
import { describe, expect, it } from 'vitest';
import { REASONS } from '../../../src/judge/reasons.ts';
import { RULES } from '../../../src/judge/rules.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { Rows } from '../../../src/store.ts';
import {
  abroad,
  at,
  confirm,
  control,
  controlNames,
  controlsFail,
  controlsOk,
  crawled,
  EXPIRED,
  FOREIGN,
  frozen,
  HEADERS_ONLY,
  NETWORK,
  NO_NAME,
  NOTHING,
  nothingAbroad,
  OFFLINE,
  OK,
  PROXIED,
  PUBLIC,
  play,
  REFUSED,
  RESET,
  rate,
  resolved,
  type Shown,
  SILENT,
  sentTo,
  status,
  T0,
  UNKNOWN_CA,
  WRONG_NAME,
  watch,
  whole,
} from './situation.ts';

const WEB = 'https://web.telegram.org';
const LINKS = 'https://t.me';
const NORD = 'https://nordvpn.com';
const WINDSCRIBE = 'https://windscribe.com';
const EXPRESS = 'https://expressvpn.com';
const BY_ADDRESS = 'https://149.154.167.99';
const DC1 = 'http://149.154.175.50';
const DC2 = 'http://149.154.167.51';
const DC3 = 'http://149.154.175.100';
const DC4 = 'http://149.154.167.91';
const DC5 = 'http://149.154.171.5';
const INSIDE_TELEGRAM = '149.154.167.99';

type Steps = readonly (Observation | readonly Observation[])[];
type Expected = Partial<
  Pick<Verdict, 'state' | 'stage' | 'method' | 'pointOfControl' | 'rule' | 'failure' | 'confounders'>
>;

interface Case {
  readonly name: string;
  /** Whose verdict; Telegram's unless it says otherwise. */
  readonly service?: string;
  readonly steps: Steps;
  /** Absent: nothing may be said at all. */
  readonly expected?: Expected;
  /** Where the person says they are. */
  readonly country?: string;
  /** What the person calls this network and another one, on which a host was reached so many seconds after the case's beginning. */
  readonly second?: {
    readonly here?: string;
    readonly there: string;
    readonly host: string;
    readonly s: number;
  };
  /** Rules this is a near miss of. */
  readonly against?: readonly string[];
}

/** A failure, controls, the confirming request 35 s later, controls again. */
const twice = (url: string, first: Parameters<typeof watch>[2], second = first): Steps => [
  watch(0, url, first),
  controlsOk(1),
  confirm(35, url, second),
  controlsOk(36),
];

const CASES: readonly Case[] = [
  // --- Not about the network at all
  {
    name: 'a proxy carries the request',
    steps: [watch(0, WEB, PROXIED)],
    expected: { state: 'unclear', rule: 'C1', confounders: ['proxied'], pointOfControl: 'unknown' },
  },
  {
    name: 'a fake-IP proxy answers every name from its test range',
    steps: [
      watch(0, WEB, SILENT),
      controlsOk(1),
      controlNames(1, '198.18.0.7'),
      resolved(1, 'web.telegram.org', ['198.18.0.8']),
      confirm(35, WEB, SILENT),
      controlsOk(36),
      controlNames(36, '198.18.0.7'),
    ],
    expected: { state: 'unclear', rule: 'C1', confounders: ['proxied'] },
    against: ['L1', 'L3'],
  },
  {
    name: 'the same, but control names have public addresses: no proxy',
    steps: [watch(0, WEB, SILENT), controlsOk(1), controlNames(1, PUBLIC)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['C1'],
  },
  {
    name: 'the proxy is off again and the page comes',
    steps: [watch(0, WEB, PROXIED), watch(30, WEB, OK)],
    expected: { state: 'ok', rule: 'O3', confounders: [] },
    against: ['C1'],
  },
  {
    name: 'the browser knows it is offline',
    steps: [watch(0, WEB, OFFLINE)],
    expected: { state: 'unclear', rule: 'C2', confounders: ['offline'] },
  },
  {
    name: 'nothing answers, controls included',
    steps: [watch(0, WEB, RESET), controlsFail(1), confirm(35, WEB, RESET), controlsFail(36)],
    expected: { state: 'unclear', rule: 'C2', confounders: ['offline'] },
    against: ['L6'],
  },
  {
    name: 'one control of three answers: not offline, but nothing to compare with',
    steps: [watch(0, WEB, RESET), [...controlsFail(1).slice(1), control(1, 'gstatic')]],
    expected: { state: 'unclear', rule: 'U3', confounders: ['controls_failed'] },
    against: ['C2', 'U4'],
  },
  {
    name: 'two controls fail, then a third answers: not offline after all',
    steps: [watch(0, WEB, RESET), controlsFail(1).slice(1), control(2, 'gstatic')],
    expected: { state: 'unclear', rule: 'U3', confounders: ['controls_failed'] },
    against: ['C2', 'U4'],
  },
  {
    name: 'a login page of the network',
    service: 'expressvpn',
    steps: [
      watch(0, EXPRESS, UNKNOWN_CA),
      control(1, 'firefox', { outcome: 'confounded', confounder: 'portal' }, { scheme: 'http', port: 80 }),
      control(1, 'gstatic'),
      control(2, 'wikipedia'),
    ],
    expected: { state: 'unclear', rule: 'C3', confounders: ['portal'] },
  },
  {
    name: 'no login page: the portal check has its own body',
    service: 'expressvpn',
    steps: [watch(0, EXPRESS, UNKNOWN_CA), controlsOk(1)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['C3'],
  },
  {
    name: 'the clock is two days wrong',
    steps: [
      watch(0, WEB, EXPIRED),
      control(1, 'firefox', { outcome: 'success', clockSkewHours: -48 }),
      control(1, 'gstatic'),
      confirm(35, WEB, EXPIRED),
      control(36, 'firefox', { outcome: 'success', clockSkewHours: -48 }),
      control(36, 'gstatic'),
    ],
    expected: { state: 'unclear', rule: 'C4', confounders: ['wrong_clock'] },
  },
  {
    name: 'the clock is three hours off, which no certificate minds',
    steps: [
      watch(0, WEB, EXPIRED),
      control(1, 'firefox', { outcome: 'success', clockSkewHours: 3 }),
      control(1, 'gstatic'),
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['C4'],
  },

  // --- Artefacts
  {
    name: 'sent to a provider’s block page',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))],
    expected: {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      pointOfControl: 'provider_or_beyond',
      rule: 'A1',
    },
  },
  {
    name: 'sent to a block page, and then the site itself came',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt')), watch(60, NORD, OK)],
    expected: { state: 'ok', rule: 'O3' },
    against: ['A1'],
  },
  {
    name: 'sent to a stranger',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', sentTo('parked.example'))],
    expected: { state: 'unclear', stage: 'http', rule: 'U2' },
    against: ['A1'],
  },
  {
    name: 'the name leads to a provider’s block address',
    service: 'nordvpn',
    steps: [watch(0, NORD, REFUSED), resolved(1, 'nordvpn.com', ['62.33.207.196'])],
    expected: {
      state: 'blocked',
      stage: 'dns',
      method: 'dns',
      pointOfControl: 'provider_or_beyond',
      rule: 'A2',
    },
  },
  {
    name: 'the browser was connected to a block address',
    service: 'nordvpn',
    steps: [watch(0, NORD, UNKNOWN_CA, { address: '195.175.254.2' })],
    expected: { state: 'blocked', stage: 'dns', rule: 'A2' },
  },
  {
    name: 'the name leads to an address that is a router at home and a block page in one country',
    service: 'nordvpn',
    steps: [watch(0, NORD, REFUSED), controlsOk(1), resolved(1, 'nordvpn.com', ['192.168.7.222'])],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['A2'],
  },
  {
    name: '451 by an intermediary that names itself',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', status(451, { blockedBy: true }))],
    expected: {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      pointOfControl: 'unknown',
      rule: 'A3',
    },
  },
  {
    name: '451 over TLS with the same link is the site’s own',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(451, { blockedBy: true }))],
    expected: { state: 'refused', pointOfControl: 'site', rule: 'O2' },
    against: ['A3'],
  },
  {
    name: '451 over http without the link could be anybody',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', status(451))],
    expected: { state: 'unclear', rule: 'U7', confounders: ['plain_http'] },
    against: ['A3', 'O2'],
  },

  // --- Filters nearby
  {
    name: 'a family filter’s page',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', sentTo('bilgi.turktelekom.com.tr', 'tr-family'))],
    expected: {
      state: 'filtered',
      stage: 'http',
      method: 'block_page',
      pointOfControl: 'local_network',
      rule: 'F1',
    },
    against: ['A1'],
  },
  {
    name: 'a filter product’s address',
    service: 'nordvpn',
    steps: [watch(0, NORD, SILENT), resolved(1, 'nordvpn.com', ['193.58.251.1'])],
    expected: { state: 'filtered', stage: 'dns', method: 'dns', rule: 'F1' },
    against: ['A2'],
  },
  {
    name: 'a national block page is no filter product',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', sentTo('internet.ir', 'ir-internet'))],
    expected: { state: 'blocked', rule: 'A1' },
    against: ['F1'],
  },
  {
    name: 'a Pi-hole answers 0.0.0.0',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, REFUSED),
      controlsOk(1),
      controlNames(1, PUBLIC),
      resolved(1, 'nordvpn.com', ['0.0.0.0', '::']),
    ],
    expected: {
      state: 'filtered',
      stage: 'dns',
      method: 'dns',
      pointOfControl: 'local_network',
      rule: 'F2',
      confounders: ['local_resolver'],
    },
  },
  {
    name: 'every name is 0.0.0.0, controls too',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, REFUSED),
      controlsOk(1),
      controlNames(1, '0.0.0.0'),
      resolved(1, 'nordvpn.com', ['0.0.0.0']),
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['F2'],
  },
  {
    name: '0.0.0.0 while the page works',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, REFUSED),
      controlsOk(1),
      controlNames(1, PUBLIC),
      resolved(1, 'nordvpn.com', ['0.0.0.0']),
      watch(25, NORD, OK),
    ],
    expected: { state: 'ok', rule: 'O3' },
    against: ['F2'],
  },

  // --- Names
  {
    name: 'a public name twice led to an address no site can have',
    service: 'nordvpn',
    steps: [...twice(NORD, SILENT), controlNames(36, PUBLIC), resolved(36, 'nordvpn.com', ['240.0.0.5'])],
    expected: { state: 'likely_blocked', stage: 'dns', method: 'dns', pointOfControl: 'unknown', rule: 'L1' },
  },
  {
    name: 'a bogon answer, but for the controls too',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, SILENT),
      controlNames(36, '240.0.0.5'),
      resolved(36, 'nordvpn.com', ['240.0.0.5']),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L1'],
  },
  {
    name: 'a bogon answer once',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, SILENT),
      controlsOk(1),
      controlNames(1, PUBLIC),
      resolved(1, 'nordvpn.com', ['240.0.0.5']),
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L1'],
  },
  {
    name: 'Telegram’s name leads to a stranger’s address',
    steps: [
      ...twice(WEB, SILENT),
      controlNames(36, PUBLIC),
      resolved(36, 'web.telegram.org', ['31.13.94.37']),
    ],
    expected: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L3' },
  },
  {
    name: 'Telegram’s name leads to Telegram',
    steps: [
      ...twice(WEB, SILENT),
      controlNames(36, PUBLIC),
      resolved(36, 'web.telegram.org', [INSIDE_TELEGRAM]),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L3'],
  },
  {
    name: 'Telegram’s name leads to Telegram through NAT64',
    steps: [
      ...twice(WEB, SILENT),
      controlNames(36, PUBLIC),
      resolved(36, 'web.telegram.org', ['64:ff9b::959a:a763']),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L3'],
  },
  {
    name: 'a strange address over DNS-over-HTTPS is nobody’s forgery',
    steps: [
      ...twice(WEB, SILENT),
      controlNames(36, PUBLIC),
      resolved(36, 'web.telegram.org', ['31.13.94.37'], { overHttps: true }),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L3'],
  },
  {
    name: 'Telegram’s main name twice does not resolve',
    steps: twice(LINKS, NO_NAME),
    expected: {
      state: 'likely_blocked',
      stage: 'dns',
      method: 'dns',
      failure: 'dns_lookup_error',
      rule: 'L4',
    },
  },
  {
    name: 'any other name may have been given up',
    service: 'nordvpn',
    steps: twice(NORD, NO_NAME),
    expected: { state: 'unclear', stage: 'dns', rule: 'U6' },
    against: ['L4'],
  },
  {
    name: 'no name resolves: the controls fail too',
    steps: [watch(0, LINKS, NO_NAME), controlsFail(1), confirm(35, LINKS, NO_NAME), controlsFail(36)],
    expected: { state: 'unclear' },
    against: ['L4'],
  },

  // --- TLS
  {
    name: 'the web client is reset by name and answers by address',
    steps: [...twice(WEB, RESET), confirm(35, BY_ADDRESS, WRONG_NAME)],
    expected: {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'tls_name_filter',
      failure: 'connection_reset',
      rule: 'L5',
    },
    against: ['L6'],
  },
  {
    name: 'the web client is silent by name and answers by address',
    steps: [...twice(WEB, SILENT), confirm(35, BY_ADDRESS, UNKNOWN_CA)],
    expected: { state: 'likely_blocked', method: 'undecided', rule: 'L12' },
    against: ['L5'],
  },
  {
    name: 'the web client’s name leads to Telegram, is silent, and the address answers',
    steps: [
      ...twice(WEB, SILENT),
      resolved(2, 'web.telegram.org', ['149.154.167.99']),
      confirm(35, BY_ADDRESS, UNKNOWN_CA),
    ],
    expected: { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter', rule: 'L5' },
    against: ['L12'],
  },
  {
    name: 'the web client is silent by name and by address',
    steps: [...twice(WEB, SILENT), confirm(35, BY_ADDRESS, SILENT)],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L5', 'L12'],
  },
  {
    name: 'the address answered before the trouble began, and is as silent as the name now',
    steps: [
      watch(0, WEB, SILENT),
      controlsOk(1),
      confirm(35, BY_ADDRESS, WRONG_NAME),
      confirm(35, WEB, whole(900)),
      controlsOk(36),
      watch(900, WEB, SILENT),
      controlsOk(901),
      confirm(935, WEB, SILENT),
      confirm(935, BY_ADDRESS, SILENT),
      controlsOk(936),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L5'],
  },
  {
    name: 'the address answered before the trouble began, and was not asked since',
    steps: [
      watch(0, WEB, SILENT),
      controlsOk(1),
      confirm(35, BY_ADDRESS, WRONG_NAME),
      confirm(35, WEB, whole(900)),
      controlsOk(36),
      watch(900, WEB, SILENT),
      controlsOk(901),
      watch(960, WEB, SILENT),
      controlsOk(961),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L5'],
  },
  {
    name: 'a VPN’s site is reset inside TLS twice',
    service: 'nordvpn',
    steps: twice(NORD, RESET),
    expected: {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'connection_reset',
      failure: 'connection_reset',
      pointOfControl: 'unknown',
      rule: 'L6',
    },
    against: ['L5'],
  },
  {
    name: 'closed inside TLS twice',
    service: 'nordvpn',
    steps: twice(NORD, { ...RESET, failure: 'eof_error' }),
    expected: { state: 'likely_blocked', method: 'connection_reset', rule: 'L6' },
  },
  {
    name: 'reset once',
    service: 'nordvpn',
    steps: [watch(0, NORD, RESET), controlsOk(1)],
    expected: { state: 'unclear', stage: 'tls', rule: 'U4', confounders: ['not_repeated'] },
    against: ['L6'],
  },
  {
    name: 'reset twice, but 15 s apart',
    service: 'nordvpn',
    steps: [watch(0, NORD, RESET), controlsOk(1), confirm(15, NORD, RESET), controlsOk(16)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L6'],
  },
  {
    name: 'reset over http twice',
    service: 'nordvpn',
    steps: twice('http://nordvpn.com', { ...RESET, stage: 'http' }),
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L6'],
  },
  {
    name: 'the other side refuses in proper TLS twice',
    service: 'nordvpn',
    steps: twice(NORD, { ...FOREIGN, detail: 'tls_alert' }),
    expected: { state: 'unclear', stage: 'tls', rule: 'U6' },
    against: ['L6', 'L7'],
  },
  {
    name: 'reset, then silent: two different failures',
    service: 'nordvpn',
    steps: twice(NORD, RESET, SILENT),
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L6'],
  },
  {
    name: 'reset twice, and then it works',
    service: 'nordvpn',
    steps: [...twice(NORD, RESET), watch(80, NORD, OK)],
    expected: { state: 'ok', rule: 'O3' },
    against: ['L6'],
  },
  {
    name: 'reset, works, reset: no two in a row',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, RESET),
      controlsOk(1),
      watch(25, NORD, OK),
      watch(50, NORD, RESET),
      controlsOk(51),
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L6'],
  },
  {
    name: 'reset, reload works at once, reset a minute later: no two in a row',
    service: 'nordvpn',
    steps: [
      watch(-5, NORD, OK),
      watch(0, NORD, RESET),
      controlsOk(1),
      watch(5, NORD, OK),
      watch(50, NORD, RESET),
      controlsOk(51),
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L6'],
  },
  {
    name: 'controls answered only 70 s before the second',
    service: 'nordvpn',
    steps: [watch(0, NORD, RESET), controlsOk(1), watch(75, NORD, RESET)],
    expected: { state: 'unclear', rule: 'U3', confounders: ['controls_missing'] },
    against: ['L6', 'U4', 'U6'],
  },
  {
    name: 'controls answered around the second only',
    service: 'nordvpn',
    steps: [watch(0, NORD, RESET), watch(120, NORD, RESET), controlsOk(121)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L6'],
  },
  {
    name: 'foreign bytes on the TLS port twice',
    service: 'nordvpn',
    steps: twice(NORD, FOREIGN),
    expected: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception', rule: 'L7' },
  },
  {
    name: 'foreign bytes once',
    service: 'nordvpn',
    steps: [watch(0, NORD, FOREIGN), controlsOk(1)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L7'],
  },
  {
    name: 'a stranger’s certificate twice on a preloaded host',
    service: 'nordvpn',
    steps: twice(NORD, UNKNOWN_CA),
    expected: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception', rule: 'L8' },
  },
  {
    name: 'a certificate for another name twice on a preloaded host',
    steps: twice(WEB, WRONG_NAME),
    expected: { state: 'likely_blocked', method: 'tls_interception', rule: 'L8' },
  },
  {
    name: 'a stranger’s certificate on a host that promised nothing',
    service: 'expressvpn',
    steps: twice(EXPRESS, UNKNOWN_CA),
    expected: { state: 'unclear', stage: 'tls', rule: 'U6' },
    against: ['L8'],
  },
  {
    name: 'an expired certificate on a preloaded host',
    service: 'nordvpn',
    steps: twice(NORD, EXPIRED),
    expected: { state: 'unclear', stage: 'tls', rule: 'U6' },
    against: ['L8'],
  },

  // --- Silence
  {
    name: 'lone silence',
    service: 'nordvpn',
    steps: twice(NORD, SILENT),
    expected: { state: 'unclear', stage: 'unknown', rule: 'U6', failure: 'generic_timeout_error' },
    against: ['L11', 'U4'],
  },
  {
    name: 'lone refusal',
    service: 'nordvpn',
    steps: twice(NORD, REFUSED),
    expected: { state: 'unclear', stage: 'tcp', rule: 'U6' },
  },
  {
    name: 'Telegram’s data centres are silent on two continents',
    steps: [...twice(WEB, SILENT), ...[DC1, DC2, DC3].map((dc) => confirm(35, dc, SILENT))],
    expected: {
      state: 'likely_blocked',
      stage: 'tcp',
      method: 'undecided',
      pointOfControl: 'unknown',
      rule: 'L9',
    },
  },
  {
    name: 'they still are by address, after eight minutes without a name',
    steps: [
      ...twice(WEB, SILENT),
      ...[DC1, DC2, DC3].map((dc) => confirm(35, dc, SILENT)),
      [confirm(540, BY_ADDRESS, SILENT, { quietMs: 480_000 }), ...controlsOk(541)],
    ],
    expected: { state: 'likely_blocked', stage: 'tcp', method: 'ip_address', rule: 'L15' },
  },
  {
    name: 'they still are by address, but the page tried again by name meanwhile',
    steps: [
      ...twice(WEB, SILENT),
      ...[DC1, DC2, DC3].map((dc) => confirm(35, dc, SILENT)),
      [confirm(540, BY_ADDRESS, SILENT, { quietMs: 5_000 }), ...controlsOk(541)],
    ],
    expected: { state: 'likely_blocked', method: 'undecided', rule: 'L9' },
    against: ['L15'],
  },
  {
    name: 'two data centres are silent',
    steps: [...twice(WEB, SILENT), ...[DC1, DC2].map((dc) => confirm(35, dc, SILENT))],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L9'],
  },
  {
    name: 'a Telegram outage: its web is silent, its addresses answer',
    steps: [...twice(WEB, SILENT), ...[DC1, DC2, DC3, DC4, DC5].map((dc) => confirm(35, dc, status(404)))],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L9', 'L10', 'L11'],
  },
  {
    name: 'the data centres are silent on one port and answer on the other',
    steps: [
      ...twice(WEB, SILENT),
      ...[DC1, DC2, DC3, DC4].flatMap((dc) => [
        confirm(35, dc, SILENT),
        confirm(35, `${dc}:443`, status(404)),
      ]),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L9'],
  },
  {
    name: 'data centres silent once, and the web client only once too',
    steps: [watch(0, WEB, SILENT), controlsOk(1), ...[DC1, DC2, DC3].map((dc) => confirm(14, dc, SILENT))],
    expected: { state: 'unclear' },
    against: ['L9'],
  },
  {
    name: 'data centres silent without controls',
    steps: [
      watch(0, WEB, SILENT),
      confirm(35, WEB, SILENT),
      ...[DC1, DC2, DC3].map((dc) => confirm(35, dc, SILENT)),
    ],
    expected: { state: 'unclear', rule: 'U3' },
    against: ['L9'],
  },
  {
    name: 'two hosts of one service on independent hosters are silent',
    service: 'two-rooms',
    steps: [
      ...twice('https://two-rooms.example', SILENT),
      watch(2, 'https://api.two-rooms.example', SILENT, { kind: 'script' }),
      watch(40, 'https://api.two-rooms.example', SILENT, { kind: 'script' }),
    ],
    expected: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L10' },
  },
  {
    name: 'two hosts of one service in one room are silent',
    service: 'one-room',
    steps: [
      ...twice('https://one-room.example', SILENT),
      watch(2, 'https://api.one-room.example', SILENT, { kind: 'script' }),
      watch(40, 'https://api.one-room.example', SILENT, { kind: 'script' }),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L10'],
  },
  {
    name: 'one host silent, the other, elsewhere, refuses: not the same',
    service: 'two-rooms',
    steps: [
      ...twice('https://two-rooms.example', SILENT),
      watch(2, 'https://api.two-rooms.example', REFUSED, { kind: 'script' }),
      watch(40, 'https://api.two-rooms.example', REFUSED, { kind: 'script' }),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L10'],
  },
  {
    name: 'two services on different hosters are silent',
    steps: [...twice(WEB, SILENT), watch(5, NORD, SILENT), confirm(40, NORD, SILENT)],
    expected: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L11' },
  },
  {
    name: 'two services on different hosters do not resolve',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, NO_NAME),
      watch(5, 'https://protonvpn.com', NO_NAME),
      confirm(40, 'https://protonvpn.com', NO_NAME),
    ],
    expected: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L11' },
  },
  {
    name: 'one silent, the other refuses',
    steps: [...twice(WEB, SILENT), watch(5, NORD, REFUSED), confirm(40, NORD, REFUSED)],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L11'],
  },
  {
    name: 'both silent, but the other has recovered',
    steps: [watch(5, NORD, SILENT), ...twice(WEB, SILENT), watch(50, NORD, OK)],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L11'],
  },
  {
    name: 'two services of one hoster are silent',
    service: 'nordvpn',
    steps: [...twice(NORD, SILENT), watch(5, WINDSCRIBE, SILENT), confirm(40, WINDSCRIBE, SILENT)],
    expected: { state: 'unclear', method: 'hosting_provider', rule: 'U5' },
    against: ['L10', 'L11'],
  },
  {
    name: 'two services of one hoster are silent, a third works',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, SILENT),
      watch(5, WINDSCRIBE, SILENT),
      confirm(40, WINDSCRIBE, SILENT),
      watch(50, 'https://purevpn.com', OK),
      watch(52, NORD, SILENT, { kind: 'script' }),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['U5'],
  },

  // --- Slow
  {
    name: 'the page starts and freezes',
    service: 'nordvpn',
    steps: twice(NORD, HEADERS_ONLY, frozen(16_000)),
    expected: { state: 'slow', stage: 'body', method: 'freeze', rule: 'S1' },
  },
  {
    name: 'a small page that comes whole does not end a freeze',
    service: 'nordvpn',
    steps: [...twice(NORD, HEADERS_ONLY, frozen(16_000)), watch(70, NORD, OK)],
    expected: { state: 'slow', rule: 'S1' },
  },
  {
    name: 'a long read that comes whole ends a freeze',
    service: 'nordvpn',
    steps: [...twice(NORD, HEADERS_ONLY, frozen(16_000)), confirm(70, NORD, whole(70_000))],
    expected: { state: 'ok', rule: 'O3' },
    against: ['S1'],
  },
  {
    name: 'a short read that comes whole does not',
    service: 'nordvpn',
    steps: [...twice(NORD, HEADERS_ONLY, frozen(16_000)), confirm(70, NORD, whole(5_000))],
    expected: { state: 'slow', rule: 'S1' },
  },
  {
    name: 'headers without an end twice, but no read that froze',
    service: 'nordvpn',
    steps: twice(NORD, HEADERS_ONLY),
    expected: { state: 'unclear', stage: 'body', rule: 'U6' },
    against: ['S1'],
  },
  {
    name: 'a read that stops after enough',
    service: 'nordvpn',
    steps: twice(NORD, HEADERS_ONLY, frozen(70_000)),
    expected: { state: 'unclear', stage: 'body', rule: 'U6' },
    against: ['S1'],
  },

  // --- The site's own answer
  {
    name: 'the site answers',
    steps: [watch(0, WEB, OK)],
    expected: { state: 'ok', rule: 'O3', pointOfControl: 'unknown', confounders: [] },
  },
  {
    name: 'the site answers with a 404',
    steps: [watch(0, WEB, status(404))],
    expected: { state: 'ok', rule: 'O3' },
  },
  {
    name: 'the site answers, then fails',
    steps: [watch(0, WEB, OK), watch(30, WEB, RESET), controlsOk(31)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['O3'],
  },
  {
    name: 'plain http proves nothing',
    steps: [watch(0, 'http://web.telegram.org', OK)],
    expected: { state: 'unclear', stage: 'http', rule: 'U7', confounders: ['plain_http'] },
    against: ['O3'],
  },
  {
    name: 'plain http and then TLS',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', OK), watch(2, NORD, OK)],
    expected: { state: 'ok', rule: 'O3' },
    against: ['U7'],
  },
  {
    name: 'TLS and then plain http',
    service: 'nordvpn',
    steps: [watch(0, NORD, OK), watch(60, 'http://nordvpn.com', OK)],
    expected: { state: 'ok', rule: 'O3' },
    against: ['U7'],
  },
  {
    name: 'an unknown text in plain http, compared',
    service: 'nordvpn',
    steps: [watch(0, 'http://nordvpn.com', status(403)), confirm(35, 'http://nordvpn.com', whole(900))],
    expected: { state: 'unclear', rule: 'U7' },
    against: ['A4', 'O2'],
  },
  {
    name: 'the text of a known block page in our own request',
    service: 'nordvpn',
    steps: [
      watch(0, 'http://nordvpn.com', status(200)),
      confirm(35, 'http://nordvpn.com', { ...whole(900), fingerprint: 'ir-iframe-34' }),
    ],
    expected: {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      pointOfControl: 'provider_or_beyond',
      rule: 'A4',
    },
    against: ['U7'],
  },
  {
    name: 'the same text where the person says they are elsewhere',
    service: 'nordvpn',
    country: 'TR',
    steps: [
      watch(0, 'http://nordvpn.com', status(200)),
      confirm(35, 'http://nordvpn.com', { ...whole(900), fingerprint: 'ir-iframe-34' }),
    ],
    expected: { state: 'unclear', rule: 'U7' },
    against: ['A4'],
  },
  {
    name: 'a block page of another country',
    service: 'nordvpn',
    country: 'IR',
    steps: [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))],
    expected: { state: 'unclear', rule: 'U2' },
    against: ['A1'],
  },
  {
    name: 'a block page of the country',
    service: 'nordvpn',
    country: 'RU',
    steps: [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))],
    expected: { state: 'blocked', rule: 'A1' },
  },
  {
    name: 'Kenya’s inside address, and the person says Kenya',
    service: 'nordvpn',
    country: 'KE',
    steps: [watch(0, NORD, REFUSED), resolved(0, 'nordvpn.com', ['192.168.7.222']), controlNames(1, PUBLIC)],
    expected: { state: 'blocked', stage: 'dns', method: 'dns', rule: 'A2' },
  },
  {
    name: 'the same address anywhere else is an address nobody public has',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, REFUSED),
      resolved(37, 'nordvpn.com', ['192.168.7.222']),
      controlNames(37, PUBLIC),
    ],
    expected: { state: 'likely_blocked', rule: 'L1' },
    against: ['A2'],
  },

  // --- The way abroad
  {
    name: 'nothing abroad answers, sites of the country do',
    service: 'nordvpn',
    country: 'RU',
    steps: [
      watch(0, NORD, SILENT),
      nothingAbroad(13, control(30, 'ru-ya-ru')),
      confirm(45, NORD, SILENT),
      nothingAbroad(50, control(60, 'ru-ya-ru')),
    ],
    expected: { state: 'unclear', rule: 'C5', confounders: ['cut_off'] },
    against: ['C2'],
  },
  {
    name: 'nothing answers at all',
    service: 'nordvpn',
    country: 'RU',
    steps: [
      watch(0, NORD, SILENT),
      nothingAbroad(
        13,
        control(30, 'ru-ya-ru', { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
      ),
    ],
    expected: { state: 'unclear', rule: 'C2', confounders: ['offline'] },
    against: ['C5'],
  },
  {
    name: 'well-known sites answer and little-known ones do not',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, RESET),
      [
        ...controlsOk(37),
        ...['debian', 'openbsd'].map((name) =>
          control(37, name, { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
        ),
      ],
    ],
    expected: { state: 'unclear', rule: 'C6', confounders: ['allow_list'] },
    against: ['L6'],
  },
  {
    name: 'one of the little-known sites is down',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, RESET),
      [
        ...controlsOk(37),
        control(37, 'debian'),
        control(37, 'openbsd', { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
      ],
    ],
    expected: { state: 'likely_blocked', rule: 'L6' },
    against: ['C6'],
  },
  {
    name: 'domestic sites are no proof of the way abroad',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, RESET),
      [control(1, 'ru-ya-ru'), control(1, 'gstatic')],
      confirm(35, NORD, RESET),
      [control(36, 'ru-ya-ru'), control(36, 'gstatic')],
    ],
    expected: { state: 'unclear', rule: 'U3' },
    against: ['L6', 'C5'],
  },
  {
    name: 'every TLS site shows a stranger’s certificate, plain http passes',
    service: 'nordvpn',
    steps: [0, 35].flatMap((second) => [
      second === 0 ? watch(0, NORD, UNKNOWN_CA) : confirm(35, NORD, UNKNOWN_CA),
      [
        control(second + 1, 'firefox', { outcome: 'success' }, { scheme: 'http', port: 80 }),
        control(second + 1, 'microsoft', { outcome: 'success' }, { scheme: 'http', port: 80 }),
        ...['gstatic', 'debian', 'apple'].map((name) =>
          control(second + 1, name, { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
        ),
      ],
    ]),
    expected: { state: 'unclear', rule: 'U3', confounders: ['local_tls_interception'] },
    against: ['L8'],
  },

  // --- Resolvers abroad, where the person allowed to ask them
  {
    name: 'a resolver abroad knows the name that this network’s does not',
    service: 'nordvpn',
    steps: [...twice(NORD, NO_NAME), abroad(36, 'nordvpn.com', 'google', [PUBLIC])],
    expected: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L13' },
    against: ['O4'],
  },
  {
    name: 'Telegram’s names twice not resolved where a control comes and goes: packets are lost',
    steps: [
      watch(0, WEB, NO_NAME),
      controlsOk(1),
      confirm(35, WEB, NO_NAME),
      [
        ...controlsOk(36).slice(1),
        control(36, 'debian'),
        control(36, 'gstatic', {
          outcome: 'stall',
          failure: 'generic_timeout_error',
          stage: 'unknown',
          tookS: 8,
        }),
      ],
    ],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L4'],
  },
  {
    name: 'the resolvers abroad say that the name is gone',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, NO_NAME),
      abroad(36, 'nordvpn.com', 'google', 'dns_nxdomain_error'),
      abroad(36, 'nordvpn.com', 'cloudflare', 'dns_nxdomain_error'),
    ],
    expected: { state: 'down', stage: 'dns', pointOfControl: 'site', rule: 'O4' },
    against: ['L13'],
  },
  {
    name: 'one says gone, the other is not reached',
    service: 'nordvpn',
    steps: [
      ...twice(NORD, NO_NAME),
      abroad(36, 'nordvpn.com', 'google', 'dns_nxdomain_error'),
      abroad(36, 'nordvpn.com', 'cloudflare', 'unknown_failure'),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['O4', 'L13'],
  },
  {
    name: 'the resolvers abroad are lied about too',
    service: 'nordvpn',
    steps: [...twice(NORD, NO_NAME), abroad(36, 'nordvpn.com', 'google', ['10.10.34.36'])],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L13'],
  },
  {
    name: 'a stranger’s certificate from an address nobody abroad gives',
    service: 'windscribe',
    steps: [
      ...twice(WINDSCRIBE, UNKNOWN_CA),
      resolved(36, 'windscribe.com', ['34.9.9.9']),
      abroad(36, 'windscribe.com', 'google', [PUBLIC]),
    ],
    expected: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L14' },
  },
  {
    name: 'a stranger’s certificate from the very address',
    service: 'windscribe',
    steps: [
      ...twice(WINDSCRIBE, UNKNOWN_CA),
      resolved(36, 'windscribe.com', ['142.250.99.1', '2a00:1450::1']),
      abroad(36, 'windscribe.com', 'google', [PUBLIC]),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L14'],
  },

  // --- Throttling
  {
    name: 'three reads crawl while neutral sites fly',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, HEADERS_ONLY),
      controlsOk(13),
      [
        ...[45, 54, 63].map((second) => confirm(second, NORD, crawled(64_000, 8))),
        ...[53, 62, 71].map((second) => rate(second, 90_000, 150)),
        ...controlsOk(46),
      ],
    ],
    expected: { state: 'slow', stage: 'body', method: 'throttling', rule: 'S2' },
  },
  {
    name: 'one slow read',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, HEADERS_ONLY),
      controlsOk(13),
      [confirm(45, NORD, crawled(64_000, 8)), rate(53, 90_000, 150), ...controlsOk(46)],
    ],
    expected: { state: 'ok', rule: 'O3' },
    against: ['S2'],
  },
  {
    name: 'everything crawls',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, HEADERS_ONLY),
      controlsOk(13),
      [
        ...[45, 54, 63].map((second) => confirm(second, NORD, crawled(64_000, 8))),
        ...[53, 62, 71].map((second) => rate(second, 90_000, 6_000)),
        ...controlsOk(46),
      ],
    ],
    against: ['S2'],
    expected: { rule: 'O3' },
  },
  {
    name: 'a far server is slower than a neutral one, but moves',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, HEADERS_ONLY),
      controlsOk(13),
      [
        ...[45, 54, 63].map((second) => confirm(second, NORD, crawled(96_000, 3.2))),
        ...[53, 62, 71].map((second) => rate(second, 90_000, 200)),
        ...controlsOk(46),
      ],
    ],
    expected: { state: 'ok', rule: 'O3' },
    against: ['S2'],
  },
  {
    name: '503',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(503))],
    expected: { state: 'down', stage: 'http', pointOfControl: 'site', rule: 'O1' },
  },
  {
    name: '503 as a challenge',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(503, { challenge: true }))],
    expected: { state: 'ok', rule: 'O3' },
    against: ['O1'],
  },
  {
    name: '503 of a script',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(503), { kind: 'script' })],
    expected: { state: 'ok', rule: 'O3' },
    against: ['O1'],
  },
  {
    name: '403',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(403))],
    expected: { state: 'refused', stage: 'http', pointOfControl: 'site', rule: 'O2' },
  },
  {
    name: '451 from the site',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(451))],
    expected: { state: 'refused', rule: 'O2' },
  },
  {
    name: '403 as a challenge',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(403, { challenge: true }))],
    expected: { state: 'ok', rule: 'O3' },
    against: ['O2'],
  },
  {
    name: '429',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(429))],
    expected: { state: 'ok', rule: 'O3' },
    against: ['O2'],
  },
  {
    name: '403 to what a page asks for',
    service: 'nordvpn',
    steps: [watch(0, 'https://api.nordvpn.com', status(403), { kind: 'xmlhttprequest' })],
    expected: { state: 'ok', rule: 'O3' },
    against: ['O2'],
  },
  {
    name: '403 and then the site fails',
    service: 'nordvpn',
    steps: [watch(0, NORD, status(403)), watch(30, NORD, RESET), controlsOk(31)],
    expected: { state: 'unclear', rule: 'U4' },
    against: ['O2'],
  },

  // --- Not enough
  {
    name: 'another extension stopped it',
    steps: [watch(0, WEB, { outcome: 'confounded', confounder: 'other_extension' })],
    expected: { state: 'unclear', pointOfControl: 'device', confounders: ['other_extension'], rule: 'U1' },
  },
  {
    name: 'the network changed under it',
    steps: [watch(0, WEB, { outcome: 'confounded', confounder: 'network_changed' })],
    expected: { state: 'unclear', pointOfControl: 'unknown', confounders: ['network_changed'], rule: 'U1' },
  },
  {
    name: 'another extension stopped a part of a page that works',
    steps: [
      watch(0, WEB, OK),
      watch(1, WEB, { outcome: 'confounded', confounder: 'other_extension' }, { kind: 'script' }),
    ],
    expected: { state: 'ok', rule: 'O3' },
    against: ['U1'],
  },
  {
    name: 'sent elsewhere by the service itself is an answer',
    steps: [watch(0, WEB, status(301))],
    expected: { state: 'ok', rule: 'O3' },
    against: ['U2'],
  },
  {
    name: 'failed with no control asked',
    steps: [watch(0, WEB, SILENT)],
    expected: { state: 'unclear', rule: 'U3', confounders: ['controls_missing'] },
  },
  {
    name: 'failed, and controls are fine',
    steps: [watch(0, WEB, SILENT), controlsOk(1)],
    expected: { state: 'unclear', rule: 'U4', confounders: ['not_repeated'] },
    against: ['U3', 'U6'],
  },
  {
    name: 'a VPN’s side host fails once while its site answers',
    service: 'nordvpn',
    steps: [
      watch(0, NORD, OK),
      watch(1, 'https://api.nordvpn.com', REFUSED, { kind: 'xmlhttprequest' }),
      controlsOk(2),
    ],
    expected: { state: 'ok', rule: 'O3' },
  },
  {
    name: 'Firefox says twice that there is no such host, and its resolver has the right addresses',
    steps: [
      watch(0, WEB, NO_NAME),
      controlsOk(1),
      resolved(1, 'web.telegram.org', [INSIDE_TELEGRAM]),
      confirm(35, WEB, NO_NAME),
      controlsOk(36),
      resolved(36, 'web.telegram.org', [INSIDE_TELEGRAM]),
    ],
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L4'],
  },
  {
    name: 'silent twice here, while another network of the person’s reached it',
    service: 'nordvpn',
    steps: twice(NORD, SILENT),
    second: { here: 'Home', there: 'Mobile', host: 'nordvpn.com', s: -300 },
    expected: { state: 'likely_blocked', rule: 'L16', stage: 'tcp', method: 'undecided' },
  },
  {
    name: 'no such name twice here, while another network reached it',
    service: 'nordvpn',
    steps: twice(NORD, NO_NAME),
    second: { here: 'Home', there: 'Mobile', host: 'nordvpn.com', s: -300 },
    expected: { state: 'likely_blocked', rule: 'L16', stage: 'dns', method: 'dns' },
  },
  {
    name: 'silent twice here, while the same network reached it after a break',
    service: 'nordvpn',
    steps: twice(NORD, SILENT),
    second: { here: 'Home', there: 'Home', host: 'nordvpn.com', s: -300 },
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L16'],
  },
  {
    name: 'silent twice on a network without a name, while a named one reached it',
    service: 'nordvpn',
    steps: twice(NORD, SILENT),
    second: { there: 'Mobile', host: 'nordvpn.com', s: -300 },
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L16'],
  },
  {
    name: 'silent twice here; another network reached it an hour ago',
    service: 'nordvpn',
    steps: twice(NORD, SILENT),
    second: { here: 'Home', there: 'Mobile', host: 'nordvpn.com', s: -3_600 },
    expected: { state: 'unclear', rule: 'U6' },
    against: ['L16'],
  },
  {
    name: 'silent once here, while another network reached it',
    service: 'nordvpn',
    steps: [watch(0, NORD, SILENT), controlsOk(1)],
    second: { here: 'Home', there: 'Mobile', host: 'nordvpn.com', s: -300 },
    expected: { state: 'unclear', rule: 'U4' },
    against: ['L16'],
  },
  {
    name: 'an error nobody could decode, twice',
    service: 'nordvpn',
    steps: twice(NORD, { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
    expected: { state: 'unclear', rule: 'U6' },
  },
];

function verdictOf(c: Case): Verdict | undefined {
  const service = c.service ?? 'telegram';
  const before = c.second && withSecondNetwork(service, c.second);
  return play(c.steps, { ...(c.country && { country: c.country }), ...(before && { before }) }).verdict(
    service,
  );
}

function withSecondNetwork(service: string, { here, there, host, s }: NonNullable<Case['second']>): Rows {
  const network = { network: NETWORK, sinceMs: T0, everAnswered: [], ...(here && { name: here }) };
  const reached = [{ host, atMs: T0 + s * 1_000 }];
  return {
    ...NOTHING,
    network,
    named: [{ network: 'other', sinceMs: T0, everAnswered: [], name: there }],
    opinions: [{ network: 'other', service, state: 'ok', rule: 'O3', atMs: T0 + s * 1_000, reached }],
  };
}

describe('a situation', () => {
  it.each(CASES.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const verdict = verdictOf(c);
    if (c.expected) expect(verdict).toMatchObject(c.expected);
    else expect(verdict).toBeUndefined();
    const spoke = [verdict?.rule, ...(verdict?.endpoints.map((e) => e.rule) ?? [])];
    for (const id of c.against ?? []) expect(spoke).not.toContain(id);
  });
});

describe('the table of rules', () => {
  it.each(RULES.map((rule) => rule.id))('%s has a case for it and a case against it', (id) => {
    expect(CASES.filter((c) => c.expected?.rule === id).map((c) => c.name)).not.toEqual([]);
    expect(CASES.filter((c) => c.against?.includes(id)).map((c) => c.name)).not.toEqual([]);
  });

  it('names only rules that exist, each once', () => {
    const ids = RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = CASES.flatMap((c) => [
      ...(c.expected?.rule ? [c.expected.rule] : []),
      ...(c.against ?? []),
    ]);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('says for each rule why and from where, in one line', () => {
    expect(Object.keys(REASONS)).toEqual(RULES.map((rule) => rule.id));
    for (const [id, reason] of Object.entries(REASONS)) {
      expect(id).toMatch(/^[CAFLSOU]\d+$/);
      expect(reason.why).toMatch(/^\S.*\.$/);
      expect(reason.source).not.toBe('');
    }
  });

  it('has no case named twice', () => {
    expect(new Set(CASES.map((c) => c.name)).size).toBe(CASES.length);
  });
});

describe('a verdict', () => {
  it('begins with the first failure and keeps that while the state stays', () => {
    const first = play(twice(NORD, RESET));
    expect(first.verdict('nordvpn')?.sinceMs).toBe(at(0));
    const later = play([watch(300, NORD, RESET), controlsOk(301)], { before: first });
    expect(later.verdict('nordvpn')).toMatchObject({ state: 'likely_blocked', sinceMs: at(0) });
  });

  it('rests on what was seen, newest last, at most 32', () => {
    const many = Array.from({ length: 40 }, (_, i) => watch(i * 21, NORD, { ...OK, status: 200 + (i % 2) }));
    const verdict = play(many).verdict('nordvpn');
    expect(verdict?.observations).toEqual(many.slice(-32).map((o) => o.id));
  });

  it('about a slow service rests on the reads of neutral sites it was compared with', () => {
    const neutral = [53, 62, 71].map((second) => rate(second, 90_000, 150));
    const crawling = [45, 54, 63].map((second) => confirm(second, NORD, crawled(64_000, 8)));
    const verdict = play([watch(0, NORD, HEADERS_ONLY), controlsOk(13), [...crawling, ...neutral]]).verdict(
      'nordvpn',
    );
    expect(verdict?.method).toBe('throttling');
    expect(verdict?.observations).toEqual(expect.arrayContaining(neutral.map((o) => o.id)));
  });

  describe('the web client came, and its connections fail', () => {
    const NAMELESS = { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' } as const;
    const socket = (second: number, name: string, shown: Shown) =>
      watch(second, `wss://${name}.web.telegram.org`, shown, { kind: 'websocket' });
    const failing = [
      watch(0, WEB, OK),
      socket(5, 'pluto', NAMELESS),
      socket(5, 'venus', NAMELESS),
      controlsOk(6),
    ];

    it('is unclear when they fail again and again: the page may be from a cache', () => {
      const verdict = play([...failing, socket(26, 'pluto', NAMELESS), controlsOk(27)]).verdict('telegram');
      expect(verdict).toMatchObject({ state: 'unclear', rule: 'U6', failure: 'unknown_failure' });
    });

    it.each([
      ['once', []],
      ['twice, but another one was made', [socket(26, 'pluto', NAMELESS), socket(27, 'flora', OK)]],
    ])('is fine when they fail %s', (_, more) => {
      expect(play([...failing, ...more, controlsOk(28)]).verdict('telegram')?.state).toBe('ok');
    });
  });

  it('remembers the last answer through a failure', () => {
    const verdict = play([watch(0, NORD, OK), watch(60, NORD, RESET), controlsOk(61)]).verdict('nordvpn');
    expect(verdict).toMatchObject({ state: 'unclear', lastOkAtMs: at(0.3), lastSeenAtMs: at(60.3) });
  });

  it('does not take a read that froze for an answer of the site', () => {
    expect(play(twice(NORD, HEADERS_ONLY, frozen(16_000))).verdict('nordvpn')?.lastOkAtMs).toBeUndefined();
  });

  it('takes nothing over from another network', () => {
    const there = play([watch(0, NORD, OK), ...twice('https://api.nordvpn.com', RESET)]);
    expect(there.verdict('nordvpn')?.state).toBe('likely_blocked');
    const here = 'net-2';
    const verdict = play(
      [
        watch(300, NORD, RESET, { network: here }),
        controlsOk(301).map((o) => ({ ...o, network: here })),
        watch(330, NORD, RESET, { network: here }),
      ],
      { before: { ...there, recent: [], network: undefined }, network: here },
    ).verdict('nordvpn');
    expect(verdict).toMatchObject({ network: here, state: 'likely_blocked', sinceMs: at(300) });
    expect(verdict?.endpoints.map((e) => e.endpoint)).toEqual(['nordvpn.com']);
    expect(verdict?.lastOkAtMs).toBeUndefined();
  });

  it('keeps the state of endpoints that were not seen again', () => {
    const first = play([watch(0, NORD, OK), watch(1, 'https://api.nordvpn.com', REFUSED), controlsOk(2)]);
    const later = play([watch(3_000, NORD, OK)], { before: { ...first, recent: [] } });
    expect(later.verdict('nordvpn')?.endpoints.map((e) => [e.endpoint, e.state])).toEqual([
      ['nordvpn.com', 'ok'],
      ['api.nordvpn.com', 'unclear'],
    ]);
  });

  it('takes WebSockets of a check that hang or break where https answers for no way of blocking', () => {
    const venus = 'https://venus.web.telegram.org';
    const socket = (second: number, how: typeof RESET): Observation => ({
      ...confirm(second, venus, how),
      source: 'check',
      scheme: 'wss',
      kind: 'websocket',
    });
    for (const how of [RESET, SILENT])
      expect(
        play([
          resolved(0, 'venus.web.telegram.org', [INSIDE_TELEGRAM]),
          confirm(0, venus, OK),
          confirm(1, BY_ADDRESS, NO_NAME),
          socket(2, how),
          controlsOk(3),
          confirm(40, venus, OK),
          confirm(41, BY_ADDRESS, NO_NAME),
          socket(42, how),
          controlsOk(43),
        ]).verdict('telegram'),
      ).toMatchObject({ state: 'unclear', rule: 'U6' });
  });

  it('keeps the pair when Chromium’s own error replaces the stall it noticed late', () => {
    const stall = watch(0, NORD, SILENT);
    const error: Observation = { ...stall, outcome: 'failure', stage: 'tcp', atMs: at(131) };
    const played = play([
      stall,
      controlsOk(1),
      confirm(35, NORD, SILENT),
      controlsOk(36),
      watch(36, WEB, SILENT),
      error,
    ]);
    const verdict = played.verdict('nordvpn');
    expect(verdict).toMatchObject({ state: 'likely_blocked', rule: 'L11', stage: 'tcp' });
    expect(played.recent.find((o) => o.id === stall.id)).toMatchObject({
      outcome: 'failure',
      atMs: stall.atMs,
    });
  });
});
