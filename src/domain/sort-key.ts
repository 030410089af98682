// Names as people expect them sorted: without regard to case and marks, in the order of their bytes.

export const sortKeyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
