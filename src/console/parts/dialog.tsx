// What stands over the page until it is done with or left.
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

type DialogProps = { title: string; close: () => void; size?: 'lg' | 'xl'; children: ReactNode }

export const Dialog = ({ title, close, size = 'lg', children }: DialogProps) => (
  <Modal
    opened
    onClose={close}
    title={title}
    size={size}
    closeButtonProps={{ 'aria-label': 'Close' }}
    // Its head is not the page's.
    attributes={{ header: { role: 'presentation' } }}
  >
    {children}
  </Modal>
)
