import { testDays } from './simulation/days.ts'

testDays(0)
