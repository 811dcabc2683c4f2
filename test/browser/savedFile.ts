// Takes the file that a button of the extension saves from the page, so that it need not be looked for on the disk.
import type { Page } from 'puppeteer-core';

/**
 * Presses what `selector` finds and resolves to what it would have saved. The link that saves is not followed: Chromium writes it to the folder
 * of downloads some time after the click, where a later look at that folder would take it for a file of its own.
 */
export async function savedFile(page: Page, selector: string): Promise<Blob> {
  const base64 = await page.evaluate(async (wanted) => {
    const make = URL.createObjectURL;
    const stay = (event: Event) => {
      if (event.target instanceof HTMLAnchorElement && event.target.download !== '') event.preventDefault();
    };
    addEventListener('click', stay);
    try {
      const file = await new Promise<Blob>((resolve) => {
        URL.createObjectURL = (blob) => {
          resolve(blob as Blob);
          return make.call(URL, blob);
        };
        (document.querySelector(wanted) as HTMLElement).click();
      });
      return await new Promise<string>((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
      });
    } finally {
      URL.createObjectURL = make;
      removeEventListener('click', stay);
    }
  }, selector);
  return new Blob([Buffer.from(base64, 'base64')]);
}
