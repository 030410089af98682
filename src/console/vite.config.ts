// Builds the console: `npm run build:console`, or `npm run dev:console` beside a server on port 4000.
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/console/',
  plugins: [react()],
  build: { outDir: here('../../dist/console'), emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
})
