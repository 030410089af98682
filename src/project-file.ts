// Files of the project that the code reads while it runs. The sources and what is built of them lie in
// folders beside each other: seen from either, the project's own folder is the one above.
import { fileURLToPath } from 'node:url'

/** The path of a file or folder, given from the project's own folder. */
export const projectFile = (path: string): string =>
  fileURLToPath(new URL(`../${path}`, import.meta.url))
