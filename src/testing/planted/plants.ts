// Faults to be planted, one at a time, each with the tests that must turn red: what proves a promise is
// worth no more than its power to notice that the promise is broken.

export type Plant = {
  name: string
  file: string
  /** Stands in the file exactly once. */
  find: string
  replace: string
  /** Paths of tests, as vitest takes them. */
  noticedBy: string
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'a view forgets an event',
    file: 'src/read/stock-level/refresh.ts',
    find: 'wokenBy: [on(stockMoved, ({ variantId }) => [variantId])]',
    replace: 'wokenBy: []',
    noticedBy: 'src/testing/laws/laws-1-2',
  },
  {
    name: 'commits are not synced',
    file: 'src/kernel/database/sqlite/connection.ts',
    find: "options.synchronous ?? 'FULL'",
    replace: "'OFF'",
    noticedBy: 'src/testing/storm/power',
  },
  {
    name: 'answers are given before COMMIT',
    file: 'src/kernel/write-queue.ts',
    find: '    const committing = performance.now()\n    try {\n      await transaction.commit(news)',
    replace:
      '    for (const { entry, executed } of batch) entry.answer((executed as Executed).outcome)\n    await sleep(20)\n    const committing = performance.now()\n    try {\n      await transaction.commit(news)',
    noticedBy: 'src/testing/storm/storm',
  },
  {
    name: 'permissions are not asked for',
    file: 'src/kernel/dispatch.ts',
    find: 'if (!holds(actor, command.permission)) throw new Denied(command.permission)',
    replace: '',
    noticedBy: 'src/write/access/access',
  },
  {
    name: 'keys are not kept',
    file: 'src/kernel/execute.ts',
    find: 'if (key !== null)\n        await keepKey',
    replace: 'if (key === undefined)\n        await keepKey',
    noticedBy: 'src/kernel/dispatch',
  },
  {
    name: 'what a refused command wrote stays',
    file: 'src/kernel/execute.ts',
    find: '      if (hasSavepoint) {\n        await transaction.undo(SAVEPOINT)\n',
    replace: '      if (hasSavepoint) {\n',
    noticedBy: 'src/kernel/write-queue',
  },
  {
    name: 'one unit more is sold than there is',
    file: 'src/domain/stock.ts',
    find: 'if (quantity > sellable) return',
    replace: 'if (quantity > sellable + 1) return',
    noticedBy: 'src/domain/stock',
  },
  {
    name: 'more is refunded than was taken',
    file: 'src/write/payments/refund-payment.ts',
    find: 'if (amount > refundable)',
    replace: 'if (amount > refundable + 1)',
    noticedBy: 'src/write/payments/ledger',
  },
  {
    name: 'a fault of the disk ends the process',
    file: 'src/kernel/database/sqlite/checkpoint.ts',
    find: 'tick().catch(onFault)',
    replace: 'tick()',
    noticedBy: 'src/kernel/database/sqlite/checkpoint',
  },
  {
    name: 'the WAL waits for a moment without readers that never comes',
    file: 'src/kernel/database/sqlite/checkpoint.ts',
    find: 'await readers.betweenSnapshots(truncateOnce, GAP_MS_MAX)',
    replace: 'truncateOnce()',
    noticedBy: 'src/kernel/database/sqlite/checkpoint',
  },
  {
    name: 'a backup is not compared with its manifest',
    file: 'src/kernel/database/whole-file.ts',
    find: 'if (found.bytes === bytes && found.sha256 === sha256) return null',
    replace: 'if (found.bytes === bytes) return null',
    noticedBy: 'src/kernel/database/sqlite/backup',
  },
  {
    name: 'a key outlives its end',
    file: 'src/read/api-key/load.ts',
    find: 'expiresAt <= now',
    replace: 'expiresAt < now',
    noticedBy: 'src/write/access/access',
  },
  {
    name: 'a key opens what its role held once',
    file: 'src/read/api-key/load.ts',
    find: '[apiKeyView, staffMemberView, roleView].map',
    replace: '[apiKeyView, staffMemberView].map',
    noticedBy: 'src/identities',
  },
  {
    name: 'a document too large to be counted costs nothing',
    file: 'src/http/cost.ts',
    find: '? BEYOND_COUNTING : 0',
    replace: '? 0 : 0',
    noticedBy: 'src/http/hardening',
  },
  {
    name: 'the fast lane answers 200 whatever an error asks for',
    file: 'src/http/result.ts',
    find: 'response.statusCode = statusOf(errors, type)',
    replace: 'response.statusCode = 200',
    noticedBy: 'src/http/lanes',
  },
  {
    name: 'a fault of the storage is taken for a bug of its command',
    file: 'src/kernel/execute.ts',
    find: 'isStorageFault(thrown) || ',
    replace: '',
    noticedBy: 'src/testing/storm/faults',
  },
  {
    name: 'the last key that holds everything can be lost',
    file: 'src/write/access/own.ts',
    find: 'last && held.every(goes)',
    replace: 'last && held.length > 1 && held.every(goes)',
    noticedBy: 'src/write/access/staff',
  },
  {
    name: 'archives are not compared with what is dropped',
    file: 'src/kernel/archive.ts',
    find: 'if (JSON.stringify({ command, events }) !== JSON.stringify(value))',
    replace: 'if (value === null)',
    noticedBy: 'src/kernel/archive',
  },
  {
    name: 'requests that left count on',
    file: 'src/http/server.ts',
    find: "    response.on('close', leave)\n",
    replace: '',
    noticedBy: 'src/http/admission',
  },
  {
    name: 'who is erased stays in the journal',
    file: 'src/write/erasure/erase.ts',
    find: 'await context.eraseFromJournal({',
    replace: 'void ({',
    noticedBy: 'src/write/erasure/erasure',
  },
  {
    name: 'who is erased stays in the log',
    file: 'src/app.ts',
    find: 'if (outcomes.some(erasesSomebody)) truncateSoon()',
    replace: '',
    noticedBy: 'src/write/erasure/erasure',
  },
  {
    name: 'returns are shown to anybody',
    file: 'src/graphql/returns.ts',
    find: "viewer.holds('orders.read') || viewer.isCustomer(customerId) || viewer.wasGranted(orderId)",
    replace: 'true',
    noticedBy: 'src/graphql/matrix',
  },
  {
    name: 'a tally is mended by what it was to be, not by what it lacked',
    file: 'src/kernel/tally.ts',
    find: 'return summed([...fresh, ...standing.map(negated)]).filter(',
    replace: 'return summed([...fresh]).filter(',
    noticedBy: 'src/kernel/mend-views',
  },
  {
    name: 'commands wait for ever',
    file: 'src/kernel/write-queue.ts',
    find: 'if (performance.now() <= envelope.deadline) return false',
    replace: 'if (envelope.deadline > 0) return false',
    noticedBy: 'src/kernel/write-queue',
  },
  {
    name: 'what was built is run although a source is newer',
    file: 'src/quartermaster.mjs',
    find: 'return all.every((path) => statSync(path).mtimeMs <= built)',
    replace: 'return all.length > 0',
    noticedBy: 'src/testing/launcher',
  },
  {
    name: 'webhooks tell a later fact before one that was not taken',
    file: 'src/kernel/run-reactions.ts',
    find: 'isHeld ||= reaction.isOrdered === true && one.failure !== null',
    replace: '',
    noticedBy: 'src/webhooks/webhooks',
  },
  {
    name: 'webhooks reach the own network',
    file: 'src/webhooks/send.ts',
    find: 'allowPrivateIPAddress: reachesPrivate',
    replace: 'allowPrivateIPAddress: true || reachesPrivate',
    noticedBy: 'src/webhooks/webhooks',
  },
  {
    name: 'processes write at once',
    file: 'src/kernel/database/postgres/connection.ts',
    find: '; SELECT 1 FROM kernel_writer FOR UPDATE',
    replace: '',
    noticedBy: 'src/testing/postgres/several',
  },
  {
    name: 'news of others are passed on as they come',
    file: 'src/kernel/news.ts',
    find: 'if (first.sequence > feed.last() + 1) {',
    replace: 'if (first.sequence < 0) {',
    noticedBy: 'src/kernel/news',
  },
  {
    name: 'what is kept is shown before news of others have come',
    file: 'src/kernel/kept-rows.ts',
    find: 'isKnown: sequence <= this.#heardUpTo',
    replace: 'isKnown: true',
    noticedBy: 'src/testing/postgres/several',
  },
  {
    name: 'every process reacts',
    file: 'src/kernel/database/postgres/engine.ts',
    find: 'if (rows[0]?.[0] === 1) lead(true)',
    replace: 'if (rows[0]) lead(true)',
    noticedBy: 'src/testing/postgres/several',
  },
  {
    name: 'who follows is read however little it sees',
    file: 'src/kernel/database/postgres/readers.ts',
    find: 'if (await sees(pool, reader, atLeast)) return',
    replace: 'if (await sees(pool, reader, 0)) return',
    noticedBy: 'src/testing/postgres/replica',
  },
  {
    name: 'a moved page stands beside older ones',
    file: 'src/kernel/database/move.ts',
    find: '        await bringOverChanges(moved)\n        rows =',
    replace: '        rows =',
    noticedBy: 'src/testing/postgres/move',
  },
]
