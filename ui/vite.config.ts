import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const lib = new URL('./src/lib', import.meta.url).pathname;

// `--mode fake` builds the window with its scripted engine instead of the real one, for looking at it in a browser.
export default defineConfig(({ mode }) => ({
  cacheDir: '../node_modules/.vite',
  plugins: [svelte(), svelteTesting({ autoCleanup: false })],
  server: { fs: { allow: ['..'] } },
  resolve: { alias: { $lib: lib } },
  build: {
    outDir: mode === 'fake' ? '../target/ui-fake' : 'dist',
    emptyOutDir: true,
    target: 'safari16',
    // The window's content security policy allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 60_000,
  },
}));
