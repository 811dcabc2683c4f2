// Draws icon.svg as the PNG sizes that browsers want, by a headless Chromium. Run by hand after a change of the drawing.
// The icon has one colour: a PNG with a palette of 16 opacities of it is much smaller than what the browser would write, and looks the same.
import { readFile, writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';

const SIZES = [16, 32, 48, 128];
const here = (name) => new URL(name, import.meta.url);
const svg = await readFile(here('icon.svg'), 'utf8');
const colour = Buffer.from(/stroke="#([0-9a-f]{6})"/.exec(svg)[1], 'hex');

/** Opacity of every pixel, row by row. */
async function draw(page, size) {
  return page.evaluate(
    async (source, side) => {
      const image = new Image(side, side);
      image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
      await image.decode();
      const canvas = new OffscreenCanvas(side, side).getContext('2d');
      canvas.drawImage(image, 0, 0, side, side);
      return [...canvas.getImageData(0, 0, side, side).data].filter((_, index) => index % 4 === 3);
    },
    svg,
    size,
  );
}

function png(opacities, size) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 4, 3, 0, 0, 0]);
  const steps = opacities.map((opacity) => Math.round(opacity / 17));
  // Two pixels a byte; each row begins with the number of its filter: none.
  const rows = Array.from({ length: size }, (_, row) => [
    0,
    ...Array.from({ length: size / 2 }, (_, pair) => {
      const at = row * size + 2 * pair;
      return steps[at] * 16 + steps[at + 1];
    }),
  ]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.concat(Array(16).fill(colour))),
    chunk('tRNS', Buffer.from(Array.from({ length: 16 }, (_, step) => step * 17))),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  for (const size of SIZES) await writeFile(here(`${size}.png`), png(await draw(page, size), size));
} finally {
  await browser.close();
}
