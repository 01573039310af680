// On the page of the login: whoever was here before has left. What the server gave the app for them goes, so that the
// next one does not see it; what they have not sent yet stays, for them alone.
"use strict";

(async () => {
  const known = await indexedDB.databases?.();
  if (known && !known.some((one) => one.name === "anlan-field")) return;
  const asking = indexedDB.open("anlan-field");
  // A phone that never used the app has no such database, and shall not have an empty one.
  asking.onupgradeneeded = () => asking.transaction.abort();
  asking.onsuccess = () => {
    const database = asking.result;
    database.transaction("data", "readwrite").objectStore("data").clear();
    database.close();
  };
})();
