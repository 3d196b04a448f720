import './tools/node20.mjs';

import { fileURLToPath, URL } from 'node:url';

import vue from '@vitejs/plugin-vue';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

// Government desktops run browsers built on Chromium 87 to 106: the build is for the oldest of them.
export default defineConfig({
  plugins: [
    vue(),
    VitePWA({
      // A new version waits until its person takes it. This cannot be changed later without stranding whoever has it.
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        name: '安路 交通运输安全生产工作台',
        short_name: '安路',
        lang: 'zh-CN',
        start_url: '/today',
        display: 'standalone',
        theme_color: '#1554b3',
        background_color: '#ffffff',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        ],
      },
      workbox: {
        globPatterns: ['index.html', 'favicon.svg', 'assets/*.{js,css}'],
        // The map is large and of no use without a connection; its page says so.
        globIgnores: ['**/GlMap*', '**/maplibre*'],
        navigateFallback: '/index.html',
        // Addresses of the server's own, and pages that stand alone.
        navigateFallbackDenylist: [/^\/(api|healthz|readyz|metrics)(\/|$)/, /\.[a-z]+$/],
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
  ],
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
