// Every reaction: what happens by itself after a fact.
import type { Reaction } from '#kernel/reaction.ts'

export const reactions: readonly Reaction[] = []
