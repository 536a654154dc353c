import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes each text file of the page compressed beside itself, so that the server need not compress. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  writeBundle: ({ dir = 'dist' }) => {
    for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' }))
      if (/\.(?:js|css|html|svg|json)$/.test(path))
        writeFileSync(join(dir, `${path}.gz`), gzipSync(readFileSync(join(dir, path)), { level: 9 }));
  },
});

export default defineConfig({
  plugins: [react(), compressed()],
  server: { proxy: { '/api': 'http://127.0.0.1:8181' } },
  build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
});
