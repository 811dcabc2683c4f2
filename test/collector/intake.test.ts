// Group commit: nobody is answered before the commit, nobody waits for more than the next, and nothing is lost or stored twice.
import { describe, expect, it } from 'vitest';
import { Intake } from '../../collector/ingest/intake.ts';
import type { WireReport } from '../../src/report/wire.ts';
import { report } from './samples.ts';

/** A database of which the test decides when and how a commit ends. */
function controlled() {
  const ids = new Set<string>();
  const batches: { reports: readonly WireReport[]; messages: number; end: (error?: Error) => void }[] = [];
  let begun: () => void = () => undefined;
  const intake = new Intake(
    (reports, messages) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => {
          if (error) return reject(error);
          const fresh = new Set(reports.map((r) => r.report_id).filter((id) => !ids.has(id)));
          for (const id of fresh) ids.add(id);
          resolve(fresh);
        };
        batches.push({ reports, messages, end });
        begun();
      }),
    () => undefined,
  );
  const nextBatch = async (count: number) => {
    while (batches.length < count)
      await new Promise<void>((resolve) => {
        begun = resolve;
      });
    return batches[count - 1] as (typeof batches)[number];
  };
  return { intake, nextBatch };
}

describe('the intake', () => {
  it('answers after the commit, never before', async () => {
    const { intake, nextBatch } = controlled();
    let answered = false;
    const answer = intake.add(report()).then((outcome) => {
      answered = true;
      return outcome;
    });
    const batch = await nextBatch(1);
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    batch.end();
    expect(await answer).toBe('stored');
  });

  it('takes what comes at once together, and what comes meanwhile next', async () => {
    const { intake, nextBatch } = controlled();
    const first = [intake.add(report()), intake.add(report()), intake.add()];
    const one = await nextBatch(1);
    expect([one.reports.length, one.messages]).toEqual([2, 3]);
    const second = Array.from({ length: 40 }, () => intake.add(report()));
    one.end();
    expect(await Promise.all(first)).toEqual(['stored', 'stored', 'counted']);
    const two = await nextBatch(2);
    expect(two.messages).toBe(40);
    two.end();
    expect(new Set(await Promise.all(second))).toEqual(new Set(['stored']));
    await intake.idle();
  });

  it('stores a report once, within a batch and across', async () => {
    const { intake, nextBatch } = controlled();
    const same = report();
    const twice = [intake.add(same), intake.add(same)];
    (await nextBatch(1)).end();
    expect(await Promise.all(twice)).toEqual(['stored', 'duplicate']);
    const again = intake.add(same);
    (await nextBatch(2)).end();
    expect(await again).toBe('duplicate');
  });

  it('does not acknowledge what was not committed, and goes on', async () => {
    const { intake, nextBatch } = controlled();
    const lost = [intake.add(report()), intake.add()];
    (await nextBatch(1)).end(new Error('the disk is full'));
    expect(await Promise.all(lost)).toEqual(['unavailable', 'unavailable']);
    const next = intake.add(report());
    (await nextBatch(2)).end();
    expect(await next).toBe('stored');
  });

  it('does not let the queue grow without end', async () => {
    const { intake, nextBatch } = controlled();
    const all = Array.from({ length: 5_600 }, () => intake.add());
    expect(intake.waiting).toBe(5_000);
    for (let i = 1; i <= 10; i++) (await nextBatch(i)).end();
    const outcomes = await Promise.all(all);
    expect(outcomes.filter((o) => o === 'unavailable')).toHaveLength(600);
    await intake.idle();
    expect(intake.waiting).toBe(0);
  });
});
