// What a PostgreSQL database says of itself, by its catalogs. A shop has the schema that its connection begins in.
import type { Definition, Schema } from '../connection.ts'

const OWN = 'n.nspname = current_schema()'

const DEFINITIONS = `
  SELECT 'table' AS type, c.relname AS name, c.relname AS of, (
    SELECT string_agg(format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN ' NOT NULL' END,
        CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || l.collname END), ', ' ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS sql
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND ${OWN}
  UNION ALL
  SELECT 'constraint', k.conname, c.relname, replace(pg_get_constraintdef(k.oid), current_schema() || '.', '')
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE k.contype <> 'n' AND ${OWN}
  UNION ALL
  SELECT 'index', i.relname, c.relname, replace(pg_get_indexdef(x.indexrelid), current_schema() || '.', '')
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}`

type Reference = { name: string; child: string; parent: string; columns: string[]; of: string[] }

export const postgresSchema: Schema = {
  definitions: (tx) =>
    tx.rows<Definition>(
      `SELECT * FROM (${DEFINITIONS}) d ORDER BY type COLLATE "C", name COLLATE "C"`,
    ),
  tables: async (tx) => {
    const all = await tx.rows<{ name: string; is_index: number }>(
      `SELECT c.relname AS name, EXISTS (
         SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.atttypid = 'tsvector'::regtype
       ) AS is_index
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND ${OWN} ORDER BY c.relname COLLATE "C"`,
    )
    const indexes = all.filter(({ is_index }) => is_index).map(({ name }) => name)
    return all
      .map(({ name }) => name)
      .filter((name) => !indexes.some((index) => name === index || name.startsWith(`${index}_`)))
  },
  columns: async (tx, table) => {
    const columns = await tx.rows<{ name: string; place: number | null }>(
      `SELECT a.attname AS name, array_position(k.conkey, a.attnum) AS place
       FROM pg_attribute a LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
       WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      `"${table}"`,
    )
    const key = columns
      .filter(({ place }) => place !== null)
      .sort((one, other) => Number(one.place) - Number(other.place))
    return { all: columns.map(({ name }) => name), key: key.map(({ name }) => name) }
  },
  isNoJson: (column) => `${column} IS NOT JSON`,
  brokenReferences: async (tx, limit) => {
    const references = await tx.rows<Record<keyof Reference, string>>(
      `SELECT k.conname AS name, c.relname AS child, p.relname AS parent,
         (SELECT json_agg(a.attname ORDER BY place) FROM unnest(k.conkey) WITH ORDINALITY u(number, place)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
         (SELECT json_agg(a.attname ORDER BY place) FROM unnest(k.confkey) WITH ORDINALITY u(number, place)
          JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) AS of
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND ${OWN}
       ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"`,
    )
    const found: string[] = []
    for (const { child, parent, columns, of } of references) {
      const [own, others] = [JSON.parse(columns), JSON.parse(of)] as [string[], string[]]
      const joined = own.map((name, at) => `p."${others[at]}" = c."${name}"`).join(' AND ')
      const given = own.map((name) => `c."${name}" IS NOT NULL`).join(' AND ')
      const [broken] = await tx.rows<{ count: number }>(
        `SELECT count(*) AS count FROM "${child}" c WHERE ${given}
         AND NOT EXISTS (SELECT 1 FROM "${parent}" p WHERE ${joined})`,
      )
      if (broken && broken.count > 0)
        found.push(
          `${child} refers to a ${parent} row that is not there, in ${broken.count} of its rows`,
        )
    }
    return found.slice(0, limit)
  },
  damage: async (tx) => {
    const [counted] = await tx.rows<{ failures: number | null }>(
      'SELECT checksum_failures AS failures FROM pg_stat_database WHERE datname = current_database()',
    )
    const failures = counted?.failures ?? 0
    return failures === 0 ? [] : [`${failures} pages had another checksum than was written`]
  },
}
