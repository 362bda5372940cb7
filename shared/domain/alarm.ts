import { abuseAlarms } from './alarms/abuse-alarms.ts'
import type { AlarmFacts, AlarmLanguage, AlarmSeverity, AlarmText } from './alarms/alarm-text.ts'
import { cloudAlarms } from './alarms/cloud-alarms.ts'
import { diskAlarms } from './alarms/disk-alarms.ts'
import { jobAlarms } from './alarms/job-alarms.ts'
import { orderAlarms } from './alarms/order-alarms.ts'
import { platformAlarms } from './alarms/platform-alarms.ts'
import { printerAlarms } from './alarms/printer-alarms.ts'
import { reconciliationAlarms } from './alarms/reconciliation-alarms.ts'
import { sourceAlarms } from './alarms/source-alarms.ts'

// What a person must hear of, in words that say what to do. The words are made in ./alarms, once, for the screen, REST
// and paper alike; `facts` are all that is stored.

const texts = {
  ...printerAlarms,
  ...jobAlarms,
  ...orderAlarms,
  ...sourceAlarms,
  ...cloudAlarms,
  ...platformAlarms,
  ...abuseAlarms,
  ...diskAlarms,
  ...reconciliationAlarms,
}

export type AlarmCode = keyof typeof texts
export const alarmCodes = Object.keys(texts) as AlarmCode[]

export function alarmWords(code: AlarmCode, facts: AlarmFacts, language: AlarmLanguage) {
  return text(code).say[language](facts)
}

export function alarmSeverity(code: AlarmCode): AlarmSeverity {
  return text(code).severity
}

export function endsWithItsCause(code: AlarmCode): boolean {
  return text(code).lasting
}

function text(code: AlarmCode): AlarmText {
  return texts[code]
}
