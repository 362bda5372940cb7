export type AlarmSeverity = 'critical' | 'warning'

export type AlarmFacts = Record<string, string | number>
export type AlarmLanguage = 'zh-CN' | 'en'

/** `lasting` alarms end when their cause does; the others when a person has seen them (ack). */
export type AlarmText = {
  severity: AlarmSeverity
  lasting: boolean
  say: Record<AlarmLanguage, (facts: AlarmFacts) => { message: string; remedy: string }>
}
