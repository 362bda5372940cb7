import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { mayBeKnown } from './door/door.ts'
import { createSession, tokenInHash } from './door/session.ts'
import { cleanAddress, putAddress } from './shell/route.ts'
import './styles/base.css'
import './styles/shell.css'
import './styles/stage.css'
import './styles/sign-in.css'
import './styles/alarm.css'
import './styles/board.css'
import './styles/order.css'
import './styles/confirm.css'
import './styles/lists.css'
import './styles/outbox.css'
import './styles/printers.css'
import './styles/settings.css'
import './styles/technician.css'
import './styles/reconciliation.css'
// Not with its page: a style that could not be fetched is not asked for a second time.
import './styles/report.css'
import { startWords } from './words/i18n.ts'

const session = createSession(window.sessionStorage)

/**
 * `#token=…` signs in now and whenever it comes again, and never stays in the address bar. A wrong one (an old address from
 * the clipboard) does not sign out a screen that is running.
 */
async function takeToken(came: HashChangeEvent | null) {
  const token = tokenInHash(window.location.hash)
  if (token === null) return
  cleanAddress()
  if (session.state().token === null || (await mayBeKnown(window.location.origin, token))) return session.signIn(token)
  session.keep()
  if (came !== null) putAddress(came.oldURL)
}
window.addEventListener('hashchange', came => void takeToken(came))
void takeToken(null)

const root = document.getElementById('root')
if (root !== null) {
  void startWords().then(() =>
    createRoot(root).render(
      <StrictMode>
        <App session={session} />
      </StrictMode>,
    ),
  )
}
