// Which facts each command may record, read from its handler: every name that it leads to is followed to where it
// is declared, as far as the write side goes.
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import type { EventKind } from '#kernel/event.ts'
import { projectFile } from '#project-file'

const WRITE = projectFile('src/write')

/** By the command's name: the names of the facts, sorted. */
export async function factsOfCommands(): Promise<Map<string, string[]>> {
  const files = readdirSync(WRITE, { recursive: true })
    .map((path) => join(WRITE, String(path)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  const { config } = ts.readConfigFile(projectFile('tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, projectFile('.'))
  const program = ts.createProgram(files, options)
  const follow = follower(program.getTypeChecker(), await eventsByVariable(files))
  const found = new Map<string, string[]>()
  for (const file of files)
    for (const [name, handler] of commandsIn(program.getSourceFile(file) as ts.SourceFile))
      found.set(name, [...follow(handler)].sort())
  return found
}

/** The declarations of commands in a file, by the command's name. */
function commandsIn(file: ts.SourceFile): [string, ts.Node][] {
  const found: [string, ts.Node][] = []
  const visit = (node: ts.Node): void => {
    const [declared] = ts.isCallExpression(node) ? node.arguments : []
    if (declared && ts.isObjectLiteralExpression(declared)) {
      const name = propertyOf(declared, 'name')
      if (propertyOf(declared, 'handle') && name && ts.isPropertyAssignment(name))
        found.push([(name.initializer as ts.StringLiteral).text, declared])
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const propertyOf = (object: ts.ObjectLiteralExpression, name: string) =>
  object.properties.find((property) => property.name?.getText() === name)

/** `src/write/orders/events.ts orderPlaced` is OrderPlaced. */
async function eventsByVariable(files: readonly string[]): Promise<Map<string, string>> {
  const events = new Map<string, string>()
  for (const file of files.filter((path) => path.endsWith('/events.ts')))
    for (const [variable, kind] of Object.entries(await import(file)))
      events.set(`${file} ${variable}`, (kind as EventKind<unknown>).event)
  return events
}

function follower(checker: ts.TypeChecker, events: ReadonlyMap<string, string>) {
  return (start: ts.Node): Set<string> => {
    const found = new Set<string>()
    const seen = new Set<ts.Node>()
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) for (const declared of declarationsOf(node)) enter(declared)
      ts.forEachChild(node, visit)
    }
    const enter = (declared: ts.Declaration): void => {
      const file = declared.getSourceFile().fileName
      const name = ts.isVariableDeclaration(declared) ? declared.name.getText() : ''
      const event = events.get(`${file} ${name}`)
      if (event) found.add(event)
      const isOurs = !relative(WRITE, dirname(file)).startsWith('..')
      if (event || !isOurs || seen.has(declared) || !holdsCode(declared)) return
      seen.add(declared)
      visit(declared)
    }
    visit(start)
    return found
  }

  function declarationsOf(node: ts.Identifier): readonly ts.Declaration[] {
    const symbol = checker.getSymbolAtLocation(node)
    if (!symbol) return []
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
    return (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? []
  }
}

const holdsCode = (node: ts.Declaration): boolean =>
  ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)
