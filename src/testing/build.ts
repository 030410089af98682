// Builds the command line: the tests that start it as a process of its own start what is built.
import { execFileSync } from 'node:child_process'

export default () => {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
