/*
 * The console's service worker: lets the console be installed, and wakes its member with one neutral sentence. It keeps no
 * page, no answer and no content, and there is none on public pages. The sentence is the same for everything: see
 * features/alarms/README.md.
 */
const sentences = { en: 'You have 1 update.', es: 'Tienes 1 novedad.' }

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// Nothing is answered from here; a handler must stand for older browsers to offer installing.
self.addEventListener('fetch', () => {})

self.addEventListener('push', (event) => {
  const language = (self.navigator.language || 'en').startsWith('es') ? 'es' : 'en'
  const shown = self.registration.showNotification('Beside', {
    body: sentences[language],
    tag: 'beside',
    renotify: true,
    requireInteraction: true,
    icon: '/console/icon-192.png',
  })
  event.waitUntil(Promise.all([shown, tellTheServer()]))
})

/** Says that this device was woken, so that its member counts as reachable. Nothing is kept when it cannot be said. */
const tellTheServer = () => fetch('/api/alarms/ack', { method: 'POST' }).catch(() => {})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(showConsole())
})

async function showConsole() {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find((one) => new URL(one.url).pathname.startsWith('/console'))
  return open ? open.focus() : self.clients.openWindow('/console')
}
