import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globals: true,
    include: ['test/**/*.e2e-spec.ts'],
    // All files share one database, which each of them empties: one after another.
    fileParallelism: false,
    // Importing the application takes longer than most files: import it once.
    isolate: false,
    globalSetup: './test/support/environment.ts',
    env: { THROTTLE_LIMIT: '1000', THROTTLE_AUTH_LIMIT: '50' },
  },
});
