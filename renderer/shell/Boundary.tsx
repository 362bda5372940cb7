import { Component, type ReactNode } from 'react'

type BoundaryProps = {
  /** another address is another try */
  at: string
  broken: (error: unknown, again: () => void) => ReactNode
  children: ReactNode
}
type BoundaryState = { at: string; failed: { error: unknown } | null }

/** What falls over while it is drawn leaves the rest standing; an error that nobody catches would leave a white window. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { at: this.props.at, failed: null }

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failed: { error } }
  }

  static getDerivedStateFromProps({ at }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return at === state.at ? null : { at, failed: null }
  }

  override render(): ReactNode {
    const { failed } = this.state
    if (failed === null) return this.props.children
    return this.props.broken(failed.error, () => this.setState({ failed: null }))
  }
}
