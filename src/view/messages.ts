// What popup and background say to each other. The background parses every incoming message with these schemas; anything else is refused.
import * as v from 'valibot';
import type { PopupModel } from './model.ts';

/** Name of the port a popup keeps open; the background sends a `ModelMessage` at once and after every change. */
export const POPUP_PORT = 'popup';

export interface ModelMessage {
  readonly type: 'model';
  readonly model: PopupModel;
}

export const RequestSchema = v.variant('type', [
  /** One page of an export. `after` is the `next` of the page before, absent for the first. */
  v.object({
    type: v.literal('export'),
    format: v.picklist(['jsonl', 'csv']),
    after: v.optional(v.pipe(v.string(), v.maxLength(200))),
  }),
  v.object({ type: v.literal('set'), setting: v.picklist(['confirm', 'badge', 'doh']), value: v.boolean() }),
  /** Two capitals, or empty for "not chosen". */
  v.object({ type: v.literal('country'), country: v.pipe(v.string(), v.regex(/^([A-Z]{2})?$/)) }),
  /** A person granted or refused hosts in the popup; the background looks again. */
  v.object({ type: v.literal('permissionsChanged') }),
]);
export type Request = v.InferOutput<typeof RequestSchema>;

/** Answer to `export`: whole lines, each ending with its line break; `next` is absent on the last page. */
export interface ExportPage {
  readonly text: string;
  readonly next?: string;
}
