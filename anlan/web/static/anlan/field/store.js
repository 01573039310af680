// What the phone keeps, in IndexedDB. `data` is what the server gave and can give again: it goes when somebody logs
// out. `items` (drafts and whatever waits to be sent) and `photos` are the officer's work: they stay until they are sent
// or dropped by their own officer.

const NAME = "anlan-field";
const STORES = ["data", "items", "photos"];

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => {
      const database = asking.result;
      database.createObjectStore("data");
      database.createObjectStore("items", { keyPath: "uuid" });
      database.createObjectStore("photos", { keyPath: "id" }).createIndex("item", "item");
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
  return opened;
}

// One transaction; it is only over when the phone has really written.
async function within(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    act(Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)])), (value) => { result = value; });
  });
}

function asked(name, request) {
  return within("readonly", (stores, give) => { request(stores[name]).onsuccess = (event) => give(event.target.result); });
}

export const readData = (key) => asked("data", (store) => store.get(key));
export const keepData = (key, value) => within("readwrite", ({ data }) => { data.put(value, key); });
export const forgetData = () => within("readwrite", ({ data }) => { data.clear(); });

export const readItem = (uuid) => asked("items", (store) => store.get(uuid));
export const keepItem = (item) => within("readwrite", ({ items }) => { items.put(item); });
export const everyItem = () => asked("items", (store) => store.getAll());
export const photosOf = (uuid) => asked("photos", (store) => store.index("item").getAll(uuid));
export const keepPhoto = (photo) => within("readwrite", ({ photos }) => { photos.put(photo); });
export const dropPhoto = (id) => within("readwrite", ({ photos }) => { photos.delete(id); });

// The items of one officer in the order in which they were begun.
export async function itemsOf(officer) {
  const items = (await everyItem()).filter((item) => item.officer === officer);
  return items.sort((one, other) => one.made - other.made || (one.uuid < other.uuid ? -1 : 1));
}

// Changes an item as it is now, in one transaction; `change` returns false to leave it alone. Two open windows, or the
// sender and the form, never write over one another.
export function changeItem(uuid, change) {
  return within("readwrite", ({ items }, give) => {
    items.get(uuid).onsuccess = (event) => {
      const item = event.target.result;
      if (item === undefined || change(item) === false) return give(null);
      items.put(item);
      return give(item);
    };
  });
}

function dropPhotosIn(photos, uuid) {
  photos.index("item").getAllKeys(uuid).onsuccess = (event) => event.target.result.forEach((id) => photos.delete(id));
}

export function dropItem(uuid) {
  return within("readwrite", ({ items, photos }) => {
    items.delete(uuid);
    dropPhotosIn(photos, uuid);
  });
}

export const dropPhotos = (uuid) => within("readwrite", ({ photos }) => dropPhotosIn(photos, uuid));
