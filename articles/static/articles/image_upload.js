// Send one image file to the library. Resolves to what the library says of it; rejects with a sentence.
import { gettext } from "articles/i18n"

const MOST = 20 * 1024 * 1024

export const upload = async (form, file) => {
  if (file.size > MOST) throw new Error(gettext("The file is larger than 20 MB. Save it smaller."))
  const body = new FormData()
  body.append("file", file, file.name || gettext("Pasted picture.png"))
  const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value }
  const response = await fetch(form.dataset.imageUpload, { method: "POST", body, headers }).catch(() => {
    throw new Error(gettext("The connection is gone. The picture is kept here: try again."))
  })
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Error(gettext("It could not be sent. If you are signed out, sign in in another window, then try again."))
  }
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}
