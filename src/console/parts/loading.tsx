// What stands where something is still to come.
import { Loader } from '@mantine/core'

export const Loading = () => <Loader role="status" aria-label="Loading" />
