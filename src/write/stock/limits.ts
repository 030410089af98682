// How much stock may be: far above any warehouse, and low enough that sums of it stay exact everywhere.

/** Units of one variant at one location. */
export const ON_HAND_MAX = 10_000_000
/** Units that one line of a command moves. */
export const QUANTITY_MAX = 1_000_000
export const LINES_MAX = 500
