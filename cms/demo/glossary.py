"""Words that the demonstration's pages use and not every reader knows, as its editor explains them."""

from cms.models import GlossaryTerm, User

# a term, what else stands for it, and what it means
TERMS = {
    "en": (
        ("anti-inflammatory painkiller", "anti-inflammatory painkillers, NSAID, NSAIDs",
         "A painkiller that also calms inflammation, such as ibuprofen or naproxen."),
        ("antihistamine", "antihistamines",
         "A medicine against allergy. It blocks histamine, which makes the nose run and the skin itch."),
        ("atrial fibrillation", "AF",
         "A heartbeat that is irregular because the upper chambers of the heart quiver instead of beating."),
        ("blood thinner", "blood thinners, anticoagulant, anticoagulants",
         "A medicine that makes blood clot less easily. It does not make it thinner."),
        ("cauda equina syndrome", "",
         "Pressure on the bundle of nerves at the base of the spine. It is an emergency."),
        ("Cochrane review", "Cochrane reviews",
         "A review by Cochrane, a group that gathers the trials of a question and says how far they can be "
         "trusted."),
        ("cognitive behavioural therapy", "CBT",
         "A talking treatment that works on thoughts and habits which keep a trouble going."),
        ("COPD", "",
         "Chronic obstructive pulmonary disease: a lung disease that stays, with narrowed airways."),
        ("dummy tablet", "dummy tablets, dummy pill, dummy pills, placebo, placebos",
         "A tablet that looks like a medicine and holds none. Beside it one sees what the medicine does."),
        ("ferritin", "",
         "A protein that holds iron. Its level in the blood shows how full the body’s stores are."),
        ("FODMAPs", "FODMAP",
         "Sugars that the gut takes up badly and that ferment there, for example in onions and wheat."),
        ("immunotherapy", "",
         "A treatment of allergy over years, with small amounts of what the body reacts to."),
        ("LDL cholesterol", "LDL",
         "The kind of cholesterol that can settle in the walls of arteries."),
        ("naloxone", "",
         "A medicine that reverses an overdose of an opioid for a while."),
        ("opioid", "opioids",
         "A strong painkiller of the kind of morphine. The body can come to need it."),
        ("proton pump inhibitor", "proton pump inhibitors, PPI, PPIs",
         "A medicine that strongly lowers the acid of the stomach, such as omeprazole."),
        ("spacer", "",
         "A tube in front of an inhaler that holds the spray until it is breathed in."),
        ("spirometry", "",
         "A breathing test that measures how much air comes out of the lungs, and how fast."),
        ("statin", "statins",
         "A medicine that lowers cholesterol, such as atorvastatin."),
        ("systolic pressure", "",
         "The first and higher number of a blood pressure reading: the pressure while the heart squeezes."),
        ("triptan", "triptans",
         "A medicine made for attacks of migraine, such as sumatriptan."),
    ),
    "es": (
        ("antiinflamatorio", "antiinflamatorios",
         "Un calmante que además baja la inflamación, como el ibuprofeno o el naproxeno."),
        ("convulsión", "convulsiones",
         "Sacudidas del cuerpo que no se pueden parar, casi siempre con pérdida del conocimiento."),
        ("encefalitis", "",
         "Una inflamación del cerebro."),
        ("pastilla sin efecto", "pastillas sin efecto, placebo, placebos",
         "Una pastilla que parece una medicina y no lleva ninguna. Así se ve qué hace la medicina."),
        ("plaquetas", "",
         "Partes de la sangre que ayudan a cerrar una herida."),
        ("probiótico", "probióticos",
         "Un producto con bacterias vivas que se toma con la idea de ayudar al intestino."),
        ("revisión Cochrane", "revisiones Cochrane",
         "Una revisión de Cochrane, un grupo que reúne los ensayos de una pregunta y dice cuánto valen."),
        ("suero oral", "",
         "Una bebida de farmacia con agua, sales y azúcar en las cantidades que el intestino absorbe bien."),
        ("terapia cognitivo conductual", "TCC",
         "Un tratamiento hablado que trabaja con los pensamientos y los hábitos que mantienen un problema."),
        ("triple vírica", "",
         "La vacuna contra el sarampión, las paperas y la rubéola."),
    ),
}  # fmt: skip


def load(owner: User) -> None:
    """The terms in both languages. `owner` answers for them."""
    for language, terms in TERMS.items():
        for term, synonyms, definition in terms:
            GlossaryTerm.objects.create(
                term=term,
                synonyms=synonyms,
                definition=definition,
                language=language,
                owner=owner,
            )
