// The one process that writes: all that a single server is but for HTTP, and a socket for its workers.
import type { Config } from '#config'
import { openServing, type ServeOptions } from '../open-serving.ts'
import { tellSupervisor, toldToStop } from './child.ts'
import { hearWorkers } from './hear-workers.ts'

/** Writes until it is told to stop. @param path Where its workers find it. */
export async function serveWriter(
  config: Config,
  options: ServeOptions,
  path: string,
): Promise<void> {
  const stop = toldToStop()
  const workers = hearWorkers()
  const { app, ownerKey, demoKey, measured, close } = await openServing(config, options, {
    onDone: workers.tell,
    isReadElsewhere: true,
    isTraced: ({ envelope }) => !workers.sent(envelope),
  })
  measured.share()
  try {
    await workers.listen(app, path)
    tellSupervisor({ kind: 'OPENED', ownerKey, demoKey })
    await stop
  } finally {
    await close()
    workers.close()
  }
}
