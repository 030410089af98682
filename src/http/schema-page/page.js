// Runs in the schema's page: finds types, shows one, and draws what leads to it and where it leads.
const GROUPS = [
  'Nouns',
  'Queries',
  'Mutations',
  'Subscriptions',
  'Parts',
  'Connections',
  'Payloads',
  'Refusals',
  'Inputs',
  'Enums',
  'Interfaces',
  'Scalars',
]
/** A picture of more shows the first of them, and how many there are. */
const JOINED_MAX = 14

const byName = new Map(TYPES.map((type) => [type.name, type]))
const rank = (name) => GROUPS.indexOf(byName.get(name).group)
const leadingTo = new Map(TYPES.map(({ name }) => [name, new Map()]))
const leadingFrom = new Map(TYPES.map(({ name }) => [name, new Map()]))
for (const { name, fields, of = [] } of TYPES) {
  for (const field of fields) {
    join(name, field.to, field.name)
    for (const taken of field.takes ?? []) join(name, taken.to, `${field.name}(${taken.name})`)
  }
  for (const one of of) join(name, one, 'is one of')
}

function join(from, to, by) {
  if (['String', 'ID', 'Int', 'Boolean', 'Float'].includes(to)) return
  push(leadingFrom.get(from), to, by)
  push(leadingTo.get(to), from, by)
}

function push(map, key, by) {
  if (map.has(key)) map.get(key).push(by)
  else map.set(key, [by])
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

const link = (name, ...inner) =>
  element('a', { href: `#${name}` }, ...(inner.length > 0 ? inner : [name]))

function list(wanted) {
  const word = wanted.trim().toLowerCase()
  const found = TYPES.filter(({ name, fields, values = [] }) =>
    [name, ...fields.map((field) => field.name), ...values.map((value) => value.name)].some(
      (text) => text.toLowerCase().includes(word),
    ),
  )
  const groups = GROUPS.flatMap((group) => {
    const types = found.filter((type) => type.group === group)
    if (types.length === 0) return []
    const items = types.map(({ name }) => element('li', {}, link(name)))
    const open = word !== '' || group === 'Nouns' || current()?.group === group
    const made = element(
      'details',
      open ? { open: '' } : {},
      element('summary', {}, `${group} (${types.length})`),
      element('ul', {}, ...items),
    )
    return [made]
  })
  document
    .getElementById('list')
    .replaceChildren(...(groups.length > 0 ? groups : [element('p', {}, 'Nothing is called so.')]))
  mark()
}

const current = () => byName.get(decodeURIComponent(location.hash.slice(1)))

function mark() {
  for (const each of document.querySelectorAll('nav li a')) {
    if (each.hash === location.hash) each.setAttribute('aria-current', 'page')
    else each.removeAttribute('aria-current')
  }
}

function column(joined) {
  const items = [...joined]
    .sort(([one], [other]) => rank(one) - rank(other))
    .slice(0, JOINED_MAX)
    .map(([name, by]) =>
      element(
        'li',
        {},
        link(name),
        element(
          'small',
          {},
          by.slice(0, 3).join(', ') + (by.length > 3 ? ` and ${by.length - 3} more` : ''),
        ),
      ),
    )
  if (joined.size > JOINED_MAX)
    items.push(element('li', {}, `and ${joined.size - JOINED_MAX} more`))
  return element('ol', {}, ...items)
}

function lines(count, toRight) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 100 100')
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  for (let at = 0; at < count; at++) {
    const y = ((at + 0.5) / count) * 100
    const [from, to] = toRight ? [50, y] : [y, 50]
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', `M0 ${from} C50 ${from} 50 ${to} 100 ${to}`)
    svg.append(path)
  }
  return svg
}

const drawn = (joined) => Math.min(joined.size, JOINED_MAX + 1)

function picture({ name }) {
  const [before, after] = [leadingTo.get(name), leadingFrom.get(name)]
  const here = element('ol', {}, element('li', { class: 'here' }, name))
  return element(
    'div',
    { class: 'picture', role: 'group', 'aria-label': `What leads to ${name}, and where it leads` },
    column(before),
    lines(drawn(before), false),
    here,
    lines(drawn(after), true),
    column(after),
  )
}

function typeOf({ type, to }) {
  const at = type.indexOf(to)
  return element('code', {}, type.slice(0, at), link(to), type.slice(at + to.length))
}

function row(field) {
  const says = element('td', {}, typeOf(field), element('div', { class: 'says' }, field.says))
  if (field.takes)
    says.append(
      element(
        'ul',
        { class: 'takes' },
        ...field.takes.map((taken) =>
          element(
            'li',
            {},
            element('code', {}, `${taken.name}: `),
            typeOf(taken),
            ' ',
            element('span', { class: 'says' }, taken.says),
          ),
        ),
      ),
    )
  return element('tr', {}, element('td', {}, field.name), says)
}

function show() {
  const type = current() ?? byName.get('Order') ?? TYPES[0]
  const main = document.getElementById('main')
  const rows = [
    ...type.fields.map(row),
    ...(type.values ?? []).map(({ name, says }) =>
      element('tr', {}, element('td', {}, name), element('td', { class: 'says' }, says)),
    ),
  ]
  main.replaceChildren(
    element('p', { class: 'group' }, type.group),
    element('h2', {}, type.name),
    ...type.says.split('\n\n').map((text) => element('p', {}, text)),
    element('h3', {}, 'How it joins'),
    picture(type),
    ...(rows.length > 0
      ? [
          element('h3', {}, type.values ? 'Values' : 'Fields'),
          element('table', {}, element('tbody', {}, ...rows)),
        ]
      : []),
  )
  main.scrollTop = 0
  document.title = `${type.name} · Quartermaster schema`
  mark()
}

const search = document.getElementById('search')
search.addEventListener('input', () => list(search.value))
search.addEventListener('keydown', ({ key }) => {
  if (key === 'Enter') document.querySelector('nav li a')?.click()
})
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === search) return
  event.preventDefault()
  search.focus()
})
addEventListener('hashchange', show)
list('')
show()
