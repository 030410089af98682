// What can be found wrong with a database: each kind has a code that stays, says how bad it is, and
// what to do. ERROR: the data or the books are wrong. WARNING: they will be, or something waits.

export type Severity = 'ERROR' | 'WARNING'

export type FindingCode = keyof typeof FINDING_KINDS

/** One thing that is not as it must be. */
export type Finding = { code: FindingCode; check: string; found: string }

/** What was looked at, and what was wrong with it. `rows` is null where rows are not what counts. */
export type Check = { name: string; rows: number | null; findings: Finding[] }

const RESTORE =
  'Restore the last good backup: `quartermaster restore <file> --replace`. What stands there now is kept beside it.'
const REBUILD =
  'Run `quartermaster views rebuild`: a view holds nothing that the tables do not say. Keep the finding, for a command has forgotten something.'

export const FINDING_KINDS = {
  PAGES_DAMAGED: { severity: 'ERROR', advice: `Look after the disk. ${RESTORE}` },
  DATABASE_UNREADABLE: {
    severity: 'ERROR',
    advice: `See that DATABASE_URL names the shop's file. If it does: ${RESTORE}`,
  },
  VALUE_UNREADABLE: {
    severity: 'ERROR',
    advice: `A row holds what nothing here writes. Look after the disk. ${RESTORE}`,
  },
  SCHEMA_WRONG: {
    severity: 'ERROR',
    advice: `Tables are not as migrations make them: somebody has changed them by hand, or the disk has. ${RESTORE}`,
  },
  INDEX_BROKEN: {
    severity: 'ERROR',
    advice:
      'The rows are there, an index does not find them. Stop the server, keep a copy of the file, and run REINDEX on it with the sqlite3 shell.',
  },
  REFERENCE_BROKEN: { severity: 'ERROR', advice: RESTORE },
  JOURNAL_GAP: { severity: 'ERROR', advice: `Commands are lost or doubled. ${RESTORE}` },
  EVENTS_INCOMPLETE: {
    severity: 'ERROR',
    advice: `Facts are missing, or belong to no command. ${RESTORE}`,
  },
  VIEW_WRONG: { severity: 'ERROR', advice: REBUILD },
  SEARCH_WORDS_WRONG: { severity: 'ERROR', advice: REBUILD },
  BOOKS_UNBALANCED: {
    severity: 'ERROR',
    advice:
      'Sums of the write tables contradict each other. See in the command log what last changed the thing that is named; a correction is a command too.',
  },
  REACTION_AHEAD: {
    severity: 'ERROR',
    advice: `A reaction has dealt with events that are not there: the database is older than itself. ${RESTORE}`,
  },
  BACKUP_DAMAGED: { severity: 'ERROR', advice: 'Use another backup, and take a new one now.' },
  MIGRATIONS_MISSING: {
    severity: 'WARNING',
    advice:
      'Start the server once, which migrates and keeps a copy of what was there. Then run doctor again: what needs the tables of this release was not looked at.',
  },
  RESTORE_UNFINISHED: {
    severity: 'WARNING',
    advice: 'Give `quartermaster restore` again, or start the server: either brings it to an end.',
  },
  WAL_LARGE: {
    severity: 'WARNING',
    advice:
      'It shrinks by itself once nobody reads from it for a moment. If WAL_HELD is found too, end that reader; where no server runs, start one.',
  },
  WAL_HELD: {
    severity: 'WARNING',
    advice:
      'Another process has a read transaction open. Find it, with `fuser` or `lsof` on the file, and end it unless it is there on purpose, as a replicator is.',
  },
  REACTION_BEHIND: {
    severity: 'WARNING',
    advice: 'See that a server runs. If it does, its log says what the reaction waits for.',
  },
  DUE_OVERDUE: {
    severity: 'WARNING',
    advice: 'See that a server runs. If it does, its log says why the command is not given.',
  },
  RETRIES_WAITING: {
    severity: 'WARNING',
    advice: 'It is tried again by itself. What the last try met must be mended, or it is given up.',
  },
  DEAD_LETTERS_WAITING: {
    severity: 'WARNING',
    advice:
      'Mend what the error tells of, then `retryDeadLetter`; or decide with `dropDeadLetter` that nothing is to follow.',
  },
  DISK_LOW: {
    severity: 'WARNING',
    advice: 'Make room: a backup, a migration and doctor itself each need as much as the database.',
  },
  KEYS_EXPIRED: {
    severity: 'WARNING',
    advice: 'A running server drops a thousand a minute. See that one runs.',
  },
} as const satisfies Record<string, { severity: Severity; advice: string }>

export const severityOf = ({ code }: Finding): Severity => FINDING_KINDS[code].severity
