// Draws over what was drawn before. Folds keep their state because they are keyed and uncontrolled; the focus is put back when a row had to be
// moved, which makes browsers drop it.
import { type ComponentChild, render } from 'preact';

export function drawOver(root: Element, page: ComponentChild): void {
  const focused = document.activeElement;
  render(page, root);
  if (
    focused instanceof HTMLElement &&
    focused !== document.activeElement &&
    focused.isConnected &&
    focused !== document.body
  ) {
    focused.focus({ preventScroll: true });
  }
}
