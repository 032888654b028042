// Suggests known tags for the last one that is typed: the browser's own list, each entry with the tags before it.

const field = document.querySelector("[data-tags]")

const start = () => {
  const input = field.querySelector("input")
  const list = field.querySelector("datalist")
  const known = [...list.options].map(({ value }) => value)
  const suggest = () => {
    const typed = input.value.split(",").map((each) => each.trim())
    const before = typed.slice(0, -1)
    const taken = new Set(before.map((each) => each.toLowerCase()))
    const rest = known.filter((each) => !taken.has(each.toLowerCase()))
    list.replaceChildren(...rest.map((tag) => new Option("", [...before, tag].join(", "))))
  }
  input.setAttribute("list", list.id)
  input.setAttribute("autocomplete", "off")
  input.addEventListener("input", suggest)
  suggest()
}

if (field) start()
