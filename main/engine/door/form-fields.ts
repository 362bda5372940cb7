/** Above so many no client of ours has fields. */
const mostFields = 100

/**
 * A form as cloud-printer clients send it: url-encoded, multipart (PHP's curl, given an array, does that by itself), or JSON.
 * Null: it is none of these.
 */
export async function formFields(
  contentType: string | undefined,
  body: Uint8Array,
): Promise<Record<string, string> | null> {
  const type = (contentType ?? '').trim().toLowerCase()
  const text = () => Buffer.from(body).toString('utf8')
  if (type.startsWith('multipart/form-data')) return multipart(contentType ?? '', body)
  if (type.startsWith('application/json') || /^\s*\{/.test(text())) return jsonFields(text())
  return collect(new URLSearchParams(text()))
}

async function multipart(contentType: string, body: Uint8Array): Promise<Record<string, string> | null> {
  try {
    const form = await new Response(Buffer.from(body), { headers: { 'content-type': contentType } }).formData()
    return collect(Array.from(form).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])))
  } catch {
    return null
  }
}

/** Figures are taken for their text; what is deeper is no field. */
function jsonFields(text: string): Record<string, string> | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const fields = Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' || typeof one === 'number' ? [[key, String(one)]] : [],
  )
  return collect(fields)
}

function collect(fields: Iterable<string[]>): Record<string, string> | null {
  const collected = new Map<string, string>()
  for (const [key = '', value = ''] of fields) {
    if (collected.size >= mostFields) return null
    // The last one wins, as in the vendors' PHP.
    collected.set(key, value)
  }
  return Object.fromEntries(collected)
}
