// The messages of one language as the browser would give them: sample pages and tests need no extension around them.
import type { GetMessage } from '../../extension/ui/text.ts';

export interface Message {
  readonly message: string;
  readonly description?: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}
export type Messages = Readonly<Record<string, Message>>;

/** `i18n.getMessage` over one file of `_locales`. */
export function messagesOf(messages: Messages): GetMessage {
  return (key, substitutions = []) => {
    const found = messages[key];
    if (!found) return '';
    return found.message.replace(/\$(\w+)\$/g, (_, name: string) =>
      (found.placeholders?.[name.toLowerCase()]?.content ?? '').replace(
        /\$(\d)/g,
        (_digits, index: string) => substitutions[Number(index) - 1] ?? '',
      ),
    );
  };
}
