// Which release this is: what the journal notes with each command.
import manifest from '../package.json' with { type: 'json' }

export const RELEASE: string = manifest.version
