// Fails where something that ships has a known hole, high or worse. Registries without an audit, and
// machines without a network, are told and pass: what can't be asked says nothing about the code.
import { spawnSync } from 'node:child_process'

const { stdout, status } = spawnSync(
  'npm',
  ['audit', '--omit=dev', '--audit-level=high', '--json'],
  { encoding: 'utf8' },
)
const report = parsed(stdout)
if (!report?.auditReportVersion) {
  console.log('Dependencies were not audited: the registry did not answer the question.')
} else {
  const { total, high, critical } = report.metadata.vulnerabilities
  console.log(`Dependencies audited: ${total} known holes, ${high} high, ${critical} critical.`)
  for (const { name, severity, range } of Object.values(report.vulnerabilities))
    console.log(`  ${severity} ${name} ${range}`)
  process.exitCode = status === 0 ? 0 : 1
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
