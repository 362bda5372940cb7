import { resolve } from 'node:path'
import { dataFolder, leave, readArguments } from './arguments.ts'
import { writeBundle } from './doctor/bundle.ts'
import { examine } from './doctor/examine.ts'
import { readableReport } from './doctor/report.ts'

// npm run doctor -- [--data DIR] [--json] [--bundle FILE.zip]: what is wrong here, and the file to send to support.
// Exit 0: nothing failed; 1: something did; 2: bad arguments.

const values = readArguments({
  data: { type: 'string' },
  json: { type: 'boolean' },
  bundle: { type: 'string' },
})
if (values.bundle === '') leave(2, '--bundle: is empty')
const bundle = values.bundle === undefined ? null : resolve(values.bundle)

const data = dataFolder(values.data)
const { report, db } = await examine(data)
if (bundle !== null) {
  try {
    writeBundle(bundle, { data, report, db })
  } catch (error) {
    leave(2, `--bundle: ${error instanceof Error ? error.message : error}`)
  }
}
db?.close()
process.stdout.write(values.json ? `${JSON.stringify({ ...report, bundle }, null, 2)}\n` : readableReport(report))
if (bundle !== null && !values.json) process.stdout.write(`诊断文件 · diagnosis file: ${bundle}\n`)
process.exitCode = report.verdict === 'fail' ? 1 : 0
