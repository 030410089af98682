// Keeps the frame standing where a page fails, such as one whose code could not be loaded.
import { Alert, Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { wordsOf } from './words.ts'

export class Boundary extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state = { fault: null as unknown }

  static getDerivedStateFromError = (fault: unknown) => ({ fault })

  override render() {
    const { fault } = this.state
    if (fault === null) return this.props.children
    return (
      <Alert color="red" title="This page could not be shown." role="alert">
        {wordsOf(fault)}
        <Button variant="default" size="xs" ml="md" onClick={() => location.reload()}>
          Load it again
        </Button>
      </Alert>
    )
  }
}
