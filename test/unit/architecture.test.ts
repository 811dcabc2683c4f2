// The rule of the house, read from the import lines: arrows go one way, adapters do not know each other, and the core knows no browser,
// clock or chance.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.ts';

const NOT_OURS = new Set(['node_modules', 'dist', 'out', '.git']);

/** Every file below a folder, as paths from the root with forward slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [relative(ROOT, join(ROOT, path)).split(sep).join('/')];
    });
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const isCode = (path: string) => /\.(?:ts|tsx|mjs)$/.test(path);
const ALL = filesBelow('.').filter((path) => statSync(join(ROOT, path)).isFile());
const CORE = ALL.filter((path) => path.startsWith('src/') && isCode(path));
const SHELL = ALL.filter((path) => path.startsWith('extension/') && isCode(path));

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
}

/** Static, dynamic and re-exporting imports. */
function importsOf(path: string): Import[] {
  const text = read(path);
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g),
  ];
  return found.map(([, to = '']) => ({
    from: path,
    to: to.startsWith('.') ? posix.join(dirname(path), to) : to,
  }));
}

const CORE_IMPORTS = CORE.flatMap(importsOf);
const SHELL_IMPORTS = SHELL.flatMap(importsOf);
const told = (list: readonly Import[]) => list.map(({ from, to }) => `${from} → ${to}`);
const isPackage = ({ to }: Import) => !/^(?:src|extension|collector|test)\//.test(to) && !to.startsWith('.');

describe('the reading of imports', () => {
  it('finds some', () => {
    expect(CORE.length).toBeGreaterThan(20);
    expect(told(CORE_IMPORTS)).toContain('src/judge/judge.ts → src/judge/rules.ts');
    expect(told(SHELL_IMPORTS)).toContain('extension/background.ts → extension/browser.ts');
    expect(told(SHELL_IMPORTS)).toContain('extension/browser.ts → webextension-polyfill');
    expect(told(SHELL_IMPORTS)).toContain('extension/watch/follow.ts → src/observe/pending.ts');
  });

  it('finds each import of a file', () => {
    for (const path of [...CORE, ...SHELL].filter((p) => p.endsWith('.ts'))) {
      const lines = read(path).match(/\bfrom '[^']+';$/gm) ?? [];
      expect(importsOf(path).length, path).toBeGreaterThanOrEqual(lines.length);
    }
  });
});

describe('arrows go one way', () => {
  it('from the core to the core only', () => {
    expect(told(CORE_IMPORTS.filter((i) => !isPackage(i) && !i.to.startsWith('src/')))).toEqual([]);
  });

  it('from the shell to itself and the core', () => {
    expect(told(SHELL_IMPORTS.filter((i) => !isPackage(i) && !/^(?:src|extension)\//.test(i.to)))).toEqual(
      [],
    );
  });

  it('from the collector to itself and the core', () => {
    const imports = ALL.filter((path) => path.startsWith('collector/') && isCode(path)).flatMap(importsOf);
    expect(told(imports.filter((i) => !isPackage(i) && !/^(?:src|collector)\//.test(i.to)))).toEqual([]);
  });

  it('between no two adapters', () => {
    const folder = (path: string) => /^extension\/(watch|check|keep|ui|send)\//.exec(path)?.[1];
    const across = SHELL_IMPORTS.filter(
      (i) => folder(i.from) && folder(i.to) && folder(i.from) !== folder(i.to),
    );
    expect(told(across)).toEqual([]);
  });

  it('to the composition root from nobody', () => {
    const roots = new Set(['extension/background.ts', 'extension/ui/popup.tsx']);
    expect(told(SHELL_IMPORTS.filter((i) => roots.has(i.to)))).toEqual([]);
  });
});

describe('the browser', () => {
  it('is imported in one place', () => {
    const users = [...CORE_IMPORTS, ...SHELL_IMPORTS]
      .filter((i) => /polyfill/.test(i.to))
      .filter((i) => !/import type/.test(lineOf(i)));
    expect(told(users)).toEqual(['extension/browser.ts → webextension-polyfill']);
  });

  it('is taken from there by roots and adapters only, never by a component', () => {
    const users = SHELL_IMPORTS.filter((i) => i.to === 'extension/browser.ts').map((i) => i.from);
    expect(
      users.filter(
        (path) =>
          !/^extension\/(?:background\.ts|(?:watch|check|keep|send)\/\w+\.ts|ui\/(?:(?:popup|dashboard)\.tsx|words\.ts))$/.test(
            path,
          ),
      ),
    ).toEqual([]);
  });

  it('is not reached by its global names', () => {
    // The package's stand-in for the polyfill is that one place.
    const files = [...CORE, ...SHELL].filter((path) => path !== 'extension/native.mjs');
    const users = files.filter((path) =>
      /(?<![\w.'"`-])(?:chrome\s*\.\s*(?:action|alarms|dns|i18n|permissions|runtime|storage|tabs|webRequest)|(?:globalThis|self|window)\s*\.\s*(?:browser|chrome))\b/.test(
        withoutComments(read(path)),
      ),
    );
    expect(users).toEqual([]);
  });
});

/** The statement an import came from. */
function lineOf({ from, to }: Import): string {
  const name = to.slice(to.lastIndexOf('/') + 1);
  return (
    read(from)
      .split('\n')
      .find((line) => line.includes(name) && line.includes('import')) ?? ''
  );
}

/** Good enough for looking up words: strings keep their `//`. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(),])\/\/[^\n]*/g, '$1');
}

describe('the core', () => {
  it('imports no package but valibot', () => {
    expect(told(CORE_IMPORTS.filter((i) => isPackage(i) && i.to !== 'valibot'))).toEqual([]);
  });

  it.each([
    [
      'the clock',
      /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())|(?<!new\s)\bDate\s*\(|\bperformance\b/,
    ],
    ['chance', /\bMath\s*\.\s*random\b|\bcrypto\b/],
    ['timers', /\bset(?:Timeout|Interval)\b|\bqueueMicrotask\b/],
    ['the network', /\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\s*\(|\bnew\s+URL\b/],
    ['the page and its stores', /\b(?:document|navigator|localStorage|indexedDB)\s*\./],
    ['the process', /\bprocess\s*\.|\bconsole\s*\.|\bglobalThis\b|\beval\s*\(|\bnew\s+Function\b/],
  ])('does not know %s', (_, banned) => {
    expect(CORE.filter((path) => banned.test(withoutComments(read(path))))).toEqual([]);
  });

  it('keeps nothing between calls', () => {
    expect(CORE.filter((path) => /^(?:export )?let\b/m.test(read(path)))).toEqual([]);
  });
});

describe('every file', () => {
  const first: readonly (readonly [RegExp, RegExp])[] = [
    [/\.(?:ts|tsx|mjs)$/, /^(?:#![^\n]*\n)?\/\/ \S.{20,}/],
    [/\.css$/, /^\/\* \S/],
  ];

  it('of core and shell says first why it exists', () => {
    const silent = [...ALL.filter((path) => /^(?:src|extension)\//.test(path))].filter((path) => {
      const rule = first.find(([name]) => name.test(path));
      return rule !== undefined && !rule[1].test(read(path));
    });
    expect(silent).toEqual([]);
  });

  it('stands on its own: nothing outside the project is named', () => {
    // Put together here, or this file would name it.
    const outside = new RegExp(
      `${['\\.\\.', 'shared\\b'].join('/')}|(?<![\\w.-])${['', 'work', ''].join('/')}(?:main|shared|\\.)`,
    );
    const text = ALL.filter((path) => !/\.(?:png|zip|ico|woff2?)$/.test(path));
    expect(text.filter((path) => outside.test(read(path)))).toEqual([]);
  });
});
