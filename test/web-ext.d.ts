// web-ext ships no types; test/package.ts says itself what it uses.
declare module 'web-ext';
