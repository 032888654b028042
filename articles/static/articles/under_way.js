// A page of files that the worker has: how far it is, and what became of them once it is through.
const PAUSE = 1500 // milliseconds between two questions
const place = document.querySelector("[data-batch]")
const bar = place.querySelector("progress")
const said = place.querySelector("[role=status]")

const ask = async () => {
  const response = await fetch(location.href, { headers: { Accept: "application/json" } }).catch(() => null)
  if (!response?.ok) return setTimeout(ask, PAUSE * 4)
  const { done, total, is_under_way: isUnderWay } = await response.json()
  if (!isUnderWay) return location.replace(location.pathname + location.search) // nothing is sent again
  if (total) {
    bar.max = total
    bar.value = done
    said.textContent = `${done} / ${total}`
  }
  return setTimeout(ask, PAUSE)
}

setTimeout(ask, PAUSE)
