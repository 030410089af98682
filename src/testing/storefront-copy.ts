// The storefront example in a folder of its own, against a schema that a test may change: generated
// and compiled as it is in the project, with none of the project's files touched.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLE = 'examples/storefront'

export type Ran = { code: number; told: string }

export type StorefrontCopy = {
  /** Makes the typed documents from the copy's schema. */
  generate: () => Promise<Ran>
  compile: () => Promise<Ran>
  /** Shops, against a running server. */
  shop: (settings: { url: string; key: string }, ...words: string[]) => Promise<Ran>
  /** Follows the order of a cart until all of it is on its way. */
  follow: (settings: { url: string; key: string }, cartId: string) => Promise<Ran>
}

export function storefrontCopy(
  changed: (schema: string) => string = (schema) => schema,
): StorefrontCopy {
  const folder = mkdtempSync(join(tmpdir(), 'qm-storefront-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(PROJECT, EXAMPLE), join(folder, EXAMPLE), {
    recursive: true,
    filter: (path) => !path.endsWith('generated'),
  })
  for (const file of ['package.json', 'tsconfig.json', 'codegen.ts'])
    cpSync(join(PROJECT, file), join(folder, file))
  for (const name of ['node_modules', 'dist']) symlinkSync(join(PROJECT, name), join(folder, name))
  const schema = readFileSync(join(PROJECT, 'schema.graphql'), 'utf8')
  writeFileSync(join(folder, 'schema.graphql'), changed(schema))

  const run = (env: NodeJS.ProcessEnv, ...words: string[]) => runNode(folder, env, words)
  const tool = (name: string) => join('node_modules', '.bin', name)
  const example = (name: string, { url, key }: { url: string; key: string }, ...words: string[]) =>
    run(
      { QUARTERMASTER_URL: url, QUARTERMASTER_KEY: key },
      ...['--import', 'tsx', `${EXAMPLE}/${name}.ts`, ...words],
    )
  return {
    generate: () => run({}, tool('graphql-codegen'), '--config', 'codegen.ts'),
    compile: () =>
      run({}, tool('tsc'), '-p', '.', '--incremental', 'false', '--tsBuildInfoFile', 'null'),
    shop: (settings, ...words) => example('place-order', settings, ...words),
    follow: (settings, cartId) => example('follow-order', settings, cartId),
  }
}

async function runNode(
  folder: string,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<Ran> {
  const { PATH, HOME } = process.env
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words, {
      cwd: folder,
      env: { PATH, HOME, ...env },
    })
    return { code: 0, told: stdout + stderr }
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string }
    return { code, told: stdout + stderr }
  }
}
