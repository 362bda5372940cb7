import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createSession, tokenInHash } from './door/session.ts'
import { cleanAddress } from './shell/route.ts'
import './styles/base.css'
import './styles/shell.css'
import './styles/stage.css'
import './styles/sign-in.css'
import './styles/alarm.css'
import './styles/board.css'
import './styles/order.css'
import './styles/confirm.css'
import './styles/lists.css'
import './styles/printers.css'
import './styles/technician.css'
import './styles/reconciliation.css'
import { startWords } from './words/i18n.ts'

const session = createSession(window.sessionStorage)

/** `#token=…` signs in now and whenever it comes again, and never stays in the address bar. */
function takeToken() {
  const token = tokenInHash(window.location.hash)
  if (token === null) return
  session.signIn(token)
  cleanAddress()
}
window.addEventListener('hashchange', takeToken)
takeToken()

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
