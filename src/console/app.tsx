// The frame around every page: where one can go, by mouse or by two keys, and whether what is shown is live.
import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  Kbd,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useEffect } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import type { Permission } from './generated/graphql.ts'
import { Dashboard } from './pages/dashboard.tsx'
import { Boundary } from './parts/boundary.tsx'
import { Live, useIsLive } from './parts/live.tsx'
import { Loading } from './parts/loading.tsx'
import { Nothing } from './parts/page.tsx'
import { useSession } from './session.tsx'

const Orders = lazy(() => import('./pages/orders.tsx'))
const Order = lazy(() => import('./pages/order.tsx'))
const Fulfilment = lazy(() => import('./pages/fulfilment.tsx'))
const Stock = lazy(() => import('./pages/stock.tsx'))
const Products = lazy(() => import('./pages/products.tsx'))
const Product = lazy(() => import('./pages/product.tsx'))
const Commands = lazy(() => import('./pages/commands.tsx'))
const Health = lazy(() => import('./pages/health.tsx'))
const Webhooks = lazy(() => import('./pages/webhooks.tsx'))

type Place = { path: string; title: string; key: string; needs: Permission }

const PLACES: readonly Place[] = [
  { path: '/', title: 'Dashboard', key: 'd', needs: 'ORDERS_READ' },
  { path: '/orders', title: 'Orders', key: 'o', needs: 'ORDERS_READ' },
  { path: '/fulfilment', title: 'To ship', key: 'f', needs: 'ORDERS_READ' },
  { path: '/stock', title: 'Stock', key: 's', needs: 'STOCK_READ' },
  { path: '/products', title: 'Products', key: 'p', needs: 'CATALOG_READ' },
  { path: '/commands', title: 'Commands', key: 'c', needs: 'JOURNAL_READ' },
  { path: '/health', title: 'Health', key: 'h', needs: 'REACTIONS_READ' },
  { path: '/webhooks', title: 'Webhooks', key: 'w', needs: 'WEBHOOKS_READ' },
]

const KEY_WITHIN_MS = 1_500

/** `g` and a letter go to a place; `/` goes to the page's search. */
function useKeys(places: readonly Place[]) {
  const [, go] = useLocation()
  useEffect(() => {
    let begun = 0
    function onKey(event: KeyboardEvent) {
      const { target, key, ctrlKey, metaKey, altKey } = event
      const isTyping = (target as Element).closest('input, textarea, select, [role=dialog]')
      if (isTyping || ctrlKey || metaKey || altKey) return
      const place = places.find((place) => place.key === key)
      if (place && Date.now() - begun < KEY_WITHIN_MS) go(place.path)
      begun = key === 'g' ? Date.now() : 0
      const search = document.querySelector<HTMLElement>('[type=search]')
      if (key !== '/' || !search) return
      event.preventDefault()
      search.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [places, go])
}

export function App() {
  const { may, name, signOut } = useSession()
  const [isOpen, { toggle, close }] = useDisclosure()
  const [here] = useLocation()
  const places = PLACES.filter(({ needs }) => may(needs))
  useKeys(places)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that was gone to closes the menu.
  useEffect(close, [here])
  return (
    <Live>
      <a className="skip" href="#content">
        To the content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding="md"
      >
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={isOpen}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label="Menu"
              />
              <Text fw={700}>Quartermaster</Text>
              <LiveBadge />
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Text size="sm" visibleFrom="sm">
                {name}
              </Text>
              <Scheme />
              <Button variant="default" size="xs" onClick={signOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="xs" aria-label="Places">
          {places.map(({ path, title, key }) => (
            <NavLink
              key={path}
              component={Link}
              href={path}
              label={title}
              active={path === '/' ? here === '/' : here.startsWith(path)}
              aria-current={here === path ? 'page' : undefined}
              rightSection={<Kbd size="xs">g {key}</Kbd>}
            />
          ))}
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <Boundary key={here}>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/" component={Dashboard} />
                <Route path="/orders" component={Orders} />
                <Route path="/orders/:id">{({ id }) => <Order id={id} key={id} />}</Route>
                <Route path="/fulfilment" component={Fulfilment} />
                <Route path="/stock" component={Stock} />
                <Route path="/products" component={Products} />
                <Route path="/products/:id">{({ id }) => <Product id={id} key={id} />}</Route>
                <Route path="/commands" component={Commands} />
                <Route path="/health" component={Health} />
                <Route path="/webhooks" component={Webhooks} />
                <Route>
                  <Nothing>There is no such page.</Nothing>
                </Route>
              </Switch>
            </Suspense>
          </Boundary>
        </AppShell.Main>
      </AppShell>
    </Live>
  )
}

function LiveBadge() {
  const isLive = useIsLive()
  return (
    <Badge className="said" variant="dot" color={isLive ? 'green' : 'gray'} tt="none" role="status">
      {isLive ? 'Live' : 'Not live'}
    </Badge>
  )
}

function Scheme() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme()
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon
      variant="default"
      aria-label={`Show it ${other}`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? '☀' : '☾'}
    </ActionIcon>
  )
}
