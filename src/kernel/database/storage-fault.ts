// Faults that are the storage's and not the command's: they pass, and whoever meets one may come again.

function codeOf(fault: unknown): string {
  const { code, cause } = (fault ?? {}) as { code?: string; cause?: unknown }
  return code ?? (cause === undefined ? '' : codeOf(cause))
}

export const isBusy = (fault: unknown): boolean => codeOf(fault).startsWith('SQLITE_BUSY')

/** Whether SQLite says that the disk, the memory or a stranger is to blame. */
export const isStorageFault = (fault: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|NOMEM|CANTOPEN|READONLY|BUSY|PROTOCOL)/.test(codeOf(fault))
