// The whole popup as a function of its model: no browser in it, so it is also drawn from sample data as a plain page.
import { useMemo } from 'preact/hooks';
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { PopupModel } from '../../src/view/model.ts';
import type { PopupActions } from './actions.ts';
import { Check } from './Check.tsx';
import { drawOver } from './draw.ts';
import { Footer } from './Footer.tsx';
import { Header, Notices } from './Header.tsx';
import { Locked } from './Locked.tsx';
import { Telegram } from './Service.tsx';
import { Services } from './Services.tsx';
import type { Text } from './text.ts';

export interface PopupProps {
  /** `undefined` until the background has answered. */
  readonly model: PopupModel | undefined;
  readonly actions: PopupActions;
  /** Country that the device's time zone suggests. Offered, never chosen for a person. */
  readonly suggested?: CountryCode | undefined;
  readonly t: Text;
}

export function PopupView({ model, actions, suggested, t }: PopupProps) {
  if (model === undefined) return <Skeleton t={t} />;
  return (
    <div class="page">
      <Header model={model} t={t} />
      <main>
        <Notices notices={model.notices} actions={actions} t={t} />
        <Locked storage={model.storage} actions={actions} t={t} />
        <Check
          model={model}
          suggested={suggested}
          offered={(group) => group !== 'cloud' && group !== 'own'}
          onStart={(choice) => actions.check(choice)}
          onCancel={() => actions.cancelCheck()}
          t={t}
        />
        <Rows model={model} t={t} />
      </main>
      <Footer model={model} actions={actions} suggested={suggested} t={t} />
    </div>
  );
}

/** A check tells several times a second how far it is; the rows are then what they were, and are not gone through again. */
function Rows({ model, t }: { readonly model: PopupModel; readonly t: Text }) {
  const { telegram, telegramParts, services, unknown, nowMs } = model;
  return useMemo(
    () => (
      <>
        <Telegram row={telegram} parts={telegramParts} nowMs={nowMs} t={t} />
        <Services services={services} unknown={unknown} nowMs={nowMs} t={t} />
      </>
    ),
    [telegram, telegramParts, services, unknown, nowMs, t],
  );
}

/** Grey shapes where the content will stand, of about its size, so that nothing jumps. */
export function Skeleton({ t }: { readonly t: Text }) {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => <span key={index} class="bone" />);
  return (
    <div class="page skeleton" aria-busy="true">
      <p class="unseen-text" role="status">
        {t('loading')}
      </p>
      <div class="header">
        <span class="bone wide" />
        <span class="bone" />
      </div>
      <main>
        <div class="card">{lines(8)}</div>
        <div class="card">{lines(4)}</div>
      </main>
    </div>
  );
}

/** Draws a model over the one before. */
export function draw(root: Element, props: PopupProps): void {
  drawOver(root, <PopupView {...props} />);
}
