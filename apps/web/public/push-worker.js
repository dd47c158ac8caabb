// Shows what a channel "This browser" is sent, and opens its page when it is pressed.
self.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, renotify: true, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  if (url !== null) event.waitUntil(self.clients.openWindow(url));
});
