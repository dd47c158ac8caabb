// Shows what a channel "This browser" is sent, with a button for each thing that can be done, and opens the page of what is pressed.
self.addEventListener("push", (event) => {
  const { title, body, url, tag, actions = [] } = event.data.json();
  const buttons = actions.map(({ label, url: action }) => ({ action, title: label }));
  event.waitUntil(self.registration.showNotification(title, { body, tag, renotify: true, actions: buttons, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.action || event.notification.data.url;
  if (url !== null) event.waitUntil(self.clients.openWindow(url));
});
