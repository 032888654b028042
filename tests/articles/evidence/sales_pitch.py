"""A sales pitch as web copy has it, of a plant that does not exist; and the same, cited and rewritten."""

PITCH = """<h2>What it does</h2>
<p>Vellora root has been used for centuries. It relieves pain better than any prescription tablet.</p>
<p>Take 5 grams with every meal. It interacts with blood thinners.</p>
<h2>Can it replace my tablets?</h2><p>Absolutely. Many users have thrown away their pills.</p>
<p>You really have to try it! Order your sample today.</p>"""

CITE = (
    '<cite data-ref="olsen2019" data-locator="p. 4" data-quote="a mean fall of one point"></cite>'
)

HONEST = f"""<h2>What is known</h2>
<p>Vellora root is a plant of the uplands.{CITE}
In one trial it relieved back pain better than paracetamol.{CITE}</p>
<h2>Can it replace my tablets?</h2><p>No trial has tested that. Never stop a medicine without asking
whoever prescribed it.</p>"""
