// Faults that are the storage's and not the command's: they pass, and whoever meets one may come again.

function codeOf(fault: unknown): string {
  const { code, cause } = (fault ?? {}) as { code?: string; cause?: unknown }
  return code ?? (cause === undefined ? '' : codeOf(cause))
}

/** Somebody else writes, or nobody can be reached for a while. */
export const isBusy = (fault: unknown): boolean =>
  /^(SQLITE_BUSY|55P03$|UNREACHABLE$|CONNECTION_LOST$)/.test(codeOf(fault))

/** Whether the engine says that the disk, the memory, the network or a stranger is to blame. */
export const isStorageFault = (fault: unknown): boolean =>
  OF_STORAGE.test(codeOf(fault)) || isBusy(fault)

/** SQLite's result codes; PostgreSQL's classes of resources, operators, systems, and of transactions that lost. */
const OF_STORAGE =
  /^(SQLITE_(FULL|IOERR|NOMEM|CANTOPEN|READONLY|BUSY|PROTOCOL)|(53|57|58)\w{3}$|25006$|40001$|40P01$)/
