// Unit tests only; real browsers and the lab have runners of their own (test/run.mjs).
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } });
