// Who signs out leaves nothing on this device.
document.addEventListener("submit", ({ target }) => {
  const writer = target.dataset.signsOut
  if (!writer) return
  const own = Object.keys(localStorage).filter((key) => key.startsWith(`attest:kept:${writer}:`))
  for (const key of own) localStorage.removeItem(key)
})
