// What an app store's answer says about one app. A store speaks JSON or a web page here, and anybody may stand in its place, so whatever is
// not exactly the documented answer ends as "cannot tell": a removal is never concluded from something odd.
import * as v from 'valibot';
import type { Store } from '../catalogue/apps.ts';

/** What a store can say when asked for one country. */
export const STORE_ANSWERS = ['offered', 'not_offered', 'cannot_tell'] as const;
export type StoreAnswer = (typeof STORE_ANSWERS)[number];

/** Why an answer was read as it was. Ids are permanent. */
export const STORE_REASONS = [
  /** The answer names the app. */
  'listed',
  /** Apple: a well-formed answer with nothing in it. */
  'empty_list',
  /** 404, which Google and Microsoft document. */
  'not_found',
  /** No answer came. That is about the way to the store, not about the app. */
  'unreachable',
  /** Sent elsewhere: a consent page, a login, another store. */
  'redirected',
  /** A page that asks for consent instead of the app's page. */
  'consent',
  'too_many_requests',
  /** Any other status. */
  'status',
  /** Not the kind of content this store answers with, cut off, or of another shape. */
  'unreadable',
  /** Well-formed, but it does not name the app that was asked for. */
  'other_app',
] as const;
export type StoreReason = (typeof STORE_REASONS)[number];

/** What came back. The text is bounded by whoever read it; a cut-off text is fine and says what it says. */
export type StoreReply =
  | { readonly failed: true }
  | {
      readonly status: number;
      readonly contentType?: string;
      readonly text: string;
      /** True when the text comes from another address than the one asked. */
      readonly redirected?: boolean;
    };

export interface StoreReading {
  readonly answer: StoreAnswer;
  readonly reason: StoreReason;
}

/** Lists longer than this are no answer to a question about one app. */
const MAX_RESULTS = 200;
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_RESULTS));

const AppleSchema = v.object({
  resultCount: Count,
  results: v.optional(
    v.pipe(v.array(v.object({ trackId: v.optional(v.unknown()) })), v.maxLength(MAX_RESULTS)),
    [],
  ),
});
/** Not `Path`, which repeats what was asked whatever the answer is. */
const MicrosoftSchema = v.object({ Payload: v.object({ ProductId: v.string() }) });

/** A form that sends the person's choice to Google's consent host; its hidden fields repeat the address that was asked. */
const CONSENT_FORM = /<form\b[^>]{0,500}\baction="https:\/\/consent\.google\./i;

/** Reads the answer of `store` to a question about the app it calls `id`. Never throws. */
export function readStoreReply(store: Store, id: string, reply: StoreReply): StoreReading {
  if ('failed' in reply) return cannotTell('unreachable');
  if (reply.redirected) return cannotTell('redirected');
  if (reply.status === 429) return cannotTell('too_many_requests');
  // Apple answers 200 with an empty list instead: a 404 of its look-up means that the look-up is not there.
  if (reply.status === 404 && store !== 'apple') return { answer: 'not_offered', reason: 'not_found' };
  if (reply.status !== 200) return cannotTell('status');
  const isPage = /^\s*text\/html\b/i.test(reply.contentType ?? '');
  if (reply.contentType !== undefined && isPage !== (store === 'google')) return cannotTell('unreadable');
  switch (store) {
    case 'apple':
      return readApple(id, reply.text);
    case 'google':
      return readGoogle(id, reply.text);
    case 'microsoft':
      return readMicrosoft(id, reply.text);
  }
}

function readApple(id: string, text: string): StoreReading {
  const said = v.safeParse(AppleSchema, parseJson(text));
  if (!said.success) return cannotTell('unreadable');
  const { resultCount, results } = said.output;
  if (resultCount === 0)
    return results.length === 0
      ? { answer: 'not_offered', reason: 'empty_list' }
      : // It contradicts itself.
        cannotTell('unreadable');
  return named(results.some(({ trackId }) => typeof trackId === 'number' && `${trackId}` === id));
}

function readGoogle(id: string, text: string): StoreReading {
  if (CONSENT_FORM.test(text)) return cannotTell('consent');
  return named(hasWord(text, id));
}

function readMicrosoft(id: string, text: string): StoreReading {
  const said = v.safeParse(MicrosoftSchema, parseJson(text));
  if (!said.success) return cannotTell('unreadable');
  return named(said.output.Payload.ProductId.toUpperCase() === id.toUpperCase());
}

function named(isNamed: boolean): StoreReading {
  return isNamed ? { answer: 'offered', reason: 'listed' } : cannotTell('other_app');
}

/** Whether the package name occurs by itself: `org.example.app` is neither in `org.example.app.beta` nor in `org.example.apple`. */
function hasWord(text: string, name: string): boolean {
  if (name === '') return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 1), at);
    const after = text.slice(at + name.length, at + name.length + 2);
    if (!/[\w.-]/.test(before) && !/^(?:[\w-]|\.\w)/.test(after)) return true;
  }
  return false;
}

/** Undefined for what is no JSON, which no schema takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cannotTell(reason: StoreReason): StoreReading {
  return { answer: 'cannot_tell', reason };
}
