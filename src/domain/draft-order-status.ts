// Where a draft order stands.

export const DRAFT_ORDER_STATUSES = {
  OPEN: 'It can be changed, completed and deleted.',
  COMPLETED: 'It became an order.',
} as const
export type DraftOrderStatus = keyof typeof DRAFT_ORDER_STATUSES
