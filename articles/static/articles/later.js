// Parts of a page that come later: what takes a while, once the page stands; what the worker has, once it is through.
const PAUSE = 1500 // milliseconds between two questions to the worker

const textAt = async (address, accept) => {
  const answer = await fetch(address, { headers: { Accept: accept }, redirect: "manual" })
  return answer.ok ? answer.text() : Promise.reject(answer)
}
const parsed = (text) => new DOMParser().parseFromString(text, "text/html")
const pageAt = (address) =>
  textAt(address, "text/html")
    .then(parsed)
    .catch(() => null)
const stateNow = () =>
  textAt(location.href, "application/json")
    .then(JSON.parse)
    .catch(() => null)

// Where focus was in what goes, it is put on the first heading of what comes.
const swap = (place, ...fresh) => {
  const hadFocus = place.contains(document.activeElement)
  place.replaceWith(...fresh)
  const [heading] = fresh.flatMap((each) => [...each.querySelectorAll("h1, h2")])
  if (!hadFocus || !heading) return
  heading.tabIndex = -1
  heading.focus()
}

// A part that takes a while: where it does not come, its link leads there.
const bring = async (place) => {
  place.setAttribute("aria-busy", "true")
  const parts = (await pageAt(place.querySelector("a").href))?.querySelector("[data-parts]")
  if (parts) swap(place, ...parts.children)
  else place.removeAttribute("aria-busy")
}

const show = (place, { done, total }) => {
  const bar = place.querySelector("progress")
  if (!total || (bar.max === total && bar.value === done)) return
  bar.max = total
  bar.value = done
  place.querySelector("[role=status]").textContent = `${done} / ${total}`
}

// What became of it, in the place of the part that told how far it was: whether it came.
const tell = async (place, said) => {
  const { underWay: part, through } = place.dataset
  const fresh = (await pageAt(location.href))?.getElementById(part)
  if (!fresh) return false
  swap(document.getElementById(part), fresh)
  const more = fresh.querySelector("[data-under-way]") // sent meanwhile
  if (more) watch(more, said)
  else said.textContent = through
  return true
}

const watch = async (place, said) => {
  const now = await stateNow()
  if (now?.is_under_way) show(place, now)
  else if (now && (await tell(place, said))) return
  setTimeout(watch, now ? PAUSE : PAUSE * 4, place, said)
}

for (const place of document.querySelectorAll("[data-later]")) bring(place)
for (const place of document.querySelectorAll("[data-under-way]")) {
  const said = document.createElement("p")
  said.className = "visually-hidden"
  said.setAttribute("role", "status")
  document.body.append(said)
  setTimeout(watch, PAUSE, place, said)
}
