// The contents page of the write side: every command, by module.
import type { AnyCommand } from '#kernel/command.ts'
import { createApiKey } from './access/create-api-key.ts'
import { createOwnerKey } from './access/create-owner-key.ts'
import { revokeApiKey } from './access/revoke-api-key.ts'
import { adjustStock } from './stock/adjust-stock.ts'
import { createLocation } from './stock/create-location.ts'
import { receiveStock } from './stock/receive-stock.ts'
import { setStock } from './stock/set-stock.ts'
import { setStockPolicy } from './stock/set-stock-policy.ts'
import { transferStock } from './stock/transfer-stock.ts'
import { updateLocation } from './stock/update-location.ts'

export const commands: readonly AnyCommand[] = [
  createLocation,
  updateLocation,
  receiveStock,
  adjustStock,
  setStock,
  transferStock,
  setStockPolicy,
  createApiKey,
  createOwnerKey,
  revokeApiKey,
]
