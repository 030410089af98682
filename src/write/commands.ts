// The contents page of the write side: every command, by module.
import type { AnyCommand } from '#kernel/command.ts'
import { createLocation } from './stock/create-location.ts'

export const commands: readonly AnyCommand[] = [createLocation]
