// The contents page of the read side: every view, and every tally.
import type { Tally, View } from '#kernel/view.ts'
import { locationViews } from './location/refresh.ts'

export const views: readonly View[] = [locationViews]

export const tallies: readonly Tally[] = []
