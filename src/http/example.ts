// What an operation of the playground is. A variable that says so is filled in from the tab before, by
// fill-in.js.
export const FROM_THE_TAB_BEFORE = '(from the tab before)'

export type Example = { name: string; query: string; variables?: Record<string, unknown> }
