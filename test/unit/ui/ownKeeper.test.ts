// The page's own list: nothing is watched that was not allowed, everything can be taken back, and nothing allowed outlives its site.
import { describe, expect, it } from 'vitest';
import { OwnKeeper } from '../../../extension/ui/ownKeeper.ts';
import type { OwnList } from '../../../src/own/list.ts';
import { toAscii } from '../own/browser.ts';

function keeper({ allow = true, keep = async (_: OwnList) => {} } = {}) {
  const calls: string[] = [];
  const answers = { allow };
  const own = new OwnKeeper({
    now: () => 1,
    toAscii,
    isShipped: (host) => host === 'telegram.org',
    request: async (origins) => {
      calls.push(`request ${origins.join(' ')}`);
      return answers.allow;
    },
    forget: async (origins) => calls.push(`forget ${origins.join(' ')}`),
    async keep(list) {
      calls.push(`keep ${list.hosts.map(({ host }) => host).join(' ')}`);
      await keep(list);
    },
    changed: () => undefined,
  });
  own.load(undefined);
  const hosts = () => own.data.list.hosts.map(({ host }) => host);
  return { own, calls, answers, hosts };
}

describe('adding', () => {
  it('asks for exactly the new hosts, and before anything that waits', async () => {
    const { own, calls, hosts } = keeper();
    const added = own.apply(own.preview('a.org\nb.org\nlocalhost\ntelegram.org'), 'News');
    expect(calls).toEqual(['request *://a.org/* *://b.org/*']);
    expect(await added).toBe(true);
    expect(hosts()).toEqual(['a.org', 'b.org']);
    expect(own.data.said).toEqual({ kind: 'added', count: 2 });
    expect(calls.at(-1)).toBe('keep a.org b.org');
  });

  it('adds nothing when refused, and says so', async () => {
    const { own, calls, hosts } = keeper({ allow: false });
    expect(await own.apply(own.preview('a.org'), '')).toBe(false);
    expect(hosts()).toEqual([]);
    expect(own.data).toMatchObject({ said: { kind: 'refused' }, canUndo: false });
    expect(calls).toEqual(['request *://a.org/*']);
  });

  it('is taken back when it cannot be stored', async () => {
    const { own, hosts } = keeper({ keep: () => Promise.reject(new Error('full')) });
    expect(await own.apply(own.preview('a.org'), '')).toBe(false);
    expect(hosts()).toEqual([]);
    expect(own.data.said).toEqual({ kind: 'failed' });
  });

  it('says why the site of a tab cannot be watched', () => {
    const { own } = keeper();
    expect(own.offer('www.example.org')).toEqual({ host: 'www.example.org' });
    expect(own.offer('telegram.org')).toEqual({ host: 'telegram.org', refused: 'on_shipped_list' });
    expect(own.offer('x'.repeat(500)).host).toHaveLength(80);
  });
});

describe('changing', () => {
  it('asks again to resume, gives back what was removed, and asks when that is undone', async () => {
    const { own, calls, answers, hosts } = keeper();
    await own.apply(own.preview('a.org\nb.org'), '');
    calls.length = 0;
    await own.pause('a.org', true);
    await own.pause('a.org', false);
    await own.remove('a.org');
    expect(calls).toEqual([
      'keep a.org b.org',
      'request *://a.org/*',
      'keep a.org b.org',
      'keep b.org',
      'forget *://a.org/*',
    ]);
    answers.allow = false;
    expect(await own.undo()).toBe(false);
    expect(hosts()).toEqual(['b.org']);
    answers.allow = true;
    expect(await own.undo()).toBe(true);
    expect(hosts()).toEqual(['a.org', 'b.org']);
    expect(own.data.canUndo).toBe(false);
  });

  it('moves and groups without asking', async () => {
    const { own, calls, hosts } = keeper();
    await own.apply(own.preview('a.org\nb.org'), '');
    calls.length = 0;
    await own.move('b.org', -1);
    await own.move('b.org', -1);
    await own.group('b.org', 'Mine');
    expect(hosts()).toEqual(['b.org', 'a.org']);
    expect(own.data.list.hosts[0]?.group).toBe('Mine');
    expect(calls.filter((call) => !call.startsWith('keep'))).toEqual([]);
  });
});

describe('what is stored', () => {
  it('is taken from another tab, but not back from this one', async () => {
    const { own, hosts } = keeper();
    await own.apply(own.preview('a.org'), '');
    // Chromium gives fields back in the order of the alphabet.
    const [row] = own.data.list.hosts;
    own.heard({ fingerprints: [], hosts: [{ addedAtMs: 1, group: '', host: row?.host }], version: 1 });
    expect(own.data.canUndo).toBe(true);
    own.heard({ version: 1, hosts: [{ host: 'c.org', group: '', addedAtMs: 1 }, 7], fingerprints: [] });
    expect(hosts()).toEqual(['c.org']);
    expect(own.data).toMatchObject({ broken: 1, canUndo: false });
  });

  it('is read from files as from text, and what is none is refused', async () => {
    const { own } = keeper();
    expect(await own.previewFile(new Blob(['a.org\n']))).toMatchObject({ accepted: [{ host: 'a.org' }] });
    expect(await own.previewFile(new Blob([new Uint8Array([0x89, 0x50, 0, 1])]))).toEqual({
      refused: 'binary',
    });
    expect(await own.previewFile(new Blob([new Uint8Array(5 * 1024 * 1024 + 1)]))).toEqual({
      refused: 'too_large',
    });
  });
});
