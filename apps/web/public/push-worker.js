// Shows what a channel "This browser" is sent, with a button for each thing that can be done in place, and opens the page of what is pressed.
self.addEventListener("push", (event) => {
  const { title, body, url, tag, actions = [] } = event.data.json();
  const buttons = actions.map(({ label, url: action }) => ({ action, title: label }));
  event.waitUntil(self.registration.showNotification(title, { body, tag, renotify: true, actions: buttons, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  if (action !== "") event.waitUntil(press(notification, action));
  else if (notification.data.url !== null) event.waitUntil(self.clients.openWindow(notification.data.url));
});

// Does what the page of a link would do, without opening it, and says so in the notification's place. Pressed in turn, that opens the page.
async function press({ title, tag }, link) {
  const body = await answerOf(new URL(link).pathname.split("/").pop());
  await self.registration.showNotification(title, { body, tag, data: { url: link } });
}

async function answerOf(token) {
  try {
    const answer = await fetch("/api/press/link", { method: "POST", body: token, credentials: "omit" });
    return (await answer.text()).trim();
  } catch {
    return "Vedette cannot be reached. Press here to try it on a page.";
  }
}
