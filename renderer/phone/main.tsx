import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Phone } from './Phone.tsx'
import './phone.css'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Phone />
    </StrictMode>,
  )
}
