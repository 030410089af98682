// What random tests draw. `npm test` draws the same each time, so that a red build is the doing of the
// change at hand; another SEED draws other things, and fast-check prints the seed of whatever fails.
import fc from 'fast-check'

export const SEED = Number(process.env.SEED ?? 20_260_301)

fc.configureGlobal({ seed: SEED })

export default fc
