// The messages of one language as the pages read them: sample pages and tests need no extension around them.
import type { GetMessage } from '../../extension/ui/text.ts';

export interface Message {
  readonly message: string;
  readonly description?: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}
export type Messages = Readonly<Record<string, Message>>;

/** Over one file of `_locales` as it is kept, with named placeholders. */
export function messagesOf(messages: Messages): GetMessage {
  return (key) =>
    messages[key]?.message.replace(
      /\$(\w+)\$/g,
      (_, name: string) => messages[key]?.placeholders?.[name.toLowerCase()]?.content ?? '',
    );
}
