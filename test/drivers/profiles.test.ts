import { expect, test } from 'vitest'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile, profileIds } from '../../drivers/profiles/profiles.ts'

const profiles = profileIds.map(findProfile).filter((profile): profile is Profile => profile !== null)

test('ids are unique, names too', () => {
  expect(new Set(profileIds).size).toBe(profileIds.length)
  expect(new Set(profiles.map(profile => profile.name)).size).toBe(profileIds.length)
})

test.each(profiles)('$id fits its paper and says where its facts come from', profile => {
  expect(profile.columns).toBe(Math.floor(profile.dots / 12))
  expect(profile.stripRows * (profile.dots / 8)).toBeLessThanOrEqual(8136)
  expect(profile.source.length).toBeGreaterThan(20)
  expect(profile.source).toMatch(/\[(db|rpe|ref)\]|Manual|manual|Command Set|unverified|generic/)
  // What is sent to one that does not understand it comes out as text.
  if (profile.dialect !== 'epson') expect(profile.answers).toBe(false)
  if (!profile.answers) expect(profile.confirmation).toBe('none')
  if (profile.chinese === 'none') expect(profile.drawing).toBe('whole-line')
  // a drawer's coil burns when it is held too long
  if (profile.drawer !== null) expect(profile.drawer.onMs).toBeLessThanOrEqual(200)
})
