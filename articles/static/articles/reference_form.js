// The page of a work: another kind brings its own fields, with all that was typed in them.
const form = document.querySelector("form[data-work]")
const fields = form?.querySelector("[data-fields]")

const showKind = async () => {
  const data = new FormData(form)
  data.append("show_kind", "1")
  const response = await fetch(form.action, {
    method: "POST",
    body: data,
    redirect: "manual",
    headers: { Accept: "application/json" },
  }).catch(() => null)
  if (!response?.ok) return // the button beside it asks without a script
  fields.innerHTML = (await response.json()).fields
  fields.querySelector("select[name=type]").focus()
}

fields?.addEventListener("change", ({ target }) => target.name === "type" && showKind())
