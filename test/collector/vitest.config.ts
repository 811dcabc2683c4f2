// The collector's own tests: real databases, a real nginx, processes that are killed. One file after the other, because each may start servers.
import { defineConfig } from 'vitest/config';
import { ROOT } from '../root.ts';

export default defineConfig({
  test: {
    root: ROOT,
    include: ['test/collector/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
