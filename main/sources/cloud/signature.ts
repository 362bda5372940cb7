import { createHash, timingSafeEqual } from 'node:crypto'

/** Feie, xpyun: sha1(user + key + timestamp), lower case hex. */
export function sha1Sign(user: string, key: string, timestamp: string): string {
  return createHash('sha1').update(`${user}${key}${timestamp}`).digest('hex')
}

/** Yilianyun: md5(client_id + timestamp + client_secret), lower case hex. */
export function md5Sign(clientId: string, timestamp: string, secret: string): string {
  return createHash('md5').update(`${clientId}${timestamp}${secret}`).digest('hex')
}

/** In equal time, whatever was given; letters of either case. */
export function isSame(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text.toLowerCase()).digest()
  return timingSafeEqual(digest(expected), digest(given))
}

/** `timestamp` in seconds, `now` in milliseconds. Vendors name no window; ours is that of the platforms' gateways. */
export function isFresh(timestamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= windowSeconds
}

const windowSeconds = 600
