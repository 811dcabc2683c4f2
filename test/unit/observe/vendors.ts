// Both browsers' error tables by name, for tests that run over both.
import { classifyChromium } from '../../../src/observe/chromium.ts';
import { classifyFirefox } from '../../../src/observe/firefox.ts';

export const VENDORS = { firefox: classifyFirefox, chromium: classifyChromium } as const;
