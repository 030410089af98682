// Writes the map: `npm run map`.
import { writeFileSync } from 'node:fs'
import { projectFile } from '#project-file'
import { drawn, mapOfShop, written } from './map.ts'

const map = await mapOfShop()
writeFileSync(projectFile('src/map.svg'), drawn(map))
writeFileSync(projectFile('src/MAP.md'), written(map))
