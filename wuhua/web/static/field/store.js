// What the phone keeps, sealed. One database an officer; every record is AES-GCM under a key that comes out of the PIN and
// lives in this page only: it is not extractable, not stored, and gone when the page is closed or locked.
"use strict";

const Store = (() => {
  const ROUNDS = 600000;  // PBKDF2-SHA-256: slow on purpose, for the one who found the phone
  const text = new TextEncoder();
  const plain = new TextDecoder();
  let database = null;
  let key = null;

  const asked = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });

  const opened = async (officer) => {
    const request = indexedDB.open(`wuhua-field-${officer}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lock", { keyPath: "id" });
      request.result.createObjectStore("box", { keyPath: "id" });
    };
    database = await asked(request);
  };

  const within = async (name, mode, act) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const done = new Promise((good, bad) => {
      transaction.oncomplete = () => good();
      transaction.onabort = () => bad(transaction.error);
      transaction.onerror = () => bad(transaction.error);
    });
    const answer = await asked(act(transaction.objectStore(name)));
    await done;
    return answer;
  };

  const derived = async (pin, salt) => {
    const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base,
      { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };

  // The record's own name is sealed along with it, so that no record can stand in for another.
  const sealed = async (id, value, by) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(id) }, by,
      text.encode(JSON.stringify(value)));
    return { id, iv, data };
  };

  const open = async (record, by) => JSON.parse(plain.decode(await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: record.iv, additionalData: text.encode(record.id) }, by, record.data)));

  return {
    opened,
    hasPin: async () => Boolean(await within("lock", "readonly", (store) => store.get("pin"))),
    setPin: async (pin) => {
      const salt = crypto.getRandomValues(new Uint8Array(16));
      key = await derived(pin, salt);
      const check = await sealed("pin", "wuhua", key);
      await within("lock", "readwrite", (store) => store.put({ ...check, salt }));
    },
    unlock: async (pin) => {
      const lock = await within("lock", "readonly", (store) => store.get("pin"));
      const candidate = await derived(pin, lock.salt);
      try { await open(lock, candidate); } catch (wrong) { return false; }
      key = candidate;
      return true;
    },
    lock: () => { key = null; },
    isOpen: () => key !== null,
    put: async (id, value) => {
      const record = await sealed(id, value, key);  // before the transaction: it would close while we wait
      await within("box", "readwrite", (store) => store.put(record));
    },
    get: async (id) => {
      const record = await within("box", "readonly", (store) => store.get(id));
      return record ? open(record, key) : null;
    },
    remove: async (id) => within("box", "readwrite", (store) => store.delete(id)),
    visits: async () => {
      const records = await within("box", "readonly", (store) => store.getAll(IDBKeyRange.bound("visit:", "visit;")));
      const found = await Promise.all(records.map((record) => open(record, key)));
      return found.sort((one, two) => (one.saved < two.saved ? -1 : 1));
    },
    wipe: async () => {
      key = null;
      await within("box", "readwrite", (store) => store.clear());
      await within("lock", "readwrite", (store) => store.clear());
    },
  };
})();
