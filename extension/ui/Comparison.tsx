// What was found on this network beside what was found on another of the person's.
import { useState } from 'preact/hooks';
import type { State } from '../../src/judge/verdict.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

interface ComparisonProps {
  readonly model: PopupModel;
  readonly t: Text;
}

export function Comparison({ model, t }: ComparisonProps) {
  const [chosen, choose] = useState('');
  const rows = [model.telegram, ...model.services, ...model.clouds].filter((row) => row.elsewhere.length > 0);
  const names = [
    ...new Set(
      rows
        .flatMap((row) => row.elsewhere)
        .sort((a, b) => b.atMs - a.atMs)
        .map(({ name }) => name),
    ),
  ];
  const there = names.includes(chosen) ? chosen : names[0];
  if (there === undefined) return <p class="quiet">{t('compareNone')}</p>;
  return (
    <div class="compare">
      {names.length > 1 && (
        <label class="field inline">
          <span>{t('compareWith')}</span>
          <select value={there} onChange={(event) => choose(event.currentTarget.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <table class="wide-table" data-table="compare">
        <caption class="unseen-text">{t('compareCaption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('columnService')}</th>
            <th scope="col">
              {t('compareHere')}
              {model.networkName && <Named name={model.networkName} />}
            </th>
            <th scope="col">
              {t('compareThere')}
              <Named name={there} />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const other = row.elsewhere.find(({ name }) => name === there);
            return (
              other && (
                <tr key={row.service} data-service={row.service}>
                  <th scope="row">
                    <bdi>{row.name}</bdi>
                  </th>
                  <td data-side="here" data-state={row.earlier ? 'unknown' : row.state}>
                    <Finding
                      label={t('compareHere')}
                      state={row.earlier ? 'unknown' : row.state}
                      when={
                        row.earlier || row.lastSeenAtMs === undefined
                          ? ''
                          : t.ago(model.nowMs, row.lastSeenAtMs)
                      }
                      t={t}
                    />
                  </td>
                  <td data-side="there" data-state={other.state}>
                    <Finding
                      label={t('compareThere')}
                      state={other.state}
                      when={t.ago(model.nowMs, other.atMs)}
                      t={t}
                    />
                  </td>
                </tr>
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Named({ name }: { readonly name: string }) {
  return (
    <span class="hint">
      <bdi>{name}</bdi>
    </span>
  );
}

interface FindingProps {
  /** Shown where the columns stand one under the other. */
  readonly label: string;
  readonly state: State;
  readonly when: string;
  readonly t: Text;
}

function Finding({ label, state, when, t }: FindingProps) {
  return (
    <>
      <span class="cell-label">{label}</span>
      <span class={`finding state-${state}`}>
        <StateIcon state={state} />
        <span>
          <span class="state">{t(`state_${state}`)}</span>
          {when && <span class="hint">{when}</span>}
        </span>
      </span>
    </>
  );
}
