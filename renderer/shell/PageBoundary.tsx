import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useScreen } from '../door/screen.ts'
import { Blank } from '../look/Blank.tsx'

type BoundaryProps = { at: string; broken: (error: unknown, again: () => void) => ReactNode; children: ReactNode }
type BoundaryState = { at: string; failed: { error: unknown } | null }

/**
 * A page that falls over while it is drawn takes no alarm and no other page with it; an error that nobody catches would
 * leave a white window. Another address is another try.
 */
export function PageBoundary({ at, children }: { at: string; children: ReactNode }) {
  const { t } = useTranslation()
  const { client } = useScreen()
  return (
    <Boundary
      at={at}
      broken={(error, again) => (
        <main className="page">
          <div className="page-scroll">
            <Blank icon="problem" tone="problem" title={t('shell.broken')} hint={t('shell.brokenHint')}>
              <code>{error instanceof Error ? error.message : String(error)}</code>
              <Button
                onClick={() => {
                  // What it fell over may be an answer: those that nothing else shows are asked for anew.
                  client.removeQueries({ type: 'inactive' })
                  again()
                }}
              >
                {t('shell.again')}
              </Button>
            </Blank>
          </div>
        </main>
      )}
    >
      {children}
    </Boundary>
  )
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
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
