// Serves the shop window beside a shop: what the page asks goes on to it, so that both have one origin.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  server: { proxy: { '/graphql': process.env.QUARTERMASTER_URL ?? 'http://127.0.0.1:4000' } },
})
