import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globals: true,
    include: ['src/**/*.spec.ts'],
    // No spec replaces modules (collaborators are fakes, given by injection), so all can share them.
    isolate: false,
  },
});
