import './tools/node20.mjs';

import { fileURLToPath, URL } from 'node:url';

import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// Government desktops run browsers built on Chromium 87 to 106: the build is for the oldest of them.
export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: `http://127.0.0.1:${process.env.ANLU_PORT ?? 8420}` } },
  },
  build: {
    target: 'chrome87',
    cssTarget: 'chrome87',
    // Small pictures inside the style sheets would need `data:` for fonts and images in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    manifest: true,
  },
  worker: { format: 'es' },
  test: {
    // A test of something that needs a page says so: `@vitest-environment jsdom`.
    environment: 'node',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
  },
});
