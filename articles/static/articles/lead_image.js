// The lead image: chosen in the dialog of the library. Without it the field takes the address of its page.

import { gettext, interpolate } from "articles/i18n"
import { openImageDialog } from "articles/image_dialog"
import { crel } from "django-prose-editor/editor"

const field = document.querySelector("[data-lead-image]")

const start = () => {
  const [key, alt] = ["lead_image", "lead_alt"].map((name) => field.querySelector(`[name=${name}]`))
  const { form } = key
  const image = crel("img", { alt: "" })
  const said = crel("p", { className: "figure-said", role: "status" })
  const choose = crel("button", { type: "button" })
  const remove = crel("button", { type: "button", textContent: gettext("Remove the lead image") })
  const page = crel("a", { textContent: gettext("Its page in the library"), target: "_blank" })
  const picker = crel("div", { className: "lead-picker" }, [
    image,
    said,
    crel("div", { className: "figure-actions" }, [choose, remove, page]),
  ])
  let facts = null
  let shown = null

  const draw = () => {
    for (const part of [image, page]) part.hidden = !facts
    remove.hidden = !key.value
    choose.textContent = key.value ? gettext("Describe or replace the lead image") : gettext("Choose a lead image")
    if (facts) {
      image.src = facts.thumbnail
      page.href = facts.page
    }
    const wanting = facts && !facts.is_credited
    const unknown = key.value ? gettext("This image is not in the library. Choose another.") : ""
    const unlicensed = gettext("%(title)s: its licence is not stated. Say it on its page.")
    said.textContent = facts ? (wanting ? interpolate(unlicensed, facts) : facts.title) : unknown
    said.classList.toggle("missing", Boolean(wanting || (key.value && !facts)))
  }
  // what stands in the field may have come from elsewhere: from this device, or from the page as it was sent
  const follow = async () => {
    if (key.value === shown) return
    const asked = key.value
    shown = asked
    const address = `${field.dataset.images}?${new URLSearchParams({ key: asked })}`
    const answer =
      asked &&
      (await fetch(address).then(
        (response) => response.json(),
        () => null,
      ))
    if (asked !== key.value) return
    facts = answer?.results?.find((each) => each.key === asked) ?? null
    draw()
  }
  const put = (chosen, words) => {
    facts = chosen
    shown = key.value = chosen?.key ?? ""
    alt.value = words
    draw()
    alt.dispatchEvent(new Event("input", { bubbles: true }))
    choose.focus()
  }

  choose.addEventListener("click", async () => {
    const current = facts && { facts, alt: alt.value || null }
    const answer = await openImageDialog(form, current, {
      words: gettext("Choose the lead image"),
      verb: gettext("Choose"),
      mayDecorate: false,
    })
    if (answer) put(answer.facts, answer.alt ?? "")
    else choose.focus()
  })
  remove.addEventListener("click", () => put(null, ""))
  form.addEventListener("input", follow)

  // the panel's lines and the label of the field lead to what can be used
  field.querySelector(`label[for=${key.id}]`).remove()
  field.querySelector(`#${key.id}_helptext`)?.remove()
  choose.id = key.id
  key.id += "_key"
  key.type = "hidden"
  key.before(picker)
  draw()
  follow()
}

if (field) start()
