// What the network does to a service, in one to three plain sentences: what happens, what else speaks for it, and how much that is worth. They
// name no address, time or network, and blame nobody.
import type { State, Verdict } from '../judge/verdict.ts';
import type { Failure } from '../observe/failures.ts';
import type { Phrase } from './phrase.ts';
import { isWrongAddress } from './storyStops.ts';
import type { Telling } from './telling.ts';

/** What makes more of a failure than it is by itself, by the rule that found it. */
const MORE: Readonly<Record<string, string>> = {
  L13: 'story_abroad',
  L9: 'story_several',
  L10: 'story_several',
  L11: 'story_others',
  L15: 'story_quiet',
  L16: 'story_elsewhere',
};

/**
 * `name` of the service stands in where no host is known. There is always a sentence; each key is a message.
 */
export function sentencesOf(
  state: State,
  verdict: Verdict | undefined,
  telling: Telling | undefined,
  name: string,
): readonly Phrase[] {
  if (!verdict) return [{ key: `explain_${state}` }];
  const host = telling?.request.host ?? name;
  switch (verdict.state) {
    case 'slow':
      return [
        {
          key:
            verdict.method === 'undecided' || !verdict.method
              ? 'explain_slow'
              : `explainMethod_${verdict.method}`,
        },
      ];
    case 'blocked':
      return [artefact(verdict, telling, host), { key: 'explain_blocked' }];
    case 'filtered':
      return [
        verdict.stage === 'http' ? { key: 'explainMethod_block_page' } : { key: 'story_wrong', with: [host] },
        { key: 'explain_filtered' },
      ];
    case 'likely_blocked': {
      const more = MORE[verdict.rule];
      return [happening(verdict, telling, host), ...(more ? [{ key: more }] : []), { key: 'story_likely' }];
    }
    case 'unclear':
      return unclear(verdict, telling, host);
    default:
      return [{ key: `explain_${verdict.state}` }];
  }
}

function artefact(verdict: Verdict, telling: Telling | undefined, host: string): Phrase {
  if (verdict.stage === 'dns') return { key: 'story_block', with: [host] };
  return { key: telling?.request.blockedBy && !telling.marked ? 'story_named' : 'explainMethod_block_page' };
}

/** Says why it cannot be told; what failed only where it is the network that was asked. */
function unclear(verdict: Verdict, telling: Telling | undefined, host: string): readonly Phrase[] {
  const [confounder] = verdict.confounders;
  const why = { key: confounder ? `confounder_${confounder}` : 'explain_unclear' };
  if (confounder === 'plain_http' || confounder === 'proxied' || telling?.request.outcome === 'confounded')
    return [why];
  if (verdict.method === 'hosting_provider') return [{ key: 'explainMethod_hosting_provider' }, why];
  if (telling?.request.outcome === 'redirect') return [{ key: 'story_sentOn', with: [host] }, why];
  return verdict.failure ? [happening(verdict, telling, host), why] : [why];
}

/** What happens when the host is asked for. */
function happening(
  { stage, method, rule, failure }: Verdict,
  telling: Telling | undefined,
  host: string,
): Phrase {
  const say = (key: string) => ({ key, with: [host] });
  if (stage === 'dns') return say(telling && isWrongAddress(telling) ? 'story_wrong' : 'story_none');
  if (method === 'tls_name_filter') return say('story_name');
  if (rule === 'L12') return say('story_byName');
  const detail = telling?.request.detail;
  if (detail === 'foreign_bytes') return say('story_foreign');
  if (failure !== undefined && STRANGERS.has(failure) && detail !== 'tls_alert')
    return say('story_certificate');
  if (failure !== undefined && CUT.has(failure) && stage === 'tls') return say('story_reset');
  return { key: 'story_failed', with: [host, { key: `failure_${failure ?? 'unknown_failure'}` }] };
}

const STRANGERS: ReadonlySet<Failure> = new Set(['ssl_unknown_authority', 'ssl_invalid_hostname']);
const CUT: ReadonlySet<Failure> = new Set(['connection_reset', 'eof_error']);
