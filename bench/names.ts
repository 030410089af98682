// Names for a catalog: fifty thousand of three words, in an order that mixes them, so that a word is shared by as many
// products as words of real catalogs are: a small part of them.
const LOOKS =
  'amber ancient azure bold bright calm classic coral cosy crimson dainty dusky elegant faded floral frosted gentle gilded glossy golden hazel humble ivory jade lively lunar mellow misty modern noble ochre pale plain quiet rustic scarlet silver simple sturdy vivid'.split(
    ' ',
  )
const STUFFS =
  'acacia bamboo bronze canvas ceramic copper cork cotton denim enamel felt glass hemp iron leather linen marble oak paper pewter porcelain silk slate steel wool'.split(
    ' ',
  )
const THINGS =
  'apron basket beaker bench blanket bookend bottle bowl box brush bucket cabinet candle chair clock cup curtain cushion desk dish drawer easel frame goblet hook jar jug kettle ladle lamp mirror mug pan pillow planter plate platter pot rack rug shelf spoon stool table teapot tray trunk vase wallet wreath'.split(
    ' ',
  )
const ALL = LOOKS.length * STUFFS.length * THINGS.length
/** Prime to how many there are: its multiples come to each of them before any comes again. */
const STRIDE = 7_919

/** The name of a product by its number; past the last it has a number too. */
export function nameOf(index: number): string {
  const mixed = (index * STRIDE) % ALL
  const words = [
    LOOKS[Math.floor(mixed / (STUFFS.length * THINGS.length))],
    STUFFS[Math.floor(mixed / THINGS.length) % STUFFS.length],
    THINGS[mixed % THINGS.length],
    ...(index < ALL ? [] : [Math.floor(index / ALL)]),
  ]
  return words.join(' ')
}
